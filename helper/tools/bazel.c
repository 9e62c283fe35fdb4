/*
 * bazel.c - lanyard bazel get: EngFlow's credential-helper-spec
 *
 * https://github.com/EngFlow/credential-helper-spec: JSON with uri on stdin,
 * HTTP fields on stdout; "{}" is "none needed".
 */
#include <string.h>

#include "common/report.h"
#include "tool_io.h"
#include "tools.h"

/* Words behind "get" are to be ignored, so that the protocol can grow. */
int
tool_bazel(struct lanyard_session *session, char *const *arguments)
{
	static const char *const names[] = {"uri"};
	char *text = NULL, *uri = NULL, url[TOOL_IO_URL];
	enum lanyard_error r;
	const char *why;
	int status = EXIT_USAGE;

	if (arguments[0] == NULL || strcmp(arguments[0], "get") != 0)
		report_error("Bazel gives the verb get",
		    "bazel --credential_helper=HOST=PATH, which runs PATH get");
	else if ((text = tool_io_stdin(&why)) == NULL)
		report_error(why, NULL);
	else if ((r = tool_io_members(text, names, &uri, 1)) ==
		 LANYARD_ERR_MEMORY)
		status = report_memory();
	else if (r != LANYARD_OK || uri == NULL)
		report_error("stdin is no JSON object with a uri", NULL);
	else if (!tool_io_url(url, uri))
		report_error("the uri on stdin is empty, or too long", NULL);
	else
		status = tool_io_token(session, url, "bazel", "{}");
	tool_io_members_free(&uri, 1);
	lanyard_text_free(&text);
	return status;
}
