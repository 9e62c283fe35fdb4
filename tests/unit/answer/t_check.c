/*
 * t_check.c - what a login needs on this machine, looked at
 */
#include "a_doctor.h"

static void
looks_at_all_in_order(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	const char *heard = a_doctor_check(session, NULL, LANYARD_OK);

	assert_true(strncmp(heard, "configuration -: ", 17) == 0);
	a_doctor_has(heard, ", 1 login; -\nstore -: ");
	a_doctor_has(heard, ", 0 logins; -\ngit -: git version ");
	assert_false(scratch_exists(s->store));
}

static void
says_what_configuration_is_wrong(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	const char *heard;

	/* Not read yet, and wrong by now. */
	scratch_write(
	    s->config, "logins = { work = { ulr = 1; }; };\n", 0, 0600);
	config_free(&session->config);
	heard = a_doctor_check(session, NULL, LANYARD_OK);
	assert_true(strncmp(heard, "configuration -! ", 17) == 0);
	a_doctor_has(heard, "ulr");
	/* What does not need it is looked at all the same. */
	a_doctor_has(heard, "git -: git version ");
	a_doctor_has(heard, "store -: ");
	assert_null(strstr(heard, "git work"));
}

static void
knows_one_login_by_name(void **state)
{
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);

	(void)a_doctor_check(session, "work", LANYARD_OK);
	(void)a_doctor_check(session, "wrok", LANYARD_ERR_UNKNOWN_LOGIN);
	assert_non_null(strstr(lanyard_session_hint(session), "work"));
}

static void
says_which_file_cannot_be_used(void **state)
{
	struct lanyard_session *session = scratch_open(*state,
	    "logins = { work = { url = \"https://git.example.com\"; "
	    "token_endpoint = \"https://id.example.com/t\"; client_id = "
	    "\"c\"; ca_file = \"/no/such.pem\"; }; };\n");

	a_doctor_has(a_doctor_check(session, NULL, LANYARD_OK),
	    "configuration work! ca_file: ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(looks_at_all_in_order),
	    SCRATCH_TEST(says_what_configuration_is_wrong),
	    SCRATCH_TEST(knows_one_login_by_name),
	    SCRATCH_TEST(says_which_file_cannot_be_used),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
