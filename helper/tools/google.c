/*
 * google.c - lanyard google-executable NAME|URL: an external account's token
 *
 * google.aip.dev/auth/4117, "Executable-sourced credentials". A failure is JSON
 * too, with status 0: Google's libraries show no text of a program that fails.
 * They read stdout and stderr as one, so that nothing else is written there. An
 * executable that may ask has the person's terminal, and answers in a file.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/output.h"
#include "common/report.h"
#include "replace.h"
#include "tool_io.h"
#include "tools.h"

#define VARIABLE(name) "GOOGLE_EXTERNAL_ACCOUNT_" name
#define TYPE(name)     "urn:ietf:params:oauth:token-type:" name
#define TEXT_SIZE      2048

static bool
is_on(const char *variable)
{
	const char *text = getenv(variable);

	return text != NULL && strcmp(text, "1") == 0;
}

/* Where the answer goes; NULL: to stdout. */
static int
answer(const char *path, char *text)
{
	if (path != NULL)
		return replace_file(path, text);
	return output_line(text) ? EXIT_DONE : EXIT_FAILED;
}

/* The code is the exit status that lanyard(1) has for it. */
static int
fail(const char *path, int code, const char *message, const char *hint)
{
	char text[TEXT_SIZE], *json = NULL;
	int status = EXIT_FAILED;

	(void)snprintf(text, sizeof(text), "%s%s%s", message,
	    hint != NULL ? "; " : "", hint != NULL ? hint : "");
	if (lanyard_json_string(text, &json) != LANYARD_OK)
		return EXIT_FAILED;
	if (strlen(json) + 80 < sizeof(text)) {
		(void)snprintf(text, sizeof(text),
		    "{\"version\":1,\"success\":false,\"code\":\"%d\","
		    "\"message\":%s}",
		    code, json);
		status = answer(path, text);
	}
	lanyard_text_free(&json);
	return status;
}

static int
fail_session(
    struct lanyard_session *session, const char *path, enum lanyard_error r)
{
	return fail(path, report_exit_status(r), report_text(session, r),
	    lanyard_session_hint(session));
}

static int
give_token(
    struct lanyard_session *session, const char *target, const char *path)
{
	struct lanyard_credential *token = NULL;
	enum lanyard_error r = lanyard_token(session, target, &token);
	char *text = NULL;
	int status;

	if (r != LANYARD_OK)
		status = fail_session(session, path, r);
	else if ((r = lanyard_token_format(token, "google", NULL, &text)) ==
		 LANYARD_OK)
		status = answer(path, text);
	else
		status = fail(path, report_exit_status(r),
		    "the token of this login is no JWT",
		    "where its server gives ID tokens, add use_id_token = "
		    "true; to it");
	lanyard_text_free(&text);
	lanyard_credential_free(&token);
	return status;
}

static int
revoke_login(struct lanyard_session *session, const char *target)
{
	enum lanyard_error r = lanyard_logout(session, target);

	if (r != LANYARD_OK)
		return fail_session(session, NULL, r);
	return tool_io_say("{\"version\":1,\"success\":true}");
}

/* Nobody is there, and nothing but the answer may be read. */
static void
be_silent(void)
{
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);

	setenv("LANYARD_INTERACTIVE", "0", 1);
	if (null != -1 && dup2(null, STDERR_FILENO) == -1)
		(void)close(STDERR_FILENO);
	if (null > STDERR_FILENO)
		(void)close(null);
}

static bool
is_type_known(void)
{
	const char *type = getenv(VARIABLE("TOKEN_TYPE"));

	return type == NULL || *type == '\0' ||
	       strcmp(type, TYPE("id_token")) == 0 ||
	       strcmp(type, TYPE("jwt")) == 0;
}

int
tool_google(struct lanyard_session *session, char *const *arguments)
{
	bool asks = is_on(VARIABLE("INTERACTIVE"));
	const char *target = arguments[0], *path = NULL;

	if (target == NULL || arguments[1] != NULL || target[0] == '-') {
		report_error("one login, by name or URL",
		    "\"command\": \"/path/to/lanyard google-executable NAME\"");
		return EXIT_USAGE;
	}
	if (is_on(VARIABLE("REVOKE"))) {
		be_silent();
		return revoke_login(session, target);
	}
	if (!asks)
		be_silent();
	else if ((path = getenv(VARIABLE("OUTPUT_FILE"))) == NULL ||
		 *path == '\0') {
		report_error("Google asks for an answer in a file and names "
			     "none",
		    "add \"output_file\" to the executable's "
		    "credential_source");
		return EXIT_USAGE;
	}
	if (!is_type_known())
		return fail(path, EXIT_USAGE,
		    "a login has an ID token or another JWT, not what "
		    "subject_token_type says",
		    "subject_token_type: " TYPE("id_token"));
	return give_token(session, target, path);
}
