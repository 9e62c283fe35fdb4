/*
 * headers.c - the token as HTTP fields: for agents, and for pnpm
 *
 * An MCP client's headersHelper runs "lanyard headers URL" and takes a JSON
 * object of strings. pnpm's tokenHelper (pnpm.io/npmrc) takes no arguments and
 * the whole value of the Authorization field: the login is in the name under
 * which lanyard is called, lanyard-pnpm-NAME.
 */
#include <stdio.h>
#include <string.h>

#include "common/report.h"
#include "tool_io.h"
#include "tools.h"

static bool
is_one(char *const *arguments, const char *usage)
{
	if (arguments[0] != NULL && arguments[1] == NULL &&
	    arguments[0][0] != '-')
		return true;
	report_error("one login, by name or URL", usage);
	return false;
}

/* Of characters that no shell reads otherwise. */
static bool
is_plain(const char *url)
{
	return url[strspn(url, "abcdefghijklmnopqrstuvwxyz"
			       "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "0123456789-._~:/@%+,=[]")] == '\0';
}

/*
 * A URL that nobody answers is enough to get a login by: whole, as the server
 * is asked there who gives tokens for it (RFC 9728).
 */
static int
fail_unknown(struct lanyard_session *session, const char *target)
{
	char text[TOOL_IO_TEXT], hint[TOOL_IO_TEXT];
	const char *known = lanyard_session_hint(session);

	if (strncmp(target, "https://", 8) != 0 || !is_plain(target) ||
	    known == NULL || strstr(known, "lanyard setup ") == NULL)
		return report_session(session, LANYARD_ERR_UNKNOWN_LOGIN);
	(void)snprintf(
	    text, sizeof(text), "%s", lanyard_session_message(session));
	(void)snprintf(hint, sizeof(hint), "run: lanyard setup %.400s", target);
	report_error(text, hint);
	return EXIT_USAGE;
}

int
tool_headers(struct lanyard_session *session, char *const *arguments)
{
	struct lanyard_credential *token = NULL;
	const char *target = arguments[0];
	enum lanyard_error r;
	int status;

	if (!is_one(arguments, "lanyard headers NAME|URL"))
		return EXIT_USAGE;
	r = lanyard_token(session, target, &token);
	if (r == LANYARD_OK)
		status = tool_io_print(token, "headers", target);
	else if (r == LANYARD_ERR_UNKNOWN_LOGIN)
		status = fail_unknown(session, target);
	else
		status = report_session(session, r);
	lanyard_credential_free(&token);
	return status;
}

int
tool_pnpm(struct lanyard_session *session, char *const *arguments)
{
	if (!is_one(arguments,
		"a link lanyard-pnpm-NAME to lanyard, or lanyard pnpm "
		"NAME|URL"))
		return EXIT_USAGE;
	return tool_io_token(session, arguments[0], "value", NULL);
}
