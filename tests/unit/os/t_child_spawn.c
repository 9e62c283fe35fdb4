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
#include <sys/wait.h>
#include <unistd.h>

#include "os/child_spawn.h"

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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(files_get_their_numbers),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
