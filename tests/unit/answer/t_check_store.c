/*
 * t_check_store.c - is the store one that tokens can be kept in
 */
#include "a_doctor.h"

static void
counts_records_and_names_bad_ones(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	const char *heard;

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	scratch_seed(s, "other", &(struct seed)SEED_FRESH);
	a_doctor_has(
	    a_doctor_check(session, NULL, LANYARD_OK), "store, 2 logins; -");
	scratch_write(
	    scratch_path(s, "store/logins/other"), "garbage", 0, 0600);
	heard = a_doctor_check(session, NULL, LANYARD_OK);
	a_doctor_has(heard, "store other! ");
	a_doctor_has(heard, "; no login is configured for it: rm -i '/");
	assert_null(strstr(heard, "store -:"));
	scratch_write(scratch_path(s, "store/logins/work"), "garbage", 0, 0600);
	heard = a_doctor_check(session, NULL, LANYARD_OK);
	a_doctor_has(heard, "; lanyard login work\n");
	/* It stays where it is. */
	assert_true(scratch_exists(scratch_path(s, "store/logins/other")));
	assert_int_equal(chmod(scratch_path(s, "store/logins/work"), 0644), 0);
	a_doctor_has(a_doctor_check(session, NULL, LANYARD_OK), "store work! ");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(counts_records_and_names_bad_ones),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
