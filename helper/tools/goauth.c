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

#include "ask.h"
#include "common/output.h"
#include "common/report.h"
#include "tools.h"

/* *CONTEXT is where the login's first pattern goes. */
static enum lanyard_error
copy_pattern(void *context, const struct lanyard_state *state)
{
	char *prefix = context;

	(void)snprintf(
	    prefix, ASK_URL, "%s", state->url != NULL ? state->url : "");
	return LANYARD_OK;
}

/* The part of URL that the login answers: its pattern, or all of the host. */
static void
find_prefix(
    struct lanyard_session *session, const char *url, char prefix[ASK_URL])
{
	size_t host = 8 + strcspn(url + 8, "/?#");

	prefix[0] = '\0';
	if (lanyard_state_of(session, url, 0, copy_pattern, prefix) !=
		LANYARD_OK ||
	    strncmp(prefix, url, strlen(prefix)) != 0 || strlen(prefix) < host)
		(void)snprintf(prefix, ASK_URL, "%.*s", (int)host, url);
}

static int
print(const char *prefix, const struct lanyard_credential *token)
{
	char *field = NULL, *text;
	size_t size;
	int status = EXIT_FAILED;

	if (lanyard_token_format(token, "header", NULL, &field) != LANYARD_OK) {
		report_error("the token cannot be written in a header", NULL);
		return EXIT_FAILED;
	}
	size = strlen(prefix) + strlen(field) + 4;
	if ((text = malloc(size)) != NULL) {
		(void)snprintf(text, size, "%s\n\n%s\n", prefix, field);
		if (output_line(text))
			status = EXIT_DONE;
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
	char prefix[ASK_URL];
	enum lanyard_error r;
	int status = EXIT_DONE;

	if (url == NULL)
		return EXIT_DONE;
	if (arguments[1] != NULL || strncmp(url, "https://", 8) != 0) {
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
