/*
 * t_check_variables.c - do the environment's paths lead where they seem to
 */
#include "a_doctor.h"

static void
judges_each(void **state)
{
	static const struct {
		const char *name, *value;
		const char *heard; /* NULL: nothing */
	} cases[] = {
	    {"XDG_CONFIG_HOME", "rel", "XDG_CONFIG_HOME is relative (rel)"},
	    {"XDG_CONFIG_HOME", "/tmp", NULL},
	    {"XDG_CONFIG_HOME", "", NULL},
	    {"XDG_STATE_HOME", "./s",
		"environment -! XDG_STATE_HOME is relative (./s), and so does "
		"not count; unset XDG_STATE_HOME"},
	    {"XDG_STATE_HOME", "/tmp", NULL},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	unsetenv("LANYARD_STORE");
	unsetenv("LANYARD_CONFIG");
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *heard;

		assert_int_equal(setenv(cases[i].name, cases[i].value, 1), 0);
		heard = a_doctor_check(session, NULL, LANYARD_OK);
		if (cases[i].heard != NULL)
			a_doctor_has(heard, cases[i].heard);
		else
			assert_null(strstr(heard, "environment"));
		unsetenv(cases[i].name);
	}
	/* Where it is not asked for, it may be anything. */
	setenv("LANYARD_STORE", "/tmp/x", 1);
	setenv("XDG_STATE_HOME", "rel", 1);
	assert_null(
	    strstr(a_doctor_check(session, NULL, LANYARD_OK), "environment"));
	unsetenv("LANYARD_STORE");
	unsetenv("XDG_STATE_HOME");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(judges_each),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
