/*
 * t_transfer_report.c - transfer_report.h: what is told of an exchange.
 * Certificates' ends and a proxy's refusals are in tests/cli and tests/e2e,
 * against TLS and a real proxy.
 */
#include "scratch.h"
#include "server.h"

#include "net/http/transfer_report.h"

/* More than a name's part may have (RFC 1035 2.3.4): no server is asked. */
#define LABEL "a-label-of-more-than-"

/* One exchange with URL, through PROXY unless that is NULL. */
static enum transfer_outcome
exchange(struct transfer_report *report, const char *url, const char *proxy)
{
	struct transfer_bytes bytes = {0};
	enum transfer_outcome outcome;
	struct libcurl *curl;
	struct error error;
	struct buf body;

	buf_init(&body, 1000);
	bytes.body = &body;
	assert_int_equal(libcurl_new(&curl, &error), LANYARD_OK);
	libcurl_set_rules(curl, LIBCURL_HTTP);
	libcurl_set_bytes(curl, &bytes);
	libcurl_set_text(curl, LIBCURL_HTTP, LIBCURL_URL, url);
	libcurl_set_text(
	    curl, LIBCURL_HTTP, LIBCURL_PROXY, proxy != NULL ? proxy : "");
	assert_int_equal(libcurl_setup(curl), TRANSFER_DONE);
	assert_true(libcurl_begin(curl, LIBCURL_HTTP));
	for (int i = 0; libcurl_step(curl) && i < 1000; i++)
		assert_true(libcurl_wait(curl, 100));
	libcurl_end(curl);
	outcome = libcurl_outcome(curl);
	*report = (struct transfer_report){0};
	transfer_report_fill(report, curl);
	libcurl_free(&curl);
	buf_clear(&body);
	return outcome;
}

/* The first field of a name counts, and only as much of it as there is room. */
static void
tells_status_and_retry_after(void **state)
{
	static const struct {
		const char *bytes;
		int status;
		const char *retry_after, *location;
	} cases[] = {
	    {"HTTP/1.1 301 No\r\nLocation: https://h/x\r\n"
	     "Content-Length: 0\r\n\r\n",
		301, "", "https://h/x"},
	    {"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "", ""},
	    {"HTTP/1.1 503 No\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n",
		503, "7", ""},
	    {"HTTP/1.1 429 No\r\nretry-after:  Sun, 06 Nov 1994 08:49:37 GMT"
	     "\r\nContent-Length: 0\r\n\r\n",
		429, "Sun, 06 Nov 1994 08:49:37 GMT", ""},
	    {"HTTP/1.1 503 No\r\nRetry-After: 1\r\nRetry-After: 2\r\n"
	     "Content-Length: 0\r\n\r\n",
		503, "1", ""},
	    {"HTTP/1.1 503 No\r\nRetry-After: 1234567890123456789012345678901"
	     "23456789012345678901234567890123456789\r\n"
	     "Content-Length: 0\r\n\r\n",
		503,
		"123456789012345678901234567890123456789012345678901234567"
		"890123",
		""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct server_answer answer = {cases[i].bytes, 0};
		struct transfer_report report;
		struct a_server server;

		server_start(&server, &answer, 1);
		if (exchange(&report, server.url, NULL) != TRANSFER_DONE ||
		    report.status != cases[i].status ||
		    strcmp(report.retry_after, cases[i].retry_after) != 0 ||
		    strcmp(report.location,
			cases[i].location != NULL ? cases[i].location : "") !=
			0)
			fail_msg("%zu: %d \"%s\" %s", i, report.status,
			    report.retry_after, report.detail);
		assert_int_equal(report.errnum, 0);
		assert_int_equal(report.certificate_end, 0);
		server_stop(&server);
	}
}

static void
tells_why_nothing_came(void **state)
{
	struct transfer_report report;

	(void)state;
	assert_int_equal(exchange(&report, "http://127.0.0.1:1/", NULL),
	    TRANSFER_UNREACHABLE);
	assert_int_equal(report.status, 0);
	assert_int_equal(report.errnum, ECONNREFUSED);
	assert_string_not_equal(report.detail, "");
	assert_false(report.proxy_refuses);
	assert_false(report.proxy_certificate);
	assert_false(report.unresolved);
	assert_int_equal(
	    exchange(&report, "http://" LABEL LABEL LABEL LABEL "/", NULL),
	    TRANSFER_UNREACHABLE);
	assert_true(report.unresolved);
}

/* A proxy that says no to CONNECT: it is not the server's status. */
static void
tells_what_a_proxy_said(void **state)
{
	static const struct server_answer http = {
	    "HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n", 0};
	struct transfer_report report;
	struct a_server server;

	(void)state;
	server_start(&server, &http, 1);
	assert_int_not_equal(
	    exchange(&report, "https://h.example/", server.url), TRANSFER_DONE);
	assert_int_equal(report.proxy_status, 407);
	assert_int_equal(report.status, 0);
	assert_false(report.proxy_refuses);
	server_stop(&server);
}

static void
has_words_for_an_option(void **state)
{
	struct transfer_report report = {0};
	struct libcurl *curl;
	struct error error;

	(void)state;
	assert_int_equal(libcurl_new(&curl, &error), LANYARD_OK);
	libcurl_set_text(
	    curl, LIBCURL_HTTP, LIBCURL_PROTOCOLS_STR, "no-such-scheme");
	assert_int_equal(libcurl_setup(curl), TRANSFER_OPTION);
	transfer_report_words(&report, curl);
	assert_string_not_equal(report.detail, "");
	libcurl_reset(curl);
	libcurl_lack_memory(curl);
	transfer_report_words(&report, curl);
	assert_non_null(strstr(report.detail, "memory"));
	libcurl_free(&curl);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_status_and_retry_after),
	    cmocka_unit_test(tells_why_nothing_came),
	    cmocka_unit_test(tells_what_a_proxy_said),
	    cmocka_unit_test(has_words_for_an_option),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
