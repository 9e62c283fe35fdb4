/*
 * t_pipe.c - pipe.h: what a child of another thread gets to see, and errors
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/pipe.h"

#define FDS   64
#define FORKS 500

static void
close_both(int fds[2])
{
	assert_int_equal(close(fds[0]) + close(fds[1]), 0);
}

static void
ends_are_closed_on_exec(void **state)
{
	char byte = 'x';
	int fds[2];

	(void)state;
	assert_int_equal(pipe_open(fds), LANYARD_OK);
	for (int i = 0; i < 2; i++) {
		assert_true(fds[i] > STDERR_FILENO);
		assert_true((fcntl(fds[i], F_GETFD) & FD_CLOEXEC) != 0);
	}
	assert_int_equal(write(fds[1], &byte, 1), 1);
	assert_int_equal(read(fds[0], &byte, 1), 1);
	close_both(fds);
}

/* Whichever of our own are closed, the ends are above them. */
static void
standard_streams_are_left_free(void **state)
{
	int saved[2], fds[2];
	enum lanyard_error r;

	(void)state;
	for (int fd = 0; fd < 2; fd++) {
		saved[fd] = fcntl(fd, F_DUPFD_CLOEXEC, 20);
		close(fd);
	}
	r = pipe_open(fds);
	for (int fd = 0; fd < 2; fd++)
		if (saved[fd] >= 0) {
			(void)dup2(saved[fd], fd);
			close(saved[fd]);
		}
	assert_int_equal(r, LANYARD_OK);
	assert_true(fds[0] > STDERR_FILENO && fds[1] > STDERR_FILENO);
	assert_true((fcntl(fds[0], F_GETFD) & FD_CLOEXEC) != 0);
	assert_true((fcntl(fds[1], F_GETFD) & FD_CLOEXEC) != 0);
	close_both(fds);
}

static void *
open_and_close(void *context)
{
	atomic_bool *stop = context;
	int fds[2];

	while (!atomic_load(stop))
		if (pipe_open(fds) == LANYARD_OK) {
			close(fds[0]);
			close(fds[1]);
		}
	return NULL;
}

/* What a program would have that was started from here. */
static bool
inherits(const bool before[FDS])
{
	for (int fd = 0; fd < FDS; fd++) {
		int flags = before[fd] ? -1 : fcntl(fd, F_GETFD);

		if (flags != -1 && (flags & FD_CLOEXEC) == 0)
			return true;
	}
	return false;
}

static void
no_moment_is_too_early(void **state)
{
	atomic_bool stop = false;
	bool before[FDS];
	pthread_t thread;
	int status, leaks = 0;

	(void)state;
	for (int fd = 0; fd < FDS; fd++)
		before[fd] = fcntl(fd, F_GETFD) != -1;
	assert_int_equal(
	    pthread_create(&thread, NULL, open_and_close, &stop), 0);
	for (int i = 0; i < FORKS; i++) {
		pid_t pid = fork();

		if (pid == 0)
			_exit(inherits(before));
		if (pid != -1 && waitpid(pid, &status, 0) == pid)
			leaks += status != 0;
	}
	atomic_store(&stop, true);
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(leaks, 0);
}

/* With room for one more descriptor, or for none, nothing stays open. */
static void
errors_leave_nothing_open(void **state)
{
	struct rlimit old, limit;
	int next = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3), fds[2];

	(void)state;
	assert_true(next > 2);
	assert_int_equal(close(next), 0);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	for (int room = 0; room < 2; room++) {
		limit = old;
		limit.rlim_cur = (rlim_t)(next + room);
		fds[0] = fds[1] = 0;
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
		errno = 0;
		assert_int_equal(pipe_open(fds), LANYARD_ERR_SYSTEM);
		assert_int_equal(errno, EMFILE);
		assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
		assert_int_equal(fds[0], -1);
		assert_int_equal(fds[1], -1);
		assert_int_equal(fcntl(next, F_GETFD), -1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(ends_are_closed_on_exec),
	    cmocka_unit_test(standard_streams_are_left_free),
	    cmocka_unit_test(no_moment_is_too_early),
	    cmocka_unit_test(errors_leave_nothing_open),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
