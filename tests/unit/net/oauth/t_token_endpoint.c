/*
 * t_token_endpoint.c - the token endpoint's request and reply
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "login/tokens.h"
#include "net/oauth/parameters.h"
#include "net/oauth/token_endpoint.h"
#include "os/clock.h"
#include "server.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define SENT	     "old-token"

/* Replies: the class, and what was taken. NULL: nothing. */
static const struct {
	const char *reply;
	enum lanyard_error result;
	const char *access_token;
	const char *refresh_token;
	int64_t expires_in_s;
	const char *error;
	const char *message;
} replies[] = {
#define GOOD "\"access_token\":\"at\",\"token_type\":\"Bearer\""
    {SERVER_OK("{" GOOD ",\"expires_in\":3600,\"refresh_token\":\"rt\"}"),
	LANYARD_OK, "at", "rt", 3600, NULL, ""},
    {SERVER_OK("{" GOOD ",\"expires_in\":\"3600\"}"), LANYARD_OK, "at", NULL,
	3600, NULL, ""},
    {SERVER_OK("{" GOOD ",\"expires_in\":-5}"), LANYARD_OK, "at", NULL, 0, NULL,
	""},
    {SERVER_OK("{" GOOD ",\"expires_in\":\"soon\"}"), LANYARD_OK, "at", NULL,
	TOKEN_LIFE_UNREAD, NULL, ""},
    {SERVER_OK("{" GOOD ",\"error\":null,\"scope\":null}"), LANYARD_OK, "at",
	NULL, 0, NULL, ""},
    {SERVER_OK("{" GOOD ",\"refresh_token\":null}"), LANYARD_OK, "at", NULL, 0,
	NULL, ""},
    {SERVER_OK("{" GOOD ",\"refresh_token\":\"\"}"), LANYARD_OK, "at", NULL, 0,
	NULL, ""},
    {SERVER_OK("{" GOOD ",\"refresh_token\":\"a\\nb\"}"), LANYARD_OK, "at",
	NULL, 0, NULL, ""},
    {SERVER_OK("{" GOOD ",\"refresh_token\":\"caf\\u00e9\"}"), LANYARD_OK, "at",
	NULL, 0, NULL, ""},
    {SERVER_SAYS("201", "{" GOOD "}"), LANYARD_OK, "at", NULL, 0, NULL, ""},
    {SERVER_OK("{\"access_token\":\"at\"}"), LANYARD_OK, "at", NULL, 0, NULL,
	""},
    {SERVER_OK("{\"access_token\":\"at\",\"token_type\":\"bEARER\"}"),
	LANYARD_OK, "at", NULL, 0, NULL, ""},
    {SERVER_OK("{\"access_token\":\"at\",\"token_type\":\"DPoP\","
	       "\"refresh_token\":\"rt\"}"),
	LANYARD_ERR_SERVER, NULL, "rt", 0, NULL, "of type DPoP"},
    {SERVER_OK("{\"access_token\":\"at\",\"token_type\":\"MAC\"}"),
	LANYARD_ERR_SERVER, NULL, NULL, 0, NULL, "of type MAC"},
    /* no usable access token, but what came with it is kept */
    {SERVER_OK("{\"refresh_token\":\"rt\"}"), LANYARD_ERR_SERVER, NULL, "rt", 0,
	NULL, "without a usable access_token"},
    {SERVER_OK("{\"access_token\":\"\",\"refresh_token\":\"rt\"}"),
	LANYARD_ERR_SERVER, NULL, "rt", 0, NULL, "access_token"},
    {SERVER_OK("{\"access_token\":\"a\\u0000\",\"refresh_token\":\"rt\"}"),
	LANYARD_ERR_SERVER, NULL, "rt", 0, NULL, "access_token"},
    {SERVER_OK("{\"access_token\":\"a\\r\\nX: y\"}"), LANYARD_ERR_SERVER, NULL,
	NULL, 0, NULL, "access_token"},
    {SERVER_OK("{\"access_token\":0}"), LANYARD_ERR_SERVER, NULL, NULL, 0, NULL,
	"access_token"},
    {SERVER_OK("{\"access_token\":12}"), LANYARD_OK, "12", NULL, 0, NULL, ""},
    /* wrapped */
    {SERVER_OK("{\"data\":{" GOOD ",\"expires_in\":5,\"refresh_token\":\"r"
	       "t\"}}"),
	LANYARD_OK, "at", "rt", 5, NULL, ""},
    {SERVER_OK("[{" GOOD ",\"expires_in\":5,\"refresh_token\":\"rt\"}]"),
	LANYARD_OK, "at", "rt", 5, NULL, ""},
    {SERVER_OK("[{" GOOD "},{\"access_token\":\"b\"}]"), LANYARD_ERR_SERVER,
	NULL, NULL, 0, NULL, "access_token twice"},
    {SERVER_OK("access_token=at&token_type=bearer&expires_in=5&refresh_token="
	       "r%74"),
	LANYARD_OK, "at", "rt", 5, NULL, ""},
    {SERVER_OK("token_type=mac&access_token=at&refresh_token=rt\r\n"),
	LANYARD_ERR_SERVER, NULL, "rt", 0, NULL, "of type mac"},
    {SERVER_OK("access_token=at&access_token=b&refresh_token=rt"),
	LANYARD_ERR_SERVER, NULL, "rt", 0, NULL, "access_token twice"},
    {SERVER_OK("access_token=at&refresh_token=r%7"), LANYARD_OK, "at", NULL, 0,
	NULL, ""},
    /* the one that was sent is no other */
    {SERVER_OK("{" GOOD ",\"refresh_token\":\"" SENT "\"}"), LANYARD_OK, "at",
	NULL, 0, NULL, ""},
    {SERVER_OK("{\"request\":{\"refresh_token\":\"" SENT
	       "\"},\"new\":{\"refresh_token\":\"rt\"}}"),
	LANYARD_ERR_SERVER, NULL, "rt", 0, NULL, "access_token"},
    /* no error, beside tokens */
    {SERVER_OK("{\"error\":\"\"," GOOD ",\"refresh_token\":\"rt\"}"),
	LANYARD_OK, "at", "rt", 0, NULL, ""},
    {SERVER_OK("{\"error\":false," GOOD ",\"refresh_token\":\"rt\"}"),
	LANYARD_OK, "at", "rt", 0, NULL, ""},
    {SERVER_OK("{\"error\":0," GOOD ",\"refresh_token\":\"rt\"}"), LANYARD_OK,
	"at", "rt", 0, NULL, ""},
    {SERVER_OK("{\"error\":{}," GOOD ",\"refresh_token\":\"rt\"}"), LANYARD_OK,
	"at", "rt", 0, NULL, ""},
    {SERVER_OK("{\"error\":[]," GOOD ",\"refresh_token\":\"rt\"}"), LANYARD_OK,
	"at", "rt", 0, NULL, ""},
    {SERVER_OK("{\"error\":\"\",\"refresh_token\":\"rt\"}"), LANYARD_ERR_SERVER,
	NULL, "rt", 0, NULL, "access_token"},
    {SERVER_OK("{}"), LANYARD_ERR_SERVER, NULL, NULL, 0, NULL, "access_token"},
    /* garbled */
    {SERVER_OK("{" GOOD ",\"refresh_token\":\"rt\""), LANYARD_OK, "at", "rt", 0,
	NULL, ""},
    {SERVER_OK("{" GOOD " \"refresh_token\":\"rt\"}"), LANYARD_OK, "at", "rt",
	0, NULL, ""},
    {SERVER_OK("{" GOOD ",\"x\":1,\"x\":2,\"y\":\"\xe9\"}"), LANYARD_OK, "at",
	NULL, 0, NULL, ""},
    {SERVER_OK("{" GOOD ",\"expires_in\":36"), LANYARD_OK, "at", NULL,
	TOKEN_LIFE_UNREAD, NULL, ""},
    {SERVER_OK("{" GOOD ",\"access_token\":\"b\",\"refresh_token\":\"rt\"}"),
	LANYARD_ERR_SERVER, NULL, "rt", 0, NULL, "twice"},
    {SERVER_OK("{" GOOD "," GOOD ",\"refresh_token\":\"rt\"}"), LANYARD_OK,
	"at", "rt", 0, NULL, ""},
    {SERVER_OK("{" GOOD ",\"refresh_token\":\"r1\",\"refresh_token\":\"r2\"}"),
	LANYARD_ERR_SERVER, NULL, NULL, 0, NULL, "twice"},
    {SERVER_OK("{\"refresh_token\":\"rt\",\"error\":\"x\""), LANYARD_ERR_GRANT,
	NULL, NULL, 0, "x", "answered 200 x"},
    {SERVER_SAYS("403", "<p>{\"error\":\"x\"}"), LANYARD_ERR_SERVER, NULL, NULL,
	0, NULL, "with a web page"},
    {SERVER_OK("<html>\"refresh_token\":\"r"), LANYARD_ERR_SERVER, NULL, NULL,
	0, NULL, "with a web page, not JSON"},
    {SERVER_OK(""), LANYARD_ERR_SERVER, NULL, NULL, 0, NULL, "JSON"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"
     "{" GOOD ",\"refresh_token\":\"rt\"",
	LANYARD_OK, "at", "rt", 0, NULL, ""},
    {"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"
     "{\"refresh_token\":\"rt\",\"access_token\":\"a",
	LANYARD_ERR_NETWORK, NULL, "rt", 0, NULL, "no whole answer"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"
     "refresh_token=rt&access_token=a",
	LANYARD_ERR_NETWORK, NULL, "rt", 0, NULL, "no whole answer"},
    {"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n"
     "{" GOOD ",\"refresh_token\":\"r",
	LANYARD_OK, "at", NULL, 0, NULL, ""},
    {"", LANYARD_ERR_NETWORK, NULL, NULL, 0, NULL, "no whole answer"},
/* refused */
#define ERROR(e) "{\"error\":\"" e "\"}"
    {SERVER_SAYS("400", ERROR("invalid_grant")), LANYARD_ERR_GRANT, NULL, NULL,
	0, "invalid_grant", "answered 400 invalid_grant"},
    {SERVER_SAYS("401", ERROR("invalid_grant")), LANYARD_ERR_GRANT, NULL, NULL,
	0, "invalid_grant", "invalid_grant"},
    {SERVER_OK(ERROR("bad_refresh_token")), LANYARD_ERR_GRANT, NULL, NULL, 0,
	"bad_refresh_token", "answered 200 bad_refresh_token"},
    {SERVER_SAYS("400", ERROR("login_required")), LANYARD_ERR_GRANT, NULL, NULL,
	0, "login_required", ""},
    {SERVER_OK(
	 "{\"error\":\"invalid_grant\"," GOOD ",\"refresh_token\":\"rt\"}"),
	LANYARD_OK, "at", "rt", 0, NULL, ""},
    {SERVER_SAYS("400",
	 "{\"error\":\"invalid_grant\"," GOOD ",\"refresh_token\":\"rt\"}"),
	LANYARD_ERR_GRANT, NULL, NULL, 0, "invalid_grant", ""},
    {SERVER_OK("{\"error\":\"invalid_grant\",\"refresh_token\":\"rt\"}"),
	LANYARD_ERR_GRANT, NULL, NULL, 0, "invalid_grant", ""},
    {SERVER_OK("error=bad_refresh_token&error_description=no+more"),
	LANYARD_ERR_GRANT, NULL, NULL, 0, "bad_refresh_token",
	"or used elsewhere (no more)"},
    /* damaged, with a status that says no */
    {SERVER_SAYS("400", "{\"error\":\"invalid_grant\",\"x\":\"\xe9\"}"),
	LANYARD_ERR_GRANT, NULL, NULL, 0, "invalid_grant", ""},
    {SERVER_SAYS("400", "[{\"error\":\"invalid_grant\"}]"), LANYARD_ERR_GRANT,
	NULL, NULL, 0, "invalid_grant", ""},
    {SERVER_SAYS("400", "{\"x\":\"a\nb\tc\",\"error\":\"invalid_grant\"}"),
	LANYARD_ERR_GRANT, NULL, NULL, 0, "invalid_grant", ""},
    {SERVER_SAYS("400", "error=invalid_grant\n"), LANYARD_ERR_GRANT, NULL, NULL,
	0, "invalid_grant", ""},
    /* a refresh: all but the client, the scope and the moment */
    {SERVER_SAYS("400", ERROR("unauthorized_client")), LANYARD_ERR_GRANT, NULL,
	NULL, 0, "unauthorized_client", ""},
    {SERVER_SAYS("401", ERROR("invalid_token")), LANYARD_ERR_GRANT, NULL, NULL,
	0, "invalid_token", ""},
    {SERVER_SAYS("403", ERROR("Access Denied")), LANYARD_ERR_GRANT, NULL, NULL,
	0, "Access Denied", ""},
    {SERVER_SAYS("400", ERROR("invalid_request")), LANYARD_ERR_GRANT, NULL,
	NULL, 0, "invalid_request", ""},
    {SERVER_SAYS("400", ERROR("Too Many Requests")), LANYARD_ERR_SERVER, NULL,
	NULL, 0, "Too Many Requests", ""},
    {SERVER_SAYS("500", ERROR("invalid_grant")), LANYARD_ERR_SERVER, NULL, NULL,
	0, "invalid_grant", "answered 500"},
    {SERVER_SAYS("429", ERROR("invalid_grant")), LANYARD_ERR_SERVER, NULL, NULL,
	0, "invalid_grant", "answered 429"},
    {SERVER_SAYS("302", ERROR("invalid_grant")), LANYARD_ERR_SERVER, NULL, NULL,
	0, "invalid_grant", "answered 302"},
    {SERVER_SAYS("401", ERROR("invalid_client")), LANYARD_ERR_REFUSED, NULL,
	NULL, 0, "invalid_client", "answered 401 invalid_client"},
    {SERVER_SAYS("400", ERROR("authorization_pending")), LANYARD_ERR_GRANT,
	NULL, NULL, 0, "authorization_pending", ""},
    {SERVER_SAYS("400", ERROR("slow_down")), LANYARD_ERR_SERVER, NULL, NULL, 0,
	"slow_down", ""},
    {SERVER_SAYS("400", ERROR("temporarily_unavailable")), LANYARD_ERR_SERVER,
	NULL, NULL, 0, "temporarily_unavailable", ""},
    {SERVER_SAYS("400",
	 "{\"error\":\"invalid_scope\","
	 "\"error_description\":\"no\\u001b[31m \\u0007 such\"}"),
	LANYARD_ERR_REFUSED, NULL, NULL, 0, "invalid_scope",
	"invalid_scope (no?[31m ? such)"},
    {SERVER_SAYS("400", "{\"error\":\"invalid_grant\","
			"\"error_description\":\"bad " SENT ".\"}"),
	LANYARD_ERR_GRANT, NULL, NULL, 0, "invalid_grant",
	"answered 400 invalid_grant"},
    {SERVER_SAYS("400", "{\"error\":{\"code\":1}," GOOD "}"), LANYARD_ERR_GRANT,
	NULL, NULL, 0, NULL, "without an OAuth error"},
    {SERVER_SAYS("400", "{\"error\":\"a\\nb\"}"), LANYARD_ERR_GRANT, NULL, NULL,
	0, NULL, "without an OAuth error"},
    {SERVER_SAYS("404", "<html>not here"), LANYARD_ERR_SERVER, NULL, NULL, 0,
	NULL, "answered 404 with a web page, not JSON"},
    {SERVER_SAYS("400", "{}"), LANYARD_ERR_GRANT, NULL, NULL, 0, NULL,
	"answered 400"},
    {SERVER_SAYS("500", "{" GOOD "}"), LANYARD_ERR_SERVER, NULL, NULL, 0, NULL,
	"answered 500"},
    {SERVER_SAYS("302", "{" GOOD "}"), LANYARD_ERR_SERVER, NULL, NULL, 0, NULL,
	"answered 302"},
};

static bool
is(const struct secret *secret, const char *text)
{
	if (text == NULL || !secret_is_set(secret))
		return text == NULL && !secret_is_set(secret);
	return strcmp((const char *)secret->bytes, text) == 0;
}

static void
check_reply(size_t i, struct http *http)
{
	struct secret old = {NULL, 0};
	struct client client = {.client_id = "me"};
	struct error error = {0};
	struct a_server server;
	struct login login;
	struct token token;
	struct buf body;
	int64_t now = clock_now();
	enum lanyard_error r;

	server_start_one(&server, replies[i].reply);
	token_init(&token);
	login_init(&login);
	buf_init(&body, 4096);
	secret_set_text(&old, SENT);
	parameters_add_refresh(&body, &login, &old);
	r = token_endpoint_request(
	    &token, http, &client, server.url, &body, &error);
	if (r != replies[i].result ||
	    (r != LANYARD_OK && error.code != replies[i].result) ||
	    strstr(error.message, replies[i].message) == NULL ||
	    strstr(error.message, SENT) != NULL ||
	    (r != LANYARD_OK && strstr(error.message, "127.0.0.1:") == NULL))
		fail_msg("%zu: %d %s", i, r, error.message);
	if (!is(&token.access_token, replies[i].access_token) ||
	    !is(&token.refresh_token, replies[i].refresh_token) ||
	    token.expires_in_s != replies[i].expires_in_s ||
	    token.asked_at < now || token.retry_after_s != -1)
		fail_msg("%zu: another token for %s", i, replies[i].reply);
	if ((token.error == NULL) != (replies[i].error == NULL) ||
	    (token.error != NULL && strcmp(token.error, replies[i].error) != 0))
		fail_msg("%zu: error %s", i, token.error);
	server_stop(&server);
	secret_clear(&old);
	buf_clear(&body);
	token_clear(&token);
	login_clear(&login);
}

static void
test_replies(void **state)
{
	struct http *http = server_http();
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(replies); i++)
		check_reply(i, http);
	http_free(&http);
}

/* A lifetime, however the server says when the token is over. */
static void
test_lifetimes(void **state)
{
	static const struct {
		const char *members; /* @: the moment in an hour */
		int64_t lifetime_s;
	} table[] = {
	    {"\"expires_in\":3600", 3600},
	    {"\"expires_in\":@", 3600},
	    {"\"expires_in\":\"@\"", 3600},
	    {"\"expires_in\":@000", 3600},
	    {"\"expires_in\":\"@123\"", 3600},
	    {"\"expires_in\":@.5", 3600},
	    {"\"expires_in\":999999999", 999999999},
	    {"\"expires_in\":1000003600", TOKEN_LIFE_UNREAD},
	    {"\"expires_at\":@", 3600},
	    {"\"expires_at\":\"@\"", 3600},
	    {"\"expires_at\":@999", 3600},
	    {"\"expires_on\":\"@\"", 3600},
	    {"\"expires\":@", 3600},
	    {"\"expires\":3600", 3600},
	    {"\"expires_in\":\"soon\",\"expires_on\":@", 3600},
	    {"\"expires_in\":null,\"expires_on\":@", 3600},
	    {"\"expires_in\":60,\"expires_on\":@", 60},
	    {"\"expires_at\":\"2026-11-28T15:00:00Z\"", TOKEN_LIFE_UNREAD},
	    {"\"expires_in\":-@", 0},
	};
	struct client client = {.client_id = "me"};
	struct http *http = server_http();
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(table); i++) {
		const char *at = strchr(table[i].members, '@');
		size_t before = strcspn(table[i].members, "@");
		char moment[32] = "", reply[512];
		struct a_server server;
		struct token token;
		struct buf body;

		if (at != NULL)
			snprintf(moment, sizeof(moment), "%lld",
			    (long long)clock_now() + 3600);
		snprintf(reply, sizeof(reply), SERVER_OK("{" GOOD ",%.*s%s%s}"),
		    (int)before, table[i].members, moment,
		    at != NULL ? at + 1 : "");
		server_start_one(&server, reply);
		token_init(&token);
		buf_init(&body, 4096);
		assert_int_equal(token_endpoint_request(&token, http, &client,
				     server.url, &body, NULL),
		    LANYARD_OK);
		if (token.expires_in_s > table[i].lifetime_s ||
		    token.expires_in_s <
			table[i].lifetime_s - (table[i].lifetime_s > 0 ? 2 : 0))
			fail_msg("%s: %lld", table[i].members,
			    (long long)token.expires_in_s);
		server_stop(&server);
		buf_clear(&body);
		token_clear(&token);
	}
	http_free(&http);
}

/* One token after another in the same struct: nothing stays behind. */
static void
test_again(void **state)
{
	static const struct server_answer answers[] = {
	    {SERVER_OK("{" GOOD ",\"scope\":\"a b\",\"refresh_token\":\"rt\"}"),
		0},
	    {"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nConnection: "
	     "close\r\n\r\n" ERROR("server_error"),
		0},
	    {SERVER_OK("{\"access_token\":\"b\",\"scope\":\"a\\nb\"}"), 0},
	};
	struct client client = {.client_id = "me"};
	struct http *http = server_http();
	struct a_server server;
	struct token token;
	struct buf body;

	(void)state;
	server_start(&server, answers, COUNT(answers));
	token_init(&token);
	buf_init(&body, 4096);
	assert_int_equal(token_endpoint_request(
			     &token, http, &client, server.url, &body, NULL),
	    LANYARD_OK);
	assert_string_equal(token.scope, "a b");
	assert_string_equal(token.token_type, "Bearer");
	assert_int_equal(token.status, 200);
	assert_int_equal(token_endpoint_request(
			     &token, http, &client, server.url, &body, NULL),
	    LANYARD_ERR_SERVER);
	assert_int_equal(token.retry_after_s, 7);
	assert_int_equal(token.status, 503);
	assert_string_equal(token.error, "server_error");
	assert_false(secret_is_set(&token.refresh_token));
	assert_false(secret_is_set(&token.access_token));
	assert_null(token.scope);
	assert_int_equal(token_endpoint_request(
			     &token, http, &client, server.url, &body, NULL),
	    LANYARD_OK);
	assert_null(token.error);
	assert_null(token.scope);
	assert_null(token.token_type);
	assert_int_equal(token.retry_after_s, -1);
	server_stop(&server);
	buf_clear(&body);
	token_clear(&token);
	http_free(&http);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_replies),
	    cmocka_unit_test(test_lifetimes),
	    cmocka_unit_test(test_again),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
