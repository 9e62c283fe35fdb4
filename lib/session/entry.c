/*
 * entry.c - which login is meant, and what is stored of it
 */
#include "session/entry.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strings.h"
#include "login/grant.h"
#include "login/lines.h"
#include "login/recipe.h"
#include "login/tokens.h"
#include "login/tokens_age.h"
#include "os/clock.h"
#include "store/records.h"

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
	free(entry->near);
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
	enum lanyard_error r = LANYARD_OK;
	bool damaged;
	int fd = -1;

	if ((name = strdup(entry->record.name)) == NULL)
		return error_memory(&s->error);
	if (!store_holds(s->store, name))
		r = session_lock(s, name, STORE_LOCK_RECORD,
		    clock_monotonic_ms() + TIMEOUT_OPERATION_MS, &fd);
	if (r != LANYARD_OK)
		goto out;
	r = records_load(&entry->record, s->store, name, &damaged, &s->error);
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
	r = records_load(&entry->record, s->store, name, NULL, &s->error);
out:
	store_unlock(s->store, &fd);
	free(name);
	return r;
}

static enum lanyard_error
load(struct entry *entry, struct lanyard_session *s, const char *name)
{
	enum lanyard_error r;
	bool damaged;

	r = records_load(&entry->record, s->store, name, &damaged, &s->error);
	if (r != LANYARD_OK && damaged && !s->only_looks)
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

/* The login as its record, which was loaded, describes it. */
static enum lanyard_error
describe(struct entry *entry, struct lanyard_session *session, bool *found)
{
	const char *scope = tokens_scope(&entry->record);

	/* A record that only notes a failed login describes nothing. */
	*found =
	    attributes_text(&entry->record.attributes, "client_id") != NULL;
	if (!*found)
		return LANYARD_OK;
	login_clear(&entry->stored);
	login_init(&entry->stored);
	if (lines_to_login(&entry->record.attributes, &entry->stored) !=
		LANYARD_OK ||
	    (scope != NULL &&
		strings_add_words(&entry->stored.scope, scope) != LANYARD_OK) ||
	    (session->ca_file != NULL &&
		(entry->stored.ca_file = strdup(session->ca_file)) == NULL) ||
	    (session->proxy != NULL &&
		(entry->stored.proxy = strdup(session->proxy)) == NULL))
		return error_memory(&session->error);
	entry->stored.allow_http |= session->allow_http;
	entry->login = &entry->stored;
	entry->agrees = true;
	return LANYARD_OK;
}

enum lanyard_error
entry_load_stored(struct entry *entry, struct lanyard_session *session,
    const char *name, bool *found)
{
	enum lanyard_error r = load(entry, session, name);

	*found = false;
	return r == LANYARD_OK ? describe(entry, session, found) : r;
}

enum lanyard_error
entry_scan_stored(struct entry *entry, struct lanyard_session *session,
    const char *name, bool *found)
{
	enum lanyard_error r = records_load(
	    &entry->record, session->store, name, NULL, &session->error);

	*found = false;
	return r == LANYARD_OK ? describe(entry, session, found) : r;
}

enum lanyard_error
entry_complete(struct entry *entry, struct lanyard_session *session)
{
	const struct login *login;
	enum lanyard_error r;

	if (!entry->brief)
		return LANYARD_OK;
	if ((r = session_config(session)) != LANYARD_OK)
		return r;
	login = config_find(session->config, entry->login->name);
	if (login == NULL)
		return error_set(&session->error, LANYARD_ERR_CONFIG,
		    "login %s was removed from %s just now", entry->login->name,
		    session->config_path);
	entry->login = login;
	entry->agrees = record_agrees(&entry->record, login);
	entry->brief = false;
	return LANYARD_OK;
}

const struct secret *
entry_refresh_token(const struct entry *entry)
{
	return entry->agrees ? tokens_refresh(&entry->record) : NULL;
}

const struct secret *
entry_stored_refresh(const struct entry *entry)
{
	return entry->agrees ? tokens_stored_refresh(&entry->record) : NULL;
}

bool
entry_is_unattended(const struct entry *entry)
{
	return tokens_moved_at(&entry->record) == 0 &&
	       grant_is_unattended(entry->login->grant_type);
}

bool
entry_can_renew(const struct entry *entry)
{
	return entry_refresh_token(entry) != NULL || entry_is_unattended(entry);
}

bool
entry_is_fresh(const struct entry *entry, int64_t now)
{
	return entry->agrees &&
	       tokens_are_fresh(
		   &entry->record, now, entry->login->refresh_margin_s) &&
	       (!recipe_rotates(entry->login->grant_type) ||
		   tokens_are_in_first_half(&entry->record, now));
}

bool
entry_is_lasting(const struct entry *entry,
    const struct lanyard_session *session, int64_t now)
{
	int64_t configured_s = entry->login->min_life_s;

	return tokens_are_lasting(&entry->record, now,
	    configured_s > session->min_life_s ? configured_s
					       : session->min_life_s);
}

bool
entry_is_alive(const struct entry *entry, int64_t now)
{
	return entry->agrees && tokens_are_alive(&entry->record, now);
}
