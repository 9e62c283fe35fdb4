/*
 * headers.c - the token as HTTP fields: for agents, and for pnpm
 *
 * An MCP client's headersHelper runs "lanyard headers URL" and takes a JSON
 * object of strings. pnpm's tokenHelper (pnpm.io/npmrc) takes no arguments and
 * the whole value of the Authorization field: the login is in the name under
 * which lanyard is called, lanyard-pnpm-NAME.
 */
#include <string.h>

#include "common/report.h"
#include "tool_io.h"
#include "tools.h"

static int
one(struct lanyard_session *session, char *const *arguments, const char *format,
    const char *usage)
{
	if (arguments[0] == NULL || arguments[1] != NULL ||
	    arguments[0][0] == '-') {
		report_error("one login, by name or URL", usage);
		return EXIT_USAGE;
	}
	return tool_io_token(session, arguments[0], format, NULL);
}

int
tool_headers(struct lanyard_session *session, char *const *arguments)
{
	return one(session, arguments, "headers", "lanyard headers NAME|URL");
}

int
tool_pnpm(struct lanyard_session *session, char *const *arguments)
{
	return one(session, arguments, "value",
	    "a link lanyard-pnpm-NAME to lanyard, or lanyard pnpm NAME|URL");
}
