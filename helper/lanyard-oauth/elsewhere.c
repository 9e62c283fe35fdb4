/*
 * elsewhere.c - a login by the browser here, for another machine
 */
#include "elsewhere.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/inherited.h"
#include "common/report.h"
#include "interrupt.h"

/* It says that it is there; then it waits for the login. */
#define COMMAND "lanyard version && exec lanyard import"

#define SCHEME	 "ssh://"
#define ANSWER	 256
#define NO_SHELL 127 /* as a shell has it: no such command */
#define NO_SSH	 255 /* ssh(1): it was not reached, or said no */

struct elsewhere {
	struct lanyard_session *session;
	const char *url;
	const char *host; /* in URL, for the person */
	pid_t pid;	  /* of ssh; -1: none */
	int to, from;	  /* its stdin and stdout */
};

static enum lanyard_error
fail(struct elsewhere *e, enum lanyard_error code, const char *what,
    const char *hint)
{
	char text[512];

	(void)snprintf(text, sizeof(text), "%.200s %s", e->host, what);
	return lanyard_session_fail(e->session, code, text, hint);
}

/* No path, and no password, which all users could read. */
static bool
is_ssh_url(const char *url)
{
	const char *host = url + strlen(SCHEME), *at;
	size_t size;

	if (strncmp(url, SCHEME, strlen(SCHEME)) != 0)
		return false;
	size = strcspn(host, "/?#");
	at = memchr(host, '@', size);
	return size > 0 && host[0] != '-' && host[0] != '@' &&
	       (host[size] == '\0' || strcmp(host + size, "/") == 0) &&
	       (at == NULL || (memchr(host, ':', (size_t)(at - host)) == NULL &&
				  at[1] != '\0' && at[1] != '-'));
}

/* In the child. */
static void
run(const char *program, const char *url, const int input[2],
    const int output[2])
{
	const char *const argv[] = {"ssh", "-T", "--", url, COMMAND, NULL};

	if (dup2(input[0], STDIN_FILENO) == -1 ||
	    dup2(output[1], STDOUT_FILENO) == -1)
		_exit(NO_SSH);
	inherited_restore();
	execv(program, (char *const *)(const void *)argv);
	_exit(NO_SSH);
}

static enum lanyard_error
start(struct elsewhere *e)
{
	int input[2] = {-1, -1}, output[2] = {-1, -1};
	enum lanyard_error r = LANYARD_OK;
	char *program = NULL;

	if (lanyard_find_program("ssh", &program) != LANYARD_OK)
		return lanyard_session_fail_start(e->session, ENOENT, "ssh");
	if (pipe(input) == 0 && pipe(output) == 0) {
		fcntl(input[1], F_SETFD, FD_CLOEXEC);
		fcntl(output[0], F_SETFD, FD_CLOEXEC);
		e->pid = fork();
	}
	if (e->pid == 0)
		run(program, e->url, input, output);
	if (e->pid == -1)
		r = lanyard_session_fail_start(e->session, errno, "ssh");
	else
		interrupt_with(e->pid);
	close(input[0]);
	close(output[1]);
	e->to = input[1];
	e->from = output[0];
	lanyard_text_free(&program);
	return r;
}

/* Waits for ssh, unless that is interrupted: its status as a shell has it. */
static int
finish(struct elsewhere *e)
{
	int status = 0;

	if (e->to != -1)
		close(e->to);
	e->to = -1;
	if (e->pid == -1)
		return NO_SSH;
	while (waitpid(e->pid, &status, 0) == -1 && errno == EINTR)
		if (interrupt_number() != 0)
			kill(e->pid, SIGTERM);
	e->pid = -1;
	interrupt_with(0);
	if (e->from != -1)
		close(e->from);
	e->from = -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/*
 * Before its input ends: lanyard there would complain of that. Where we were
 * left behind (interrupt.h) it is not our child, and has ended.
 */
static void
give_up(struct elsewhere *e)
{
	if (e->pid != -1 && waitpid(e->pid, NULL, WNOHANG) == 0)
		kill(e->pid, SIGTERM);
	(void)finish(e);
}

/* Until lanyard there has said its version, which takes a password perhaps. */
static enum lanyard_error
wait_ready(struct elsewhere *e)
{
	char answer[ANSWER] = "";
	size_t used = 0;
	ssize_t n = 1;

	while (n > 0 && strchr(answer, '\n') == NULL && used < ANSWER - 1) {
		n = read(e->from, answer + used, ANSWER - 1 - used);
		if (n == -1 && errno == EINTR)
			n = 1;
		else if (n > 0)
			used += (size_t)n;
		answer[used] = '\0';
	}
	if (strncmp(answer, "lanyard ", 8) == 0 && strchr(answer, '\n') != NULL)
		return LANYARD_OK;
	switch (used == 0 ? finish(e) : 0) {
	case NO_SSH:
		return fail(e, LANYARD_ERR_NETWORK, "cannot be reached by ssh",
		    "nobody was asked to log in; ssh says why above");
	case NO_SHELL:
		return fail(e, LANYARD_ERR_CONFIG,
		    "has no lanyard where ssh looks for commands",
		    "install it there, into a folder of the PATH that ssh has");
	default:
		return fail(e, LANYARD_ERR_CONFIG,
		    "does not answer as lanyard does",
		    "try: ssh HOST lanyard version; nothing else may be "
		    "printed before it");
	}
}

static enum lanyard_error
give(void *to, const void *data, size_t size)
{
	struct elsewhere *e = to;
	const char *bytes = data;
	ssize_t n;

	while (size > 0) {
		n = write(e->to, bytes, size);
		if (n > 0) {
			bytes += n;
			size -= (size_t)n;
		} else if (errno != EINTR) {
			return fail(e, LANYARD_ERR_NETWORK,
			    "has closed the connection", NULL);
		}
	}
	return LANYARD_OK;
}

/* The hint that the session has, or NULL; the caller's to free. */
static char *
copy_hint(const struct elsewhere *e)
{
	const char *hint = lanyard_session_hint(e->session);

	return hint != NULL ? strdup(hint) : NULL;
}

/*
 * What is not there must not be good anywhere. R is why, and stays the
 * session's error, though what comes between has messages of its own.
 */
static enum lanyard_error
take_back(struct elsewhere *e, const char *target, enum lanyard_error r)
{
	char *message = strdup(lanyard_session_message(e->session));
	char *hint = copy_hint(e);

	(void)lanyard_import_undo(e->session, target);
	report_notice(lanyard_logout(e->session, target) == LANYARD_OK
			  ? "the new login is forgotten, and revoked where the "
			    "server can do that"
			  : "the new login is forgotten, but could not be "
			    "revoked at the server");
	if (message != NULL)
		(void)lanyard_session_fail(e->session, r, message, hint);
	lanyard_text_free(&message);
	lanyard_text_free(&hint);
	return r;
}

static enum lanyard_error
fail_interrupted(struct elsewhere *e, const char *hint)
{
	return lanyard_session_fail(e->session, LANYARD_ERR_CANCELLED,
	    "the login was interrupted", hint);
}

static enum lanyard_error
hand_over(struct elsewhere *e, const char *target)
{
	enum lanyard_error r;
	int status;

	if (interrupt_number() != 0)
		return fail_interrupted(e, NULL);
	r = lanyard_export(e->session, target, true, give, e);
	if (r != LANYARD_OK)
		return r;
	if ((status = finish(e)) == 0)
		return LANYARD_OK;
	if (status == NO_SSH || interrupt_number() != 0)
		return fail(e, LANYARD_ERR_NETWORK,
		    "broke off, and may have the login",
		    "look there: lanyard status");
	return fail(e, LANYARD_ERR_REFUSED, "did not take the login",
	    "lanyard import has said why above");
}

/* The hint of a login that is given up is one's that is interrupted, too. */
static enum lanyard_error
ask(struct elsewhere *e, const char *target)
{
	enum lanyard_error r = lanyard_login(e->session, target);
	char *hint;

	if (r != LANYARD_ERR_CANCELLED || interrupt_number() == 0)
		return r;
	hint = copy_hint(e);
	r = fail_interrupted(e, hint);
	lanyard_text_free(&hint);
	return r;
}

static enum lanyard_error
log_in(struct elsewhere *e, const char *target)
{
	enum lanyard_error r;
	char text[512];

	if ((r = start(e)) != LANYARD_OK || (r = wait_ready(e)) != LANYARD_OK ||
	    (r = ask(e, target)) != LANYARD_OK)
		return r;
	if ((r = hand_over(e, target)) != LANYARD_OK)
		return take_back(e, target, r);
	(void)snprintf(text, sizeof(text),
	    "login %.200s is on %.200s now, and nothing of it is here", target,
	    e->host);
	report_notice(text);
	return r;
}

static enum lanyard_error
is_known(void *context, const struct lanyard_state *state)
{
	(void)context;
	(void)state;
	return LANYARD_OK;
}

int
elsewhere_login(
    const struct lanyard_options *options, const char *target, const char *url)
{
	struct lanyard_options own = *options;
	struct lanyard_storage *storage = NULL;
	struct elsewhere e = {.url = url,
	    .host = url + strlen(SCHEME),
	    .pid = -1,
	    .to = -1,
	    .from = -1};
	enum lanyard_error r;
	int status;

	if (!is_ssh_url(url)) {
		report_error("--for takes ssh://[USER@]HOST[:PORT]", NULL);
		return EXIT_USAGE;
	}
	inherited_catch(SIGPIPE);
	if (lanyard_storage_memory(&storage) != LANYARD_OK)
		return report_memory();
	own.storage = storage;
	own.refresh = lanyard_refresh_here;
	if ((r = lanyard_session_open(&e.session, &own)) == LANYARD_OK &&
	    (r = lanyard_state_of(e.session, target, 0, is_known, NULL)) ==
		LANYARD_OK)
		r = log_in(&e, target);
	give_up(&e);
	status = report_session(e.session, r);
	lanyard_session_close(&e.session);
	lanyard_storage_free(&storage);
	return status;
}
