/*
 * t_pushed_request.c - an authorization request that the server is told
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/strings.h"
#include "net/oauth/pushed_request.h"
#include "server.h"

#define COUNT(table)  (sizeof(table) / sizeof *(table))
#define URN	      "urn:ietf:params:oauth:request_uri:6esc_11ACC5bwc014ltc14eY22c"
#define CREATED(body) "HTTP/1.1 201 Created\r\nConnection: close\r\n\r\n" body
#define AT	      "https://id.example.org/a"

struct asked {
	struct authorization authorization;
	struct login login;
	struct secret secret;
	struct client client;
	struct error error;
	int64_t life_s;
	char request[8192];
	int requests;
};

static enum lanyard_error
ask(struct asked *a, const char *answer, const char *secret, const char *at)
{
	struct http *http = server_http();
	struct a_server server;
	enum lanyard_error r;

	memset(a, 0, sizeof(*a));
	login_init(&a->login);
	a->login.client_id = strdup("s6BhdRkqt3");
	a->login.username = strdup("ada");
	strings_add(&a->login.scope, "openid");
	strings_add(&a->login.scope, "a b");
	a->client.client_id = a->login.client_id;
	a->client.login = "work";
	a->client.client_secret = &a->secret;
	if (secret != NULL)
		secret_set_text(&a->secret, secret);
	server_start_one(&server, answer);
	assert_int_equal(authorization_begin(&a->authorization, &a->login, at,
			     "http://127.0.0.1:1/cb", NULL),
	    LANYARD_OK);
	r = pushed_request_send(&a->authorization, http, &a->client, &a->login,
	    server.url, at, &a->life_s, &a->error);
	server_request(&server, a->request, sizeof(a->request));
	server_stop(&server);
	http_free(&http);
	return r;
}

static void
finish(struct asked *a)
{
	authorization_clear(&a->authorization);
	login_clear(&a->login);
	secret_clear(&a->secret);
}

/* RFC 9126 2.1, 2.2, 4. */
static void
pushes_all_and_shows_a_name(void **state)
{
	struct asked a;
	char text[256];

	(void)state;
	assert_int_equal(
	    ask(&a, CREATED("{\"request_uri\":\"" URN "\",\"expires_in\":60}"),
		NULL, AT),
	    LANYARD_OK);
	assert_int_equal(a.life_s, 60);
	assert_string_equal(a.authorization.url,
	    AT "?client_id=s6BhdRkqt3&request_uri=urn%3Aietf%3Aparams%3Aoauth"
	       "%3Arequest_uri%3A6esc_11ACC5bwc014ltc14eY22c");
	assert_non_null(strstr(a.request, "POST "));
	/* Encoded as a form, where a blank is "+". */
	assert_non_null(strstr(a.request, "&scope=openid+a+b&"));
	assert_non_null(strstr(a.request,
	    "response_type=code&client_id=s6BhdRkqt3&redirect_uri=http%3A%2F%2F"
	    "127.0.0.1%3A1%2Fcb&"));
	assert_non_null(strstr(a.request, "&code_challenge_method=S256"));
	assert_non_null(strstr(a.request, "&login_hint=ada"));
	snprintf(text, sizeof(text), "&state=%s&nonce=%s&",
	    (const char *)a.authorization.state.bytes,
	    (const char *)a.authorization.nonce.bytes);
	assert_non_null(strstr(a.request, text));
	/* The client is named once, and what it asks for is not sent twice. */
	assert_null(strstr(strstr(a.request, "client_id=") + 1, "client_id="));
	assert_null(strstr(a.request, "request_uri"));
	assert_null(strstr(a.request, "code_verifier"));
	finish(&a);
}

static void
proves_itself_as_at_the_token_endpoint(void **state)
{
	struct asked a;

	(void)state;
	assert_int_equal(ask(&a, CREATED("{\"request_uri\":\"urn:x\"}"), "hush",
			     AT "?tenant=1"),
	    LANYARD_OK);
	assert_int_equal(a.life_s, 0);
	assert_non_null(
	    strstr(a.request, "Authorization: Basic czZCaGRSa3F0MzpodXNo\r\n"));
	assert_null(strstr(a.request, "hush"));
	assert_non_null(strstr(a.request, "client_id=s6BhdRkqt3"));
	assert_string_equal(a.authorization.url,
	    AT "?tenant=1&client_id=s6BhdRkqt3&request_uri=urn%3Ax");
	finish(&a);
}

#define E(name) LANYARD_ERR_##name
#define SAYS(status, error)                                                    \
	SERVER_SAYS(                                                           \
	    status, "{\"error\":\"" error "\",\"error_description\":\"why\"}")

static void
takes_replies_as_they_come(void **state)
{
	static const struct {
		const char *answer;
		enum lanyard_error result;
		const char *said, *hint; /* said: of the URL where it is good */
	} cases[] = {
	    {SERVER_OK("{\"request_uri\":\"urn:x\",\"expires_in\":\"5\"}"),
		LANYARD_OK, "=urn%3Ax", NULL},
	    {CREATED("{\"request_uri\":\"https://id.example.org/r/1?a=b&c\"}"),
		LANYARD_OK, "=https%3A%2F%2Fid.example.org%2Fr%2F1%3Fa%3Db%26c",
		NULL},
	    {SAYS("400", "invalid_request"), E(REFUSED),
		"the authorization request was not taken: ", NULL},
	    {SAYS("400", "invalid_redirect_uri"), E(REFUSED),
		"invalid_redirect_uri", NULL},
	    {SAYS("401", "invalid_client"), E(REFUSED), "invalid_client",
		"token_endpoint_auth_method"},
	    {SAYS("400", "invalid_target"), E(REFUSED), "invalid_target",
		"resource"},
	    {SAYS("400", "invalid_grant"), E(REFUSED), "invalid_grant", NULL},
	    {SAYS("429", "slow_down"), E(SERVER), "429", NULL},
	    {SERVER_SAYS("503", ""), E(SERVER), "503", NULL},
	    {SERVER_SAYS("404", "<html>"), E(SERVER), "404",
		"is pushed_authorization_request_endpoint right?"},
	    {SERVER_SAYS("405", ""), E(SERVER), "405",
		"is pushed_authorization_request_endpoint right?"},
	    {SERVER_SAYS("413", ""), E(SERVER), "413", NULL},
	    {CREATED("{}"), E(SERVER), "without a usable request_uri",
		"is pushed_authorization_request_endpoint right?"},
	    {CREATED(""), E(SERVER), "without a usable request_uri", NULL},
	    {CREATED("{\"request_uri\":\"\"}"), E(SERVER), "without a usable",
		NULL},
	    {CREATED("{\"request_uri\":7}"), E(SERVER), "without a usable",
		NULL},
	    {CREATED("{\"request_uri\":\"a\\nb\"}"), E(SERVER),
		"without a usable", NULL},
	    {CREATED("{\"request_uri\":\"urn:a\",\"request_uri\":\"urn:b\"}"),
		E(SERVER), "without a usable", NULL},
	    {SERVER_OK("<html>\"request_uri\":\"urn:x\"</html>"), E(SERVER),
		"without a usable", NULL},
	    {"", E(NETWORK), "", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct asked a;
		enum lanyard_error r = ask(&a, cases[i].answer, NULL, AT);
		const char *said =
		    r == LANYARD_OK ? a.authorization.url : a.error.message;

		if (r != cases[i].result ||
		    strstr(said, cases[i].said) == NULL ||
		    (r != LANYARD_OK && a.error.code != r) ||
		    (cases[i].hint != NULL &&
			strstr(a.error.hint, cases[i].hint) == NULL))
			fail_msg("%zu: %d %s (%s)", i, r, said, a.error.hint);
		finish(&a);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pushes_all_and_shows_a_name),
	    cmocka_unit_test(proves_itself_as_at_the_token_endpoint),
	    cmocka_unit_test(takes_replies_as_they_come),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
