/*
 * unknown.c - what is said of a login that there is not, and of what is near
 */
#include "session/unknown.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/place.h"
#include "session/nearest.h"

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

/* Another scheme, port or path of that host, or its name alone. */
static void
hint_place(struct lanyard_session *s, const char *target)
{
	char *text;

	nearest_place(s, target, &text);
	if (text != NULL)
		error_hint(&s->error, "%s", text);
	free(text);
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
	else
		hint_place(session, name);
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
	else if (r == LANYARD_ERR_UNKNOWN_LOGIN)
		hint_place(session, target);
	buf_clear(&shown);
	return r == LANYARD_ERR_MEMORY ? error_memory(&session->error) : r;
}

/* Before an "@" may be a password, which is not for a message. */
enum lanyard_error
unknown_url(struct lanyard_session *session, const char *target)
{
	bool shown = strchr(target, '@') == NULL;

	return error_set(&session->error, LANYARD_ERR_UNKNOWN_LOGIN,
	    "not a URL that a login could answer%s%s", shown ? ": " : "",
	    shown ? target : "");
}
