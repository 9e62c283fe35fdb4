/*
 * git.c - git's credential protocol on stdin and stdout
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/presence.h"
#include "common/report.h"
#include "meant.h"
#include "verbs.h"

/* A shell's "<FOLDER" and ">FILE" in the place of "<FILE" come to this. */
static void
fail_stdin(void)
{
	char text[128];

	snprintf(text, sizeof(text), "cannot read stdin: %s", strerror(errno));
	report_error(text, "a request is read from it: see lanyard(1)");
}

/* Does git say WORD itself, behind what its setting has? */
static bool
is_gits(const char *word)
{
	static const char *const verbs[] = {"get", "store", "erase"};

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		if (strcmp(word, verbs[i]) == 0)
			return true;
	return false;
}

/*
 * git gives none: in one line, as it is git's to show. A second verb is git's,
 * too, and an erase would be another get.
 */
static int
check_arguments(const char *verb, char *const *arguments)
{
	char text[128], name[MEANT_NAME];

	for (; *arguments != NULL; arguments++) {
		if ((*arguments)[0] == '-') {
			meant_name(*arguments, name);
			(void)snprintf(text, sizeof(text),
			    "lanyard %s has no option %s", verb, name);
		} else if (is_gits(*arguments)) {
			(void)snprintf(text, sizeof(text),
			    "git adds %s itself: write \"helper = lanyard\", "
			    "not \"helper = lanyard %s\"",
			    *arguments, verb);
		} else {
			continue;
		}
		report_error(text, NULL);
		return EXIT_USAGE;
	}
	return EXIT_DONE;
}

/* WHY, which may be NULL, is what the library says of it. */
static int
fail_request(enum lanyard_error code, const char *why)
{
	char text[256];

	(void)snprintf(text, sizeof(text),
	    "the request on stdin is malformed: "
	    "%s",
	    why != NULL ? why : "it is longer than 1 MiB");
	if (code == LANYARD_ERR_PROTOCOL)
		report_error(text, "see git-credential(1) and lanyard(1)");
	else if (code == LANYARD_ERR_SYSTEM)
		fail_stdin();
	else
		report_error(lanyard_strerror(code), NULL);
	return report_exit_status(code);
}

/* The library's word on a request that could not be read; it may be NULL. */
static const char *
fault_of(const struct lanyard_credential *request)
{
	return request == NULL ? NULL : lanyard_credential_fault(request);
}

static enum lanyard_error
read_request(struct lanyard_credential **request)
{
	enum lanyard_error r = lanyard_credential_new(request);

	if (presence_foreground(STDIN_FILENO))
		report_notice("reads a request: lines such as "
			      "url=https://HOST, and an empty line");
	return r == LANYARD_OK ? lanyard_credential_read(*request, STDIN_FILENO)
			       : r;
}

int
verb_get(struct lanyard_session *session, char *const *arguments)
{
	struct lanyard_credential *request = NULL, *answer = NULL;
	enum lanyard_error r;
	int status = check_arguments("get", arguments);

	if (status != EXIT_DONE)
		return status;
	if ((r = read_request(&request)) != LANYARD_OK) {
		status = fail_request(r, fault_of(request));
		goto out;
	}
	r = lanyard_get(session, request, &answer);
	status = report_session(session, r);
	if (answer != NULL &&
	    lanyard_credential_write(answer, STDOUT_FILENO) != LANYARD_OK) {
		report_error("the answer could not be written", NULL);
		status = EXIT_FAILED;
	}
out:
	lanyard_credential_free(&answer);
	lanyard_credential_free(&request);
	return status;
}

/*
 * Where the first line of a request is empty, that is all of it: what a person
 * has put behind it is read, to be told of. git sends no such request.
 */
static enum lanyard_error
check_behind(
    struct lanyard_session *session, const struct lanyard_credential *request)
{
	struct lanyard_credential *rest = NULL;
	enum lanyard_error r = LANYARD_OK;

	if (lanyard_credential_get(request, "protocol") != NULL ||
	    lanyard_credential_get(request, "host") != NULL ||
	    lanyard_credential_get(request, "oauth_refresh_token") != NULL)
		return LANYARD_OK;
	if (read_request(&rest) == LANYARD_OK &&
	    lanyard_credential_get(rest, "oauth_refresh_token") != NULL)
		r = lanyard_session_fail(session, LANYARD_ERR_PROTOCOL,
		    "the refresh token is not kept: it stands behind an empty "
		    "line, which ends the request",
		    NULL);
	lanyard_credential_free(&rest);
	return r;
}

static enum lanyard_error
store(struct lanyard_session *session, const struct lanyard_credential *request)
{
	enum lanyard_error r = lanyard_store(session, request);

	return r == LANYARD_OK ? check_behind(session, request) : r;
}

static int
run_silently(struct lanyard_session *session,
    enum lanyard_error (*function)(struct lanyard_session *session,
	const struct lanyard_credential *request))
{
	struct lanyard_credential *request = NULL;
	enum lanyard_error r;
	int status;

	if ((r = read_request(&request)) != LANYARD_OK)
		status = fail_request(r, fault_of(request));
	else
		status = report_session(session, function(session, request));
	lanyard_credential_free(&request);
	return status;
}

int
verb_store(struct lanyard_session *session, char *const *arguments)
{
	int status = check_arguments("store", arguments);

	return status != EXIT_DONE ? status : run_silently(session, store);
}

int
verb_erase(struct lanyard_session *session, char *const *arguments)
{
	int status = check_arguments("erase", arguments);

	return status != EXIT_DONE ? status
				   : run_silently(session, lanyard_erase);
}
