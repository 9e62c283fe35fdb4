/*
 * docker.c - docker-credential-lanyard: docker, podman, skopeo, buildah, helm
 *
 * https://github.com/docker/docker-credential-helpers: one argument, the
 * server's name or JSON on stdin. An error is a text on stdout and status 1;
 * three of these texts are compared by the programs that read them.
 */
#include <stdio.h>
#include <string.h>

#include "common/output.h"
#include "common/report.h"
#include "docker_list.h"
#include "tool_io.h"
#include "tools.h"

#define NOT_FOUND "credentials not found in native keychain"
#define NO_SERVER "no credentials server URL"
#define NO_USER	  "no credentials username"

/* The program that has asked shows stdout. */
static int
fail(const char *text, const char *hint)
{
	printf("%s%s%s\n", text, hint != NULL ? "; " : "",
	    hint != NULL ? hint : "");
	return fflush(stdout) == 0 ? EXIT_FAILED : tool_io_fail_output();
}

static int
fail_session(const struct lanyard_session *session, enum lanyard_error r)
{
	if (r == LANYARD_ERR_UNKNOWN_LOGIN)
		return fail(NOT_FOUND, NULL);
	return fail(report_text(session, r), lanyard_session_hint(session));
}

static int
give(const struct lanyard_credential *answer, const char *url)
{
	char *text, message[TOOL_IO_TEXT], hint[TOOL_IO_TEXT];
	enum lanyard_error r =
	    lanyard_token_format(answer, "docker", NULL, &text);
	int status = EXIT_DONE;

	if (r != LANYARD_OK) {
		(void)tool_io_unfit(r, url, message, hint);
		return fail(message, hint[0] != '\0' ? hint : NULL);
	}
	if (!output_line(text))
		status = tool_io_fail_output();
	lanyard_text_free(&text);
	return status;
}

static int
get(struct lanyard_session *session, const char *server)
{
	struct lanyard_credential *answer = NULL;
	enum lanyard_error r;
	char url[TOOL_IO_URL];
	int status;

	if (!tool_io_url(url, server))
		return fail(NO_SERVER, NULL);
	r = tool_io_credential(session, url, NULL, &answer);
	if (r == LANYARD_OK && answer == NULL)
		r = LANYARD_ERR_UNKNOWN_LOGIN;
	if (r == LANYARD_OK)
		r = lanyard_credential_set(answer, "host", server);
	if (r == LANYARD_OK)
		status = give(answer, url);
	else
		status = fail_session(session, r);
	lanyard_credential_free(&answer);
	return status;
}

/* What is not kept is not to look as if it were. */
static int
check_kept(struct lanyard_session *session, const char *url, const char *user,
    const char *secret)
{
	struct lanyard_credential *answer = NULL;
	enum lanyard_error r = tool_io_credential(session, url, user, &answer);
	const char *kept =
	    answer == NULL ? NULL : lanyard_credential_get(answer, "password");
	int status = EXIT_DONE;

	if (r != LANYARD_OK)
		status = fail_session(session, r);
	else if (kept == NULL)
		status = fail("lanyard keeps no password for this server",
		    "lanyard.conf needs store_passwords = true");
	else if (strcmp(kept, secret) != 0)
		status = fail("a login of lanyard's answers for this server",
		    "lanyard login changes its account");
	lanyard_credential_free(&answer);
	return status;
}

static int
store(struct lanyard_session *session, const char *server, const char *user,
    const char *secret)
{
	struct lanyard_credential *given = NULL;
	enum lanyard_error r;
	char url[TOOL_IO_URL];
	int status;

	if (server == NULL || !tool_io_url(url, server))
		return fail(NO_SERVER, NULL);
	if (user == NULL || *user == '\0')
		return fail(NO_USER, NULL);
	if (secret == NULL || *secret == '\0')
		return fail("no credentials secret", NULL);
	if ((r = lanyard_credential_new(&given)) == LANYARD_OK &&
	    (r = lanyard_credential_set(given, "url", url)) == LANYARD_OK &&
	    (r = lanyard_credential_set(given, "username", user)) ==
		LANYARD_OK &&
	    (r = lanyard_credential_set(given, "password", secret)) ==
		LANYARD_OK)
		r = lanyard_store(session, given);
	if (r == LANYARD_ERR_PROTOCOL)
		status = fail("a line break, or another character that git's "
			      "protocol cannot carry, is in server, user or "
			      "secret: nothing is kept",
		    NULL);
	else if (r == LANYARD_ERR_MEMORY)
		status = fail(lanyard_strerror(r), NULL);
	else if (r != LANYARD_OK)
		status = fail_session(session, r);
	else
		status = check_kept(session, url, user, secret);
	lanyard_credential_free(&given);
	return status;
}

static int
store_json(struct lanyard_session *session, const char *text)
{
	static const char *const names[] = {"ServerURL", "Username", "Secret"};
	char *values[3];
	enum lanyard_error r = tool_io_members(text, names, values, 3);
	int status;

	if (r == LANYARD_OK)
		status = store(session, values[0], values[1], values[2]);
	else if (r == LANYARD_ERR_MEMORY)
		status = fail(lanyard_strerror(r), NULL);
	else
		status = fail("what is to be stored is no JSON object", NULL);
	tool_io_members_free(values, 3);
	return status;
}

/* Also of what is not there: docker logout asks for four names of a server. */
static int
erase(struct lanyard_session *session, const char *server)
{
	struct lanyard_credential *request = NULL;
	enum lanyard_error r;
	char url[TOOL_IO_URL];

	if (!tool_io_url(url, server))
		return fail(NO_SERVER, NULL);
	if ((r = lanyard_credential_new(&request)) == LANYARD_OK &&
	    (r = lanyard_credential_set(request, "url", url)) == LANYARD_OK)
		r = lanyard_erase(session, request);
	lanyard_credential_free(&request);
	if (r == LANYARD_OK || r == LANYARD_ERR_REJECTED ||
	    r == LANYARD_ERR_PROTOCOL)
		return EXIT_DONE;
	return fail_session(session, r);
}

static int
list(struct lanyard_session *session)
{
	char *text;
	enum lanyard_error r = docker_list(session, &text);
	int status;

	if (r != LANYARD_OK)
		return fail_session(session, r);
	status = tool_io_say(text);
	lanyard_text_free(&text);
	return status;
}

static int
act(struct lanyard_session *session, const char *action)
{
	const char *why;
	char *text;
	int status;

	if ((text = tool_io_stdin(&why)) == NULL)
		return fail(why, NULL);
	if (strcmp(action, "get") == 0)
		status = get(session, text);
	else if (strcmp(action, "store") == 0)
		status = store_json(session, text);
	else if (strcmp(action, "erase") == 0)
		status = erase(session, text);
	else
		status = fail("unknown credential action", action);
	lanyard_text_free(&text);
	return status;
}

int
tool_docker(struct lanyard_session *session, char *const *arguments)
{
	if (arguments[0] == NULL || arguments[1] != NULL)
		return fail("usage: docker-credential-lanyard "
			    "get|store|erase|list|version",
		    NULL);
	if (strcmp(arguments[0], "version") == 0)
		return tool_io_say(
		    "docker-credential-lanyard " LANYARD_VERSION);
	if (strcmp(arguments[0], "list") == 0)
		return list(session);
	return act(session, arguments[0]);
}
