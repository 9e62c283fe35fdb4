/*
 * t_revocation.c - a token that the server is to forget
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/oauth/revocation.h"
#include "server.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define E(name)	     LANYARD_ERR_##name
#define SENT	     "rt/secret"

/* Replies, and what they come to; no message repeats the token. */
static void
test_replies(void **state)
{
	static const struct {
		const char *reply;
		enum lanyard_error result;
		const char *message;
	} table[] = {
	    {SERVER_OK(""), LANYARD_OK, ""},
	    {SERVER_OK("{\"error\":\"x\"}"), LANYARD_OK, ""},
	    {SERVER_SAYS("204", ""), LANYARD_OK, ""},
	    {SERVER_SAYS("400", "{\"error\":\"unsupported_token_type\"}"),
		LANYARD_OK, ""},
	    {SERVER_SAYS("401", "{\"error\":\"invalid_client\"}"), E(REFUSED),
		"answered 401 invalid_client"},
	    {SERVER_SAYS("400", "{\"error\":\"invalid_request\","
				"\"error_description\":\"no " SENT "\"}"),
		E(REFUSED), "answered 400 invalid_request"},
	    {SERVER_SAYS("503", ""), E(SERVER), "answered 503"},
	    {SERVER_SAYS("404", "<html>"), E(SERVER), "answered 404"},
	    {SERVER_SAYS("302", ""), E(SERVER), "answered 302"},
	    {"", E(NETWORK), "no whole answer"},
	};
	struct http *http = server_http();
	struct client client = {.client_id = "me"};
	struct secret token = {NULL, 0};

	(void)state;
	secret_set_text(&token, SENT);
	for (size_t i = 0; i < COUNT(table); i++) {
		struct error error = {0};
		struct a_server server;
		enum lanyard_error r;

		server_start_one(&server, table[i].reply);
		r = revocation_request(http, &client, server.url,
		    REVOCATION_REFRESH, &token, &error);
		if (r != table[i].result || error.code != r ||
		    strstr(error.message, table[i].message) == NULL ||
		    strstr(error.message, SENT) != NULL)
			fail_msg("%zu: %d %s", i, r, error.message);
		server_stop(&server);
	}
	secret_clear(&token);
	http_free(&http);
}

/* What is sent, RFC 7009 2.1. */
static void
test_request(void **state)
{
	static const struct {
		enum revocation_type type;
		const char *body;
	} table[] = {
	    {REVOCATION_REFRESH, "token=rt%2Fsecret&token_type_hint=refresh_"
				 "token&client_id=me"},
	    {REVOCATION_ACCESS, "token=rt%2Fsecret&token_type_hint=access_"
				"token&client_id=me"},
	};
	struct http *http = server_http();
	struct client client = {.client_id = "me"};
	struct secret token = {NULL, 0};

	(void)state;
	secret_set_text(&token, SENT);
	for (size_t i = 0; i < COUNT(table); i++) {
		struct a_server server;
		char text[4096];

		server_start_one(&server, SERVER_OK(""));
		assert_int_equal(revocation_request(http, &client, server.url,
				     table[i].type, &token, NULL),
		    LANYARD_OK);
		assert_non_null(strstr(
		    server_request(&server, text, sizeof text), table[i].body));
		server_stop(&server);
	}
	secret_clear(&token);
	http_free(&http);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_replies),
	    cmocka_unit_test(test_request),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
