/*
 * t_source_ci.c - a CI asked for the token that speaks for this job
 *
 * The CIs are stand-ins, written from their documentation.
 */
#include "a_source.h"

#include "net/oauth/source_ci.h"

static void
set_actions(const struct a_server *server, const char *query)
{
	char url[128];

	snprintf(url, sizeof(url), "%s/token%s", server->url, query);
	setenv("ACTIONS_ID_TOKEN_REQUEST_URL", url, 1);
	setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "runtime-token", 1);
}

static void
actions_are_asked(void **state)
{
	static const struct {
		const char *word, *query, *line;
	} cases[] = {
	    {"github-actions", "?api-version=2.0",
		"GET /token?api-version=2.0&audience="
		"https%3A%2F%2Fas.example.com%2F%3Fa%3Db HTTP/1.1\r\n"},
	    {"auto", "",
		"GET /token?audience=https%3A%2F%2Fas.example.com%2F%3Fa%3Db "
		"HTTP/1.1\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login_source from = {.source = text(cases[i].word)};
		struct source source = a_source(&from);
		struct http *http = server_http();
		struct secret token = {NULL, 0};
		struct error error = {0};
		struct a_server server;
		char request[4096];
		struct buf url;

		server_start_one(
		    &server, SERVER_OK("{\"count\":1,\"value\":\"" JWT "\"}"));
		set_actions(&server, cases[i].query);
		assert_int_equal(
		    source_read(&source, http, TIME_MS, &token, &error),
		    LANYARD_OK);
		assert_string_equal((const char *)token.bytes, JWT);
		server_request(&server, request, sizeof(request));
		assert_non_null(strstr(request, cases[i].line));
		assert_non_null(strstr(
		    request, "\r\nAuthorization: Bearer runtime-token\r\n"));
		buf_init(&url, LIMIT_URL);
		assert_int_equal(
		    source_add_url(&source, &url, &error), LANYARD_OK);
		assert_memory_equal(
		    buf_text(&url), server.url, strlen(server.url));
		buf_clear(&url);
		secret_clear(&token);
		server_stop(&server);
		http_free(&http);
		no_job(NULL);
	}
}

static void
an_answer_without_a_token_is_told(void **state)
{
	static const struct {
		const char *answer;
		enum lanyard_error code;
		const char *message;
	} cases[] = {
	    {SERVER_SAYS("403", "{}"), E(REFUSED),
		"does not give the job its token (subject_token of login "
		"\"ci\"): it answered 403"},
	    {SERVER_SAYS("500", "{}"), E(SERVER), "it answered 500"},
	    /* of the moment */
	    {SERVER_SAYS("429", "{}"), E(SERVER), "it answered 429"},
	    {SERVER_SAYS("408", "{}"), E(SERVER), "it answered 408"},
	    {"HTTP/1.1 302 Found\r\nLocation: /other\r\nConnection: close\r\n"
	     "\r\n",
		E(SERVER), "it answered 302; it leads to /other, and is not"},
	    {SERVER_OK("<html>log in</html>"), E(SERVER),
		"answered 200 without the job's token: no \"value\" in JSON"},
	    {SERVER_OK("{\"value\":7}"), E(SERVER), "no \"value\" in JSON"},
	    {SERVER_OK("{\"token\":\"" JWT "\"}"), E(SERVER),
		"no \"value\" in JSON"},
	    {SERVER_OK("{\"value\":\"two words\"}"), E(SERVER),
		"no \"value\" in JSON"},
	    {SERVER_OK("{\"value\":\"rubbish\"}"), E(CONFIG),
		"subject_token of login \"ci\" is no JWT"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login_source from = {.source = text("github-actions")};
		struct source source = a_source(&from);
		struct http *http = server_http();
		struct a_server server;
		char request[4096];

		server_start_one(&server, cases[i].answer);
		set_actions(&server, "?v=1");
		assert_fails(
		    &source, http, cases[i].code, cases[i].message, NULL);
		server_request(&server, request, sizeof(request));
		assert_non_null(strstr(request, "GET /token?v=1&"));
		server_stop(&server);
		http_free(&http);
	}
}

/* It would send the runtime's token in clear. */
static void
http_to_elsewhere_is_not_asked(void **state)
{
	struct login_source from = {.source = text("github-actions")};
	struct source source = a_source(&from);
	struct http *http = server_http();

	(void)state;
	setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "http://192.0.2.1/token", 1);
	setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "runtime-token", 1);
	assert_fails(&source, http, E(CONFIG),
	    "the variable ACTIONS_ID_TOKEN_REQUEST_URL: http://192.0.2.1",
	    NULL);
	setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "rubbish", 1);
	assert_fails(&source, http, E(CONFIG),
	    "the variable ACTIONS_ID_TOKEN_REQUEST_URL: ", NULL);
	setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "https://u:p@192.0.2.1/", 1);
	assert_fails(&source, http, E(CONFIG),
	    "the variable ACTIONS_ID_TOKEN_REQUEST_URL: ", NULL);
	http_free(&http);
}

static void
buildkite_is_asked(void **state)
{
	struct login_source from = {
	    .source = text("auto"), .audience = text("octo")};
	struct source source = a_source(&from);
	struct http *http = server_http();
	struct secret token = {NULL, 0};
	struct error error = {0};
	struct a_server server;
	char request[4096];

	(void)state;
	server_start_one(
	    &server, SERVER_SAYS("201", "{\"token\":\"" JWT "\"}"));
	setenv("BUILDKITE", "true", 1);
	setenv("BUILDKITE_AGENT_ENDPOINT", server.url, 1);
	setenv("BUILDKITE_AGENT_ACCESS_TOKEN", "agent-token", 1);
	setenv("BUILDKITE_JOB_ID", "01/23", 1);
	assert_int_equal(
	    source_read(&source, http, TIME_MS, &token, &error), LANYARD_OK);
	assert_string_equal((const char *)token.bytes, JWT);
	server_request(&server, request, sizeof(request));
	assert_non_null(
	    strstr(request, "POST /jobs/01%2F23/oidc/tokens HTTP/1.1\r\n"));
	assert_non_null(
	    strstr(request, "\r\nAuthorization: Token agent-token\r\n"));
	assert_string_equal(
	    strstr(request, "\r\n\r\n") + 4, "{\"audience\":\"octo\"}");
	secret_clear(&token);
	server_stop(&server);
	http_free(&http);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    JOB_TEST(actions_are_asked),
	    JOB_TEST(an_answer_without_a_token_is_told),
	    JOB_TEST(http_to_elsewhere_is_not_asked),
	    JOB_TEST(buildkite_is_asked),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
