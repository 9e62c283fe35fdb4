/*
 * t_check_endpoint.c - are a login's endpoints what they should be
 */
#include "scratch.h"

#include "net/job/check_endpoint.h"
#include "server.h"

#define REFUSES(status) SERVER_SAYS(status, "{\"error\":\"invalid_request\"}")

struct heard {
	const char *what;
	struct error fault;
	struct endpoint_answer answer;
	char request[4096];
};

/* What is made of ANSWER of an endpoint to a client with SECRET (or NULL). */
static void
hear_of(struct scratch *s, enum endpoint endpoint, const char *secret,
    const char *answer, struct heard *heard)
{
	struct server_answer answers[] = {{answer, 0}};
	struct lanyard_session *session = scratch_open(s, "");
	struct http_options options = {0};
	struct a_server server;
	struct login login = {.client_id = (char *)"c1"};
	struct endpoint_check check = {.session = session,
	    .login = &login,
	    .endpoint = endpoint,
	    .url = server.url};

	memset(heard, 0, sizeof(*heard));
	if (secret != NULL)
		assert_int_equal(
		    secret_set(&login.client_secret, secret, strlen(secret)),
		    LANYARD_OK);
	assert_int_equal(
	    http_new(&check.http, &options, &heard->fault), LANYARD_OK);
	server_open(&server);
	server_serve(&server, answers, 1);
	assert_int_equal(
	    check_endpoint(&check, &heard->answer, &heard->what, &heard->fault),
	    LANYARD_OK);
	server_request(&server, heard->request, sizeof(heard->request));
	server_stop(&server);
	http_free(&check.http);
	secret_clear(&login.client_secret);
}

static void
hear(struct scratch *s, const char *secret, const char *answer,
    struct heard *heard)
{
	hear_of(s, ENDPOINT_TOKEN, secret, answer, heard);
}

static void
judges_each_answer(void **state)
{
	static const struct {
		const char *answer;
		const char *secret;
		const char *fault; /* NULL: none */
	} cases[] = {
	    {REFUSES("400"), NULL, NULL},
	    {REFUSES("404"), NULL, NULL},
	    {SERVER_OK("error=bad_code&error_description=x"), NULL, NULL},
	    {SERVER_SAYS("400", "what?"), NULL, NULL},
	    {SERVER_SAYS("404", "<html>"), NULL, "answers 404"},
	    {SERVER_OK("<html>error=x</html>"), NULL, "answers 200"},
	    {SERVER_SAYS("400", "<html>"), NULL,
		"answers 400 with a page for people, and not as a token"},
	    {SERVER_SAYS("401", "<html>"), NULL, "answers 401 with a page"},
	    {SERVER_SAYS("401", "<html>"), "cs-secret", NULL},
	    {SERVER_SAYS("405", "<html>"), NULL, "answers 405"},
	    {SERVER_SAYS("302", ""), NULL, "answers 302"},
	    {SERVER_SAYS("503", ""), NULL, "answers 503"},
	    {SERVER_SAYS("401", "{\"error\":\"invalid_client\"}"), NULL,
		"does not take client_id c1 without a secret"},
	    {SERVER_SAYS("401", "{\"error\":\"invalid_client\"}"), "cs-secret",
		NULL},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *wanted = cases[i].fault;
		struct heard heard;

		hear(*state, cases[i].secret, cases[i].answer, &heard);
		if ((heard.fault.code != LANYARD_OK) != (wanted != NULL) ||
		    (wanted != NULL &&
			strstr(heard.fault.message, wanted) == NULL))
			fail_msg("%zu: %s", i, heard.fault.message);
		assert_string_equal(heard.what, "token_endpoint");
		assert_null(strstr(heard.request, "cs-secret"));
		assert_non_null(strstr(heard.request, "client_id=c1"));
	}
}

static void
judges_each_endpoint(void **state)
{
	static const struct {
		enum endpoint endpoint;
		const char *answer;
		const char *what, *fault; /* NULL: none */
		const char *request;
	} cases[] = {
	    {ENDPOINT_AUTHORIZATION, SERVER_OK("<html>log in"),
		"authorization_endpoint", NULL,
		"?response_type=code&client_id=c1 HTTP"},
	    {ENDPOINT_AUTHORIZATION, SERVER_SAYS("302", ""),
		"authorization_endpoint", NULL, "GET "},
	    {ENDPOINT_AUTHORIZATION, SERVER_SAYS("400", "<html>"),
		"authorization_endpoint", NULL, "GET "},
	    {ENDPOINT_AUTHORIZATION, SERVER_SAYS("404", "<html>"),
		"authorization_endpoint", "answers 404, and not as a page to",
		"GET "},
	    {ENDPOINT_AUTHORIZATION, SERVER_SAYS("405", ""),
		"authorization_endpoint", "answers 405", "GET "},
	    {ENDPOINT_DEVICE, REFUSES("400"), "device_authorization_endpoint",
		NULL, "POST "},
	    {ENDPOINT_DEVICE, SERVER_OK("<html>"),
		"device_authorization_endpoint",
		"answers 200 with a page for people, and not as an endpoint "
		"for devices",
		"POST "},
	    {ENDPOINT_PUSHED, SERVER_SAYS("404", ""),
		"pushed_authorization_request_endpoint", "answers 404",
		"POST "},
	    {ENDPOINT_REVOCATION, SERVER_SAYS("200", ""), "revocation_endpoint",
		NULL, "POST "},
	    {ENDPOINT_REVOCATION, SERVER_SAYS("405", "<html>"),
		"revocation_endpoint",
		"answers 405 with a page for people, and not as a revocation",
		"POST "},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *wanted = cases[i].fault;
		struct heard heard;

		hear_of(
		    *state, cases[i].endpoint, NULL, cases[i].answer, &heard);
		if ((heard.fault.code != LANYARD_OK) != (wanted != NULL) ||
		    (wanted != NULL &&
			strstr(heard.fault.message, wanted) == NULL))
			fail_msg("%zu: %s", i, heard.fault.message);
		assert_string_equal(heard.what, cases[i].what);
		if (strstr(heard.request, cases[i].request) == NULL)
			fail_msg("%zu: %s", i, heard.request);
		/* Nothing is begun there in the client's name. */
		if (cases[i].endpoint != ENDPOINT_AUTHORIZATION)
			assert_null(strstr(heard.request, "c1"));
	}
}

static void
reads_the_date(void **state)
{
	struct heard heard;

	hear(*state, NULL,
	    "HTTP/1.1 400 No\r\nDate: Mon, 01 Jan 2024 00:00:00 GMT\r\n"
	    "Connection: close\r\n\r\n{}",
	    &heard);
	assert_int_equal(heard.answer.server_time, 1704067200);
	assert_true(heard.answer.our_time > 1704067200);
	hear(*state, NULL, REFUSES("400"), &heard);
	assert_int_equal(heard.answer.server_time, 0);
}

static void
names_a_server_that_breaks_off(void **state)
{
	struct heard heard;

	hear(*state, NULL, "HTTP/1.1 ", &heard);
	assert_string_equal(heard.what, "server");
	assert_int_not_equal(heard.fault.code, LANYARD_OK);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(judges_each_answer),
	    SCRATCH_TEST(judges_each_endpoint),
	    SCRATCH_TEST(reads_the_date),
	    SCRATCH_TEST(names_a_server_that_breaks_off),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
