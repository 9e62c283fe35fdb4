/*
 * shortcut.c - which login is meant, where an earlier search has found it
 */
#include "session/shortcut.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "os/stamp.h"

enum lanyard_error
shortcut_stamp(struct lanyard_session *s, struct buf *stamp, bool *settled)
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
take_brief(struct choice *choice, struct login *login)
{
	struct entry *entry = choice->entry;

	login_clear(&entry->stored);
	entry->stored = *login;
	login_init(login);
	entry->login = &entry->stored;
	entry->brief = true;
	choice->found = true;
	return entry_load(entry, choice->session);
}

/*
 * A login that only the store knows, if the folder has not changed since. The
 * record is looked at again: a person may have edited it in its place.
 */
static enum lanyard_error
take_stored(struct choice *choice, const struct route *route)
{
	struct entry *entry = choice->entry;
	struct login *login = NULL;
	enum lanyard_error r;
	struct buf stamp;
	bool settled = true;

	buf_init(&stamp, SHORTCUT_KEY_LIMIT);
	r = shortcut_stamp(choice->session, &stamp, &settled);
	if (r == LANYARD_OK && strcmp(buf_text(&stamp), route->stored) == 0)
		login = choose_stored(choice, route->logins, route->count);
	if (login != NULL)
		r = entry_load_stored(
		    entry, choice->session, login->name, &choice->found);
	if (choice->found && choose_login(choice, &entry->stored, 1) == NULL)
		choice->found = false;
	if (!choice->found)
		entry_clear(entry);
	buf_clear(&stamp);
	return r;
}

enum lanyard_error
shortcut_request(struct choice *choice)
{
	struct lanyard_session *s = choice->session;
	enum lanyard_error r;
	struct login *login;
	struct route route;

	/* With the configuration at hand there is nothing to be spared. */
	if (s->config != NULL || choice->key.size == 0)
		return LANYARD_OK;
	if ((r = session_stamp(s)) != LANYARD_OK)
		return r;
	if (route_load(&route, s->store, buf_text(&choice->key), &s->stamps) !=
	    LANYARD_OK)
		return error_memory(&s->error);
	if ((login = choose_login(choice, route.logins, route.configured)) !=
	    NULL)
		r = take_brief(choice, login);
	if ((choice->meant = choose_is_other(choice))) {
		entry_clear(choice->entry);
		choice->found = false;
	}
	if (r == LANYARD_OK && !choice->found && route.stored != NULL)
		r = take_stored(choice, &route);
	choice->meant = false;
	route_clear(&route);
	return r;
}

void
shortcut_keep(const struct choice *choice, const struct route *route)
{
	struct lanyard_session *s = choice->session;

	if (s->settled && !choice->failed && choice->entry->record.found &&
	    choice->key.size != 0)
		route_save(route, s->store, buf_text(&choice->key), &s->stamps);
}

enum lanyard_error
shortcut_name(struct choice *choice, const char *name)
{
	struct lanyard_session *s = choice->session;
	enum lanyard_error r;
	struct route route;

	if (s->config != NULL || !login_name_is_valid(name))
		return LANYARD_OK;
	if ((r = session_stamp(s)) != LANYARD_OK)
		return r;
	if (route_load(&route, s->store, name, &s->stamps) != LANYARD_OK)
		return error_memory(&s->error);
	if (route.found && route.count == 1)
		r = take_brief(choice, &route.logins[0]);
	else if (route.found)
		r = entry_load_stored(choice->entry, s, name, &choice->found);
	route_clear(&route);
	return r;
}
