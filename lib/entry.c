/*
 * F3 entry.c - which login is meant, and what is stored of it
 */
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "entry.h"
#include "gitconfig.h"
#include "limits.h"
#include "match.h"

void
entry_init(struct entry *entry)
{
	memset(entry, 0, sizeof(*entry));
	login_init(&entry->stored);
	record_init(&entry->record);
}

void
entry_clear(struct entry *entry)
{
	login_clear(&entry->stored);
	record_clear(&entry->record);
	entry_init(entry);
}

/*
 * Set a damaged record aside, under its lock, unless another process has
 * replaced it meanwhile.
 */
static enum lanyard_error
set_aside(struct entry *entry, struct lanyard_session *s)
{
	char path[ERROR_TEXT], *name = NULL;
	enum lanyard_error r;
	bool damaged;
	int fd = -1;

	if ((name = strdup(entry->record.name)) == NULL)
		return error_memory(&s->error);
	r = session_lock(s, name, STORE_LOCK_RECORD,
	    clock_monotonic_ms() + TIMEOUT_OPERATION_MS, &fd);
	if (r != LANYARD_OK)
		goto out;
	r = record_load(&entry->record, s->store, name, &damaged, &s->error);
	if (r == LANYARD_OK || !damaged)
		goto out;
	r = store_set_aside(s->store, STORE_LOGIN, name, path, &s->error);
	if (r != LANYARD_OK)
		goto out;
	if (s->ui != NULL && s->ui->notice != NULL) {
		error_set(&s->error, LANYARD_OK,
		    "the damaged record of login %s is now %s", name, path);
		s->ui->notice(s->ui->context, s->error.message);
		error_clear(&s->error);
	}
	r = record_load(&entry->record, s->store, name, NULL, &s->error);
out:
	store_unlock(&fd);
	free(name);
	return r;
}

static enum lanyard_error
load(struct entry *entry, struct lanyard_session *s, const char *name)
{
	enum lanyard_error r;
	bool damaged;

	r = record_load(&entry->record, s->store, name, &damaged, &s->error);
	if (r != LANYARD_OK && damaged)
		r = set_aside(entry, s);
	return r;
}

enum lanyard_error
entry_load(struct entry *entry, struct lanyard_session *session)
{
	enum lanyard_error r = load(entry, session, entry->login->name);

	if (r == LANYARD_OK)
		entry->agrees = record_agrees(&entry->record, entry->login);
	return r;
}

/* A record that only notes a failed login describes nothing. */
static bool
is_description(const struct record *record)
{
	return attributes_text(&record->attributes, "client_id") != NULL;
}

/* The description a record gives, once it is loaded. */
static enum lanyard_error
describe_by_record(struct entry *entry, struct lanyard_session *s)
{
	login_clear(&entry->stored);
	login_init(&entry->stored);
	if (record_to_login(&entry->record, &entry->stored) != LANYARD_OK)
		return error_memory(&s->error);
	entry->login = &entry->stored;
	entry->agrees = true;
	return LANYARD_OK;
}

struct search {
	struct lanyard_session *session;
	const struct match_request *request;
	struct entry *best;
	bool found;
	bool ambiguous; /* another one is as good as BEST */
};

/* One stored name: is it a better answer than the best so far? */
static enum lanyard_error
search_record(void *context, const char *name)
{
	struct search *search = context;
	const struct login *both[2];
	struct entry entry;
	enum lanyard_error r;
	bool ambiguous;
	size_t n = 0;

	if (config_login(search->session->config, name) != NULL)
		return LANYARD_OK;
	entry_init(&entry);
	r = load(&entry, search->session, name);
	if (r == LANYARD_ERR_STORE) {
		/* One that cannot be read is no answer; status says why. */
		error_clear(&search->session->error);
		r = LANYARD_OK;
		goto out;
	}
	if (r != LANYARD_OK || !is_description(&entry.record) ||
	    (r = describe_by_record(&entry, search->session)) != LANYARD_OK)
		goto out;
	if (search->found)
		both[n++] = &search->best->stored;
	both[n++] = &entry.stored;
	if (match_login(both, n, search->request, &ambiguous) !=
	    (long)(n - 1)) {
		search->ambiguous |= ambiguous;
		goto out;
	}
	search->ambiguous = false;
	entry_clear(search->best);
	entry.host = search->request->host;
	*search->best = entry;
	search->best->login = &search->best->stored;
	search->found = true;
	entry_init(&entry);
out:
	entry_clear(&entry);
	return r;
}

static enum lanyard_error
find_in_config(struct entry *entry, struct lanyard_session *s,
    const struct match_request *request, bool *found)
{
	const struct login **logins;
	long i;

	if (s->config->count == 0)
		return LANYARD_OK;
	if ((logins = calloc(s->config->count, sizeof(*logins))) == NULL)
		return error_memory(&s->error);
	for (size_t n = 0; n < s->config->count; n++)
		logins[n] = &s->config->logins[n];
	i = match_login(logins, s->config->count, request, NULL);
	free(logins);
	if (i == -1)
		return LANYARD_OK;
	*found = true;
	entry->login = &s->config->logins[i];
	return entry_load(entry, s);
}

static enum lanyard_error
find_in_git(struct entry *entry, struct lanyard_session *s,
    const struct match_request *request, bool *found)
{
	enum lanyard_error r;

	if (strcmp(request->protocol, "https") != 0)
		return LANYARD_OK;
	r = gitconfig_login(&entry->stored, request->protocol, request->host,
	    request->path, found, &s->error);
	if (r != LANYARD_OK || !*found)
		return r;
	entry->login = &entry->stored;
	return entry_load(entry, s);
}

static enum lanyard_error
find(struct entry *entry, struct lanyard_session *s,
    const struct match_request *request, bool *found)
{
	struct search search = {s, request, entry, false, false};
	enum lanyard_error r;

	*found = false;
	if ((r = find_in_config(entry, s, request, found)) != LANYARD_OK ||
	    *found)
		return r;
	r = store_each(
	    s->store, STORE_LOGIN, search_record, &search, &s->error);
	*found = search.found && !search.ambiguous;
	if (r != LANYARD_OK || *found)
		return r;
	entry_clear(entry);
	return find_in_git(entry, s, request, found);
}

enum lanyard_error
entry_find(struct entry *entry, struct lanyard_session *session,
    const struct lanyard_credential *request, bool *found)
{
	const struct attributes *a = &request->attributes;
	struct match_request asked = {
	    attributes_text(a, "protocol"),
	    attributes_text(a, "host"),
	    attributes_text(a, "path"),
	    attributes_text(a, "username"),
	};

	*found = false;
	if (asked.protocol == NULL || asked.host == NULL)
		return LANYARD_OK;
	entry->host = asked.host;
	return find(entry, session, &asked, found);
}

static enum lanyard_error
unknown(struct lanyard_session *s, const char *what, const char *target)
{
	error_set(&s->error, LANYARD_ERR_UNKNOWN_LOGIN, "no login %s%s", what,
	    target);
	error_hint(&s->error, "lanyard status lists the logins; add one in %s",
	    s->config_path);
	return LANYARD_ERR_UNKNOWN_LOGIN;
}

enum lanyard_error
entry_name(
    struct entry *entry, struct lanyard_session *session, const char *name)
{
	enum lanyard_error r;
	bool found = false;

	if ((entry->login = config_login(session->config, name)) != NULL)
		return entry_load(entry, session);
	/* Only logins of git's own configuration have a host for a name. */
	if (!login_name_is_valid(name)) {
		const struct match_request asked = {"https", name, NULL, NULL};

		r = find_in_git(entry, session, &asked, &found);
		if (r != LANYARD_OK || found)
			return r;
	}
	if ((r = load(entry, session, name)) != LANYARD_OK)
		return r;
	if (!is_description(&entry->record))
		return unknown(session, "named ", name);
	return describe_by_record(entry, session);
}

enum lanyard_error
entry_target(
    struct entry *entry, struct lanyard_session *session, const char *target)
{
	struct lanyard_credential request = {0};
	enum lanyard_error r;
	bool found;

	if (strstr(target, "://") == NULL)
		return entry_name(entry, session, target);
	r = lanyard_credential_set(&request, "url", target);
	if (r != LANYARD_OK)
		return error_set(&session->error, LANYARD_ERR_UNKNOWN_LOGIN,
		    "not a URL that a login could answer: %s", target);
	r = entry_find(entry, session, &request, &found);
	attributes_clear(&request.attributes);
	if (r == LANYARD_OK && !found)
		r = unknown(session, "answers ", target);
	return r;
}

const struct secret *
entry_refresh_token(const struct entry *entry)
{
	return entry->agrees ? record_refresh_token(&entry->record) : NULL;
}

bool
entry_is_fresh(const struct entry *entry, int64_t now)
{
	return entry->agrees && record_is_fresh(&entry->record, now,
				    entry->login->refresh_margin_s);
}

bool
entry_is_alive(const struct entry *entry, int64_t now)
{
	return entry->agrees && record_is_alive(&entry->record, now);
}
