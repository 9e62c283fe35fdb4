/*
 * t_http.c - HTTP over libcurl: the network rules, failures and their words
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "net/http/http.h"
#include "os/clock.h"
#include "server.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static struct http *
make(const struct http_options *options)
{
	static const struct http_options plain = {.timeout_ms = 10000};
	struct http *http = NULL;
	struct error error = {0};

	if (http_new(&http, options != NULL ? options : &plain, &error) !=
	    LANYARD_OK)
		fail_msg("%s", error.message);
	return http;
}

static void
test_urls(void **state)
{
	static const struct {
		const char *url;
		bool allow_http;
		const char *problem; /* NULL: allowed */
	} table[] = {
	    {"https://id.example.org/token", false, NULL},
	    {"HTTPS://id.example.org:8443/token?a=b", false, NULL},
	    {"http://127.0.0.1:80/token", false, NULL},
	    {"http://127.1.2.3/token", false, NULL},
	    {"http://[::1]:80/token", false, NULL},
	    {"http://localhost/token", false, NULL},
	    {"http://id.example.org/token", true, NULL},
	    {"http://id.example.org/token", false, "no URL of https"},
	    {"http://localhost.example.org/", false, "no URL of https"},
	    {"http://127.0.0.1.example.org/", false, "no URL of https"},
	    {"ftp://id.example.org/token", true, "no URL of https"},
	    {"file:///etc/passwd", true, "URL"},
	    {"https://user@id.example.org/", false, "user name"},
	    {"https://user:pw@id.example.org/", false, "URL"},
	    {"http://127.0.0.1@evil.example/", false, "user name"},
	    {"http://127.0.0.1\\@evil.example/", false, "URL"},
	    {"https://*.example.org/", false, "pattern"},
	    {"https://id.example.org/#x", false, "URL"},
	    {"https://id.example.org/a b", false, "URL"},
	    {"https://id.example.org/\n", false, "URL"},
	    {"https:///token", false, "URL"},
	    {"id.example.org", false, "URL"},
	    {"", false, "URL"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(table); i++) {
		struct http_options options = {
		    .allow_http = table[i].allow_http};
		struct error error = {0};
		struct http *http = make(&options);
		enum lanyard_error r =
		    http_check_url(http, table[i].url, &error);

		if (table[i].problem == NULL
			? r != LANYARD_OK
			: r != LANYARD_ERR_CONFIG ||
			      strstr(error.message, table[i].problem) == NULL)
			fail_msg("%s: %d %s", table[i].url, r, error.message);
		http_free(&http);
	}
}

/* One GET of a server that gives ANSWER; REPLY is the caller's to clear. */
static enum lanyard_error
get(const struct server_answer *answer, const struct http_options *options,
    struct http_reply *reply, struct error *error)
{
	struct http *http = make(options);
	struct a_server server;
	enum lanyard_error r;
	char url[128];

	server_start(&server, answer, 1);
	snprintf(url, sizeof url, "%s/path?query=SECRET", server.url);
	http_reply_init(reply);
	r = http_get(http, url, reply, error);
	server_stop(&server);
	http_free(&http);
	assert_null(strstr(error->message, "SECRET"));
	return r;
}

#define GZIP                                                                   \
	"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xab\x56\xca\x57\xb2\x52"     \
	"\x2a\x29\x2a\x4d\x55\xaa\x05\x00\xe7\xa9\x63\xb8\x0c\x00\x00\x00"

static void
test_answers(void **state)
{
	static const struct {
		const char *answer;
		enum lanyard_error result;
		int status;
		int64_t retry_after_s;
		const char *body;
		const char *message;
	} table[] = {
	    {SERVER_OK("{\"a\":1}"), LANYARD_OK, 200, -1, "{\"a\":1}", ""},
	    {SERVER_SAYS("404", "no"), LANYARD_OK, 404, -1, "no", ""},
	    {SERVER_SAYS("401", "no"), LANYARD_OK, 401, -1, "no", ""},
	    {"HTTP/1.1 100 Continue\r\n\r\n" SERVER_OK("x"), LANYARD_OK, 200,
		-1, "x", ""},
	    {"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
	     "Content-Length: 0\r\n\r\n",
		LANYARD_OK, 302, -1, "", ""},
	    {"HTTP/1.1 503 Busy\r\nRetry-After: 120\r\n"
	     "Content-Length: 0\r\n\r\n",
		LANYARD_OK, 503, 120, "", ""},
	    {"HTTP/1.1 503 Busy\r\nretry-after:  0 \r\n"
	     "Content-Length: 0\r\n\r\n",
		LANYARD_OK, 503, 0, "", ""},
	    {"HTTP/1.1 429 Busy\r\nRetry-After: "
	     "99999999999999999999\r\nContent-Length: 0\r\n\r\n",
		LANYARD_OK, 429, 1000000000, "", ""},
	    {"HTTP/1.1 429 Busy\r\nRetry-After: "
	     "Thu, 01 Jan 1998 00:00:00 GMT\r\nContent-Length: 0\r\n\r\n",
		LANYARD_OK, 429, 0, "", ""},
	    {"HTTP/1.1 429 Busy\r\nRetry-After: 5 minutes\r\n"
	     "Content-Length: 0\r\n\r\n",
		LANYARD_OK, 429, -1, "", ""},
	    {"HTTP/1.1 429 Busy\r\nRetry-After: soon\r\n"
	     "Content-Length: 0\r\n\r\n",
		LANYARD_OK, 429, -1, "", ""},
	    {"", LANYARD_ERR_NETWORK, 0, -1, "", "no whole answer from"},
	    {"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{\"a\":",
		LANYARD_ERR_NETWORK, 200, -1,
		"{\"a\":", "no whole answer from"},
	    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
	     "3\r\nabc\r\n",
		LANYARD_ERR_NETWORK, 200, -1, "abc", "no whole answer from"},
	    {"SSH-2.0-OpenSSH_9.2\r\n", LANYARD_ERR_SERVER, 0, -1, "",
		"does not speak HTTP"},
	    {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
	     "Connection: close\r\n\r\nnot gzip",
		LANYARD_ERR_SERVER, 200, -1, "", "does not speak HTTP"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(table); i++) {
		struct server_answer answer = {table[i].answer, 0};
		struct error error = {0};
		struct http_reply reply;
		enum lanyard_error r = get(&answer, NULL, &reply, &error);

		if (r != table[i].result || reply.status != table[i].status ||
		    reply.retry_after_s != table[i].retry_after_s ||
		    strcmp(buf_text(&reply.body), table[i].body) != 0 ||
		    strstr(error.message, table[i].message) == NULL)
			fail_msg("%zu: %d %d %lld '%s' %s", i, r, reply.status,
			    (long long)reply.retry_after_s,
			    buf_text(&reply.body), error.message);
		http_reply_clear(&reply);
	}
}

static void
test_gzip(void **state)
{
	static const char text[] =
	    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
	    "Connection: close\r\n\r\n" GZIP;
	struct server_answer answer = {text, sizeof text - 1};
	struct error error = {0};
	struct http_reply reply;

	(void)state;
	assert_int_equal(get(&answer, NULL, &reply, &error), LANYARD_OK);
	assert_string_equal(buf_text(&reply.body), "{\"o\":\"true\"}");
	http_reply_clear(&reply);
}

/* The limits are exact: one byte more is one too many. */
static void
test_sizes(void **state)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
	size_t room = LIMIT_REPLY + 1024, size, more;
	char *text = malloc(room);
	struct http_reply reply;

	(void)state;
	assert_non_null(text);
	for (more = 0; more <= 1; more++) {
		struct server_answer answer = {text, 0};
		struct error error = {0};

		memset(text, 'x', room);
		size = (size_t)snprintf(text, room, "%s\r\n", head);
		text[size] = 'x';
		answer.size = size + LIMIT_REPLY + more;
		assert_int_equal(get(&answer, NULL, &reply, &error),
		    more == 0 ? LANYARD_OK : LANYARD_ERR_SERVER);
		if (more == 0)
			assert_int_equal(reply.body.size, LIMIT_REPLY);
		else
			assert_non_null(strstr(error.message, "too large"));
		http_reply_clear(&reply);
	}
	free(text);
}

static void
test_many_fields(void **state)
{
	size_t room = 2 * LIMIT_HEADERS, size;
	char *text = malloc(room);
	struct server_answer answer = {text, 0};
	struct error error = {0};
	struct http_reply reply;

	(void)state;
	assert_non_null(text);
	size = (size_t)snprintf(text, room, "HTTP/1.1 200 OK\r\n");
	while (size < LIMIT_HEADERS + 100)
		size += (size_t)snprintf(
		    text + size, room - size, "X-Field: something long\r\n");
	snprintf(text + size, room - size, "Content-Length: 0\r\n\r\n");
	assert_int_equal(
	    get(&answer, NULL, &reply, &error), LANYARD_ERR_SERVER);
	assert_non_null(strstr(error.message, "too large"));
	http_reply_clear(&reply);
	free(text);
}

static void
test_unreachable(void **state)
{
	struct error error = {0};
	struct http *http = make(NULL);
	struct http_reply reply;
	struct a_server server;
	char expected[128];

	(void)state;
	http_reply_init(&reply);
	server_open(&server);
	close(server.fd);
	snprintf(expected, sizeof expected,
	    "cannot reach %s: Connection refused", server.url + 7);
	assert_int_equal(
	    http_get(http, server.url, &reply, &error), LANYARD_ERR_NETWORK);
	assert_string_equal(error.message, expected);
	assert_int_equal(reply.status, 0);
	assert_int_equal(
	    http_get(http, "http://example.org/?SECRET", &reply, &error),
	    LANYARD_ERR_CONFIG);
	assert_null(strstr(error.message, "SECRET"));
	http_reply_clear(&reply);
	http_free(&http);
	http_free(&http);
	http_free(NULL);
}

/* Neither a silent server nor a slow one holds us beyond the time given. */
static void
test_time(void **state)
{
	static const struct server_answer silent = {NULL, 0};
	struct http_options options = {.timeout_ms = 300};
	int64_t start_ms = clock_monotonic_ms();
	struct error error = {0};
	struct http_reply reply;

	(void)state;
	assert_int_equal(
	    get(&silent, &options, &reply, &error), LANYARD_ERR_TIMEOUT);
	assert_non_null(strstr(error.message, "no answer from 127.0.0.1:"));
	http_reply_clear(&reply);
	options.timeout_ms = 10000;
	options.deadline_ms = clock_monotonic_ms() + 300;
	assert_int_equal(
	    get(&silent, &options, &reply, &error), LANYARD_ERR_TIMEOUT);
	http_reply_clear(&reply);
	assert_in_range(clock_monotonic_ms() - start_ms, 600, 3000);
	options.deadline_ms = clock_monotonic_ms() - 1;
	assert_int_equal(
	    get(&silent, &options, &reply, &error), LANYARD_ERR_TIMEOUT);
	assert_non_null(strstr(error.message, "no time is left"));
	http_reply_clear(&reply);
}

static void
test_requests(void **state)
{
	static const struct server_answer answers[] = {{SERVER_KEEP, 0}};
	struct secret password = {NULL, 0};
	struct http *http = make(NULL);
	struct a_server server;
	struct http_reply reply;
	char url[128], text[4096];
	struct buf body;

	(void)state;
	server_start(&server, answers, 1);
	snprintf(url, sizeof url, "%s/token?a=b", server.url);
	http_reply_init(&reply);
	buf_init(&body, 1000);
	buf_add_text(&body, "grant_type=x");
	secret_set_text(&password, "s%3Ac");
	assert_int_equal(http_get(http, url, &reply, NULL), LANYARD_OK);
	assert_int_equal(http_get(http, url, &reply, NULL), LANYARD_OK);
	assert_int_equal(
	    http_post(http, url, NULL, NULL, &body, &reply, NULL), LANYARD_OK);
	assert_int_equal(
	    http_post(http, url, "a%2B", &password, &body, &reply, NULL),
	    LANYARD_OK);
	assert_int_equal(reply.body.size, 2);

	server_request(&server, text, sizeof text);
	assert_int_equal(
	    strncmp(text, "#1\nGET /token?a=b HTTP/1.1\r\n", 27), 0);
	assert_non_null(strstr(text, "Accept: application/json\r\n"));
	assert_non_null(strstr(text, "User-Agent: lanyard/" LANYARD_VERSION));
	assert_null(strstr(text, "Authorization"));
	/* A GET takes the connection there is, a POST a fresh one. */
	server_request(&server, text, sizeof text);
	assert_int_equal(strncmp(text, "#1\n", 3), 0);
	server_request(&server, text, sizeof text);
	assert_int_equal(strncmp(text, "#2\nPOST /token?a=b ", 19), 0);
	assert_non_null(strstr(
	    text, "Content-Type: application/x-www-form-urlencoded\r\n"));
	assert_non_null(strstr(text, "\r\n\r\ngrant_type=x"));
	assert_null(strstr(text, "Authorization"));
	assert_null(strstr(text, "Expect"));
	server_request(&server, text, sizeof text);
	assert_non_null(
	    strstr(text, "Authorization: Basic YSUyQjpzJTNBYw==\r\n"));

	/* Nothing of one request is left for the next. */
	assert_int_equal(http_get(http, url, &reply, NULL), LANYARD_OK);
	server_request(&server, text, sizeof text);
	assert_non_null(strstr(text, "GET /token"));
	assert_null(strstr(text, "Authorization"));
	assert_null(strstr(text, "grant_type"));
	server_stop(&server);
	secret_clear(&password);
	buf_clear(&body);
	http_reply_clear(&reply);
	http_free(&http);
}

/* Proxies are never asked for a loopback host. */
static void
test_proxy(void **state)
{
	struct http_options options = {
	    .timeout_ms = 5000, .proxy = "http://127.0.0.1:1"};
	struct server_answer answer = {SERVER_OK("{}"), 0};
	struct error error = {0};
	struct http_reply reply;

	(void)state;
	assert_int_equal(get(&answer, &options, &reply, &error), LANYARD_OK);
	http_reply_clear(&reply);
	options.proxy = NULL;
	assert_int_equal(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
	assert_int_equal(setenv("ALL_PROXY", "http://127.0.0.1:1", 1), 0);
	assert_int_equal(get(&answer, &options, &reply, &error), LANYARD_OK);
	http_reply_clear(&reply);
	unsetenv("http_proxy");
	unsetenv("ALL_PROXY");
}

/* A message, and with it the record, has nothing of a proxy's password. */
static void
test_unusable_proxy(void **state)
{
	static const char *const proxies[] = {
	    "http://user:SECR/ET@proxy.example.com:3128",
	    "gopher://user:SECRET@proxy.example.com:3128",
	    "http://user:12/SECRET@proxy.example.com:3128",
	    "http://user:SECRET:proxy.example.com",
	};
	size_t i;
	enum lanyard_error r;

	(void)state;
	for (i = 0; i < 2 * COUNT(proxies); i++) {
		struct http_options options = {.timeout_ms = 5000};
		struct error error = {0};
		struct http_reply reply;
		struct http *http = NULL;
		bool environment = i % 2 == 1;

		if (environment)
			setenv("https_proxy", proxies[i / 2], 1);
		else
			options.proxy = proxies[i / 2];
		assert_int_equal(http_new(&http, &options, &error), LANYARD_OK);
		http_reply_init(&reply);
		r = http_get(http, "https://id.example.com/", &reply, &error);
		unsetenv("https_proxy");
		if (r != LANYARD_ERR_CONFIG || strstr(error.message, "SECR") ||
		    !strstr(error.message, "id.example.com") ||
		    !strstr(error.message,
			environment ? "https_proxy" : "\"proxy\""))
			fail_msg("%zu: %d %s", i, (int)r, error.message);
		http_reply_clear(&reply);
		http_free(&http);
	}
}

static void
test_ca_file(void **state)
{
	struct http_options options = {.ca_file = "/nonexistent/ca.pem"};
	struct error error = {0};
	struct http *http;

	(void)state;
	assert_int_equal(http_new(&http, &options, &error), LANYARD_ERR_CONFIG);
	assert_null(http);
	assert_non_null(strstr(error.message, "/nonexistent/ca.pem"));
}

static void
test_host(void **state)
{
	char text[32];

	(void)state;
	http_host("https://user@ID.example.org:8443/x?y", text, sizeof text);
	assert_string_equal(text, "id.example.org:8443");
	http_host("https://[::1]/", text, sizeof text);
	assert_string_equal(text, "[::1]");
	http_host("https://", text, sizeof text);
	assert_string_equal(text, "");
	http_host("https://id.example.org/", text, 14);
	assert_string_equal(text, "");
	http_host("https://id.example.org/", text, 15);
	assert_string_equal(text, "id.example.org");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_urls),
	    cmocka_unit_test(test_answers),
	    cmocka_unit_test(test_gzip),
	    cmocka_unit_test(test_sizes),
	    cmocka_unit_test(test_many_fields),
	    cmocka_unit_test(test_unreachable),
	    cmocka_unit_test(test_time),
	    cmocka_unit_test(test_requests),
	    cmocka_unit_test(test_proxy),
	    cmocka_unit_test(test_unusable_proxy),
	    cmocka_unit_test(test_ca_file),
	    cmocka_unit_test(test_host),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
