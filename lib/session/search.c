/*
 * search.c - which login is meant: by configuration, store or git
 */
#include "session/search.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "git/gitlogin.h"
#include "session/nearest.h"
#include "session/shortcut.h"
#include "session/target.h"
#include "session/unknown.h"

/* Does LOGIN answer for the host at all, whatever path and account? */
static bool
is_candidate(struct choice *choice, const struct login *login)
{
	const struct match_request host = {
	    .protocol = choice->request->protocol,
	    .host = choice->request->host};

	return choose_matches(choice, login, &host);
}

/* The configuration's logins that answer for the host. */
static enum lanyard_error
add_configured(struct choice *choice, struct route *route)
{
	const struct config *config = choice->session->config;
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i < config->count; i++)
		if (is_candidate(choice, &config->logins[i]))
			r = route_add(route, &config->logins[i]);
	return r == LANYARD_ERR_MEMORY ? error_memory(&choice->session->error)
				       : LANYARD_OK;
}

struct collect {
	struct choice *choice;
	struct route *route;
	bool whole; /* no record was left out */
};

/* One stored name: is it a login of its own that answers for the host? */
static enum lanyard_error
collect_record(void *context, const char *name)
{
	struct collect *collect = context;
	struct choice *choice = collect->choice;
	struct lanyard_session *s = choice->session;
	struct entry entry;
	enum lanyard_error r;
	bool found;

	if (config_find(s->config, name) != NULL)
		return LANYARD_OK;
	entry_init(&entry);
	r = entry_scan_stored(&entry, s, name, &found);
	if (r == LANYARD_ERR_STORE) {
		/* One that cannot be read is no answer; status says why. */
		error_clear(&s->error);
		collect->whole = false;
		r = LANYARD_OK;
	} else if (r == LANYARD_OK && found &&
		   is_candidate(choice, entry.login)) {
		r = route_add(collect->route, entry.login);
		if (r != LANYARD_OK)
			error_memory(&s->error);
	}
	entry_clear(&entry);
	return r;
}

static int
compare_names(const void *a, const void *b)
{
	const struct login *one = a, *other = b;

	return strcmp(one->name, other->name);
}

/*
 * Of those that a request suits equally well the first is chosen: of the
 * store's, which the folder has in no order, the first by name.
 */
static void
sort_stored(struct route *route)
{
	qsort(route->logins + route->configured,
	    route->count - route->configured, sizeof(*route->logins),
	    compare_names);
}

static enum lanyard_error
find_in_store(struct choice *choice)
{
	struct lanyard_session *s = choice->session;
	struct route route;
	struct collect collect = {choice, &route, true};
	struct login *login;
	enum lanyard_error r;
	struct buf stamp;

	route_init(&route);
	buf_init(&stamp, SHORTCUT_KEY_LIMIT);
	if ((r = shortcut_stamp(s, &stamp, &collect.whole)) != LANYARD_OK ||
	    (r = add_configured(choice, &route)) != LANYARD_OK)
		goto out;
	if ((route.stored = strdup(buf_text(&stamp))) == NULL) {
		r = error_memory(&s->error);
		goto out;
	}
	r = store_each(
	    s->store, STORE_LOGIN, collect_record, &collect, &s->error);
	if (r != LANYARD_OK)
		goto out;
	if (route.count > route.configured)
		sort_stored(&route);
	login = choose_stored(choice, route.logins, route.count);
	if (login != NULL)
		r = entry_load_stored(
		    choice->entry, s, login->name, &choice->found);
	else if (!choice->meant)
		nearest_path(choice, route.logins, route.count);
	if (r == LANYARD_OK && choice->found && collect.whole)
		shortcut_keep(choice, &route);
out:
	route_clear(&route);
	buf_clear(&stamp);
	return r;
}

static enum lanyard_error
take_configured(struct choice *choice, const struct login *login)
{
	choice->entry->login = login;
	choice->found = true;
	return entry_load(choice->entry, choice->session);
}

static enum lanyard_error
keep_configured(struct choice *choice)
{
	enum lanyard_error r;
	struct route route;

	route_init(&route);
	if ((r = add_configured(choice, &route)) == LANYARD_OK)
		shortcut_keep(choice, &route);
	route_clear(&route);
	return r;
}

/*
 * The configuration goes before the store, unless the request brings back what
 * a login has given out that only the store knows.
 */
static enum lanyard_error
find_in_files(struct choice *choice)
{
	struct lanyard_session *s = choice->session;
	const struct login *login;
	enum lanyard_error r;

	if ((r = session_config(s)) != LANYARD_OK)
		return r;
	login = choose_login(choice, s->config->logins, s->config->count);
	if (login != NULL)
		r = take_configured(choice, login);
	choice->meant = choose_is_other(choice);
	choice->found = choice->found && !choice->meant;
	if (r == LANYARD_OK && !choice->found)
		r = find_in_store(choice);
	choice->meant = false;
	if (r != LANYARD_OK || login == NULL)
		return r;
	if (!choice->found)
		r = take_configured(choice, login);
	return r == LANYARD_OK && choice->entry->login == login
		   ? keep_configured(choice)
		   : r;
}

/* After gitlogin_find() or gitlogin_named(), which came to R. */
static enum lanyard_error
take_git(struct choice *choice, enum lanyard_error r)
{
	if (r != LANYARD_OK || !choice->found)
		return r;
	choice->entry->login = &choice->entry->stored;
	return entry_load(choice->entry, choice->session);
}

static enum lanyard_error
find_in_git(struct choice *choice)
{
	const struct match_request *request = choice->request;

	return take_git(
	    choice, gitlogin_find(&choice->entry->stored, request->protocol,
			request->host, request->path, &choice->found,
			&choice->session->error));
}

/*
 * CREDENTIAL is that of struct choice. BRIEF: the login may lack what an answer
 * does not need (route.h).
 */
static enum lanyard_error
find(struct entry *entry, struct lanyard_session *s,
    const struct match_request *request,
    const struct lanyard_credential *credential, bool brief, bool *found)
{
	struct choice choice = {.entry = entry,
	    .session = s,
	    .request = request,
	    .credential = credential};
	enum lanyard_error r = LANYARD_OK;

	*found = false;
	if (request->protocol == NULL || request->host == NULL)
		return LANYARD_OK;
	entry->host = request->host;
	buf_init(&choice.key, SHORTCUT_KEY_LIMIT);
	if (brief && route_add_key(&choice.key, request->protocol,
			 request->host) == LANYARD_OK)
		r = shortcut_request(&choice);
	if (r == LANYARD_OK && !choice.found)
		r = find_in_files(&choice);
	if (r == LANYARD_OK && !choice.found)
		r = find_in_git(&choice);
	/* A login that could not be looked at may be the one that is meant. */
	if (r == LANYARD_OK && choice.failed)
		r = error_memory(&s->error);
	entry->host = request->host;
	*found = r == LANYARD_OK && choice.found;
	if (r == LANYARD_OK && !choice.found) {
		entry->near = choice.near;
		choice.near = NULL;
	}
	free(choice.near);
	buf_clear(&choice.key);
	return r;
}

enum lanyard_error
search_request(struct entry *entry, struct lanyard_session *session,
    const struct lanyard_credential *request, bool *found)
{
	const struct attributes *a = &request->attributes;
	const struct match_request asked = {
	    .protocol = attributes_text(a, "protocol"),
	    .host = attributes_text(a, "host"),
	    .path = attributes_text(a, "path"),
	    .username = attributes_text(a, "username"),
	};

	return find(entry, session, &asked, request, true, found);
}

static enum lanyard_error
name_in_config(struct choice *choice, const char *name)
{
	struct lanyard_session *s = choice->session;
	struct entry *entry = choice->entry;
	enum lanyard_error r;

	if ((r = session_config(s)) != LANYARD_OK)
		return r;
	if ((entry->login = config_find(s->config, name)) == NULL)
		return LANYARD_OK;
	choice->found = true;
	return entry_load(entry, s);
}

static enum lanyard_error
name_in_git(struct choice *choice, const char *name)
{
	return take_git(choice, gitlogin_named(&choice->entry->stored, name,
				    &choice->found, &choice->session->error));
}

static enum lanyard_error
find_name(struct entry *entry, struct lanyard_session *s, const char *name,
    bool brief)
{
	struct choice choice = {.entry = entry, .session = s};
	enum lanyard_error r = LANYARD_OK;
	struct route route;

	if (brief)
		r = shortcut_name(&choice, name);
	if (r != LANYARD_OK || choice.found)
		return r;
	if ((r = name_in_config(&choice, name)) == LANYARD_OK &&
	    !choice.found && (r = name_in_git(&choice, name)) == LANYARD_OK &&
	    !choice.found)
		r = entry_load_stored(entry, s, name, &choice.found);
	if (r == LANYARD_OK && !choice.found)
		return unknown_name(s, name);
	if (r != LANYARD_OK || !brief || !login_name_is_valid(name))
		return r;
	route_init(&route);
	buf_init(&choice.key, SHORTCUT_KEY_LIMIT);
	if (buf_add_text(&choice.key, name) == LANYARD_OK &&
	    (!entry->login->configured ||
		route_add(&route, entry->login) == LANYARD_OK))
		shortcut_keep(&choice, &route);
	buf_clear(&choice.key);
	route_clear(&route);
	return r;
}

enum lanyard_error
search_name(
    struct entry *entry, struct lanyard_session *session, const char *name)
{
	return find_name(entry, session, name, false);
}

static enum lanyard_error
find_target(struct entry *entry, struct lanyard_session *s, const char *target,
    bool brief)
{
	struct lanyard_credential request = {0};
	const struct attributes *a = &request.attributes;
	enum lanyard_error r;
	bool found;

	if (strstr(target, "://") == NULL)
		return find_name(entry, s, target, brief);
	r = target_take_apart(&request, target);
	if (r != LANYARD_OK) {
		attributes_clear(&request.attributes);
		return r == LANYARD_ERR_MEMORY ? error_memory(&s->error)
					       : unknown_url(s, target);
	}
	const struct match_request asked = {
	    .protocol = attributes_text(a, "protocol"),
	    .host = attributes_text(a, "host"),
	    .path = attributes_text(a, "path"),
	    .username = attributes_text(a, "username"),
	};

	r = find(entry, s, &asked, NULL, brief, &found);
	if (r == LANYARD_OK && !found)
		r = target_has_host(&asked)
			? unknown_place(s, target, entry->near)
			: unknown_url(s, target);
	attributes_clear(&request.attributes);
	entry->host = NULL;
	return r;
}

enum lanyard_error
search_target(
    struct entry *entry, struct lanyard_session *session, const char *target)
{
	return find_target(entry, session, target, false);
}

enum lanyard_error
search_target_brief(
    struct entry *entry, struct lanyard_session *session, const char *target)
{
	return find_target(entry, session, target, true);
}
