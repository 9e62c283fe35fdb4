/*
 * t_job_register.c - a client registered for a login that is to be
 */
#include "a_job.h"

#include "net/job/job_register.h"
#include "server.h"

#define E(name) LANYARD_ERR_##name

static enum lanyard_error
register_at(
    struct lanyard_session *session, const char *answer, const char **results)
{
	struct a_server server;
	enum lanyard_error r;
	char endpoint[128];

	server_start_one(&server, answer);
	scratch_print(endpoint, sizeof(endpoint), "%s/r", server.url);
	const char *const parameters[] = {"registration_endpoint", endpoint,
	    "name", "me", "client_name", "Lanyard", "redirect_uri",
	    "http://127.0.0.1/callback", "scope", "a", NULL};

	r = a_job_run(session, LANYARD_JOB_REGISTER, parameters, results);
	server_stop(&server);
	return r;
}

static void
keeps_a_secret_in_a_file(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	const char *results;
	char wanted[2 * SCRATCH_PATH];
	static const char secret[] =
	    SERVER_SAYS("201", "{\"client_id\":\"c\",\"client_secret\":"
			       "\"s3cret\",\"scope\":\"a\"}");

	assert_int_equal(
	    register_at(
		session, SERVER_SAYS("201", "{\"client_id\":\"c\"}"), &results),
	    LANYARD_OK);
	assert_string_equal(results, "client_id=c\n");
	scratch_holds(s, "me.client_secret", NULL);

	assert_int_equal(register_at(session, secret, &results), LANYARD_OK);
	scratch_print(wanted, sizeof(wanted),
	    "client_id=c\nscope=a\nclient_secret_file=%s/me.client_secret\n",
	    s->path);
	assert_string_equal(results, wanted);
	scratch_holds(s, "me.client_secret", "s3cret\n");
	/* Another time it is in the way, and stays. */
	assert_int_equal(register_at(session, secret, &results), E(CONFIG));
	assert_string_equal(results, "");
	assert_null(strstr(session->error.message, "s3cret"));
}

/* Registers where the server says how one is deleted; TEXT is request COUNT. */
static enum lanyard_error
register_with_way_back(struct lanyard_session *session, const char **results,
    char *text, size_t size, int count, char url[64])
{
	char reply[512];
	const struct server_answer answers[] = {
	    {reply, 0}, {SERVER_SAYS("204", ""), 0}};
	struct a_server server;
	enum lanyard_error r;
	char endpoint[128];

	server_open(&server);
	scratch_print(url, 64, "%s", server.url);
	scratch_print(reply, sizeof(reply),
	    "HTTP/1.1 201 Created\r\nConnection: close\r\n\r\n"
	    "{\"client_id\":\"c\",\"client_secret\":\"s3cret\","
	    "\"registration_client_uri\":\"%s/r/c\","
	    "\"registration_access_token\":\"back\"}",
	    server.url);
	scratch_print(endpoint, sizeof(endpoint), "%s/r", server.url);
	const char *const parameters[] = {"registration_endpoint", endpoint,
	    "name", "me", "client_name", "Lanyard", "redirect_uri",
	    "http://127.0.0.1/callback", "scope", "a", NULL};

	server_serve(&server, answers, 2);
	r = a_job_run(session, LANYARD_JOB_REGISTER, parameters, results);
	while (count-- > 0)
		server_request(&server, text, size);
	server_stop(&server);
	return r;
}

static void
keeps_the_way_back(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	char text[4096], url[64], wanted[256];
	const char *results;

	assert_int_equal(register_with_way_back(
			     session, &results, text, sizeof(text), 1, url),
	    LANYARD_OK);
	scratch_print(wanted, sizeof(wanted),
	    "registration_file=%s/me.registration\n", s->path);
	assert_non_null(strstr(results, wanted));
	scratch_print(wanted, sizeof(wanted),
	    "registration_client_uri=%s/r/c\nregistration_access_token=back\n",
	    url);
	scratch_holds(s, "me.registration", wanted);
	scratch_holds(s, "me.client_secret", "s3cret\n");
}

static void
deletes_what_it_cannot_keep(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	char text[4096], url[64];
	const char *results;

	assert_int_equal(mkdir(scratch_path(s, "me.registration"), 0700), 0);
	assert_int_not_equal(register_with_way_back(
				 session, &results, text, sizeof(text), 2, url),
	    LANYARD_OK);
	assert_non_null(strstr(text, "DELETE /r/c HTTP/1.1"));
	assert_non_null(strstr(text, "Authorization: Bearer back"));
	scratch_holds(s, "me.client_secret", NULL);
}

static void
names_one_that_is_of_no_use(void **state)
{
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);
	const char *results;

	assert_int_equal(
	    register_at(session,
		SERVER_SAYS("201", "{\"client_id\":\"c\",\"scope\":\"mcp\"}"),
		&results),
	    E(REFUSED));
	assert_string_equal(results, "left_client_id=c\n");
}

static void
needs_what_it_is_to_say(void **state)
{
	static const char *const all[] = {"registration_endpoint",
	    "http://127.0.0.1:1/r", "name", "me", "client_name", "x",
	    "redirect_uri", "http://127.0.0.1", NULL};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);
	const char *results;

	for (size_t left_out = 0; left_out < 8; left_out += 2) {
		const char *some[9] = {NULL};
		size_t n = 0;

		for (size_t i = 0; i < 8; i++)
			if (i / 2 * 2 != left_out)
				some[n++] = all[i];
		assert_int_equal(
		    a_job_run(session, LANYARD_JOB_REGISTER, some, &results),
		    E(ARGUMENT));
		assert_non_null(strstr(session->error.message, all[left_out]));
	}
	assert_int_equal(
	    a_job_run(session, LANYARD_JOB_REGISTER, all, &results),
	    E(NETWORK));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(keeps_a_secret_in_a_file),
	    SCRATCH_TEST(keeps_the_way_back),
	    SCRATCH_TEST(deletes_what_it_cannot_keep),
	    SCRATCH_TEST(names_one_that_is_of_no_use),
	    SCRATCH_TEST(needs_what_it_is_to_say),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
