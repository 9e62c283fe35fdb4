/*
 * t_descendants.c - descendants.h: a child killed with what it has started
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
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/descendants.h"

#define LONG_ENOUGH_MS 20000

/* SCRIPT in our process group; *FD is a pipe that all of it have open. */
static pid_t
start(const char *script, int *fd)
{
	int fds[2];
	pid_t pid;
	char byte;

	assert_int_equal(pipe(fds), 0);
	if ((pid = fork()) == 0) {
		close(fds[0]);
		dup2(fds[1], 9);
		close(fds[1]);
		execl("/bin/sh", "sh", "-c", script, (char *)NULL);
		_exit(127);
	}
	close(fds[1]);
	*fd = fds[0];
	/* It says when all have been started. */
	assert_int_equal(read(*fd, &byte, 1), 1);
	return pid;
}

/* Has everybody closed the pipe within TIMEOUT_MS? */
static bool
all_have_gone(int fd, int timeout_ms)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	char byte;

	return poll(&wait, 1, timeout_ms) == 1 && read(fd, &byte, 1) == 0;
}

static void
what_it_started_goes_too(void **state)
{
	static const struct {
		const char *script;
		bool goes;
	} cases[] = {
	    {"printf x >&9; exec sleep 60", true},
	    {"sleep 60 & printf x >&9; wait", true},
	    {"(sleep 60 & sleep 60 & wait) & (sleep 60; :) & printf x >&9; "
	     "wait",
		true},
	    {"sh -c 'sh -c \"sleep 60; :\"; :' & printf x >&9; wait", true},
	    {"trap '' TERM HUP INT; sleep 60 & printf x >&9; wait", true},
	    {"n=0; while [ $n -lt 50 ]; do sleep 60 & n=$((n + 1)); done; "
	     "printf x >&9; wait",
		true},
	    {"i=0; printf x >&9; while :; do sleep 60 & sleep 0.01; done",
		true},
	    /* A daemon has left. */
	    {"setsid sh -c 'printf x >&9; exec sleep 3' & wait", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int fd, status;
		pid_t pid = start(cases[i].script, &fd);

		assert_int_equal(descendants_kill(pid), 0);
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		if (all_have_gone(fd, cases[i].goes ? LONG_ENOUGH_MS : 200) !=
		    cases[i].goes)
			fail_msg("%s", cases[i].script);
		close(fd);
	}
}

/* We are a child of somebody in the same group, and so is a neighbour. */
static void
nobody_else_does(void **state)
{
	int fd, other_fd, status;
	pid_t other = start("printf x >&9; exec sleep 60", &other_fd);
	pid_t pid = start("printf x >&9; exec sleep 60", &fd);

	(void)state;
	assert_int_equal(descendants_kill(pid), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(waitpid(other, &status, WNOHANG), 0);
	assert_int_equal(descendants_kill(other), 0);
	assert_int_equal(waitpid(other, &status, 0), other);
	/* Gone, and reaped. */
	assert_int_equal(descendants_kill(other), ESRCH);
	close(fd);
	close(other_fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_it_started_goes_too),
	    cmocka_unit_test(nobody_else_does),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
