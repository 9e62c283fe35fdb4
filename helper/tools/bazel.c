/*
 * bazel.c - lanyard bazel get: EngFlow's credential-helper-spec
 *
 * https://github.com/EngFlow/credential-helper-spec: JSON with uri on stdin,
 * HTTP fields on stdout; "{}" is "none needed".
 */
#include <string.h>

#include "ask.h"
#include "common/report.h"
#include "tools.h"

static int
get(struct lanyard_session *session, const char *uri)
{
	struct lanyard_credential *token = NULL;
	enum lanyard_error r;
	char url[ASK_URL];
	int status;

	if (!ask_url(url, uri)) {
		report_error("the uri on stdin is empty, or too long", NULL);
		return EXIT_USAGE;
	}
	r = lanyard_token(session, url, &token);
	if (r == LANYARD_OK)
		status = ask_print(token, "bazel");
	else if (r == LANYARD_ERR_UNKNOWN_LOGIN)
		status = ask_none("{}");
	else
		status = report_session(session, r);
	lanyard_credential_free(&token);
	return status;
}

/* Words behind "get" are to be ignored, so that the protocol can grow. */
int
tool_bazel(struct lanyard_session *session, char *const *arguments)
{
	char *text = NULL, *uri = NULL;
	int status = EXIT_USAGE;

	if (arguments[0] == NULL || strcmp(arguments[0], "get") != 0)
		report_error("Bazel gives the verb get",
		    "bazel --credential_helper=HOST=PATH, which runs PATH get");
	else if ((text = ask_stdin(false)) == NULL ||
		 lanyard_json_member(text, strlen(text), "uri", &uri) !=
		     LANYARD_OK ||
		 uri == NULL)
		report_error("stdin is no JSON object with a uri", NULL);
	else
		status = get(session, uri);
	lanyard_text_free(&uri);
	lanyard_text_free(&text);
	return status;
}
