/*
 * t_check_disk.c - can the next save be done where the store is
 */
#include "a_doctor.h"

#include <sys/resource.h>

/* Who is root may write anywhere: then another user looks. */
static void
needs_a_folder_that_can_be_written_to(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	bool root = geteuid() == 0;
	pid_t pid;

	(void)a_doctor_check(session, NULL, LANYARD_OK);
	assert_int_equal(chmod(s->path, 0500), 0);
	if ((pid = fork()) == 0) {
		if (root && setuid(65534) != 0)
			_exit(0); /* there is no other user */
		_exit(strstr(a_doctor_check(session, NULL, LANYARD_OK),
			  "store -! ") == NULL);
	}
	assert_int_equal(scratch_reap(pid), 0);
	assert_int_equal(chmod(s->path, 0700), 0);
}

static void
needs_room(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct rlimit before, small;

	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small = before;
	small.rlim_cur = 1000;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	a_doctor_has(a_doctor_check(session, NULL, LANYARD_OK),
	    "File too large; allow larger files: ulimit -f unlimited");
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_null(
	    strstr(a_doctor_check(session, NULL, LANYARD_OK), "store -!"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(needs_a_folder_that_can_be_written_to),
	    SCRATCH_TEST(needs_room),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
