/*
 * t_registration.c - a client registered by itself (RFC 7591)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/oauth/registration.h"
#include "server.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define E(name)	     LANYARD_ERR_##name
#define MADE(body)   SERVER_SAYS("201", body)

static enum lanyard_error
ask(const char *answer, bool device, struct registration *registration,
    struct error *error, char *request, size_t size)
{
	const struct registration_wish wish = {.client_name = "La \"n\"",
	    .redirect_uri = "http://127.0.0.1/callback",
	    .scope = "read write",
	    .device = device};
	struct http *http = server_http();
	struct a_server server;
	enum lanyard_error r;
	char url[128];

	server_start_one(&server, answer);
	snprintf(url, sizeof(url), "%s/reg", server.url);
	r = registration_request(registration, http, url, &wish, error);
	server_request(&server, request, size);
	server_stop(&server);
	http_free(&http);
	return r;
}

static void
says_what_is_wanted(void **state)
{
	static const char body[] =
	    "{\"client_name\":\"La \\\"n\\\"\",\"redirect_uris\":"
	    "[\"http://127.0.0.1/callback\"],\"grant_types\":"
	    "[\"authorization_code\",\"refresh_token\"%s],\"response_types\":"
	    "[\"code\"],\"application_type\":\"native\","
	    "\"token_endpoint_auth_method\":\"none\",\"scope\":\"read "
	    "write\"}";
	static char request[SERVER_REQUEST];
	char wanted[512];

	(void)state;
	for (int device = 0; device < 2; device++) {
		struct registration registration;
		struct error error = {0};

		assert_int_equal(
		    ask(MADE("{\"client_id\":\"c1\"}"), device == 1,
			&registration, &error, request, sizeof(request)),
		    LANYARD_OK);
		snprintf(wanted, sizeof(wanted), body,
		    device == 1 ? ",\"urn:ietf:params:oauth:grant-type:"
				  "device_code\""
				: "");
		assert_non_null(strstr(request, "POST /reg "));
		assert_non_null(
		    strstr(request, "Content-Type: application/json\r\n"));
		assert_string_equal(strstr(request, "\r\n\r\n") + 4, wanted);
		assert_string_equal(registration.client_id, "c1");
		registration_clear(&registration);
	}
}

static void
takes_the_reply(void **state)
{
	static const struct {
		const char *answer;
		enum lanyard_error code;
		const char *said; /* NULL: a client of these: */
		const char *secret, *method;
	} cases[] = {
	    {MADE("{\"client_id\":\"c\",\"client_secret\":\"s\","
		  "\"token_endpoint_auth_method\":\"client_secret_basic\","
		  "\"scope\":\"write more read\"}"),
		LANYARD_OK, NULL, "s", "client_secret_basic"},
	    {SERVER_OK("{\"client_id\":\"c\",\"client_secret\":\"\"}"),
		LANYARD_OK, NULL, NULL, NULL},
	    {MADE("{\"client_id\":\"c\",\"client_secret\":\"s\","
		  "\"token_endpoint_auth_method\":\"none\"}"),
		LANYARD_OK, NULL, NULL, "none"},
	    /* GitLab: whatever is asked for */
	    {MADE("{\"client_id\":\"c\",\"scope\":\"mcp\"}"), E(REFUSED),
		"for the scope \"mcp\", which lacks \"read write\": no push",
		NULL, NULL},
	    {MADE("{\"client_id\":\"c\",\"scope\":\"read\"}"), E(REFUSED),
		"lacks \"write\":", NULL, NULL},
	    /* RFC 7591 3.2.1: what the server has put in its place */
	    {MADE("{\"client_id\":\"c\",\"redirect_uris\":"
		  "[\"https://other.example/cb\"]}"),
		E(REFUSED), "for other redirect URIs than http://127.0.0.1/",
		NULL, NULL},
	    {MADE("{\"client_id\":\"c\",\"redirect_uris\":[]}"), E(REFUSED),
		"for other redirect URIs than http://127.0.0.1/", NULL, NULL},
	    {MADE("{\"client_id\":\"c\",\"redirect_uris\":"
		  "[\"https://other.example/cb\","
		  "\"http://127.0.0.1/callback\"]}"),
		LANYARD_OK, NULL, NULL, NULL},
	    {MADE("[]"), E(SERVER), "with no JSON", NULL, NULL},
	    {MADE(""), E(SERVER), "with no JSON", NULL, NULL},
	    {SERVER_SAYS("302", ""), E(SERVER), "a client: 302", NULL, NULL},
	    {SERVER_SAYS("404", "<html>"), E(REFUSED), "a client: 404", NULL,
		NULL},
	    {MADE("{\"client_id\":\"\"}"), E(SERVER), "without a client_id",
		NULL, NULL},
	    {MADE("{\"client_secret\":\"s3cret\"}"), E(SERVER),
		"without a client_id", NULL, NULL},
	    {MADE("{\"client_id\":7}"), E(SERVER), "without a client_id", NULL,
		NULL},
	    {MADE("<html>"), E(SERVER), "no JSON", NULL, NULL},
	    {SERVER_SAYS("400", "{\"error\":\"invalid_redirect_uri\","
				"\"error_description\":\"not\\u001b you\"}"),
		E(REFUSED), "400, invalid_redirect_uri: not? you", NULL, NULL},
	    {SERVER_SAYS("401", ""), E(REFUSED), "a client: 401", NULL, NULL},
	    {SERVER_SAYS("503", "<html>"), E(SERVER), "a client: 503", NULL,
		NULL},
	};
	static char request[SERVER_REQUEST];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct registration g;
		struct error error = {0};
		enum lanyard_error r = ask(cases[i].answer, false, &g, &error,
		    request, sizeof(request));

		if (r != cases[i].code)
			fail_msg("%zu: %d %s", i, r, error.message);
		if (cases[i].said != NULL) {
			if (strstr(error.message, cases[i].said) == NULL)
				fail_msg("%zu: %s", i, error.message);
			/* One that is there, of no use, is named. */
			assert_true(
			    (g.client_id != NULL) ==
			    (cases[i].code == E(REFUSED) &&
				strstr(cases[i].answer, "201") != NULL));
			assert_null(strstr(error.message, "s3cret"));
			registration_clear(&g);
			continue;
		}
		assert_string_equal(g.client_id, "c");
		assert_true(secret_is_set(&g.client_secret) ==
			    (cases[i].secret != NULL));
		if (cases[i].method != NULL)
			assert_string_equal(
			    g.token_endpoint_auth_method, cases[i].method);
		registration_clear(&g);
	}
}

/* It is told to forget one that would not do; the next test has the request. */
static void
is_deleted_where_it_would_not_do(void **state)
{
	static const char *const answers[] = {
	    MADE("{\"client_id\":\"c\",\"scope\":\"mcp\","
		 "\"registration_client_uri\":\"http://127.0.0.1:1/c\","
		 "\"registration_access_token\":\"t\"}"),
	    MADE("{\"client_id\":\"c\",\"scope\":\"mcp\","
		 "\"registration_client_uri\":\"https://other.example/c\","
		 "\"registration_access_token\":\"t\"}"),
	};
	static char request[SERVER_REQUEST];

	(void)state;
	for (size_t i = 0; i < COUNT(answers); i++) {
		struct registration g;
		struct error error = {0};

		assert_int_equal(ask(answers[i], false, &g, &error, request,
				     sizeof(request)),
		    E(REFUSED));
		/* Another host's way back is none. */
		assert_null(g.keep.uri);
		assert_string_equal(g.client_id, "c");
		assert_non_null(strstr(error.message, "no push would work"));
		registration_clear(&g);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_what_is_wanted),
	    cmocka_unit_test(takes_the_reply),
	    cmocka_unit_test(is_deleted_where_it_would_not_do),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
