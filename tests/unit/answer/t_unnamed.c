/*
 * t_unnamed.c - a job of no login
 */
#include "scratch.h"

#include "base/limits.h"

static struct lanyard_job seen;

static enum lanyard_error
note(struct lanyard_session *session, const struct lanyard_job *job)
{
	seen = *job;
	return lanyard_session_fail(session, LANYARD_ERR_NETWORK, "no", NULL);
}

static void
hands_the_job_on(void **state)
{
	static const char *const parameters[] = {"url", "https://x", NULL};
	struct lanyard_job job = {
	    .kind = LANYARD_JOB_DISCOVER, .parameters = parameters};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);

	session->refresh = note;
	assert_int_equal(lanyard_job_run(session, &job), LANYARD_ERR_NETWORK);
	assert_int_equal(seen.kind, LANYARD_JOB_DISCOVER);
	assert_int_equal(seen.lock_fd, -1);
	assert_int_equal(seen.timeout_ms, TIMEOUT_OPERATION_MS);
	assert_ptr_equal(seen.parameters, parameters);
	job.timeout_ms = 7;
	assert_int_equal(lanyard_job_run(session, &job), LANYARD_ERR_NETWORK);
	assert_int_equal(seen.timeout_ms, 7);
}

static void
refuses_what_is_none(void **state)
{
	struct lanyard_job job = {
	    .kind = LANYARD_JOB_DISCOVER, .login = "work"};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);

	assert_int_equal(lanyard_job_run(session, &job), LANYARD_ERR_ARGUMENT);
	assert_int_equal(fake.calls, 0);
	job.login = NULL;
	session->refresh = NULL;
	assert_int_equal(lanyard_job_run(session, &job), LANYARD_ERR_ARGUMENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(hands_the_job_on),
	    SCRATCH_TEST(refuses_what_is_none),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
