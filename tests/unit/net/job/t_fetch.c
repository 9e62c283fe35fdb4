/*
 * t_fetch.c - a token from a source, over HTTP as a login's settings have it
 */
#include "scratch.h"

#include "net/job/fetch.h"
#include "server.h"

#define JWT "eyJhbGciOiJub25lIn0.e30.c2ln"

/* Whom it asks, and that the login's time is the command's. */
static void
asks_over_http_only_where_it_must(void **state)
{
	struct login_source from = {.source = (char *)"github-actions"};
	struct login_source slow = {
	    .command = (char *[]){(char *)"sleep", (char *)"30", NULL}};
	struct source source = {.from = &from,
	    .key = "subject_token",
	    .login = "work",
	    .jwt = true};
	struct lanyard_session *s = scratch_open(*state, SCRATCH_CONFIG);
	int64_t deadline_ms = clock_monotonic_ms() + 20000;
	struct secret token = {NULL, 0};
	struct a_server server;
	char request[4096];
	struct login login;

	login_init(&login);
	login.name = (char *)"work";
	login.timeout_ms = 300;
	server_start_one(&server, SERVER_OK("{\"value\":\"" JWT "\"}"));
	setenv("ACTIONS_ID_TOKEN_REQUEST_URL", server.url, 1);
	setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "runtime-token", 1);
	login.timeout_ms = 10000;
	assert_int_equal(
	    fetch_source(s, &login, &source, deadline_ms, &token), LANYARD_OK);
	assert_string_equal((const char *)token.bytes, JWT);
	server_request(&server, request, sizeof(request));
	assert_non_null(strstr(request, "GET / HTTP/1.1\r\n"));
	server_stop(&server);

	source.from = &slow;
	login.timeout_ms = 300;
	assert_int_equal(fetch_source(s, &login, &source, deadline_ms, &token),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(s->error.message, "took longer than 300 ms"));
	assert_false(secret_is_set(&token));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(asks_over_http_only_where_it_must),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
