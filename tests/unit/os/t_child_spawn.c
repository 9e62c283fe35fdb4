/*
 * t_child_spawn.c - child_spawn.h: descriptors and signals of what is started
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "os/child_spawn.h"

#define ALL 0x7fffffffUL /* but those that libc keeps for itself */

/* Each under its number, also where one lies where another shall be. */
static void
files_get_their_numbers(void **state)
{
	static const char *const argv[] = {
	    "sh", "-c", "echo out; echo three >&3; echo four >&4", NULL};
	static char *const env[] = {NULL};
	char text[64];
	int three[2], four[2], status;
	pid_t pid;

	(void)state;
	assert_int_equal(pipe(three), 0);
	assert_int_equal(pipe(four), 0);
	assert_int_not_equal(fcntl(4, F_GETFD), -1);
	const int old[] = {dup(3), dup(4)};

	assert_int_equal(dup2(four[1], 3), 3);
	assert_int_equal(dup2(three[1], 4), 4);
	const struct child_file files[] = {{3, 4}, {4, 3}};

	assert_int_equal(
	    child_spawn(&pid, "/bin/sh", argv, env, false, files, 2), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	dup2(old[0], 3);
	dup2(old[1], 4);
	assert_int_equal(read(three[0], text, sizeof(text)), 6);
	assert_memory_equal(text, "three\n", 6);
	assert_int_equal(read(four[0], text, sizeof(text)), 5);
	assert_memory_equal(text, "four\n", 5);
	for (int i = 0; i < 2; i++) {
		close(old[i]);
		close(three[i]);
		close(four[i]);
	}
	assert_int_equal(
	    child_spawn(&pid, "/nonexistent", argv, env, false, NULL, 0),
	    ENOENT);
	assert_int_equal(child_spawn(&pid, "/bin/sh", argv, env, false,
			     &(const struct child_file){3, 1000000}, 1),
	    EBADF);
}

/* One bit a signal, from /proc/PID/status. */
static unsigned long
mask_in(const char *text, const char *name)
{
	const char *line = strstr(text, name);

	assert_non_null(line);
	return strtoul(line + strlen(name), NULL, 16);
}

/* Each signal ignored and blocked in turn: what the child has of it. */
static void
signals_are_the_childs_own(void **state)
{
	static const char *const argv[] = {"cat", "/proc/self/status", NULL};
	static const int kept[] = {
	    SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU};
	static char *const env[] = {NULL};
	sigset_t set, old;
	char text[8192];

	(void)state;
	/* Whatever this process was started with: nohup(1) ignores one. */
	for (int number = 1; number < 32; number++)
		(void)signal(number, SIG_DFL);
	for (int number = 1; number < 32; number++) {
		unsigned long ignored = 0;
		int ends[2], status;
		size_t used = 0;
		ssize_t n;
		pid_t pid;

		for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++)
			if (kept[i] == number)
				ignored = 1UL << (number - 1);
		if (number == SIGKILL || number == SIGSTOP)
			continue;
		sigemptyset(&set);
		sigaddset(&set, number);
		assert_int_equal(pipe(ends), 0);
		const struct child_file files[] = {{STDOUT_FILENO, ends[1]}};

		signal(number, SIG_IGN);
		pthread_sigmask(SIG_BLOCK, &set, &old);
		assert_int_equal(
		    child_spawn(&pid, "/bin/cat", argv, env, false, files, 1),
		    0);
		signal(number, SIG_DFL);
		pthread_sigmask(SIG_SETMASK, &old, NULL);
		close(ends[1]);
		while ((n = read(
			    ends[0], text + used, sizeof(text) - 1 - used)) > 0)
			used += (size_t)n;
		text[used] = '\0';
		/* Ended while SIGCHLD was ignored it left nothing. */
		if (number != SIGCHLD || waitpid(pid, &status, 0) == pid) {
			if (number != SIGCHLD)
				assert_int_equal(waitpid(pid, &status, 0), pid);
			assert_int_equal(status, 0);
		}
		if ((mask_in(text, "SigIgn:") & ALL) != ignored ||
		    mask_in(text, "SigBlk:") != 0)
			fail_msg("signal %d: %s", number, text);
		close(ends[0]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(files_get_their_numbers),
	    cmocka_unit_test(signals_are_the_childs_own),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
