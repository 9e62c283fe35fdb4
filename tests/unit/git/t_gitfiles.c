/*
 * t_gitfiles.c - when git need not be asked, and that it is asked in doubt
 */
#include "a_git.h"

#include <stdbool.h>
#include <sys/wait.h>

#include "git/gitfiles.h"
#include "os/executable.h"

static const char *const keys[] = {"proxy", "sslcainfo", NULL};

static int
setup(void **state)
{
	int r = a_git(state, "");
	struct a_git *place = *state;

	assert_int_equal(setenv("PATH", "/usr/bin", 1), 0);
	assert_int_equal(setenv("HOME", place->folder, 1), 0);
	return r;
}

static void
test_texts(void **state)
{
	static const struct {
		const char *text;
		bool silent;
	} cases[] = {
	    {"", true},
	    {"[core]\n\teditor = vi\n[credential]\n\thelper = lanyard\n", true},
	    {"[http]\n\tprox\n\tsslca = 1\n\tpostBuffer = 1\n", true},
	    {"[http]\n\tproxy = http://p\n", false},
	    {"[HTTP]\n\tPrOXY=http://p\n", false},
	    {"[http \"https://h\"] sslCAInfo = /ca", false},
	    {"[http]\nproxy", false},
	    {"proxy", false},
	    {"# no proxy\n", false}, /* in doubt */
	    {"[include]\n\tpath = more\n", false},
	    {"[IncludeIf \"gitdir:/x/\"]\n\tpath = more\n", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		a_git_file("global", cases[i].text, 0600);
		if (gitfiles_are_silent(keys) != cases[i].silent)
			fail_msg("%s", cases[i].text);
	}
}

/* A NUL in the middle ends nothing. */
static void
test_nul(void **state)
{
	static const char text[] = "[core]\n\0[http]\n\tproxy = x\n";
	int fd = open("global", O_WRONLY | O_TRUNC | O_CLOEXEC);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(
	    write(fd, text, sizeof(text) - 1), (long)sizeof(text) - 1);
	close(fd);
	assert_false(gitfiles_are_silent(keys));
}

/* PATH, made for the moment, with a proxy in it. */
static void
check_place(const char *path)
{
	assert_true(gitfiles_are_silent(keys));
	a_git_file(path, "[http]\n\tproxy = x\n", 0600);
	if (gitfiles_are_silent(keys))
		fail_msg("%s is not looked at", path);
	assert_int_equal(unlink(path), 0);
	assert_true(gitfiles_are_silent(keys));
}

static void
test_places(void **state)
{
	char cwd[64];

	(void)state;
	assert_non_null(getcwd(cwd, sizeof(cwd)));
	check_place(".gitconfig");
	assert_int_equal(mkdir(".config", 0700), 0);
	assert_int_equal(mkdir(".config/git", 0700), 0);
	check_place(".config/git/config");
	assert_int_equal(setenv("HOME", "/nonexistent", 1), 0);
	assert_int_equal(setenv("XDG_CONFIG_HOME", ".config", 1), 0);
	check_place(".config/git/config");
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("HOME");
	assert_int_equal(setenv("GIT_CONFIG_SYSTEM", "system", 1), 0);
	check_place("system");
	unsetenv("GIT_CONFIG_SYSTEM");
	unsetenv("GIT_CONFIG_GLOBAL");
	assert_true(gitfiles_are_silent(keys));
	rmdir(".config/git");
	rmdir(".config");
}

/* What cannot be read may say anything. */
static void
test_unreadable(void **state)
{
	(void)state;
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", "odd", 1), 0);
	assert_true(gitfiles_are_silent(keys));
	assert_int_equal(mkdir("odd", 0700), 0);
	assert_false(gitfiles_are_silent(keys));
	assert_int_equal(rmdir("odd"), 0);
	assert_int_equal(mkfifo("odd", 0600), 0);
	assert_false(gitfiles_are_silent(keys));
	assert_int_equal(unlink("odd"), 0);
	assert_int_equal(symlink("odd", "odd"), 0);
	assert_false(gitfiles_are_silent(keys));
	assert_int_equal(unlink("odd"), 0);
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", "global/below", 1), 0);
	assert_true(gitfiles_are_silent(keys));
}

/* git 2.39 opens "system" for "link/../system", whatever the link leads to. */
static void
test_dots(void **state)
{
	(void)state;
	a_git_file("system", "[http]\n\tproxy = x\n", 0600);
	assert_int_equal(symlink("/usr/bin", "link"), 0);
	assert_int_equal(setenv("GIT_CONFIG_SYSTEM", "link/../system", 1), 0);
	assert_false(gitfiles_are_silent(keys));
	unsetenv("GIT_CONFIG_SYSTEM");
	assert_int_equal(unlink("link"), 0);
	assert_int_equal(unlink("system"), 0);
}

static void
test_environment(void **state)
{
	static const char *const names[] = {
	    "GIT_CONFIG", "GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS"};

	(void)state;
	assert_true(gitfiles_are_silent(keys));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		assert_int_equal(setenv(names[i], "1", 1), 0);
		if (gitfiles_are_silent(keys))
			fail_msg("%s is not seen", names[i]);
		unsetenv(names[i]);
	}
	assert_true(gitfiles_are_silent(keys));
}

/* Another git, or a script in its place, may have files that we do not know. */
static void
test_git(void **state)
{
	struct a_git *place = *state;
	char path[64], *found = NULL;

	(void)snprintf(path, sizeof(path), "%s:/usr/bin", place->folder);
	assert_int_equal(setenv("PATH", path, 1), 0);
	assert_false(gitfiles_are_silent(keys));
	assert_int_equal(executable_find(&found, "git"), LANYARD_OK);
	assert_memory_equal(found, place->folder, strlen(place->folder));
	free(found);
	assert_int_equal(setenv("PATH", "/nonexistent", 1), 0);
	assert_true(gitfiles_are_silent(keys));
	assert_int_equal(executable_find(&found, "git"), LANYARD_ERR_SYSTEM);
}

/* Root may read all of them: then another user looks. */
static void
test_closed(void **state)
{
	const struct a_git *place = *state;
	struct buf path;
	int status = 0;
	pid_t pid;

	buf_init(&path, 4096);
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", "closed", 1), 0);
	assert_false(gitfiles_find_closed(&path));
	a_git_file("closed", "", 0);
	assert_int_equal(chmod(place->folder, 0755), 0);
	if ((pid = fork()) == 0) {
		if (geteuid() == 0 && setuid(65534) != 0)
			_exit(0); /* there is no other user */
		_exit(!gitfiles_find_closed(&path) ||
		      strcmp(buf_text(&path), "closed") != 0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(unlink("closed"), 0);
	buf_clear(&path);
}

static void
test_pipe(void **state)
{
	struct buf path;

	(void)state;
	buf_init(&path, 4096);
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", "pipe", 1), 0);
	assert_false(gitfiles_find_pipe(&path));
	a_git_file("pipe", "", 0600);
	assert_false(gitfiles_find_pipe(&path));
	assert_int_equal(unlink("pipe"), 0);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	assert_true(gitfiles_find_pipe(&path));
	assert_string_equal(buf_text(&path), "pipe");
	assert_int_equal(unlink("pipe"), 0);
	buf_clear(&path);
}

static void
test_lanyard(void **state)
{
	struct buf path;

	(void)state;
	buf_init(&path, 4096);
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", "mine", 1), 0);
	assert_false(gitfiles_find_lanyard(&path));
	a_git_file("mine", "[credential]\n\thelper = /opt/Lanyard\n", 0600);
	assert_true(gitfiles_find_lanyard(&path));
	assert_string_equal(buf_text(&path), "mine");
	a_git_file("mine", "[credential]\n\thelper = store\n", 0);
	assert_false(gitfiles_find_lanyard(&path));
	assert_int_equal(unlink("mine"), 0);
	buf_clear(&path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_texts, setup, a_git_remove),
	    cmocka_unit_test_setup_teardown(test_nul, setup, a_git_remove),
	    cmocka_unit_test_setup_teardown(test_places, setup, a_git_remove),
	    cmocka_unit_test_setup_teardown(
		test_unreadable, setup, a_git_remove),
	    cmocka_unit_test_setup_teardown(test_dots, setup, a_git_remove),
	    cmocka_unit_test_setup_teardown(
		test_environment, setup, a_git_remove),
	    cmocka_unit_test_setup_teardown(test_git, setup, a_git_remove),
	    cmocka_unit_test_setup_teardown(test_lanyard, setup, a_git_remove),
	    cmocka_unit_test_setup_teardown(test_closed, setup, a_git_remove),
	    cmocka_unit_test_setup_teardown(test_pipe, setup, a_git_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
