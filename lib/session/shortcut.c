/*
 * shortcut.c - which login is meant, where an earlier search has found it
 */
#include "session/shortcut.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "git/state.h"
#include "login/tokens.h"
#include "os/stamp.h"
#include "store/records.h"

/* Does the request bring back what any login has given out? */
static bool
brings_back(const struct lanyard_credential *request)
{
	return request != NULL &&
	       (state_is_given(request) || credential_token(request) != NULL);
}

/* Is that of the login NAME with RECORD? */
static bool
is_of(const struct lanyard_credential *request, const char *name,
    const struct record *record)
{
	return state_generation(request, name) != 0 ||
	       secret_equal(credential_token(request), tokens_access(record));
}

static bool
is_meant(const struct search *search, const struct login *login)
{
	struct error ignored = {0};
	struct record record;
	bool meant;

	record_init(&record);
	records_load(
	    &record, search->session->store, login->name, NULL, &ignored);
	meant = is_of(search->credential, login->name, &record);
	record_clear(&record);
	return meant;
}

bool
known_matches(struct search *search, const struct login *login,
    const struct match_request *request)
{
	long i = match_login(&login, 1, request);

	search->failed |= i == MATCH_FAILED;
	return i == 0;
}

/* The MEANT of the logins only, or all of them; LIST has room for COUNT. */
static struct login *
choose(struct search *search, struct login *logins, size_t count,
    const struct login **list, bool meant)
{
	size_t used = 0;
	long i;

	for (size_t n = 0; n < count; n++) {
		const struct login *login = &logins[n];

		if (!meant || (known_matches(search, login, search->request) &&
				  is_meant(search, login)))
			list[used++] = login;
	}
	i = match_login(list, used, search->request);
	search->failed |= i == MATCH_FAILED;
	return i < 0 ? NULL : &logins[list[i] - logins];
}

struct login *
known_choose(struct search *search, struct login *logins, size_t count)
{
	const struct login **list = calloc(count + 1, sizeof(*list));
	struct login *chosen = NULL;

	if (list == NULL) {
		search->failed = true;
		return NULL;
	}
	if (search->meant || (count > 1 && brings_back(search->credential)))
		chosen = choose(search, logins, count, list, true);
	if (chosen == NULL && !search->meant)
		chosen = choose(search, logins, count, list, false);
	free(list);
	return chosen;
}

/* The configuration's stand by: they may be why none is meant. */
struct login *
known_choose_stored(struct search *search, const struct route *route)
{
	struct login *chosen =
	    known_choose(search, route->logins, route->count);

	return chosen == NULL || chosen->configured ? NULL : chosen;
}

bool
known_is_other(const struct search *search)
{
	const struct lanyard_credential *request = search->credential;
	const struct entry *entry = search->entry;

	return search->found && brings_back(request) &&
	       !is_of(request, entry->login->name, &entry->record);
}

enum lanyard_error
known_stamp(struct lanyard_session *s, struct buf *stamp, bool *settled)
{
	enum lanyard_error r;
	struct buf path;

	if (store_path(s->store) == NULL) {
		*settled = false;
		return LANYARD_OK;
	}
	buf_init(&path, LIMIT_PATH);
	if ((r = buf_printf(&path, "%s/logins", store_path(s->store))) ==
	    LANYARD_OK)
		r = stamp_add(stamp, buf_text(&path), settled);
	else
		*settled = false;
	buf_clear(&path);
	return r == LANYARD_ERR_MEMORY ? error_memory(&s->error) : LANYARD_OK;
}

/* A configured login as the route has it: enough for an answer. */
static enum lanyard_error
take_brief(struct search *f, struct login *login)
{
	struct entry *entry = f->entry;

	login_clear(&entry->stored);
	entry->stored = *login;
	login_init(login);
	entry->login = &entry->stored;
	entry->brief = true;
	f->found = true;
	return entry_load(entry, f->session);
}

/* Stored records are changed by renaming, but a person may edit one. */
static enum lanyard_error
take_stored(struct search *f, const struct route *route)
{
	struct entry *entry = f->entry;
	struct login *login = NULL;
	enum lanyard_error r;
	struct buf stamp;
	bool settled = true;

	buf_init(&stamp, KEY_LIMIT);
	r = known_stamp(f->session, &stamp, &settled);
	if (r == LANYARD_OK && strcmp(buf_text(&stamp), route->stored) == 0)
		login = known_choose_stored(f, route);
	if (login != NULL)
		r = entry_load_stored(
		    entry, f->session, login->name, &f->found);
	if (f->found && known_choose(f, &entry->stored, 1) == NULL)
		f->found = false;
	if (!f->found)
		entry_clear(entry);
	buf_clear(&stamp);
	return r;
}

enum lanyard_error
known_request(struct search *f)
{
	struct lanyard_session *s = f->session;
	enum lanyard_error r;
	struct login *login;
	struct route route;

	/* With the configuration at hand there is nothing to be spared. */
	if (s->config != NULL || f->key.size == 0)
		return LANYARD_OK;
	if ((r = session_stamp(s)) != LANYARD_OK)
		return r;
	if (route_load(&route, s->store, buf_text(&f->key), &s->stamps) !=
	    LANYARD_OK)
		return error_memory(&s->error);
	if ((login = known_choose(f, route.logins, route.configured)) != NULL)
		r = take_brief(f, login);
	if ((f->meant = known_is_other(f))) {
		entry_clear(f->entry);
		f->found = false;
	}
	if (r == LANYARD_OK && !f->found && route.stored != NULL)
		r = take_stored(f, &route);
	f->meant = false;
	route_clear(&route);
	return r;
}

void
known_keep(const struct search *f, const struct route *route)
{
	struct lanyard_session *s = f->session;

	if (s->settled && !f->failed && f->entry->record.found &&
	    f->key.size != 0)
		route_save(route, s->store, buf_text(&f->key), &s->stamps);
}

enum lanyard_error
known_name(struct search *f, const char *name)
{
	struct lanyard_session *s = f->session;
	enum lanyard_error r;
	struct route route;

	if (s->config != NULL || !login_name_is_valid(name))
		return LANYARD_OK;
	if ((r = session_stamp(s)) != LANYARD_OK)
		return r;
	if (route_load(&route, s->store, name, &s->stamps) != LANYARD_OK)
		return error_memory(&s->error);
	if (route.found && route.count == 1)
		r = take_brief(f, &route.logins[0]);
	else if (route.found)
		r = entry_load_stored(f->entry, s, name, &f->found);
	route_clear(&route);
	return r;
}
