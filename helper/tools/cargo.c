/*
 * cargo.c - cargo-credential-lanyard: a credential provider of cargo
 *
 * The Cargo Book, "Credential Provider Protocol", version 1: a line of JSON
 * from us, then a line with a question and one with its answer, until stdin
 * ends. "url-not-supported" has cargo ask its next provider.
 */
#include <stdio.h>
#include <string.h>

#include "common/output.h"
#include "common/report.h"
#include "tool_io.h"
#include "tools.h"

static int
say_error(const char *kind)
{
	char text[80];

	(void)snprintf(text, sizeof(text), "{\"Err\":{\"kind\":\"%s\"}}", kind);
	return tool_io_say(text);
}

/* cargo shows the message, and the causes below it. */
static int
say_other(const char *message, const char *hint)
{
	char *quoted = NULL, *cause = NULL;
	int status = EXIT_FAILED;

	if (lanyard_json_string(message, &quoted) == LANYARD_OK &&
	    lanyard_json_string(hint != NULL ? hint : "", &cause) ==
		LANYARD_OK) {
		printf("{\"Err\":{\"kind\":\"other\",\"message\":%s,"
		       "\"caused-by\":[%s]}}\n",
		    quoted, hint != NULL ? cause : "");
		status =
		    fflush(stdout) == 0 ? EXIT_DONE : tool_io_fail_output();
	}
	lanyard_text_free(&quoted);
	lanyard_text_free(&cause);
	return status;
}

static int
say_session(const struct lanyard_session *session, enum lanyard_error r)
{
	if (r == LANYARD_ERR_UNKNOWN_LOGIN)
		return say_error("url-not-supported");
	return say_other(
	    report_text(session, r), lanyard_session_hint(session));
}

static int
get(struct lanyard_session *session, const char *url)
{
	struct lanyard_credential *token = NULL;
	enum lanyard_error r = lanyard_token(session, url, &token);
	char *text = NULL, message[TOOL_IO_TEXT], hint[TOOL_IO_TEXT];
	int status = EXIT_DONE;

	if (r != LANYARD_OK)
		status = say_session(session, r);
	else if ((r = lanyard_token_format(token, "cargo", NULL, &text)) !=
		 LANYARD_OK) {
		(void)tool_io_unfit(r, url, message, hint);
		status = say_other(message, hint[0] != '\0' ? hint : NULL);
	} else if (!output_line(text))
		status = tool_io_fail_output();
	lanyard_text_free(&text);
	lanyard_credential_free(&token);
	return status;
}

/* A token on cargo's command line has no place in a login. */
static int
login(struct lanyard_session *session, const char *url, bool given)
{
	enum lanyard_error r;

	if (given)
		return say_error("operation-not-supported");
	r = lanyard_login(session, url);
	return r == LANYARD_OK ? tool_io_say("{\"Ok\":{\"kind\":\"login\"}}")
			       : say_session(session, r);
}

static int
logout(struct lanyard_session *session, const char *url)
{
	enum lanyard_error r = lanyard_logout(session, url);

	if (r == LANYARD_ERR_UNKNOWN_LOGIN)
		return say_error("not-found");
	return r == LANYARD_OK ? tool_io_say("{\"Ok\":{\"kind\":\"logout\"}}")
			       : say_session(session, r);
}

static int
answer(struct lanyard_session *session, const char *kind, const char *index,
    bool given)
{
	char url[TOOL_IO_URL];

	if (!tool_io_url(url, index))
		return say_error("url-not-supported");
	if (strcmp(kind, "get") == 0)
		return get(session, url);
	if (strcmp(kind, "login") == 0)
		return login(session, url, given);
	if (strcmp(kind, "logout") == 0)
		return logout(session, url);
	return say_error("operation-not-supported");
}

/*
 * Another version means another protocol, also where the rest looks as it does
 * here. cargo's own library for providers says no more, either.
 */
static int
refuse_version(const char *version)
{
	char text[80];

	if (version == NULL)
		return say_other("cargo's question cannot be read: it says no "
				 "protocol version (v)",
		    NULL);
	(void)snprintf(
	    text, sizeof(text), "unsupported protocol version %.32s", version);
	return say_other(text, "lanyard speaks version 1");
}

/* TEXT is a question of version 1. */
static int
take_first(struct lanyard_session *session, const char *text)
{
	static const char *const names[] = {
	    "kind", "registry.index-url", "token"};
	char *values[3];
	enum lanyard_error r = tool_io_members(text, names, values, 3);
	int status;

	if (r == LANYARD_ERR_MEMORY)
		status = say_other(lanyard_strerror(r), NULL);
	else if (r != LANYARD_OK || values[0] == NULL || values[1] == NULL)
		status = say_other("cargo's question cannot be read: it is no "
				   "JSON object with kind and index-url",
		    NULL);
	else
		status =
		    answer(session, values[0], values[1], values[2] != NULL);
	tool_io_members_free(values, 3);
	return status;
}

/* TEXT is a question. */
static int
take(struct lanyard_session *session, const char *text)
{
	char *version = NULL;
	int status;

	if (lanyard_json_number(text, strlen(text), "v", &version) ==
		LANYARD_OK &&
	    (version == NULL || strcmp(version, "1") != 0))
		status = refuse_version(version);
	else
		status = take_first(session, text);
	lanyard_text_free(&version);
	return status;
}

int
tool_cargo(struct lanyard_session *session, char *const *arguments)
{
	const char *why;
	char *text;
	bool ended = false;
	int status;

	if (arguments[0] == NULL ||
	    strcmp(arguments[0], "--cargo-plugin") != 0) {
		report_error(
		    "cargo-credential-lanyard is started by cargo only",
		    "in .cargo/config.toml: credential-provider = "
		    "[\"cargo-credential-lanyard\"]");
		return EXIT_USAGE;
	}
	status = tool_io_say("{\"v\":[1]}");
	while (status == EXIT_DONE && !ended) {
		/* Where the next question begins cannot be told. */
		if ((text = tool_io_line(&why, &ended)) == NULL)
			return say_other(why, NULL);
		if (!ended)
			status = take(session, text);
		lanyard_text_free(&text);
	}
	return status;
}
