/*
 * goauth.c - lanyard goauth [URL]: GOAUTH's command form
 *
 * go help goauth: blocks of URLs, an empty line, fields, an empty line. go asks
 * without a URL first, where nothing needs to be said; then, after a 4xx, for
 * one, with the reply's header on stdin. Go keeps an answer until it ends.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "common/output.h"
#include "common/report.h"
#include "place.h"
#include "tool_io.h"
#include "tools.h"

#define BELOW	  "/-" /* a path that no login names */
#define NAME_SIZE 256  /* a login's, or of one that git describes */

/*
 * What the login of URL is, and its pattern for that; or, COVERED, whether
 * another's lies below PLACE.
 */
struct owner {
	char name[NAME_SIZE];
	const char *url; /* NULL: no pattern is wanted */
	char *pattern;	 /* of TOOL_IO_URL bytes */
	const char *place;
	bool covered;
};

/* Is URL at PLACE or below, by whole segments? */
static bool
is_below(const char *url, const char *place)
{
	size_t size = strlen(place);

	return size != 0 && strncmp(url, place, size) == 0 &&
	       strchr("/?#", url[size]) != NULL;
}

/* The longest of STATE's patterns that OWNER's URL is below. */
static void
take_pattern(struct owner *owner, const struct lanyard_state *state)
{
	const char *const *url = state->urls;

	for (; url != NULL && *url != NULL; url++)
		if (is_below(owner->url, *url) &&
		    strlen(*url) > strlen(owner->pattern))
			(void)snprintf(owner->pattern, TOOL_IO_URL, "%s", *url);
}

static enum lanyard_error
take_owner(void *context, const struct lanyard_state *state)
{
	struct owner *owner = context;

	(void)snprintf(owner->name, NAME_SIZE, "%s", state->name);
	if (owner->url != NULL)
		take_pattern(owner, state);
	return LANYARD_OK;
}

static enum lanyard_error
look_below(void *context, const struct lanyard_state *state)
{
	struct owner *owner = context;
	const char *const *url = state->urls;

	if (strcmp(state->name, owner->name) == 0)
		return LANYARD_OK;
	for (; url != NULL && *url != NULL; url++)
		if (place_may_hold(owner->place, *url))
			owner->covered = true;
	return LANYARD_OK;
}

/*
 * Does OWNER answer all of PLACE? What is asked for is below it: of a host
 * without a path the one login by path answers, too.
 */
static bool
owns(struct lanyard_session *session, struct owner *owner, char *place)
{
	struct owner there = {0};
	size_t size = strlen(place);
	enum lanyard_error r;

	if (size + sizeof(BELOW) > TOOL_IO_URL)
		return false;
	memcpy(place + size, BELOW, sizeof(BELOW));
	r = lanyard_state_of(session, place, 0, take_owner, &there);
	place[size] = '\0';
	owner->place = place;
	owner->covered = false;
	return r == LANYARD_OK && strcmp(there.name, owner->name) == 0 &&
	       lanyard_each(session, 0, look_below, owner) == LANYARD_OK &&
	       !owner->covered;
}

/*
 * Where go may send the token without asking again: to what the login's
 * pattern or the host covers, unless another login answers a part of that; else
 * to URL only.
 */
static void
find_prefix(
    struct lanyard_session *session, const char *url, char prefix[TOOL_IO_URL])
{
	struct owner owner = {.url = url, .pattern = prefix};

	prefix[0] = '\0';
	(void)lanyard_state_of(session, url, 0, take_owner, &owner);
	if (is_below(url, prefix) && owns(session, &owner, prefix))
		return;
	(void)snprintf(prefix, TOOL_IO_URL, "%.*s",
	    (int)(8 + strcspn(url + 8, "/?#")), url);
	if (!owns(session, &owner, prefix))
		(void)snprintf(
		    prefix, TOOL_IO_URL, "%.*s", (int)strcspn(url, "?#"), url);
}

static int
print(const char *prefix, const struct lanyard_credential *token)
{
	char *field = NULL, *text;
	enum lanyard_error r;
	size_t size;
	int status;

	if ((r = lanyard_token_format(token, "header", NULL, &field)) !=
	    LANYARD_OK)
		return tool_io_report_unfit(r, prefix);
	size = strlen(prefix) + strlen(field) + 4;
	if ((text = malloc(size)) == NULL) {
		status = report_memory();
	} else {
		(void)snprintf(text, size, "%s\n\n%s\n", prefix, field);
		status = output_line(text) ? EXIT_DONE : tool_io_fail_output();
	}
	lanyard_text_free(&text);
	lanyard_text_free(&field);
	return status;
}

int
tool_goauth(struct lanyard_session *session, char *const *arguments)
{
	struct lanyard_credential *token = NULL;
	const char *url = arguments[0];
	char prefix[TOOL_IO_URL];
	enum lanyard_error r;
	int status = EXIT_DONE;

	if (url == NULL)
		return EXIT_DONE;
	if (arguments[1] != NULL || strncasecmp(url, "https://", 8) != 0) {
		report_error(
		    "go gives one URL, of https", "GOAUTH=\"lanyard goauth\"");
		return EXIT_USAGE;
	}
	r = lanyard_token(session, url, &token);
	if (r == LANYARD_OK) {
		find_prefix(session, url, prefix);
		status = print(prefix, token);
	} else if (r != LANYARD_ERR_UNKNOWN_LOGIN)
		status = report_session(session, r);
	lanyard_credential_free(&token);
	return status;
}
