/*
 * program.c - a stale login brought up to date by lanyard-oauth
 *
 * The child gets the lock on descriptor 3 and says on descriptor 4, in lines
 * of key=value, how it ended. A job of no login has no lock, and its results
 * are lines of the same report: result[]=NAME=VALUE. It never holds our stdin
 * or stdout: git waits for whoever holds its pipe. What it obtained is in the
 * store.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/child_environment.h"
#include "os/child_spawn.h"
#include "os/clock.h"
#include "os/pipe.h"
#include "os/start.h"
#include "session/program_report.h"
#include "session/session.h"

#define CHILD_LOCK_FD	3
#define CHILD_REPORT_FD 4

/* lanyard-oauth's own status for what heals (lanyard(1), EXIT STATUS). */
#define TEMPORARY 5

#define NOT_LOADED 127

/* lanyard-oauth ends later than its time: it saves, and says how it went. */
#define REPORT_GRACE_MS 2000

/* lanyard-oauth at work. */
struct half {
	pid_t pid;
	int report_fd;
	bool asks;	  /* a person, who may take long, and may interrupt */
	const char *what; /* is it that is interrupted */
};

static enum lanyard_error
fail_start(struct lanyard_session *s, int errnum)
{
	return start_failed(&s->error, LANYARD_ERR_SYSTEM, errnum,
	    s->oauth_program,
	    "install lanyard-oauth there, with its package or make install",
	    "cannot start %s", s->oauth_program);
}

/* What this session was told of its files, the child has to hear, too. */
struct variables {
	struct buf store, config;
	char **environment; /* all of it */
};

static void
clear_variables(struct variables *v)
{
	buf_clear(&v->store);
	buf_clear(&v->config);
	free(v->environment);
}

static int
set_variables(struct variables *v, const struct lanyard_session *s)
{
	const char *own[3] = {NULL, NULL, NULL}, **next = own;

	buf_init(&v->store, LIMIT_URL);
	buf_init(&v->config, LIMIT_URL);
	v->environment = NULL;
	if (buf_printf(&v->store, "LANYARD_STORE=%s",
		store_path(s->store) != NULL ? store_path(s->store) : "") !=
		LANYARD_OK ||
	    buf_printf(&v->config, "LANYARD_CONFIG=%s", s->config_path) !=
		LANYARD_OK)
		return ENOMEM;
	/* A program's storage has no path, and a job of no login no store. */
	if (store_path(s->store) != NULL)
		*next++ = buf_text(&v->store);
	/* One that is named must exist; the default need not. */
	if (s->config_named && s->config_path[0] != '\0')
		*next = buf_text(&v->config);
	return child_environment(own, &v->environment) == LANYARD_OK ? 0
								     : ENOMEM;
}

/* The result is an errno, 0 for none. */
static int
start(struct half *half, struct lanyard_session *s, const char *const argv[],
    int lock_fd)
{
	struct variables variables;
	int ends[2] = {-1, -1}, errnum;

	if (pipe_open(ends) != LANYARD_OK)
		return errno;
	const struct child_file files[] = {
	    {CHILD_REPORT_FD, ends[1]}, {CHILD_LOCK_FD, lock_fd}};

	if ((errnum = set_variables(&variables, s)) == 0)
		errnum = child_spawn(&half->pid, s->oauth_program, argv,
		    variables.environment, false, files, lock_fd == -1 ? 1 : 2);
	clear_variables(&variables);
	close(ends[1]);
	if (errnum != 0)
		close(ends[0]);
	else
		half->report_fd = ends[0];
	return errnum;
}

/*
 * A Ctrl-C at the login prompt reached us too, as we are in the same process
 * group; it has had its effect, so that we live to say "quit" to git.
 */
static void
forget_interrupt(void)
{
	const struct timespec at_once = {0, 0};
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGQUIT);
	while (sigtimedwait(&set, NULL, &at_once) > 0)
		continue;
}

static void
hint_signal(struct error *error, int signal)
{
	if (signal == SIGSYS)
		error_hint(error, "seccomp, or a container's profile, forbids "
				  "a system call: look at the system's log");
	else if (signal == SIGKILL)
		error_hint(
		    error, "if memory has run out the system's log says so");
}

static enum lanyard_error
take_status(struct lanyard_session *s, const struct half *half, int status)
{
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return LANYARD_OK;
	if (WIFSIGNALED(status) && half->asks &&
	    (WTERMSIG(status) == SIGINT || WTERMSIG(status) == SIGQUIT)) {
		forget_interrupt();
		return error_set(&s->error, LANYARD_ERR_CANCELLED,
		    "%s was interrupted", half->what);
	}
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM) {
		error_set(&s->error, LANYARD_ERR_TIMEOUT,
		    "%s took too long, and has ended itself; what it had "
		    "received is saved",
		    s->oauth_program);
		error_hint(&s->error,
		    "what it waits for may give no sign of life: a named pipe "
		    "as OPENSSL_CONF or in SSL_CERT_DIR, a Kerberos server, a "
		    "disk of the network");
		return LANYARD_ERR_TIMEOUT;
	}
	if (WIFSIGNALED(status)) {
		error_set(&s->error, LANYARD_ERR_SYSTEM,
		    "%s was killed by signal %d", s->oauth_program,
		    WTERMSIG(status));
		hint_signal(&s->error, WTERMSIG(status));
		/* From outside: the next one may fare better. */
		s->error.errnum = EINTR;
		return LANYARD_ERR_SYSTEM;
	}
	error_set(&s->error,
	    WEXITSTATUS(status) == TEMPORARY ? LANYARD_ERR_NO_ROOM
					     : LANYARD_ERR_SYSTEM,
	    "%s ended with status %d and no reason", s->oauth_program,
	    WEXITSTATUS(status));
	/* The dynamic linker's, which has said on stderr what it lacks. */
	if (WEXITSTATUS(status) == NOT_LOADED)
		error_hint_path(&s->error, "ldd", "%s", s->oauth_program);
	return s->error.code;
}

/*
 * How it ended. In a program that ignores SIGCHLD, or reaps all children
 * itself, the report is all we get.
 */
static enum lanyard_error
take_end(struct lanyard_session *s, const struct half *half, bool said)
{
	int status;

	while (waitpid(half->pid, &status, 0) == -1) {
		if (errno == ECHILD && said)
			return LANYARD_OK;
		if (errno == ECHILD)
			return error_set(&s->error, LANYARD_ERR_SYSTEM,
			    "%s ended and did not say how", s->oauth_program);
		if (errno != EINTR)
			return error_system(&s->error, LANYARD_ERR_SYSTEM,
			    errno, "waiting for %s", s->oauth_program);
	}
	return take_status(s, half, status);
}

static enum lanyard_error
finish(struct lanyard_session *s, const struct half *half,
    const struct lanyard_job *job)
{
	int64_t deadline_ms =
	    clock_monotonic_ms() + job->timeout_ms + REPORT_GRACE_MS +
	    (half->asks ? DEVICE_CODE_MAX_S * INT64_C(1000) : 0);
	enum lanyard_error r, end;
	bool said = false;
	struct error why;
	struct buf report;

	buf_init(&report, LIMIT_REPLY);
	if (!program_read_report(half->report_fd, deadline_ms, &report)) {
		/* It is left alone: it may be about to save a token. */
		r = error_set(&s->error, LANYARD_ERR_TIMEOUT,
		    "%s is still at work", s->oauth_program);
		goto out;
	}
	r = program_take_report(s, job, &report, &said);
	why = s->error;
	end = take_end(s, half, said);
	if (r == LANYARD_OK)
		r = end;
	else
		s->error = why;
	if (r == LANYARD_ERR_CANCELLED && !said)
		program_hint_interrupt(&s->error, &report);
out:
	buf_clear(&report);
	return r;
}

#define WORDS 5 /* before the parameters */

/*
 * NAME=VALUE of each of the job's parameters behind the WORDS of argv, and a
 * NULL: *ARGV and *TEXTS are the caller's to free.
 */
static int
add_parameters(const struct lanyard_job *job, const char *const words[WORDS],
    const char ***argv, char ***texts)
{
	const char *const *p = job->parameters;
	size_t count = 0;
	struct buf buf;

	while (p != NULL && p[2 * count] != NULL)
		count++;
	*argv = calloc(WORDS + count + 1, sizeof(**argv));
	*texts = calloc(count + 1, sizeof(**texts));
	if (*argv == NULL || *texts == NULL)
		return ENOMEM;
	for (size_t i = 0; i < WORDS; i++)
		(*argv)[i] = words[i];
	buf_init(&buf, LIMIT_LINE);
	for (size_t i = 0; i < count; i++) {
		buf_reset(&buf);
		if (buf_printf(&buf, "%s=%s", p[2 * i], p[2 * i + 1]) !=
			LANYARD_OK ||
		    ((*texts)[i] = strdup(buf_text(&buf))) == NULL) {
			buf_clear(&buf);
			return ENOMEM;
		}
		(*argv)[WORDS + i] = (*texts)[i];
	}
	buf_clear(&buf);
	return 0;
}

/* The result is an errno, 0 for none. */
static int
start_job(struct half *half, struct lanyard_session *s,
    const struct lanyard_job *job, const char *const words[WORDS])
{
	const char **argv = NULL;
	char **texts = NULL;
	int errnum = add_parameters(job, words, &argv, &texts);

	if (errnum == 0)
		errnum = start(
		    half, s, argv, job->login != NULL ? job->lock_fd : -1);
	for (size_t i = 0; texts != NULL && texts[i] != NULL; i++)
		free(texts[i]);
	free(texts);
	free(argv);
	return errnum;
}

static bool
asks(enum lanyard_job_kind kind)
{
	return kind == LANYARD_JOB_LOGIN || kind == LANYARD_JOB_MANIFEST ||
	       kind == LANYARD_JOB_INSTALL;
}

enum lanyard_error
lanyard_refresh_program(
    struct lanyard_session *session, const struct lanyard_job *job)
{
	static const char *const verbs[] = {
	    [LANYARD_JOB_REFRESH] = "refresh",
	    [LANYARD_JOB_LOGIN] = "login",
	    [LANYARD_JOB_LOGOUT] = "logout",
	    [LANYARD_JOB_CHECK] = "check",
	    [LANYARD_JOB_DISCOVER] = "discover",
	    [LANYARD_JOB_REGISTER] = "register",
	    [LANYARD_JOB_MANIFEST] = "manifest",
	    [LANYARD_JOB_INSTALL] = "install",
	    [LANYARD_JOB_UNREGISTER] = "unregister",
	};
	struct half half = {.report_fd = -1,
	    .asks = asks(job->kind),
	    .what = job->login != NULL ? "the login" : "the setup"};
	char timeout[32], generation[32];
	const char *const words[WORDS] = {"lanyard-oauth", verbs[job->kind],
	    timeout, job->login != NULL ? job->login : "-", generation};
	sigset_t held, old;
	enum lanyard_error r;
	int errnum;

	if (job->login != NULL && store_path(session->store) == NULL)
		return error_set(&session->error, LANYARD_ERR_ARGUMENT,
		    "lanyard-oauth cannot refresh what a program's storage "
		    "has: use lanyard_refresh_here");
	snprintf(timeout, sizeof(timeout), "%lld", (long long)job->timeout_ms);
	snprintf(generation, sizeof(generation), "%llu",
	    (unsigned long long)job->generation);
	sigemptyset(&held);
	if (half.asks) {
		sigaddset(&held, SIGINT);
		sigaddset(&held, SIGQUIT);
	}
	pthread_sigmask(SIG_BLOCK, &held, &old);
	if ((errnum = start_job(&half, session, job, words)) != 0) {
		r = fail_start(session, errnum);
	} else {
		if (job->login != NULL)
			store_share_lock(
			    session->store, job->lock_fd, half.pid);
		r = finish(session, &half, job);
		close(half.report_fd);
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return r;
}
