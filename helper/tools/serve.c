/*
 * serve.c - lanyard serve --socket URL...: git's protocol for a sandbox
 *
 * One process a connection: systemd's (sd_listen_fds(3), or its StandardInput=
 * socket), or any socket on stdin. A sandbox that has the socket and not the
 * store gets the tokens for URLs and for nothing else. The first line is get,
 * store or erase, the rest git's request (git-credential(1)). What was asked,
 * by whom (unix(7), SO_PEERCRED) and which token was given is a line on stderr,
 * the journal's; of the token no more than a fingerprint.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/inherited.h"
#include "common/report.h"
#include "place.h"
#include "serve_request.h"
#include "tools.h"

#define FIRST_FD  3  /* sd_listen_fds(3) */
#define ANSWER_S  60 /* until the answer is written */
#define LINE_SIZE 1024

/* As SO_PEERCRED fills it. */
struct peer {
	pid_t pid;
	uid_t uid;
	gid_t gid;
};

struct call {
	int fd;
	struct peer peer;
	char verb[SERVE_REQUEST_VERB];
	struct lanyard_credential *request;
};

static void
too_slow(int signal_number)
{
	static const char text[] = "lanyard: serve: no answer within 60 s\n";

	(void)signal_number;
	if (write(STDERR_FILENO, text, sizeof(text) - 1) == -1)
		_exit(EXIT_TEMPORARY);
	_exit(EXIT_FAILED);
}

/* The one that systemd hands on, else stdin. */
static int
find_socket(void)
{
	const char *pid = getenv("LISTEN_PID"), *count = getenv("LISTEN_FDS");

	if (pid != NULL && count != NULL &&
	    strtol(pid, NULL, 10) == (long)getpid())
		return strcmp(count, "1") == 0 ? FIRST_FD : -1;
	return STDIN_FILENO;
}

/* A connection; one is taken where the socket listens. -1: told on stderr. */
static int
connect_to(struct peer *peer)
{
	int fd = find_socket(), listens = 0;
	socklen_t size = sizeof(listens);

	if (fd != -1 &&
	    getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) == 0 &&
	    listens)
		fd = accept(fd, NULL, NULL);
	size = sizeof(*peer);
	if (fd == -1 ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, peer, &size) != 0) {
		report_error("lanyard serve is given no local socket, neither "
			     "by systemd nor on stdin",
		    "contrib/systemd has the units");
		return -1;
	}
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

/* The line for the journal: what a client has sent stays on it. */
static void
note(const struct call *call, const char *outcome)
{
	static const char *const keys[] = {"protocol", "host", "path"};
	const char *values[3];
	char line[LINE_SIZE];

	for (size_t i = 0; i < 3; i++) {
		values[i] = call->request == NULL ? NULL
						  : lanyard_credential_get(
							call->request, keys[i]);
		if (values[i] == NULL)
			values[i] = "";
	}
	(void)snprintf(line, sizeof(line),
	    "serve: %s %.16s://%.255s/%.400s for uid %ld, pid %ld: %s",
	    call->verb, values[0], values[1], values[2], (long)call->peer.uid,
	    (long)call->peer.pid, outcome);
	for (char *c = line; *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	fprintf(stderr, "lanyard: %s\n", line);
}

/* git has the token as its password, or as a credential of its own kind. */
static enum lanyard_error
note_token(const struct call *call, const struct lanyard_credential *answer)
{
	const char *token = lanyard_credential_get(answer, "password");
	struct lanyard_credential *copy = NULL;
	enum lanyard_error r;
	char *print = NULL, outcome[96];

	if (token == NULL)
		token = lanyard_credential_get(answer, "credential");
	if (token == NULL) {
		note(call, "nothing is known");
		return LANYARD_OK;
	}
	if ((r = lanyard_credential_new(&copy)) == LANYARD_OK &&
	    (r = lanyard_credential_set(copy, "password", token)) ==
		LANYARD_OK &&
	    (r = lanyard_token_format(copy, "fingerprint", NULL, &print)) ==
		LANYARD_OK) {
		(void)snprintf(outcome, sizeof(outcome), "token %s", print);
		note(call, outcome);
	}
	lanyard_text_free(&print);
	lanyard_credential_free(&copy);
	return r;
}

static void
note_failure(const struct lanyard_session *session, const struct call *call)
{
	const char *hint = lanyard_session_hint(session);
	char outcome[512];

	(void)snprintf(outcome, sizeof(outcome), "no token: %.255s%s%.200s",
	    lanyard_session_message(session), hint != NULL ? "; " : "",
	    hint != NULL ? hint : "");
	note(call, outcome);
}

/* No token leaves that is not in the journal. */
static int
answer(struct lanyard_session *session, const struct call *call)
{
	struct lanyard_credential *answer = NULL;
	enum lanyard_error r = lanyard_get(session, call->request, &answer);
	int status;

	if (r != LANYARD_OK)
		note_failure(session, call);
	else
		r = note_token(call, answer);
	status = report_exit_status(r);
	if (answer != NULL &&
	    lanyard_credential_write(answer, call->fd) != LANYARD_OK) {
		note(call, "the answer could not be written");
		status = EXIT_FAILED;
	}
	lanyard_credential_free(&answer);
	return status;
}

/* Only who has the token may say that it was rejected. */
static int
erase(struct lanyard_session *session, const struct call *call)
{
	enum lanyard_error r;

	if (lanyard_credential_get(call->request, "password") == NULL &&
	    lanyard_credential_get(call->request, "credential") == NULL) {
		note(call, "refused: it has no token with it");
		return EXIT_DONE;
	}
	r = lanyard_erase(session, call->request);
	if (r == LANYARD_OK || r == LANYARD_ERR_REJECTED) {
		note(call, "taken");
		return EXIT_DONE;
	}
	note_failure(session, call);
	return report_exit_status(r);
}

static int
serve(struct lanyard_session *session, struct call *call, char *const *places)
{
	const char *why =
	    serve_request_read(call->fd, call->verb, &call->request);

	if (why != NULL) {
		note(call, why);
		return EXIT_FAILED;
	}
	(void)alarm(ANSWER_S);
	if (!place_has(places, call->request, &why)) {
		note(call, why);
		return EXIT_DONE;
	}
	if (strcmp(call->verb, "store") == 0) {
		note(call, "passed over: what is stored here is its owner's");
		return EXIT_DONE;
	}
	return strcmp(call->verb, "get") == 0 ? answer(session, call)
					      : erase(session, call);
}

/* The URLs among ARGUMENTS; NULL: they are not as they should be. */
static char *const *
parse(char *const *arguments)
{
	const char *wrong = NULL;

	if (*arguments == NULL || strcmp(*arguments, "--socket") != 0 ||
	    arguments[1] == NULL)
		wrong = "";
	for (char *const *url = arguments + 1; wrong == NULL && *url != NULL;
	     url++)
		if (!place_is(*url))
			wrong = *url;
	if (wrong == NULL)
		return arguments + 1;
	report_error(*wrong == '\0' ? "lanyard serve wants --socket and URLs"
				    : "what lanyard serve is to answer is no "
				      "http or https URL",
	    "lanyard serve --socket https://HOST/PATH...");
	return NULL;
}

int
tool_serve(struct lanyard_session *session, char *const *arguments)
{
	char *const *places = parse(arguments);
	struct call call = {0};
	int status = EXIT_DONE;

	if (places == NULL)
		return EXIT_USAGE;
	/* A sandbox opens no browser. */
	setenv("LANYARD_INTERACTIVE", "0", 1);
	inherited_catch(SIGPIPE);
	if ((call.fd = connect_to(&call.peer)) == -1)
		return EXIT_USAGE;
	signal(SIGALRM, too_slow);
	status = serve(session, &call, places);
	lanyard_credential_free(&call.request);
	return status;
}
