/*
 * token.c - an access token on stdout, in the form that a program wants
 */
#include <stdio.h>
#include <string.h>

#include "common/output.h"
#include "common/report.h"
#include "due.h"
#include "options.h"
#include "usage.h"
#include "verbs.h"

struct wish {
	const char *format;
	const char *user; /* NULL: the login's */
	const char *min_life;
	const char *target;
};

static int
parse(struct wish *wish, char *const *arguments)
{
	const struct option options[] = {
	    {"--format", &wish->format, NULL},
	    {"--user", &wish->user, NULL},
	    {"--min-life", &wish->min_life, NULL},
	    {NULL, NULL, NULL},
	};

	wish->format = "raw";
	return options_target("token", arguments, options, &wish->target);
}

static int
fail_argument(const struct wish *wish, const struct lanyard_credential *token)
{
	char text[128];
	bool needs_user;

	lanyard_token_has_format(wish->format, &needs_user);
	if (needs_user && wish->user == NULL &&
	    lanyard_credential_get(token, "username") == NULL) {
		snprintf(text, sizeof(text),
		    "--format=%s needs a user, and this login has none",
		    wish->format);
		report_error(text, "give --user=USER, or set username in "
				   "lanyard.conf");
	} else if (strcmp(wish->format, "netrc") == 0 &&
		   lanyard_credential_get(token, "host") == NULL)
		report_error("a netrc needs a host, and the pattern of this "
			     "login has none of its own",
		    "give a URL");
	else
		report_error("the user or the token cannot be written in that "
			     "form: empty, or not plain text",
		    NULL);
	return report_exit_status(LANYARD_ERR_ARGUMENT);
}

static int
fail(const struct wish *wish, const struct lanyard_credential *token,
    enum lanyard_error r)
{
	if (r == LANYARD_ERR_ARGUMENT)
		return fail_argument(wish, token);
	if (r == LANYARD_ERR_TOO_LARGE)
		report_error("this token is too long for a netrc: curl would "
			     "silently send none",
		    "use --format=curl, for curl -K");
	else
		report_error(lanyard_strerror(r), NULL);
	return report_exit_status(r);
}

static int
print(const struct wish *wish, const struct lanyard_credential *token)
{
	int status = EXIT_DONE;
	char *text = NULL;
	enum lanyard_error r;

	r = lanyard_token_format(token, wish->format, wish->user, &text);
	if (r != LANYARD_OK)
		return fail(wish, token, r);
	if (!output_line(text)) {
		report_error("the token could not be written", NULL);
		status = EXIT_FAILED;
	}
	lanyard_text_free(&text);
	return status;
}

int
verb_token(struct lanyard_session *session, char *const *arguments)
{
	struct lanyard_credential *token = NULL;
	struct wish wish = {0};
	int64_t min_life_s = 0;
	enum lanyard_error r;
	int status;

	if ((status = parse(&wish, arguments)) != EXIT_DONE)
		return status;
	if (!lanyard_token_has_format(wish.format, NULL)) {
		report_error("there is no such format",
		    "raw, header, value, curl, json, netrc, xoauth2 or "
		    "oauthbearer");
		return usage_of("token");
	}
	if (wish.min_life != NULL &&
	    !due_parse_time(wish.min_life, &min_life_s)) {
		report_error(
		    "--min-life takes a time such as 90s, 30m or 1h", NULL);
		return usage_of("token");
	}
	lanyard_session_set_min_life(session, min_life_s);
	r = lanyard_token(session, wish.target, &token);
	status =
	    r == LANYARD_OK ? print(&wish, token) : report_session(session, r);
	lanyard_credential_free(&token);
	return status;
}
