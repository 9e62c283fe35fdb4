/*
 * t_child.c - child.h: what a child gets and how it ends
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/child.h"
#include "os/clock.h"
#include "os/signals.h"

/* XSI has them, and POSIX alone does not. */
int posix_openpt(int flags);
int grantpt(int fd);
int unlockpt(int fd);
char *ptsname(int fd);

#define COUNT(array)   (sizeof(array) / sizeof((array)[0]))
#define LONG_ENOUGH_MS 20000

/* Run SCRIPT with ENV; the output is in *B, to be cleared by the caller. */
static enum lanyard_error
shell(const char *script, const char *const env[], int64_t timeout_ms,
    struct buf *b, int *status)
{
	const char *const argv[] = {"sh", "-c", script, NULL};

	buf_init(b, 100000);
	buf_add_text(b, "before:");
	return child_run(argv, env, timeout_ms, b, status);
}

static void
output_and_status_come_back(void **state)
{
	static const struct {
		const char *script, *output;
		int status;
	} cases[] = {
	    {"echo hello", "hello\n", 0},
	    {"printf 'a b'; exit 3", "a b", 3},
	    {":", "", 0},
	    {"exit 255", "", 255},
	    {"echo x; kill -TERM $$", "x\n", 128 + SIGTERM},
	    {"kill -KILL $$", "", 128 + SIGKILL},
	    {"echo out; echo err 2>/dev/null >&2", "out\n", 0},
	    {"cat", "", 0}, /* standard input is /dev/null */
	    {"exec >&-; sleep 0.1; exit 4", "", 4},
	    {"echo a; sleep 0.1; echo b", "a\nb\n", 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;
		int status = -1;

		assert_int_equal(
		    shell(cases[i].script, NULL, LONG_ENOUGH_MS, &b, &status),
		    LANYARD_OK);
		assert_string_equal(buf_text(&b) + 7, cases[i].output);
		assert_int_equal(status, cases[i].status);
		buf_clear(&b);
	}
}

static void
no_shell_is_involved(void **state)
{
	const char *const argv[] = {"printf", "%s|", "$HOME", "a b", "*", NULL};
	struct buf b;
	int status;

	(void)state;
	buf_init(&b, 100);
	assert_int_equal(
	    child_run(argv, NULL, LONG_ENOUGH_MS, &b, &status), LANYARD_OK);
	assert_string_equal(buf_text(&b), "$HOME|a b|*|");
	buf_clear(&b);
}

static void
output_has_a_limit(void **state)
{
	static const struct {
		const char *script;
		size_t limit;
		enum lanyard_error result;
	} cases[] = {
	    {"printf 12345", 5, LANYARD_OK},
	    {"printf 12345", 4, LANYARD_ERR_PROTOCOL},
	    {"printf 12345; sleep 60", 4, LANYARD_ERR_PROTOCOL},
	    {"yes", 1000000, LANYARD_ERR_PROTOCOL},
	    {"head -c 1000000 /dev/zero", 1000000, LANYARD_OK},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const argv[] = {"sh", "-c", cases[i].script, NULL};
		int64_t begin_ms = clock_monotonic_ms();
		struct buf b;
		int status;

		buf_init(&b, cases[i].limit);
		assert_int_equal(
		    child_run(argv, NULL, LONG_ENOUGH_MS, &b, &status),
		    cases[i].result);
		assert_int_equal(status, 0);
		assert_int_equal(
		    b.size, cases[i].result == LANYARD_OK ? cases[i].limit : 0);
		assert_true(clock_monotonic_ms() - begin_ms < 10000);
		buf_clear(&b);
		/* And the child is gone. */
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	}
}

static void
time_has_a_limit(void **state)
{
	static const struct {
		const char *script;
		int64_t timeout_ms;
	} cases[] = {
	    {"exec sleep 60", 100},
	    {"exec >&-; exec sleep 60", 100},
	    {"trap '' TERM INT HUP; echo x; while :; do :; done", 100},
	    {"exec sleep 60", 0},
	    {"exec sleep 60", -1},
	    {"exec sleep 60", INT64_MIN},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t begin_ms = clock_monotonic_ms(), took_ms;
		struct buf b;
		int status = -1;

		assert_int_equal(shell(cases[i].script, NULL,
				     cases[i].timeout_ms, &b, &status),
		    LANYARD_ERR_TIMEOUT);
		took_ms = clock_monotonic_ms() - begin_ms;
		assert_true(took_ms >= cases[i].timeout_ms);
		assert_true(took_ms < 5000);
		assert_int_equal(status, 0);
		assert_string_equal(buf_text(&b), "before:");
		assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
		assert_int_equal(errno, ECHILD);
		buf_clear(&b);
	}
}

static void
no_time_is_too_long(void **state)
{
	struct buf b;
	int status;

	(void)state;
	assert_int_equal(
	    shell("echo x", NULL, INT64_MAX, &b, &status), LANYARD_OK);
	assert_string_equal(buf_text(&b) + 7, "x\n");
	buf_clear(&b);
}

/* What gpg-agent does: the output stays open in a daemon. */
static void
daemons_are_not_waited_for(void **state)
{
	int64_t begin_ms = clock_monotonic_ms();
	struct buf b;
	int status;

	(void)state;
	assert_int_equal(shell("sleep 15 & echo x; exit 5", NULL,
			     LONG_ENOUGH_MS, &b, &status),
	    LANYARD_OK);
	assert_string_equal(buf_text(&b) + 7, "x\n");
	assert_int_equal(status, 5);
	assert_true(clock_monotonic_ms() - begin_ms < 5000);
	buf_clear(&b);
}

/* Does the other end of FD close within TIMEOUT_MS? */
static bool
all_have_gone(int fd, int timeout_ms)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	char byte;

	return poll(&wait, 1, timeout_ms) == 1 && read(fd, &byte, 1) == 0;
}

/* 0 if a session has begun; the first terminal that is opened is its own. */
static int
begin_session(bool terminal)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY);

	if (setsid() == -1 || grantpt(master) != 0 || unlockpt(master) != 0)
		return 1;
	return terminal && open(ptsname(master), O_RDWR) == -1 ? 1 : 0;
}

/*
 * In a session: 0 if what SCRIPT starts, which all has the pipe, GOES with it
 * when its time is over.
 */
static int
outlive(const char *script, bool goes, bool terminal)
{
	int fds[2], status;
	struct buf b;

	if (begin_session(terminal) != 0 || pipe(fds) != 0 ||
	    fcntl(fds[0], F_SETFD, FD_CLOEXEC) != 0)
		return 1;
	if (shell(script, NULL, 300, &b, &status) != LANYARD_ERR_TIMEOUT)
		return 2;
	buf_clear(&b);
	close(fds[1]);
	return all_have_gone(fds[0], goes ? LONG_ENOUGH_MS : 200) == goes ? 0
									  : 3;
}

static int
in_a_process(int (*run)(const char *script, bool flag, bool terminal),
    const char *script, bool flag, bool terminal)
{
	pid_t pid = fork();
	int status = -1;

	assert_true(pid >= 0);
	if (pid == 0)
		_exit(run(script, flag, terminal));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
descendants_end_with_the_time(void **state)
{
	static const struct {
		const char *script;
		bool goes;
	} cases[] = {
	    {"sleep 60", true},
	    {"exec sleep 60", true},
	    {"sleep 60 & sleep 60", true},
	    {"(sleep 60 & sleep 60 & wait) & wait", true},
	    {"trap '' TERM HUP INT; sleep 60 & wait", true},
	    {"(sleep 60 &) ; exec sleep 60", true},
	    /* A daemon, as gpg-agent is, has a session of its own. */
	    {"setsid sleep 3 & sleep 60", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		/* At a terminal nothing tells whose an orphan was. */
		bool orphan = strstr(cases[i].script, "&)") != NULL;

		for (int terminal = 0; terminal <= !orphan; terminal++) {
			int status = in_a_process(outlive, cases[i].script,
			    cases[i].goes, terminal == 1);

			if (status != 0)
				fail_msg("%s: %d, terminal %d", cases[i].script,
				    status, terminal);
		}
	}
}

/* 0 if a command is in our process group at a TERMINAL, and only there. */
static int
group(const char *script, bool is_ours, bool terminal)
{
	struct buf b;
	int status;
	bool same;

	if (begin_session(terminal) != 0)
		return 1;
	if (shell(script, NULL, LONG_ENOUGH_MS, &b, &status) != LANYARD_OK)
		return 3;
	same = strtol(buf_text(&b) + strlen("before:"), NULL, 10) == getpgrp();
	buf_clear(&b);
	return same == is_ours ? 0 : 4;
}

static void
terminals_are_for_their_group(void **state)
{
	(void)state;
	for (int terminal = 0; terminal <= 1; terminal++)
		assert_int_equal(
		    in_a_process(group, "exec cut -d ' ' -f 5 /proc/self/stat",
			terminal == 1, terminal == 1),
		    0);
}

static void
programs_that_cannot_be_started(void **state)
{
	static const struct {
		const char *program;
		int errnum;
	} cases[] = {
	    {"/nonexistent/program", ENOENT},
	    {"no-such-program-in-PATH", ENOENT},
	    {"/etc/passwd", EACCES},
	    {"/", EACCES},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const argv[] = {cases[i].program, NULL};
		struct buf b;
		int status = -1;

		buf_init(&b, 100);
		errno = 0;
		assert_int_equal(
		    child_run(argv, NULL, LONG_ENOUGH_MS, &b, &status),
		    LANYARD_ERR_SYSTEM);
		assert_int_equal(errno, cases[i].errnum);
		assert_int_equal(status, 0);
		buf_clear(&b);
	}
}

static void
no_program_is_an_error(void **state)
{
	const char *const argv[] = {NULL};
	struct buf b;
	int status = -1;

	(void)state;
	buf_init(&b, 100);
	assert_int_equal(
	    child_run(argv, NULL, 1, &b, &status), LANYARD_ERR_ARGUMENT);
	buf_clear(&b);
}

/* Held and ignored signals are ours, not the child's. */
static void
signals_are_the_default_ones(void **state)
{
	static const char *const names[] = {
	    "TERM", "INT", "HUP", "QUIT", "PIPE", "USR1"};
	static const int numbers[] = {
	    SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE, SIGUSR1};
	sigset_t old;

	(void)state;
	/* Whatever this process was started with: nohup(1) ignores one. */
	for (size_t i = 0; i < COUNT(numbers); i++)
		(void)signal(numbers[i], SIG_DFL);
	(void)signal(SIGUSR1, SIG_IGN);
	signals_hold(&old);
	for (size_t i = 0; i < COUNT(names); i++) {
		char script[100];
		struct buf b;
		int status = -1;

		(void)snprintf(script, sizeof(script),
		    "ulimit -c 0; kill -%s $$; echo alive", names[i]);
		assert_int_equal(
		    shell(script, NULL, LONG_ENOUGH_MS, &b, &status),
		    LANYARD_OK);
		assert_string_equal(buf_text(&b) + 7, "");
		assert_int_equal(status, 128 + numbers[i]);
		buf_clear(&b);
	}
	signals_release(&old);
	(void)signal(SIGUSR1, SIG_DFL);
}

/* Then a child is nobody's once it has ended, and its status is lost. */
static void
ignored_children_are_heard(void **state)
{
	static const struct {
		const char *script, *output;
		int64_t timeout_ms;
		enum lanyard_error result;
	} cases[] = {
	    {"echo hello", "hello\n", LONG_ENOUGH_MS, LANYARD_OK},
	    {"echo a; sleep 0.1; echo b", "a\nb\n", LONG_ENOUGH_MS, LANYARD_OK},
	    {"exec >&-; sleep 0.1", "", LONG_ENOUGH_MS, LANYARD_OK},
	    {"echo x; exit 3", "x\n", LONG_ENOUGH_MS, LANYARD_OK},
	    {"echo x; exec sleep 60", "", 100, LANYARD_ERR_TIMEOUT},
	};

	(void)state;
	(void)signal(SIGCHLD, SIG_IGN);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;
		int status = -1;

		assert_int_equal(shell(cases[i].script, NULL,
				     cases[i].timeout_ms, &b, &status),
		    cases[i].result);
		assert_string_equal(buf_text(&b) + 7, cases[i].output);
		assert_int_equal(status, 0);
		buf_clear(&b);
	}
	(void)signal(SIGCHLD, SIG_DFL);
}

/* The lowest free descriptor tells whether any was left open. */
static int
lowest_free(void)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0);
	close(fd);
	return fd;
}

static void
descriptors_do_not_leak(void **state)
{
	const char *const none[] = {"/nonexistent/program", NULL};
	const char *const list[] = {"sh", "-c",
	    "for i in 3 4 5 6 7 8 9; do"
	    " if [ -e /proc/self/fd/$i ]; then echo $i; fi; done",
	    NULL};
	int before = lowest_free(), status;
	struct buf b;

	(void)state;
	for (int i = 0; i < 3; i++) {
		buf_init(&b, 100);
		(void)child_run(none, NULL, 1000, &b, &status);
		buf_clear(&b);
		(void)shell("echo x", NULL, LONG_ENOUGH_MS, &b, &status);
		buf_clear(&b);
		(void)shell("exec sleep 60", NULL, 10, &b, &status);
		buf_clear(&b);
	}
	assert_int_equal(lowest_free(), before);
	/* Into the child go 0, 1 and 2, and what has no close-on-exec. */
	for (int fd = 3; fd < 10; fd++)
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	buf_init(&b, 100);
	assert_int_equal(
	    child_run(list, NULL, LONG_ENOUGH_MS, &b, &status), LANYARD_OK);
	assert_string_equal(buf_text(&b), "");
	buf_clear(&b);
}

/* With 0 and 1 closed the pipe's descriptors would be these. */
static void
closed_standard_streams_are_no_matter(void **state)
{
	int saved[2], status = -1;
	enum lanyard_error r;
	struct buf b;

	(void)state;
	for (int fd = 0; fd < 2; fd++) {
		saved[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 20);
		close(fd);
	}
	r = shell("cat; echo x", NULL, LONG_ENOUGH_MS, &b, &status);
	for (int fd = 0; fd < 2; fd++)
		if (saved[fd] >= 0) {
			(void)dup2(saved[fd], fd);
			close(saved[fd]);
		}
	assert_int_equal(r, LANYARD_OK);
	assert_string_equal(buf_text(&b) + 7, "x\n");
	assert_int_equal(status, 0);
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(output_and_status_come_back),
	    cmocka_unit_test(no_shell_is_involved),
	    cmocka_unit_test(output_has_a_limit),
	    cmocka_unit_test(time_has_a_limit),
	    cmocka_unit_test(no_time_is_too_long),
	    cmocka_unit_test(daemons_are_not_waited_for),
	    cmocka_unit_test(descendants_end_with_the_time),
	    cmocka_unit_test(terminals_are_for_their_group),
	    cmocka_unit_test(programs_that_cannot_be_started),
	    cmocka_unit_test(no_program_is_an_error),
	    cmocka_unit_test(signals_are_the_default_ones),
	    cmocka_unit_test(ignored_children_are_heard),
	    cmocka_unit_test(descriptors_do_not_leak),
	    cmocka_unit_test(closed_standard_streams_are_no_matter),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
