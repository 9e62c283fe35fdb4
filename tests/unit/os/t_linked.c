/*
 * t_linked.c - a file that may be behind links, and need not be there
 */
#include "scratch.h"

#include "os/linked.h"

#define E(name) LANYARD_ERR_##name

static void
follows(void **state)
{
	/* In the folder; "@" is its path. NULL: no link is made. */
	static const struct {
		const char *target, *real;
	} cases[] = {
	    {NULL, "link"},
	    {"there", "there"},
	    {"@/there", "there"},
	    {"new", "new"},
	    {"./new", "./new"},
	    {"@/folder/new", "folder/new"},
	    {"second", "folder/new"},
	    {"folder/../there", "there"},
	};
	struct scratch *s = *state;
	char link[SCRATCH_PATH];

	scratch_print(link, sizeof(link), "%s/link", s->path);
	assert_int_equal(mkdir(scratch_path(s, "folder"), 0700), 0);
	scratch_write(scratch_path(s, "there"), "x", 0, 0600);
	assert_int_equal(symlink("folder/new", scratch_path(s, "second")), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		char target[SCRATCH_PATH], *real;
		bool whole = cases[i].target != NULL && *cases[i].target == '@';

		(void)unlink(link);
		if (cases[i].target != NULL) {
			scratch_print(target, sizeof(target), "%s%s",
			    whole ? s->path : "", cases[i].target + whole);
			assert_int_equal(symlink(target, link), 0);
		}
		assert_int_equal(
		    linked_resolve(&real, link, &error), LANYARD_OK);
		assert_string_equal(real, scratch_path(s, cases[i].real));
		free(real);
	}
}

static void
says_why_not(void **state)
{
	static const struct {
		const char *target, *message, *hint;
	} cases[] = {
	    {"link", "Too many levels of symbolic links", "ls -ld '"},
	    {"away/new",
		"whose folder cannot be used: No such file or directory",
		"mkdir -p '"},
	    {"there/new", "Not a directory", "ls -ld '"},
	};
	struct scratch *s = *state;
	char link[SCRATCH_PATH];

	scratch_print(link, sizeof(link), "%s/link", s->path);
	scratch_write(scratch_path(s, "there"), "x", 0, 0600);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		char *real;

		(void)unlink(link);
		assert_int_equal(symlink(cases[i].target, link), 0);
		assert_int_equal(
		    linked_resolve(&real, link, &error), E(CONFIG));
		assert_null(real);
		if (strstr(error.message, cases[i].message) == NULL ||
		    strncmp(error.hint, cases[i].hint, strlen(cases[i].hint)) !=
			0)
			fail_msg("%s (%s)", error.message, error.hint);
	}
	assert_false(scratch_exists(scratch_path(s, "away")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(follows),
	    SCRATCH_TEST(says_why_not),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
