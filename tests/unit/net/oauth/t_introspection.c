/*
 * t_introspection.c - what the server says of a token
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/oauth/introspection.h"
#include "server.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define E(name)	     LANYARD_ERR_##name
#define SENT	     "at/secret"

/* Answers, and what they come to; no message repeats the token. */
static void
takes_each_answer(void **state)
{
	static const struct {
		const char *reply;
		enum lanyard_error result;
		bool active;
		const char *message;
	} table[] = {
	    {SERVER_OK("{\"active\":true}"), LANYARD_OK, true, ""},
	    {SERVER_OK("{\"active\":false}"), LANYARD_OK, false, ""},
	    {SERVER_OK("{\"active\":true,\"scope\":\"a\",\"exp\":1}"),
		LANYARD_OK, true, ""},
	    {SERVER_OK("{\"active\":\"yes\"}"), E(SERVER), false,
		"does not say whether"},
	    {SERVER_OK("{}"), E(SERVER), false, "does not say whether"},
	    {SERVER_OK("<html>"), E(SERVER), false, "does not say whether"},
	    {SERVER_OK(""), E(SERVER), false, "does not say whether"},
	    {SERVER_SAYS("401", "{\"error\":\"invalid_client\"}"), E(REFUSED),
		false, "answered 401 invalid_client"},
	    {SERVER_SAYS("403", "no"), E(REFUSED), false, "answered 403"},
	    {SERVER_SAYS("400", "{\"error\":\"" SENT "\"}"), E(REFUSED), false,
		"answered 400"},
	    {SERVER_SAYS("404", "<html>"), E(REFUSED), false, "answered 404"},
	    {SERVER_SAYS("302", ""), E(SERVER), false, "answered 302"},
	    {SERVER_SAYS("503", ""), E(SERVER), false, "answered 503"},
	    {"", E(NETWORK), false, "no whole answer"},
	};
	struct http *http = server_http();
	struct client client = {.client_id = "me"};
	struct secret token = {NULL, 0};
	char text[4096];

	(void)state;
	secret_set_text(&token, SENT);
	for (size_t i = 0; i < COUNT(table); i++) {
		struct error error = {0};
		struct a_server server;
		enum lanyard_error r;
		bool active = true;

		server_start_one(&server, table[i].reply);
		r = introspection_request(
		    http, &client, server.url, &token, &active, &error);
		if (r != table[i].result || error.code != r ||
		    active != table[i].active ||
		    strstr(error.message, table[i].message) == NULL ||
		    strstr(error.message, SENT) != NULL)
			fail_msg("%zu: %d %s", i, r, error.message);
		assert_non_null(
		    strstr(server_request(&server, text, sizeof text),
			"token=at%2Fsecret&token_type_hint=access_token&"
			"client_id=me"));
		server_stop(&server);
	}
	secret_clear(&token);
	http_free(&http);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_each_answer),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
