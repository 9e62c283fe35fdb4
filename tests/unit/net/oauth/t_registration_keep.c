/*
 * t_registration_keep.c - how a client that registered itself is deleted again
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/oauth/registration_keep.h"
#include "server.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define ENDPOINT     "https://id.example.com/reg"
#define REPLY(uri, token)                                                      \
	"{\"registration_client_uri\":" uri                                    \
	",\"registration_access_token\":" token "}"

static void
takes_what_the_server_gives(void **state)
{
	static const struct {
		const char *reply;
		bool taken;
	} cases[] = {
	    {REPLY("\"https://id.example.com/reg/c\"", "\"t\""), true},
	    {REPLY("\"https://ID.example.com:443/c\"", "\"t\""), true},
	    {REPLY("\"https://other.example/c\"", "\"t\""), false},
	    {REPLY("\"https://id.example.com:8443/c\"", "\"t\""), false},
	    {REPLY("\"http://id.example.com/c\"", "\"t\""), false},
	    {REPLY("\"https://id.example.com@other.example/c\"", "\"t\""),
		false},
	    {REPLY("\"https://id.example.com/\\nc\"", "\"t\""), false},
	    {REPLY("\"/reg/c\"", "\"t\""), false},
	    {REPLY("7", "\"t\""), false},
	    {REPLY("\"https://id.example.com/c\"", "\"\""), false},
	    {REPLY("\"https://id.example.com/c\"", "\"t\\r\\nX: y\""), false},
	    {REPLY("\"https://id.example.com/c\"", "null"), false},
	    {"{\"registration_client_uri\":\"https://id.example.com/c\"}",
		false},
	    {"{}", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct registration_keep keep = {0}, again;
		struct secret text = {0};
		struct json *json;

		assert_int_equal(
		    json_parse(&json, cases[i].reply, strlen(cases[i].reply),
			JSON_OUTERMOST, NULL),
		    LANYARD_OK);
		registration_keep_take(&keep, json, ENDPOINT);
		json_free(&json);
		if ((keep.uri != NULL) != cases[i].taken)
			fail_msg("%zu: %s", i, cases[i].reply);
		if (!cases[i].taken) {
			assert_false(secret_is_set(&keep.token));
			continue;
		}
		/* And it is what it was, from its file. */
		assert_int_equal(
		    registration_keep_write(&keep, &text), LANYARD_OK);
		assert_int_equal(
		    registration_keep_read(&again, (const char *)text.bytes),
		    LANYARD_OK);
		assert_string_equal(again.uri, keep.uri);
		assert_string_equal((const char *)again.token.bytes, "t");
		secret_clear(&text);
		registration_keep_clear(&keep);
		registration_keep_clear(&again);
	}
}

static void
reads_no_other_file(void **state)
{
	static const char *const texts[] = {"", "x\n",
	    "registration_client_uri=https://h/c\n",
	    "registration_access_token=t\n",
	    "registration_client_uri=\nregistration_access_token=t\n"};
	struct registration_keep keep;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		assert_int_equal(registration_keep_read(&keep, texts[i]),
		    LANYARD_ERR_ARGUMENT);
		assert_null(keep.uri);
	}
}

static void
deletes_it(void **state)
{
	static const struct {
		const char *answer;
		enum lanyard_error code;
		const char *said;
	} cases[] = {
	    {"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", LANYARD_OK,
		NULL},
	    {SERVER_OK("{}"), LANYARD_OK, NULL},
	    {SERVER_SAYS("401", ""), LANYARD_ERR_REFUSED,
		"does not delete the client: 401"},
	    {SERVER_SAYS("404", "<html>"), LANYARD_ERR_REFUSED, ": 404"},
	    {SERVER_SAYS("405", ""), LANYARD_ERR_REFUSED, ": 405"},
	    {SERVER_SAYS("503", ""), LANYARD_ERR_SERVER, ": 503"},
	    {SERVER_SAYS("302", ""), LANYARD_ERR_SERVER, ": 302"},
	};
	static char request[SERVER_REQUEST];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct registration_keep keep = {0};
		struct http *http = server_http();
		struct error error = {0};
		struct a_server server;
		char uri[128];

		server_start_one(&server, cases[i].answer);
		snprintf(uri, sizeof(uri), "%s/reg/c1", server.url);
		keep.uri = strdup(uri);
		assert_int_equal(
		    secret_set_text(&keep.token, "s3cret"), LANYARD_OK);
		assert_int_equal(
		    registration_delete(&keep, http, &error), cases[i].code);
		server_request(&server, request, sizeof(request));
		server_stop(&server);
		assert_non_null(strstr(request, "DELETE /reg/c1 HTTP/1.1\r\n"));
		assert_non_null(
		    strstr(request, "\r\nAuthorization: Bearer s3cret\r\n"));
		if (cases[i].said != NULL &&
		    strstr(error.message, cases[i].said) == NULL)
			fail_msg("%zu: %s", i, error.message);
		assert_null(strstr(error.message, "s3cret"));
		registration_keep_clear(&keep);
		http_free(&http);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_what_the_server_gives),
	    cmocka_unit_test(reads_no_other_file),
	    cmocka_unit_test(deletes_it),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
