/*
 * t_job_discover.c - what a host says of its way to a token
 */
#include "a_job.h"

#include "net/job/job_discover.h"
#include "server.h"

#define E(name) LANYARD_ERR_##name

static void
gives_what_the_metadata_have(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	char body[2048], url[128], expected[2048];
	const char *results;
	struct a_server server;
	struct server_answer answer = {body, 0};

	server_open(&server);
	scratch_print(body, sizeof(body),
	    SERVER_OK("{\"issuer\": \"%s\", \"token_endpoint\": \"%s/t\", "
		      "\"registration_endpoint\": \"%s/r\", "
		      "\"scopes_supported\": [\"a\", \"b\"], "
		      "\"client_id_metadata_document_supported\": true}"),
	    server.url, server.url, server.url);
	server_serve(&server, &answer, 1);
	scratch_print(url, sizeof(url), "%s/some/path", server.url);
	const char *const parameters[] = {"url", url, NULL};

	assert_int_equal(
	    a_job_run(session, LANYARD_JOB_DISCOVER, parameters, &results),
	    LANYARD_OK);
	server_stop(&server);
	scratch_print(expected, sizeof(expected),
	    "issuer=%s\ntoken_endpoint=%s/t\nregistration_endpoint=%s/r\n"
	    "scopes_supported=a b\n"
	    "client_id_metadata_document_supported=true\n",
	    server.url, server.url, server.url);
	assert_string_equal(results, expected);
}

static void
says_what_is_wrong(void **state)
{
	static const struct {
		const char *url;
		enum lanyard_error code;
	} cases[] = {
	    {NULL, E(ARGUMENT)},
	    {"git.example.com", E(ARGUMENT)},
	    {"ssh://git@git.example.com/x", E(ARGUMENT)},
	    {"http://127.0.0.1:1", E(NETWORK)},
	};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);
	const char *results;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *const parameters[] = {
		    cases[i].url != NULL ? "url" : NULL, cases[i].url, NULL};

		assert_int_equal(a_job_run(session, LANYARD_JOB_DISCOVER,
				     parameters, &results),
		    cases[i].code);
		assert_string_equal(results, "");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(gives_what_the_metadata_have),
	    SCRATCH_TEST(says_what_is_wrong),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
