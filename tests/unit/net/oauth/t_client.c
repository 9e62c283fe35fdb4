/*
 * t_client.c - how the client proves itself to the token endpoint
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/oauth/client.h"
#include "server.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct {
	const char *client_id;
	const char *client_secret; /* NULL: unset */
	const char *method;
	enum lanyard_error result;
	const char *basic; /* NULL: no Authorization */
	const char *body;  /* or what the message says */
} cases[] = {
    {"me", NULL, NULL, LANYARD_OK, NULL, "a=b&client_id=me"},
    {"me", NULL, "none", LANYARD_OK, NULL, "a=b&client_id=me"},
    {"me", "shh", "none", LANYARD_OK, NULL, "a=b&client_id=me"},
    {"m:e &", "shh", "client_secret_post", LANYARD_OK, NULL,
	"a=b&client_id=m%3Ae+%26&client_secret=shh"},
    {"me", "s&h=h+\xc3\xa9", "client_secret_post", LANYARD_OK, NULL,
	"a=b&client_id=me&client_secret=s%26h%3Dh%2B%C3%A9"},
    {"me", "", "client_secret_post", LANYARD_OK, NULL,
	"a=b&client_id=me&client_secret="},
    /* me:shh */
    {"me", "shh", NULL, LANYARD_OK, "bWU6c2ho", "a=b"},
    {"me", "shh", "client_secret_basic", LANYARD_OK, "bWU6c2ho", "a=b"},
    /* m%3Ae &:s:h%25 %C3%A9%2B, RFC 6749 2.3.1, and no more than needed */
    {"m:e &", "s:h% \xc3\xa9+", "client_secret_basic", LANYARD_OK,
	"bSUzQWUgJjpzOmglMjUgJUMzJUE5JTJC", "a=b"},
    /* app/x@y:s/e=c~r!e&t */
    {"app/x@y", "s/e=c~r!e&t", NULL, LANYARD_OK,
	"YXBwL3hAeTpzL2U9Y35yIWUmdA==", "a=b"},
    /* me: */
    {"me", "", NULL, LANYARD_OK, "bWU6", "a=b"},
    {NULL, NULL, NULL, LANYARD_ERR_CONFIG, NULL, "client_id"},
    {"me", NULL, "client_secret_basic", LANYARD_ERR_CONFIG, NULL,
	"needs a client_secret"},
    {"me", NULL, "client_secret_post", LANYARD_ERR_CONFIG, NULL,
	"needs a client_secret"},
    {"me", "shh", "private_key_jwt", LANYARD_ERR_CONFIG, NULL,
	"private_key_jwt"},
    {"me", "shh", "", LANYARD_ERR_CONFIG, NULL, "not known"},
    {"me", NULL, "tls_client_auth", LANYARD_ERR_CONFIG, NULL,
	"tls_client_auth needs a tls_client_cert_file"},
    {"me", "shh", "self_signed_tls_client_auth", LANYARD_ERR_CONFIG, NULL,
	"self_signed_tls_client_auth needs a tls_client_cert_file"},
    {NULL, NULL, "tls_client_auth", LANYARD_ERR_CONFIG, NULL, "client_id"},
};

/* What the server got for case I is what the case says. */
static void
check_request(size_t i, const char *request)
{
	const char *body = strstr(request, "\r\n\r\n");
	const char *field = strstr(request, "Authorization: ");
	char expected[128];

	assert_non_null(body);
	if (strcmp(body + 4, cases[i].body) != 0)
		fail_msg("%zu: body %s", i, body + 4);
	if (cases[i].basic == NULL) {
		assert_null(field);
		return;
	}
	snprintf(expected, sizeof expected, "Authorization: Basic %s\r\n",
	    cases[i].basic);
	if (field == NULL || strncmp(field, expected, strlen(expected)) != 0)
		fail_msg("%zu: %s", i, request);
}

static void
test_cases(void **state)
{
	struct http *http = server_http();
	struct a_server server;
	struct http_reply reply;
	char text[4096];
	size_t i;

	(void)state;
	server_start_one(&server, SERVER_OK("{}"));
	http_reply_init(&reply);
	for (i = 0; i < COUNT(cases); i++) {
		struct secret secret = {NULL, 0};
		struct client client = {.client_id = cases[i].client_id,
		    .client_secret = &secret,
		    .token_endpoint_auth_method = cases[i].method};
		struct error error = {0};
		struct buf body;
		enum lanyard_error r;

		buf_init(&body, 1000);
		buf_add_text(&body, "a=b");
		if (cases[i].client_secret != NULL)
			secret_set_text(&secret, cases[i].client_secret);
		r = client_post(
		    &client, http, server.url, &body, &reply, &error);
		if (r != cases[i].result)
			fail_msg("%zu: %d %s", i, r, error.message);
		if (r == LANYARD_OK)
			check_request(
			    i, server_request(&server, text, sizeof text));
		else if (strstr(error.message, cases[i].body) == NULL)
			fail_msg("%zu: %s", i, error.message);
		secret_clear(&secret);
		buf_clear(&body);
	}
	server_stop(&server);
	http_reply_clear(&reply);
	http_free(&http);
}

/* With whatever method it is not shown over http; e2e/mtls.t shows it. */
static void
test_certificate(void **state)
{
	static const char *const methods[] = {
	    "tls_client_auth", "self_signed_tls_client_auth", "none", NULL};
	const struct client_certificate certificate = {
	    .file = (char *)"/c", .source = "tls_client_cert_file"};
	struct http *http = server_http();
	struct http_reply reply;

	(void)state;
	http_reply_init(&reply);
	for (size_t i = 0; i < COUNT(methods); i++) {
		struct client client = {.client_id = "me",
		    .token_endpoint_auth_method = methods[i],
		    .certificate = &certificate};
		struct error error = {0};
		struct buf body;

		buf_init(&body, 1000);
		assert_int_equal(
		    client_post(&client, http, "http://127.0.0.1:1/", &body,
			&reply, &error),
		    LANYARD_ERR_CONFIG);
		assert_non_null(strstr(error.message,
		    "the certificate of tls_client_cert_file cannot be shown "
		    "to http://"));
		assert_int_equal(body.size, 0);
		buf_clear(&body);
	}
	http_reply_clear(&reply);
	http_free(&http);
}

static void
test_failures(void **state)
{
	struct client client = {.client_id = "me"};
	struct http *http = server_http();
	struct error error = {0};
	struct http_reply reply;
	struct buf body;

	(void)state;
	http_reply_init(&reply);
	buf_init(&body, 4);
	buf_add_text(&body, "a=b");
	assert_int_equal(client_post(&client, http, "http://127.0.0.1:1/",
			     &body, &reply, &error),
	    LANYARD_ERR_CONFIG);
	assert_string_equal(buf_text(&body), "a=b");
	buf_clear(&body);
	buf_init(&body, 1000);
	assert_int_equal(client_post(&client, http, "http://id.example.org/",
			     &body, &reply, &error),
	    LANYARD_ERR_CONFIG);
	buf_clear(&body);
	http_reply_clear(&reply);
	http_free(&http);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_cases),
	    cmocka_unit_test(test_certificate),
	    cmocka_unit_test(test_failures),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
