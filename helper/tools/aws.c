/*
 * aws.c - lanyard aws-credentials NAME|URL: what credential_process prints
 *
 * docs.aws.amazon.com, "Sourcing credentials with an external process in the
 * AWS CLI". The login is one of grant_type "aws_web_identity": its session is
 * kept, and renewed once however many ask, as any token is.
 */
#include <stdio.h>

#include "common/report.h"
#include "tool_io.h"
#include "tools.h"

static int
fail_form(const char *target)
{
	char text[256];

	(void)snprintf(text, sizeof(text),
	    "login %.128s is of no role at AWS: its grant_type is not "
	    "\"aws_web_identity\"",
	    target);
	report_error(text, "see lanyard-tools(7), aws");
	return EXIT_USAGE;
}

int
tool_aws(struct lanyard_session *session, char *const *arguments)
{
	struct lanyard_credential *token = NULL;
	const char *target = arguments[0];
	char *text = NULL;
	enum lanyard_error r;
	int status;

	if (target == NULL || arguments[1] != NULL || target[0] == '-') {
		report_error("one login, by name or URL",
		    "credential_process = lanyard aws-credentials NAME");
		return EXIT_USAGE;
	}
	if ((r = lanyard_token(session, target, &token)) != LANYARD_OK)
		status = report_session(session, r);
	else if (lanyard_token_format(token, "aws", NULL, &text) ==
		 LANYARD_ERR_ARGUMENT)
		status = fail_form(target);
	else
		status = tool_io_print(token, "aws", target);
	lanyard_text_free(&text);
	lanyard_credential_free(&token);
	return status;
}
