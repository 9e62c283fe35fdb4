/*
 * t_signals.c - signals.h: what is held, and when it is delivered
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/signals.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const int held[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP};

static void
current_mask(sigset_t *mask)
{
	assert_int_equal(pthread_sigmask(SIG_BLOCK, NULL, mask), 0);
}

static void
hold_blocks_these_only(void **state)
{
	static const int free_ones[] = {
	    SIGSEGV, SIGABRT, SIGALRM, SIGCHLD, SIGUSR1, SIGCONT};
	sigset_t old, now;

	(void)state;
	signals_hold(&old);
	current_mask(&now);
	for (size_t i = 0; i < COUNT(held); i++)
		assert_int_equal(sigismember(&now, held[i]), 1);
	for (size_t i = 0; i < COUNT(free_ones); i++)
		assert_int_equal(sigismember(&now, free_ones[i]), 0);
	signals_release(&old);
	current_mask(&now);
	for (size_t i = 0; i < COUNT(held); i++)
		assert_int_equal(sigismember(&now, held[i]), 0);
}

/* SIGALRM is held from the moment that something is sent, and only there. */
static void
alarm_is_held_within_a_hold(void **state)
{
	sigset_t old, now;

	(void)state;
	signals_hold_alarm();
	current_mask(&now);
	assert_int_equal(sigismember(&now, SIGALRM), 0);
	signals_hold(&old);
	signals_hold_alarm();
	current_mask(&now);
	assert_int_equal(sigismember(&now, SIGALRM), 1);
	assert_int_equal(sigismember(&now, SIGINT), 1);
	assert_int_equal(sigismember(&now, SIGUSR1), 0);
	signals_release(&old);
	current_mask(&now);
	assert_int_equal(sigismember(&now, SIGALRM), 0);
}

static void
release_restores_the_mask(void **state)
{
	sigset_t mine, before, old, now;

	(void)state;
	sigemptyset(&mine);
	sigaddset(&mine, SIGTERM);
	sigaddset(&mine, SIGUSR1);
	assert_int_equal(pthread_sigmask(SIG_BLOCK, &mine, &before), 0);
	signals_hold(&old);
	signals_release(&old);
	current_mask(&now);
	assert_int_equal(sigismember(&now, SIGTERM), 1);
	assert_int_equal(sigismember(&now, SIGUSR1), 1);
	assert_int_equal(sigismember(&now, SIGINT), 0);
	assert_int_equal(pthread_sigmask(SIG_SETMASK, &before, NULL), 0);
}

/* A child is sent NUMBER while it holds; "h" in FD tells that it lived on. */
static void
be_the_child(int number, int fd)
{
	const struct rlimit no_core = {0};
	sigset_t old;

	/* nohup and "&" leave some of them ignored. */
	(void)signal(number, SIG_DFL);
	(void)setrlimit(RLIMIT_CORE, &no_core);
	signals_hold(&old);
	(void)raise(number);
	if (write(fd, "h", 1) != 1)
		_exit(99);
	signals_release(&old);
	_exit(0);
}

static void
a_held_signal_comes_later(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(held); i++) {
		int fds[2], status = 0;
		char c = 0;
		pid_t pid;

		assert_int_equal(pipe(fds), 0);
		pid = fork();
		assert_true(pid >= 0);
		if (pid == 0)
			be_the_child(held[i], fds[1]);
		close(fds[1]);
		assert_int_equal(read(fds[0], &c, 1), 1);
		assert_int_equal(c, 'h');
		close(fds[0]);
		assert_int_equal(waitpid(pid, &status, WUNTRACED), pid);
		if (held[i] == SIGTSTP && WIFEXITED(status)) {
			/* An orphaned process group is not stopped. */
			assert_int_equal(WEXITSTATUS(status), 0);
		} else if (held[i] == SIGTSTP) {
			assert_true(WIFSTOPPED(status));
			assert_int_equal(kill(pid, SIGKILL), 0);
			assert_int_equal(waitpid(pid, &status, 0), pid);
		} else {
			assert_true(WIFSIGNALED(status));
			assert_int_equal(WTERMSIG(status), held[i]);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hold_blocks_these_only),
	    cmocka_unit_test(alarm_is_held_within_a_hold),
	    cmocka_unit_test(release_restores_the_mask),
	    cmocka_unit_test(a_held_signal_comes_later),
	};
	sigset_t none;

	sigemptyset(&none);
	pthread_sigmask(SIG_SETMASK, &none, NULL);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
