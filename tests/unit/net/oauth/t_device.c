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
    {SERVER_OK("{" CODES ",\"interval\":0,\"expires_in\":0}"), LANYARD_OK, 5000,
	900000, NULL},
    {SERVER_OK("{" CODES ",\"interval\":1e300,\"expires_in\":1e300}"),
	LANYARD_OK, 300000, 86400000, NULL},
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
	LANYARD_ERR_SERVER, 0, 0, "no usable device code"},
    {SERVER_OK("{\"device_code\":\"dc\",\"user_code\":\"u\","
	       "\"verification_uri\":\"https://x/\\u001b[2J\"}"),
	LANYARD_ERR_SERVER, 0, 0, "no usable device code"},
    /* a name before the host is there to be taken for it */
    {SERVER_OK("{\"device_code\":\"dc\",\"user_code\":\"u\","
	       "\"verification_uri\":\"https://bank.example@x/\"}"),
	LANYARD_ERR_SERVER, 0, 0, "no usable device code"},
    {SERVER_OK("{" CODES ",\"verification_uri_complete\":\"https://a@x/y#z\"}"),
	LANYARD_OK, 5000, 900000, NULL},
    {SERVER_OK("{\"device_code\":\"dc\",\"user_code\":\"u\\u001b[2J\","
	       "\"verification_uri\":\"https://x/\"}"),
	LANYARD_ERR_SERVER, 0, 0, "no usable device code"},
    {SERVER_OK("{\"device_code\":\"\",\"user_code\":\"u\","
	       "\"verification_uri\":\"https://x/\"}"),
	LANYARD_ERR_SERVER, 0, 0, "no usable device code"},
    {SERVER_OK("{}"), LANYARD_ERR_SERVER, 0, 0, "no usable device code"},
    {SERVER_OK("<html>"), LANYARD_ERR_SERVER, 0, 0, "not usable JSON"},
    {SERVER_SAYS("404", "<html>"), LANYARD_ERR_SERVER, 0, 0, "answered 404"},
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
	struct client client = {"me", NULL, NULL, NULL};
	int64_t now_ms = clock_monotonic_ms();
	struct error error = {0};
	struct device device;
	struct a_server server;
	enum lanyard_error r;

	server_start_one(&server, begins[i].reply);
	r = device_begin(&device, http, &client, login, server.url, &error);
	if (r != begins[i].result || error.code != r)
		fail_msg("%zu: %d %s", i, r, error.message);
	server_stop(&server);
	if (r != LANYARD_OK) {
		if (strstr(error.message, begins[i].text) == NULL)
			fail_msg("%zu: %s", i, error.message);
		assert_null(device.user_code);
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
	int64_t interval_ms;
} polls[] = {
#define ERROR(e) "{\"error\":\"" e "\"}"
    {SERVER_SAYS("400", ERROR("authorization_pending")), LANYARD_OK, LANYARD_OK,
	true, 1000},
    {SERVER_SAYS("400", ERROR("slow_down")), LANYARD_OK, LANYARD_OK, true,
	6000},
    {SERVER_SAYS("429", ERROR("slow_down")), LANYARD_OK, LANYARD_OK, true,
	11000},
    {"", LANYARD_OK, LANYARD_ERR_NETWORK, true, 22000},
    {SERVER_SAYS("503", "busy"), LANYARD_OK, LANYARD_ERR_SERVER, true, 44000},
    {SERVER_SAYS("400", ERROR("access_denied")), LANYARD_ERR_CANCELLED,
	LANYARD_ERR_CANCELLED, false, 44000},
    {SERVER_SAYS("400", ERROR("expired_token")), LANYARD_ERR_TIMEOUT,
	LANYARD_ERR_TIMEOUT, false, 44000},
    {SERVER_SAYS("400", ERROR("invalid_grant")), LANYARD_ERR_GRANT,
	LANYARD_ERR_GRANT, false, 44000},
    {SERVER_SAYS("401", ERROR("invalid_client")), LANYARD_ERR_REFUSED,
	LANYARD_ERR_REFUSED, false, 44000},
    {SERVER_OK("<html>"), LANYARD_ERR_SERVER, LANYARD_ERR_SERVER, false, 44000},
    {"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"refresh_token\":\"rt\"",
	LANYARD_ERR_NETWORK, LANYARD_ERR_NETWORK, false, 44000},
    {SERVER_OK("{\"access_token\":\"at\"}"), LANYARD_OK, LANYARD_OK, false,
	44000},
};

static void
test_polls(void **state)
{
	struct server_answer answers[COUNT(polls)] = {{NULL, 0}};
	struct client client = {"me", NULL, NULL, NULL};
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
	device.expires_at_ms = clock_monotonic_ms() + 60000;
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
		assert_true(is_near(device.next_poll_ms,
		    clock_monotonic_ms() + device.interval_ms));
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
	struct client client = {"me", NULL, NULL, NULL};
	struct http *http = server_http();
	struct device device;
	struct a_server server;
	struct login login;
	struct token token;
	char text[4096];
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
	assert_int_equal(
	    device_begin(&device, http, &client, &login, server.url, NULL),
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_begins),
	    cmocka_unit_test(test_polls),
	    cmocka_unit_test(test_requests),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
