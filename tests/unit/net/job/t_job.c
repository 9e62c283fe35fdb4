/*
 * t_job.c - lanyard_refresh_here(): which job it is, and for which login
 */
#include "scratch.h"

#define E(name) LANYARD_ERR_##name

static void
does_the_job_it_is_given(void **state)
{
	static const struct {
		struct lanyard_job job;
		enum lanyard_error code;
		const char *said; /* NULL: nothing */
	} cases[] = {
	    /* another has refreshed it already */
	    {{LANYARD_JOB_REFRESH, "work", 4, -1, 5000, 0, 0, 0}, LANYARD_OK,
		NULL},
	    {{LANYARD_JOB_REFRESH, "work", 5, -1, 5000, 0, 0, 0},
		E(LOGIN_NEEDED), "login work has no refresh token"},
	    {{LANYARD_JOB_REFRESH, "work", 0, -1, 5000, 0, 0, 0},
		E(LOGIN_NEEDED), "login work has no refresh token"},
	    {{LANYARD_JOB_LOGIN, "work", 4, -1, 5000, 0, 0, 0}, E(LOGIN_NEEDED),
		"login work needs a person"},
	    {{LANYARD_JOB_REFRESH, "none", 0, -1, 5000, 0, 0, 0},
		E(UNKNOWN_LOGIN), "none"},
	    {{LANYARD_JOB_LOGOUT, "work", 0, -1, 5000, 0, 0, 0}, E(CONFIG),
		"login work has no revocation_endpoint"},
	    {{LANYARD_JOB_LOGIN, "none", 0, -1, 5000, 0, 0, 0},
		E(UNKNOWN_LOGIN), "none"},
	};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);
	struct seed seed = SEED_OVER;

	seed.refresh_token = NULL;
	scratch_seed(*state, "work", &seed);
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum lanyard_error r;

		error_clear(&session->error);
		r = lanyard_refresh_here(session, &cases[i].job);
		if (r != cases[i].code)
			fail_msg("%zu: %d %s", i, r, session->error.message);
		assert_int_equal(session->error.code, r);
		if (cases[i].said == NULL)
			assert_string_equal(session->error.message, "");
		else
			assert_non_null(
			    strstr(session->error.message, cases[i].said));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(does_the_job_it_is_given),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
