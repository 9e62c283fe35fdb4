/*
 * t_job_check.c - what a login needs of the network, tried without a secret
 */
#include "a_job.h"

#include "net/job/job_check.h"
#include "server.h"

#define REFUSES(status) SERVER_SAYS(status, "{\"error\":\"invalid_request\"}")

static struct lanyard_session *
open_login(struct scratch *s, const char *url, const char *more)
{
	char text[1024];

	scratch_print(text, sizeof(text),
	    "logins = { work = { url = \"https://git.example.com\"; "
	    "token_endpoint = \"%s/t\"; client_id = \"c1\"; "
	    "redirect_uri = \"https://app.example/cb\"; %s }; };\n",
	    url, more);
	return scratch_open(s, text);
}

static const char *const parameters[] = {"login", "work", NULL};

/* Each thing that is looked at is told, and what mends a fault behind it. */
static void
tells_what_it_looked_at(void **state)
{
	static const struct {
		const char *answer;
		const char *begins;
	} cases[] = {
	    {REFUSES("400"), "token_endpoint=http"},
	    {SERVER_SAYS("404", "<html>"),
		"fault=token_endpoint\ntoken_endpoint=http"},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct a_server server;
		struct server_answer answer = {cases[i].answer, 0};
		struct lanyard_session *session;
		const char *results;

		server_open(&server);
		session = open_login(*state, server.url, "");
		server_serve(&server, &answer, 1);
		assert_int_equal(
		    a_job_run(session, LANYARD_JOB_CHECK, parameters, &results),
		    LANYARD_OK);
		server_stop(&server);
		if (strncmp(
			results, cases[i].begins, strlen(cases[i].begins)) != 0)
			fail_msg("%zu: %s", i, results);
		assert_non_null(
		    strstr(results, "note=redirect_uri\nredirect_uri=https://"
				    "app.example/cb is not"));
	}
}

static void
compares_the_clocks(void **state)
{
	static const struct {
		const char *date;
		const char *has;
	} cases[] = {
	    {"Mon, 01 Jan 2024 00:00:00 GMT", "fault=clock\n"},
	    {"Fri, 01 Jan 2100 00:00:00 GMT", " s behind "},
	    {"some day", NULL},
	};
	char text[256];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct a_server server;
		struct server_answer answer = {text, 0};
		struct lanyard_session *session;
		const char *results;

		scratch_print(text, sizeof(text),
		    "HTTP/1.1 400 No\r\nDate: %s\r\nConnection: "
		    "close\r\n\r\n{}",
		    cases[i].date);
		server_open(&server);
		session = open_login(*state, server.url, "");
		server_serve(&server, &answer, 1);
		assert_int_equal(
		    a_job_run(session, LANYARD_JOB_CHECK, parameters, &results),
		    LANYARD_OK);
		server_stop(&server);
		if (cases[i].has != NULL ? strstr(results, cases[i].has) == NULL
					 : strstr(results, "clock") != NULL)
			fail_msg("%zu: %s", i, results);
	}
}

static void
needs_a_login(void **state)
{
	static const char *const unknown[] = {"login", "wrok", NULL};
	static const char *const none[] = {NULL};
	struct lanyard_session *session =
	    open_login(*state, "http://127.0.0.1:1", "");
	const char *results;

	assert_int_equal(
	    a_job_run(session, LANYARD_JOB_CHECK, unknown, &results),
	    LANYARD_ERR_UNKNOWN_LOGIN);
	assert_int_equal(a_job_run(session, LANYARD_JOB_CHECK, none, &results),
	    LANYARD_ERR_ARGUMENT);
	assert_int_equal(
	    a_job_run(session, LANYARD_JOB_CHECK, parameters, &results),
	    LANYARD_OK);
	assert_true(strncmp(results, "fault=server\nserver=", 20) == 0);
	assert_non_null(strstr(results, "\nnext="));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(tells_what_it_looked_at),
	    SCRATCH_TEST(compares_the_clocks),
	    SCRATCH_TEST(needs_a_login),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
