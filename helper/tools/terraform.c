/*
 * terraform.c - terraform-credentials-lanyard, for terraform and OpenTofu
 *
 * https://developer.hashicorp.com/terraform/internals/credentials-helpers: the
 * verb and a host are the last two arguments; "{}" is "none known"; an error
 * has a text on stderr.
 */
#include <string.h>

#include "common/report.h"
#include "tool_io.h"
#include "tools.h"

static int
forget(struct lanyard_session *session, const char *url)
{
	enum lanyard_error r = lanyard_logout(session, url);

	return r == LANYARD_ERR_UNKNOWN_LOGIN ? EXIT_DONE
					      : report_session(session, r);
}

int
tool_terraform(struct lanyard_session *session, char *const *arguments)
{
	const char *verb = NULL, *host = NULL;
	char url[TOOL_IO_URL];

	for (; *arguments != NULL; arguments++) {
		verb = host;
		host = *arguments;
	}
	if (verb == NULL || !tool_io_url(url, host)) {
		report_error("terraform gives a verb and a host",
		    "get HOST, store HOST or forget HOST");
		return EXIT_USAGE;
	}
	if (strcmp(verb, "get") == 0)
		return tool_io_token(session, url, "terraform", "{}");
	if (strcmp(verb, "forget") == 0)
		return forget(session, url);
	if (strcmp(verb, "store") == 0)
		report_error("tokens of this host come from a login, and "
			     "terraform's is not kept",
		    "run: lanyard login NAME");
	else
		report_error("unknown verb of terraform's", verb);
	return EXIT_USAGE;
}
