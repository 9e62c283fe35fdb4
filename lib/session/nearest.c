/*
 * nearest.c - the login that a name, a path or a host is probably meant to be
 */
#include "session/nearest.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/place.h"
#include "base/url.h"
#include "config/key.h"
#include "session/target.h"

struct nearest {
	const char *name;
	char *found; /* NULL: none so far */
};

static enum lanyard_error
look_at(void *context, const char *candidate)
{
	struct nearest *nearest = context;
	const char *both[2] = {nearest->found, candidate};
	size_t from = nearest->found == NULL ? 1 : 0;

	/* The first of two that are equally near wins. */
	if (key_nearest_of(nearest->name, both + from, 2 - from) == candidate) {
		free(nearest->found);
		nearest->found = strdup(candidate);
	}
	return LANYARD_OK;
}

void
nearest_login(struct lanyard_session *session, const char *name, char **nearest)
{
	const struct config *config = session->config;
	struct nearest look = {name, NULL};

	for (size_t i = 0; config != NULL && i < config->count; i++)
		look_at(&look, config->logins[i].name);
	/* An error is of no interest: what failed is that NAME is unknown. */
	store_each(session->store, STORE_LOGIN, look_at, &look, NULL);
	*nearest = look.found;
}

/* The pattern of LOGIN that answers REQUEST; NULL: none. */
static char *
find_pattern(struct choice *choice, const struct login *login,
    const struct match_request *request)
{
	for (size_t i = 0; login->url != NULL && login->url[i] != NULL; i++) {
		char *only[] = {login->url[i], NULL};
		struct login one = *login;

		one.url = only;
		if (choose_matches(choice, &one, request))
			return login->url[i];
	}
	return NULL;
}

static void
say(struct choice *choice, const char *name, const char *pattern)
{
	struct buf text;

	buf_init(&text, (size_t)4 * LIMIT_LINE);
	if (buf_printf(&text, "login %s answers ", name) == LANYARD_OK &&
	    place_add_shown(&text, pattern) == LANYARD_OK &&
	    buf_add_text(&text, ", and in a path case counts") == LANYARD_OK)
		choice->near = strdup(buf_text(&text));
	buf_clear(&text);
}

void
nearest_path(struct choice *choice, const struct login *logins, size_t count)
{
	struct match_request request = *choice->request;
	const char *pattern = NULL;

	/* Without a path any login's fits, and it is another matter. */
	if (request.path == NULL || choice->near != NULL ||
	    request.path[strspn(request.path, "/")] == '\0')
		return;
	request.any_case = true;
	for (size_t i = 0; pattern == NULL && i < count; i++)
		if ((pattern = find_pattern(choice, &logins[i], &request)) !=
		    NULL)
			say(choice, logins[i].name, pattern);
}

/* The host of the URL TEXT, or of a pattern, without its port; NULL: none. */
static char *
host_of(const char *text)
{
	struct place place = {0};
	char *host = NULL;
	int port;

	if (place_parse(&place, text) == LANYARD_OK)
		(void)place_host(place.host, &host, &port);
	place_clear(&place);
	return host;
}

static bool
is_this_machine(const char *host)
{
	const struct url url = {.host = (char *)(uintptr_t)host};

	return url_is_loopback(&url);
}

/* Names of this machine are one. */
static bool
is_same_machine(const char *a, const char *b)
{
	return strcmp(a, b) == 0 || (is_this_machine(a) && is_this_machine(b));
}

/* The pattern of LOGIN that is for HOST; NULL: none. */
static const char *
pattern_for(const struct login *login, const char *host)
{
	char *known;
	bool same;

	/* A configuration that counts logins has them. */
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
	for (size_t i = 0; login->url != NULL && login->url[i] != NULL; i++) {
		known = host_of(login->url[i]);
		same = known != NULL && is_same_machine(known, host);
		free(known);
		if (same)
			return login->url[i];
	}
	return NULL;
}

/* PLACE is what LOGIN answers. */
static char *
tell_place(const struct lanyard_session *session, const struct login *login,
    const char *place)
{
	struct buf buf;
	char *text = NULL;

	buf_init(&buf, (size_t)4 * LIMIT_LINE);
	if (buf_printf(&buf, "login %s answers ", login->name) == LANYARD_OK &&
	    place_add_shown(&buf, place) == LANYARD_OK &&
	    (session->command == NULL ||
		buf_printf(&buf, "; run: lanyard %s %s", session->command,
		    login->name) == LANYARD_OK))
		text = strdup(buf_text(&buf));
	buf_clear(&buf);
	return text;
}

/* The login that answers the URL MEANT; NULL: none. */
static const struct login *
answers(const struct config *config, const char *meant)
{
	struct place place = {0};
	const struct login **list = calloc(config->count + 1, sizeof(*list));
	long i = -1;

	if (list != NULL && place_parse(&place, meant) == LANYARD_OK) {
		const struct match_request request = {.protocol = place.scheme,
		    .host = place.host,
		    .path = place.path};

		for (size_t n = 0; n < config->count; n++)
			list[n] = &config->logins[n];
		i = match_login(list, config->count, &request);
	}
	place_clear(&place);
	free(list);
	return i < 0 ? NULL : &config->logins[i];
}

static char *
find_place(const struct lanyard_session *session, const char *meant)
{
	const struct config *config = session->config;
	const struct login *login =
	    config == NULL ? NULL : answers(config, meant);
	char *host, *text = NULL;
	const char *pattern;

	if (login != NULL)
		return tell_place(session, login, meant);
	if ((host = host_of(meant)) == NULL)
		return NULL;
	for (size_t i = 0; config != NULL && i < config->count; i++) {
		login = &config->logins[i];
		if ((pattern = pattern_for(login, host)) != NULL) {
			text = tell_place(session, login, pattern);
			break;
		}
	}
	free(host);
	return text;
}

void
nearest_place(struct lanyard_session *session, const char *target, char **text)
{
	struct buf meant;

	*text = NULL;
	buf_init(&meant, LIMIT_URL);
	if (target_add_meant(&meant, target) == LANYARD_OK && meant.size > 0)
		*text = find_place(session, buf_text(&meant));
	buf_clear(&meant);
}
