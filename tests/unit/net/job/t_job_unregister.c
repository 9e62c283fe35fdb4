/*
 * t_job_unregister.c - a client that was registered, and is not wanted
 */
#include "a_job.h"

#include "net/job/job_unregister.h"
#include "server.h"

#define E(name) LANYARD_ERR_##name

static enum lanyard_error
unregister(struct lanyard_session *session, const char *file)
{
	const char *const parameters[] = {"registration_file", file, NULL};
	const char *results;
	enum lanyard_error r;

	r = a_job_run(session, LANYARD_JOB_UNREGISTER, parameters, &results);
	assert_string_equal(results, "");
	return r;
}

/* Whatever comes of it, the way to do it is gone with it. */
static void
deletes_it_and_the_file(void **state)
{
	static const struct {
		const char *answer;
		enum lanyard_error code;
	} cases[] = {
	    {SERVER_SAYS("204", ""), LANYARD_OK},
	    {SERVER_SAYS("403", ""), E(REFUSED)},
	    {SERVER_SAYS("500", ""), E(SERVER)},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	char path[2 * SCRATCH_PATH], text[512];

	scratch_print(path, sizeof(path), "%s/me.registration", s->path);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct a_server server;

		server_start_one(&server, cases[i].answer);
		scratch_print(text, sizeof(text),
		    "registration_client_uri=%s/c\n"
		    "registration_access_token=s3cret\n",
		    server.url);
		scratch_write(path, text, 0, 0600);
		assert_int_equal(unregister(session, path), cases[i].code);
		server_stop(&server);
		assert_false(scratch_exists(path));
		assert_null(strstr(session->error.message, "s3cret"));
	}
}

static void
leaves_other_files_alone(void **state)
{
	static const char *const none[] = {NULL};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	const char *results;

	assert_int_equal(unregister(session, s->config), E(ARGUMENT));
	assert_true(scratch_exists(s->config));
	assert_int_equal(unregister(session, "/nowhere"), E(ARGUMENT));
	assert_int_equal(
	    a_job_run(session, LANYARD_JOB_UNREGISTER, none, &results),
	    E(ARGUMENT));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(deletes_it_and_the_file),
	    SCRATCH_TEST(leaves_other_files_alone),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
