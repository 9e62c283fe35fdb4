/*
 * terraform.c - terraform-credentials-lanyard, for terraform and OpenTofu
 *
 * https://developer.hashicorp.com/terraform/internals/credentials-helpers: the
 * verb and a host are the last two arguments; "{}" is "none known"; an error
 * has a text on stderr.
 */
#include <string.h>

#include "ask.h"
#include "common/report.h"
#include "tools.h"

static int
get(struct lanyard_session *session, const char *url)
{
	struct lanyard_credential *token = NULL;
	enum lanyard_error r = lanyard_token(session, url, &token);
	int status;

	if (r == LANYARD_OK)
		status = ask_print(token, "terraform");
	else if (r == LANYARD_ERR_UNKNOWN_LOGIN)
		status = ask_none("{}");
	else
		status = report_session(session, r);
	lanyard_credential_free(&token);
	return status;
}

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
	char url[ASK_URL];

	for (; *arguments != NULL; arguments++) {
		verb = host;
		host = *arguments;
	}
	if (verb == NULL || !ask_url(url, host)) {
		report_error("terraform gives a verb and a host",
		    "get HOST, store HOST or forget HOST");
		return EXIT_USAGE;
	}
	if (strcmp(verb, "get") == 0)
		return get(session, url);
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
