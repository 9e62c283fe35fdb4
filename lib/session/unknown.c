/*
 * unknown.c - what is said of a login that there is not, and of what is near
 */
#include "session/unknown.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/place.h"
#include "session/nearest.h"
#include "session/target.h"

static enum lanyard_error
unknown(struct lanyard_session *s, const char *what, const char *target)
{
	error_set(&s->error, LANYARD_ERR_UNKNOWN_LOGIN, "no login %s%s", what,
	    target);
	if (s->config_path[0] != '\0')
		error_hint(&s->error,
		    "lanyard status lists the logins; add one in %s",
		    s->config_path);
	return LANYARD_ERR_UNKNOWN_LOGIN;
}

/* The host of the URL that TARGET is meant to be may get a login. */
static void
hint_setup(struct lanyard_session *s, const char *target)
{
	const size_t scheme = strlen("https://");
	struct buf meant;
	const char *url;
	size_t size;

	buf_init(&meant, LIMIT_URL);
	if (s->config_path[0] != '\0' &&
	    target_add_meant(&meant, target) == LANYARD_OK && meant.size > 0) {
		url = buf_text(&meant);
		size = strcspn(url + scheme, "/");
		/* Without a dot it is more often a name that was mistyped. */
		if (memchr(url + scheme, '.', size) != NULL)
			error_hint(&s->error,
			    "lanyard status lists the logins; add one in %s, "
			    "or run: lanyard setup %.*s",
			    s->config_path, (int)(scheme + size), url);
	}
	buf_clear(&meant);
}

/* What is meant by TARGET, or another port or path of its host. */
static bool
hint_place(struct lanyard_session *s, const char *target)
{
	bool found;
	char *text;

	nearest_place(s, target, &text);
	if ((found = text != NULL))
		error_hint(&s->error, "%s", text);
	free(text);
	return found;
}

/* What begins as USER:PASSWORD@ does not belong into a message. */
enum lanyard_error
unknown_name(struct lanyard_session *session, const char *name)
{
	const char *at = strrchr(name, '@');
	char *nearest;

	if (at != NULL && memchr(name, ':', (size_t)(at - name)) != NULL)
		unknown(session, "named ...", at);
	else
		unknown(session, "named ", name);
	nearest_login(session, name, &nearest);
	if (nearest != NULL)
		error_hint(&session->error,
		    "did you mean %s? lanyard status lists the logins",
		    nearest);
	else if (!hint_place(session, name))
		hint_setup(session, name);
	free(nearest);
	return LANYARD_ERR_UNKNOWN_LOGIN;
}

enum lanyard_error
unknown_place(
    struct lanyard_session *session, const char *target, const char *near)
{
	enum lanyard_error r;
	struct buf shown;

	buf_init(&shown, (size_t)3 * LIMIT_LINE);
	if ((r = place_add_shown(&shown, target)) == LANYARD_OK)
		r = unknown(session, "answers ", buf_text(&shown));
	if (near != NULL)
		error_hint(&session->error, "%s", near);
	else if (r == LANYARD_ERR_UNKNOWN_LOGIN && !hint_place(session, target))
		hint_setup(session, target);
	buf_clear(&shown);
	return r == LANYARD_ERR_MEMORY ? error_memory(&session->error) : r;
}

/* Before an "@" may be a password, which is not for a message. */
enum lanyard_error
unknown_url(struct lanyard_session *session, const char *target)
{
	bool shown = strchr(target, '@') == NULL;

	error_set(&session->error, LANYARD_ERR_UNKNOWN_LOGIN,
	    "not a URL that a login could answer%s%s", shown ? ": " : "",
	    shown ? target : "");
	(void)hint_place(session, target);
	return LANYARD_ERR_UNKNOWN_LOGIN;
}
