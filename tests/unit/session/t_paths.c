/*
 * t_paths.c - paths.h: which of the places it is
 */
#include "scratch.h"

#include "base/limits.h"
#include "session/paths.h"

static const struct paths_kind kind = {
    "T_PATHS", "T_PATHS_XDG", ".some", "where/it.is"};

/* What is unset, empty, or relative where it must not be, does not count. */
static void
chooses_the_first_that_counts(void **state)
{
	static const struct {
		const char *given, *own, *xdg, *home;
		const char *path; /* NULL: of /etc/passwd, or none */
	} cases[] = {
	    {"/given", "/own", "/xdg", "/home", "/given"},
	    {"given", NULL, NULL, "/home", "given"},
	    {NULL, "/own", "/xdg", "/home", "/own"},
	    {NULL, "own", "/xdg", "/home", "own"},
	    {NULL, NULL, "/xdg", "/home", "/xdg/where/it.is"},
	    {NULL, "", "/xdg", "/home", "/xdg/where/it.is"},
	    {NULL, NULL, "xdg", "/home", "/home/.some/where/it.is"},
	    {NULL, NULL, "", "/home", "/home/.some/where/it.is"},
	    {NULL, NULL, NULL, "/home", "/home/.some/where/it.is"},
	    {NULL, NULL, NULL, "/", "/.some/where/it.is"},
	    {NULL, NULL, NULL, "//", "/.some/where/it.is"},
	    {NULL, NULL, NULL, "/home//", "/home/.some/where/it.is"},
	    {NULL, NULL, NULL, "//home/a/", "//home/a/.some/where/it.is"},
	    {NULL, NULL, NULL, "./home", NULL},
	    {NULL, NULL, NULL, "~", NULL},
	    {NULL, NULL, NULL, "", NULL},
	};
	char *home = strdup(getenv("HOME"));

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		char *path = NULL;

		unsetenv("T_PATHS");
		unsetenv("T_PATHS_XDG");
		if (cases[i].own != NULL)
			setenv("T_PATHS", cases[i].own, 1);
		if (cases[i].xdg != NULL)
			setenv("T_PATHS_XDG", cases[i].xdg, 1);
		setenv("HOME", cases[i].home, 1);
		assert_int_equal(
		    paths_choose(&kind, cases[i].given, &path, &error),
		    LANYARD_OK);
		if (cases[i].path != NULL)
			assert_string_equal(path, cases[i].path);
		else if (path != NULL)
			assert_int_equal(path[0], '/');
		free(path);
	}
	setenv("HOME", home, 1);
	free(home);
}

static void
fails_in_words(void **state)
{
	static char name[LIMIT_PATH + 2];
	struct error error = {0};
	char *path = NULL;

	(void)state;
	memset(name, '/', sizeof(name) - 1);
	assert_int_equal(
	    paths_choose(&kind, name, &path, &error), LANYARD_ERR_CONFIG);
	assert_null(path);
	assert_string_equal(
	    error.message, "the path in the place of T_PATHS is too long");
	unsetenv("HOME");
	assert_int_equal(paths_fail_home(&error), LANYARD_ERR_CONFIG);
	assert_memory_equal(error.message, "HOME is not set, and user ", 26);
	setenv("HOME", "home", 1);
	assert_int_equal(paths_fail_home(&error), LANYARD_ERR_CONFIG);
	assert_memory_equal(error.message, "HOME is no absolute path, ", 26);
	assert_string_equal(
	    error.hint, "set HOME, or LANYARD_STORE and LANYARD_CONFIG");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(chooses_the_first_that_counts),
	    SCRATCH_TEST(fails_in_words),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
