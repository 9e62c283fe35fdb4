/*
 * t_child_environment.c - child_environment.h: ours, with more on top
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/child.h"

#define COUNT(array)   (sizeof(array) / sizeof((array)[0]))
#define LONG_ENOUGH_MS 20000

/* How often LINE is one of the lines of TEXT, which begins with one. */
static int
count_lines(const char *text, const char *line)
{
	int count = 0;

	for (const char *s = text; (s = strstr(s, line)) != NULL; s++)
		count += s > text && s[-1] == '\n';
	return count;
}

static void
environment_is_added_to(void **state)
{
	/* Not a shell, which would put several values of a name in order. */
	const char *const argv[] = {"env", NULL};
	const char *const env[] = {"T_NEW=new", "T_OLD=changed", "T_=", NULL};
	struct buf b;
	int status;

	(void)state;
	assert_int_equal(setenv("T_OLD", "old", 1), 0);
	assert_int_equal(setenv("T_OLDER", "older", 1), 0);
	assert_int_equal(setenv("T_OL", "short", 1), 0);
	buf_init(&b, 100000);
	buf_add_text(&b, "\n");
	assert_int_equal(
	    child_run(argv, env, LONG_ENOUGH_MS, &b, &status), LANYARD_OK);
	assert_int_equal(count_lines(buf_text(&b), "T_NEW=new\n"), 1);
	assert_int_equal(count_lines(buf_text(&b), "T_OLD=changed\n"), 1);
	assert_int_equal(count_lines(buf_text(&b), "T_OLD="), 1);
	assert_int_equal(count_lines(buf_text(&b), "T_OLDER=older\n"), 1);
	assert_int_equal(count_lines(buf_text(&b), "T_OL=short\n"), 1);
	assert_int_equal(count_lines(buf_text(&b), "T_=\n"), 1);
	assert_string_equal(getenv("T_OLD"), "old");
	assert_null(getenv("T_NEW"));
	buf_clear(&b);
}

static void
write_script(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
}

/* What WORD runs with PATH in a folder that has two programs "tool". */
static void
check_search(const char *path, const char *word, const char *output)
{
	const char *const argv[] = {word, NULL};
	struct buf b;
	int status = -1;
	enum lanyard_error r;

	assert_int_equal(setenv("PATH", path, 1), 0);
	buf_init(&b, 100);
	errno = 0;
	r = child_run(argv, NULL, LONG_ENOUGH_MS, &b, &status);
	if (output == NULL && (r != LANYARD_ERR_SYSTEM || errno != ENOENT))
		fail_msg("%s in %s: %d %d", word, path, r, errno);
	if (output != NULL && (r != LANYARD_OK || status != 0 ||
				  strcmp(buf_text(&b), output) != 0))
		fail_msg("%s in %s: %d %s", word, path, r, buf_text(&b));
	buf_clear(&b);
}

/* A repository that was cloned is a folder to be in, not to run from. */
static void
the_current_folder_is_not_searched(void **state)
{
	static const char *const relative[] = {
	    "", ":", ".", "bin", ":/nonexistent", "/nonexistent::", "..:.:bin"};
	char folder[] = "/tmp/t_child.XXXXXX", path[512], output[512], *old;

	(void)state;
	old = strdup(getenv("PATH"));
	assert_non_null(mkdtemp(folder));
	assert_int_equal(chdir(folder), 0);
	assert_int_equal(mkdir("bin", 0700) + mkdir("odd", 0700), 0);
	assert_int_equal(mkdir("odd/tool", 0700) + mkdir("not", 0700), 0);
	write_script("tool", "#!/bin/sh\necho here\n", 0700);
	write_script("bin/tool", "#!/bin/sh\necho bin\n", 0700);
	write_script("not/tool", "#!/bin/sh\n", 0600);
	for (size_t i = 0; i < COUNT(relative); i++)
		check_search(relative[i], "tool", NULL);
	assert_true(snprintf(path, sizeof(path), ":.:%s/odd:%s/not:%s/bin:",
			folder, folder, folder) > 0);
	check_search(path, "tool", "bin\n");
	check_search(path, "./tool", NULL);
	check_search(path, "bin/tool", NULL);
	/* Nor does what is started search it. */
	write_script("bin/outer", "#!/bin/sh\ntool || echo \"$PATH\"\n", 0700);
	assert_true(snprintf(path, sizeof(path), ".:bin:%s/bin:", folder) > 0);
	check_search(path, "outer", "bin\n");
	assert_int_equal(unlink("bin/tool"), 0);
	assert_true(snprintf(output, sizeof(output), "%s/bin\n", folder) > 0);
	check_search(path, "outer", output);
	write_script("bin/tool", "#!/bin/sh\n", 0700);
	assert_int_equal(unlink("bin/outer"), 0);
	check_search(path, "tools", NULL);
	check_search(path, "", NULL);
	assert_int_equal(setenv("PATH", old, 1), 0);
	free(old);
	assert_int_equal(unlink("tool") + unlink("bin/tool") + rmdir("bin"), 0);
	assert_int_equal(rmdir("odd/tool") + rmdir("odd"), 0);
	assert_int_equal(unlink("not/tool") + rmdir("not"), 0);
	assert_int_equal(chdir("/") + rmdir(folder), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(environment_is_added_to),
	    cmocka_unit_test(the_current_folder_is_not_searched),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
