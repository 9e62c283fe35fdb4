/*
 * t_check_programs.c - which Lanyard is installed, and is it one
 */
#include "a_doctor.h"

#include <sys/stat.h>

/* PATH is a folder of the scratch's, and another. */
static void
set_path(struct scratch *s, const char *one, const char *other)
{
	char text[2 * SCRATCH_PATH], first[SCRATCH_PATH];

	scratch_print(first, sizeof(first), "%s", scratch_path(s, one));
	(void)mkdir(first, 0755);
	(void)mkdir(scratch_path(s, other), 0755);
	scratch_print(text, sizeof(text), "%s:%s:/usr/bin:/bin", first,
	    scratch_path(s, other));
	assert_int_equal(setenv("PATH", text, 1), 0);
}

static void
finds_another_in_path(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	char *before = strdup(getenv("PATH"));
	const char *heard;

	set_path(s, "a", "b");
	scratch_write(scratch_path(s, "a/lanyard"), "#!/bin/sh\n", 0, 0755);
	heard = a_doctor_check(session, NULL, LANYARD_OK);
	assert_null(strstr(heard, "PATH has lanyard twice"));
	assert_int_equal(symlink("../a/lanyard",
			     scratch_path(s, "b/git-credential-lanyard")),
	    0);
	heard = a_doctor_check(session, NULL, LANYARD_OK);
	assert_null(strstr(heard, "PATH has lanyard twice"));
	assert_int_equal(
	    unlink(scratch_path(s, "b/git-credential-lanyard")), 0);
	for (int i = 0; i < 2; i++) {
		const char *name =
		    i == 0 ? "b/lanyard" : "b/git-credential-lanyard";

		scratch_write(scratch_path(s, name), "#!/bin/sh\n", 0, 0755);
		heard = a_doctor_check(session, NULL, LANYARD_OK);
		a_doctor_has(heard, "installation -! PATH has lanyard twice: ");
		a_doctor_has(heard, name);
		assert_int_equal(unlink(scratch_path(s, name)), 0);
	}
	setenv("PATH", before, 1);
	free(before);
}

static void
compares_the_versions(void **state)
{
	static const struct {
		const char *script;
		const char *heard; /* NULL: nothing */
	} cases[] = {
	    {"echo lanyard-oauth " LANYARD_VERSION, NULL},
	    {"echo lanyard-oauth 0.0.7",
		"is of version 0.0.7, and lanyard of "},
	    {"exit 2", "does not say its version"},
	    {"echo hello", "does not say its version"},
	    {"yes", "does not say its version"},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	free(session->oauth_program);
	session->oauth_program = strdup(scratch_path(s, "half"));
	for (size_t i = 0; i < COUNT(cases); i++) {
		char script[256];
		const char *heard;

		scratch_print(
		    script, sizeof(script), "#!/bin/sh\n%s\n", cases[i].script);
		scratch_write(session->oauth_program, script, 0, 0755);
		heard = a_doctor_check(session, NULL, LANYARD_OK);
		if (cases[i].heard != NULL)
			a_doctor_has(heard, cases[i].heard);
		else
			assert_null(strstr(heard, "installation"));
		assert_int_equal(unlink(session->oauth_program), 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(finds_another_in_path),
	    SCRATCH_TEST(compares_the_versions),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
