/*
 * t_device.c - the device authorization grant
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/strings.h"
#include "login/tokens.h"
#include "net/oauth/device.h"
#include "os/clock.h"
#include "server.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define LATER(status, seconds, body)                                           \
	"HTTP/1.1 " status " X\r\nRetry-After: " seconds                       \
	"\r\nConnection: close\r\n\r\n" body
#define CODES                                                                  \
	"\"device_code\":\"dc\",\"user_code\":\"WDJB-MJHT\","                  \
	"\"verification_uri\":\"https://id.example.org/device\""

static const struct {
	const char *reply;
	enum lanyard_error result;
	int64_t interval_ms;
	int64_t expires_in_ms;
	const char *text; /* the complete URI, or what the message says */
} begins[] = {
    {SERVER_OK("{" CODES "}"), LANYARD_OK, 5000, 900000, NULL},
    {SERVER_OK("{" CODES ",\"interval\":2,\"expires_in\":\"60\"}"), LANYARD_OK,
	2000, 60000, NULL},
    /* No interval is one second; what was never good is not known. */
    {SERVER_OK("{" CODES ",\"interval\":0,\"expires_in\":0}"), LANYARD_OK, 1000,
	900000, NULL},
    {SERVER_OK("{" CODES ",\"interval\":-1,\"expires_in\":-60}"), LANYARD_OK,
	5000, 900000, NULL},
    {SERVER_OK("{" CODES ",\"interval\":\"3\",\"expires_in\":\"soon\"}"),
	LANYARD_OK, 3000, 900000, NULL},
    {SERVER_OK("{" CODES ",\"interval\":\"x\",\"expires_in\":true}"),
	LANYARD_OK, 5000, 900000, NULL},
    /* One that would outlive the code. */
    {SERVER_OK("{" CODES ",\"interval\":3600,\"expires_in\":60}"), LANYARD_OK,
	15000, 60000, NULL},
    {SERVER_OK("{" CODES ",\"interval\":5,\"expires_in\":2}"), LANYARD_OK, 1000,
	2000, NULL},
    {SERVER_OK("{" CODES ",\"interval\":5,\"expires_at\":99999999999}"),
	LANYARD_OK, 5000, 86400000, NULL},
    {SERVER_OK("{" CODES ",\"interval\":1e300,\"expires_in\":1e300}"),
	LANYARD_OK, 225000, 900000, NULL},
    {SERVER_OK("{" CODES ",\"interval\":9e9,\"expires_in\":99999}"), LANYARD_OK,
	300000, 86400000, NULL},
    {SERVER_OK("{" CODES ",\"verification_uri_complete\":\"https://x/y?z\"}"),
	LANYARD_OK, 5000, 900000, "https://x/y?z"},
    {SERVER_OK("{" CODES ",\"verification_uri_complete\":\"javascript:x\"}"),
	LANYARD_OK, 5000, 900000, NULL},
    {SERVER_OK("{\"device_code\":\"dc\",\"user_code\":\"WDJB-MJHT\","
	       "\"verification_url\":\"https://id.example.org/device\"}"),
	LANYARD_OK, 5000, 900000, NULL},
    /* RFC 8628 3.2 forbids no fragment. */
    {SERVER_OK("{\"device_code\":\"dc\",\"user_code\":\"WDJB-MJHT\","
	       "\"verification_uri\":\"https://id.example.org/#/device\","
	       "\"verification_uri_complete\":\"https://x?y#/z?a\"}"),
	LANYARD_OK, 5000, 900000, "https://x?y#/z?a"},
    {SERVER_OK("{" CODES ",\"verification_uri_complete\":\"https://x#a b\"}"),
	LANYARD_OK, 5000, 900000, NULL},
    {SERVER_OK("{" CODES ",\"verification_uri_complete\":\"https://x#a#b\"}"),
	LANYARD_OK, 5000, 900000, NULL},
    {SERVER_OK("{" CODES ",\"verification_uri_complete\":\"#https://x\"}"),
	LANYARD_OK, 5000, 900000, NULL},
    {SERVER_OK("{\"device_code\":\"dc\",\"user_code\":\"u\","
	       "\"verification_uri\":\"file:///etc/passwd\"}"),
	LANYARD_ERR_SERVER, 0, 0,
	"answered 200 without a usable verification_uri"},
    {SERVER_OK("{\"device_code\":\"dc\",\"user_code\":\"u\","
	       "\"verification_uri\":\"https://x/\\u001b[2J\"}"),
	LANYARD_ERR_SERVER, 0, 0, "without a usable verification_uri"},
    /* a name before the host is there to be taken for it */
    {SERVER_OK("{\"device_code\":\"dc\",\"user_code\":\"u\","
	       "\"verification_uri\":\"https://bank.example@x/\"}"),
	LANYARD_ERR_SERVER, 0, 0, "without a usable verification_uri"},
    {SERVER_OK("{" CODES ",\"verification_uri_complete\":\"https://a@x/y#z\"}"),
	LANYARD_OK, 5000, 900000, NULL},
    {SERVER_OK("{\"device_code\":\"dc\",\"user_code\":\"u\\u001b[2J\","
	       "\"verification_uri\":\"https://x/\"}"),
	LANYARD_ERR_SERVER, 0, 0, "without a usable user_code"},
    {SERVER_OK("{\"device_code\":\"\",\"user_code\":\"u\","
	       "\"verification_uri\":\"https://x/\"}"),
	LANYARD_ERR_SERVER, 0, 0, "without a usable device_code"},
    {SERVER_OK("{\"device_code\":\"dc\"}"), LANYARD_ERR_SERVER, 0, 0,
	"without a usable user_code, verification_uri"},
    {SERVER_OK("{}"), LANYARD_ERR_SERVER, 0, 0,
	"without a usable device_code, user_code, verification_uri"},
    {SERVER_OK("<html>"), LANYARD_ERR_SERVER, 0, 0, "not usable JSON"},
    {SERVER_SAYS("404", "<html>"), LANYARD_ERR_SERVER, 0, 0, "answered 404"},
    {SERVER_SAYS("400", ""), LANYARD_ERR_SERVER, 0, 0, "without an OAuth"},
    {SERVER_SAYS("403", "<p>{\"error\":\"access_denied\"}"), LANYARD_ERR_SERVER,
	0, 0, "answered 403 without an OAuth"},
    {SERVER_SAYS("302", "{}"), LANYARD_ERR_SERVER, 0, 0, "answered 302"},
    {SERVER_SAYS("503", "{\"error\":\"temporarily_unavailable\"}"),
	LANYARD_ERR_SERVER, 0, 0, "answered 503"},
    {SERVER_SAYS("400", "{\"error\":\"unauthorized_client\"}"),
	LANYARD_ERR_REFUSED, 0, 0, "answered 400 unauthorized_client"},
    {SERVER_OK("{\"error\":\"unauthorized_client\"}"), LANYARD_ERR_REFUSED, 0,
	0, "answered 200 unauthorized_client"},
    {SERVER_SAYS("400", "{\"error\":\"invalid_grant\"}"), LANYARD_ERR_REFUSED,
	0, 0, "invalid_grant"},
    {"", LANYARD_ERR_NETWORK, 0, 0, "no whole answer"},
};

static bool
is_near(int64_t value_ms, int64_t expected_ms)
{
	return value_ms >= expected_ms - 100 && value_ms <= expected_ms + 5000;
}

static void
check_begin(size_t i, struct http *http, const struct login *login)
{
	struct client client = {.client_id = "me"};
	int64_t now_ms = clock_monotonic_ms();
	struct error error = {0};
	struct device device;
	struct a_server server;
	enum lanyard_error r;
	int64_t again_s = 7;
	bool incomplete;

	server_start_one(&server, begins[i].reply);
	r = device_begin(
	    &device, http, &client, login, server.url, &again_s, &error);
	if (r != begins[i].result || error.code != r)
		fail_msg("%zu: %d %s", i, r, error.message);
	server_stop(&server);
	if (r != LANYARD_OK) {
		if (strstr(error.message, begins[i].text) == NULL)
			fail_msg("%zu: %s", i, error.message);
		assert_null(device.user_code);
		/* What the server meant is not asked for again. */
		incomplete = strstr(error.message, "without a usable") != NULL;
		assert_int_equal(
		    again_s, r == LANYARD_ERR_REFUSED || incomplete ? -1 : 0);
		return;
	}
	assert_string_equal((const char *)device.device_code.bytes, "dc");
	assert_string_equal(device.user_code, "WDJB-MJHT");
	assert_memory_equal(
	    device.verification_uri, "https://id.example.org/", 23);
	assert_non_null(strstr(begins[i].reply, device.verification_uri));
	if (begins[i].text == NULL)
		assert_null(device.verification_uri_complete);
	else
		assert_string_equal(
		    device.verification_uri_complete, begins[i].text);
	assert_int_equal(device.interval_ms, begins[i].interval_ms);
	assert_true(
	    is_near(device.next_poll_ms, now_ms + begins[i].interval_ms));
	assert_true(
	    is_near(device.expires_at_ms, now_ms + begins[i].expires_in_ms));
	device_clear(&device);
	device_clear(&device);
}

static void
test_begins(void **state)
{
	struct http *http = server_http();
	struct login login;
	size_t i;

	(void)state;
	login_init(&login);
	for (i = 0; i < COUNT(begins); i++)
		check_begin(i, http, &login);
	login_clear(&login);
	http_free(&http);
}

/* Polls of one device, in this order; the interval was 1 s. */
static const struct {
	const char *reply;
	enum lanyard_error result, told;
	bool pending;
	int64_t interval_ms, wait_ms;
} polls[] = {
#define ERROR(e)  "{\"error\":\"" e "\"}"
#define PENDING	  LANYARD_OK, LANYARD_OK, true
#define FAILED(e) LANYARD_OK, LANYARD_ERR_##e, true
#define OVER(e)	  LANYARD_ERR_##e, LANYARD_ERR_##e, false
    {SERVER_SAYS("400", ERROR("authorization_pending")), PENDING, 1000, 1000},
    {SERVER_SAYS("400", ERROR("slow_down")), PENDING, 6000, 6000},
    {SERVER_SAYS("429", ERROR("slow_down")), PENDING, 11000, 11000},
    /* Until the server has its say again it is asked more and more slowly. */
    {"", FAILED(NETWORK), 11000, 22000},
    {SERVER_SAYS("503", "busy"), FAILED(SERVER), 11000, 44000},
    {SERVER_SAYS("403", "<html>"), FAILED(SERVER), 11000, 44000},
    {SERVER_SAYS("404", ""), FAILED(SERVER), 11000, 44000},
    {SERVER_SAYS("408", ""), FAILED(SERVER), 11000, 44000},
    {SERVER_SAYS("302", ""), FAILED(SERVER), 11000, 44000},
    {SERVER_SAYS("400", ""), FAILED(SERVER), 11000, 44000},
    {SERVER_SAYS("400", "{}"), FAILED(SERVER), 11000, 44000},
    {SERVER_SAYS("401", "{\"error\":\"\"}"), FAILED(SERVER), 11000, 44000},
    {SERVER_SAYS("500", ERROR("server_error")), FAILED(SERVER), 11000, 44000},
    {SERVER_SAYS("400", ERROR("temporarily_unavailable")), FAILED(SERVER),
	11000, 44000},
    {SERVER_OK(""), FAILED(SERVER), 11000, 44000},
    {SERVER_OK("{}"), FAILED(SERVER), 11000, 44000},
    {SERVER_OK("<html>{\"error\":\"access_denied\"}"), FAILED(SERVER), 11000,
	44000},
    {LATER("503", "100", ""), FAILED(SERVER), 11000, 100000},
    {LATER("503", "3", ""), FAILED(SERVER), 11000, 44000},
    {LATER("429", "99999", ""), FAILED(SERVER), 11000, 300000},
    {SERVER_SAYS("400", ERROR("authorization_pending")), PENDING, 11000, 11000},
    {LATER("400", "30", ERROR("authorization_pending")), PENDING, 11000, 30000},
    {SERVER_SAYS("400", ERROR("access_denied")), OVER(CANCELLED), 11000, 11000},
    {SERVER_SAYS("403", ERROR("authorization_declined")), OVER(CANCELLED),
	11000, 11000},
    {SERVER_SAYS("400", ERROR("expired_token")), OVER(TIMEOUT), 11000, 11000},
    {SERVER_OK(ERROR("code_expired")), OVER(TIMEOUT), 11000, 11000},
    {SERVER_SAYS("400", ERROR("invalid_grant")), OVER(GRANT), 11000, 11000},
    {SERVER_SAYS("401", ERROR("invalid_client")), OVER(REFUSED), 11000, 11000},
    {"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"refresh_token\":\"rt\"",
	OVER(NETWORK), 11000, 11000},
    {SERVER_OK("{\"access_token\":\"at\"}"), LANYARD_OK, LANYARD_OK, false,
	11000, 11000},
};

static void
test_polls(void **state)
{
	struct server_answer answers[COUNT(polls)] = {{NULL, 0}};
	struct client client = {.client_id = "me"};
	struct http *http = server_http();
	struct device device = {.interval_ms = 1000};
	struct a_server server;
	struct login login;
	struct token token;
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(polls); i++)
		answers[i].bytes = polls[i].reply;
	server_start(&server, answers, COUNT(answers));
	login_init(&login);
	token_init(&token);
	secret_set_text(&device.device_code, "dc");
	device.expires_at_ms = clock_monotonic_ms() + 6000000;
	for (i = 0; i < COUNT(polls); i++) {
		struct error error = {0};
		bool pending = !polls[i].pending;
		enum lanyard_error r = device_poll(&device, http, &client,
		    &login, server.url, &token, &pending, &error);

		/* What will be tried again is told all the same. */
		if (r != polls[i].result || pending != polls[i].pending ||
		    device.interval_ms != polls[i].interval_ms ||
		    error.code != polls[i].told)
			fail_msg("%zu: %d %d %lld %s", i, r, pending,
			    (long long)device.interval_ms, error.message);
		if (!is_near(device.next_poll_ms,
			clock_monotonic_ms() + polls[i].wait_ms))
			fail_msg("%zu: polled again in %lld ms", i,
			    (long long)(device.next_poll_ms -
					clock_monotonic_ms()));
	}
	assert_string_equal((const char *)token.access_token.bytes, "at");
	server_stop(&server);
	token_clear(&token);
	device_clear(&device);
	login_clear(&login);
	http_free(&http);
}

static void
test_requests(void **state)
{
	static const struct server_answer answers[] = {
	    {SERVER_OK("{" CODES "}"), 0},
	    {SERVER_OK("{\"access_token\":\"at\"}"), 0},
	};
	struct client client = {.client_id = "me"};
	struct http *http = server_http();
	struct device device;
	struct a_server server;
	struct login login;
	struct token token;
	char text[4096];
	int64_t again_s;
	bool pending;

	(void)state;
	server_start(&server, answers, COUNT(answers));
	login_init(&login);
	token_init(&token);
	strings_add(&login.scope, "read");
	strings_add(&login.scope, "write");
	login.audience = strdup("aud");
	login_add_parameter(&login.authorization_parameters, "scope", "evil");
	login_add_parameter(&login.authorization_parameters, "prompt", "p");
	login_add_parameter(&login.token_parameters, "x", "y");
	assert_int_equal(device_begin(&device, http, &client, &login,
			     server.url, &again_s, NULL),
	    LANYARD_OK);
	server_request(&server, text, sizeof text);
	assert_string_equal(strstr(text, "\r\n\r\n") + 4,
	    "scope=read+write&audience=aud&prompt=p&client_id=me");
	assert_int_equal(device_poll(&device, http, &client, &login, server.url,
			     &token, &pending, NULL),
	    LANYARD_OK);
	server_request(&server, text, sizeof text);
	assert_string_equal(strstr(text, "\r\n\r\n") + 4,
	    "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
	    "&device_code=dc&audience=aud&x=y&client_id=me");
	/* An expired code is not sent any more. */
	device.expires_at_ms = clock_monotonic_ms();
	assert_int_equal(device_poll(&device, http, &client, &login, server.url,
			     &token, &pending, NULL),
	    LANYARD_ERR_TIMEOUT);
	assert_false(pending);
	kill(server.pid, SIGKILL);
	assert_string_equal(server_request(&server, text, sizeof text), "");
	server_stop(&server);
	device_clear(&device);
	token_clear(&token);
	login_clear(&login);
	http_free(&http);
}

/* A client with a secret says who it is in the body, too. */
static void
test_client_with_secret(void **state)
{
	static const struct server_answer answers[] = {
	    {SERVER_OK("{" CODES "}"), 0},
	    {SERVER_OK("{\"access_token\":\"at\"}"), 0},
	};
	static const char *const methods[] = {
	    "client_secret_basic", "client_secret_post", "none"};
	struct http *http = server_http();
	struct secret secret = {NULL, 0};
	struct login login;

	(void)state;
	login_init(&login);
	secret_set_text(&secret, "shh");
	for (size_t i = 0; i < COUNT(methods); i++) {
		struct client client = {.client_id = "me",
		    .client_secret = &secret,
		    .token_endpoint_auth_method = methods[i]};
		struct a_server server;
		struct device device;
		struct token token;
		char text[4096], *id;
		int64_t again_s;
		bool pending;

		server_start(&server, answers, COUNT(answers));
		token_init(&token);
		assert_int_equal(device_begin(&device, http, &client, &login,
				     server.url, &again_s, NULL),
		    LANYARD_OK);
		assert_int_equal(device_poll(&device, http, &client, &login,
				     server.url, &token, &pending, NULL),
		    LANYARD_OK);
		for (int n = 0; n < 2; n++) {
			server_request(&server, text, sizeof text);
			assert_int_equal(i == 0,
			    strstr(text, "Authorization: Basic ") != NULL);
			id = strstr(text, "client_id=me");
			assert_non_null(id);
			assert_null(strstr(id + 1, "client_id="));
		}
		server_stop(&server);
		token_clear(&token);
		device_clear(&device);
	}
	secret_clear(&secret);
	login_clear(&login);
	http_free(&http);
}

/* However long it is to wait: one poll comes before the end of the code. */
static void
test_last_poll(void **state)
{
	static const struct server_answer answer = {LATER("503", "200", ""), 0};
	struct client client = {.client_id = "me"};
	struct device device = {.interval_ms = 5000};
	int64_t end_ms = clock_monotonic_ms() + 100000;
	struct http *http = server_http();
	struct a_server server;
	struct login login;
	struct token token;
	bool pending = false;

	(void)state;
	server_start(&server, &answer, 1);
	login_init(&login);
	token_init(&token);
	secret_set_text(&device.device_code, "dc");
	device.expires_at_ms = end_ms;
	assert_int_equal(device_poll(&device, http, &client, &login, server.url,
			     &token, &pending, NULL),
	    LANYARD_OK);
	assert_true(pending);
	assert_int_equal(device.next_poll_ms, end_ms - 5000);
	server_stop(&server);
	token_clear(&token);
	device_clear(&device);
	login_clear(&login);
	http_free(&http);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_begins),
	    cmocka_unit_test(test_polls),
	    cmocka_unit_test(test_requests),
	    cmocka_unit_test(test_client_with_secret),
	    cmocka_unit_test(test_last_poll),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
