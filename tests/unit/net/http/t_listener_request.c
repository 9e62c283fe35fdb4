/*
 * t_listener_request.c - the one HTTP request that brings a redirect
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "net/http/listener_request.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define HOST	     "Host: 127.0.0.1:8080\r\n"
#define GET(target)  "GET " target " HTTP/1.1\r\n" HOST "\r\n"

static void
set(struct buf *request, const void *bytes, size_t size)
{
	buf_init(request, LIMIT_CALLBACK);
	assert_int_equal(buf_add(request, bytes, size), LANYARD_OK);
}

static void
knows_the_end(void **state)
{
	static const struct {
		const char *text;
		size_t size; /* 0: strlen(TEXT) */
		bool complete;
	} cases[] = {
	    {"GET /", 0, false},
	    {"GET / HTTP/1.1\r\n", 0, false},
	    {"GET / HTTP/1.1\r\nHost: x\r\n", 0, false},
	    {"GET / HTTP/1.1\r\nHost: x\r\n\r", 0, false},
	    {"GET / HTTP/1.1\r\n\r\n", 0, true},
	    {"GET / HTTP/1.1\n\n", 0, true},
	    {"GET / HTTP/1.1\n\r\n", 0, true},
	    {"GET / HTTP/1.1\r\nA: b\r\n\r\nbody", 0, true},
	    {"GET /\0", 6, true}, /* beyond hope */
	    {"\0", 1, true},
	};
	struct buf request;

	(void)state;
	buf_init(&request, 100);
	assert_false(listener_request_is_complete(&request));
	for (size_t i = 0; i < COUNT(cases); i++) {
		set(&request, cases[i].text,
		    cases[i].size > 0 ? cases[i].size : strlen(cases[i].text));
		if (listener_request_is_complete(&request) != cases[i].complete)
			fail_msg("%s", cases[i].text);
		buf_clear(&request);
	}
}

static void
takes_requests_apart(void **state)
{
	static const struct {
		const char *text;
		int status;
		const char *query;
	} cases[] = {
	    {GET("/cb?code=a%20b&state=x"), 200, "code=a%20b&state=x"},
	    {GET("/cb?a?b"), 200, "a?b"},
	    {GET("/cb?"), 200, ""},
	    {GET("/cb"), 200, ""},
	    {"\r\n\n" GET("/cb?a"), 200, "a"},
	    {"GET /cb?a HTTP/1.0\nHost: 127.0.0.1:8080\n\n", 200, "a"},
	    {"GET /cb?a HTTP/1.1\r\nA: b\r\nHOST:LOCALHOST:8080\r\n\r\n", 200,
		"a"},
	    {GET("/"), 404, NULL},
	    {GET("/cb/?a"), 404, NULL},
	    {GET("/cb%3Fa"), 404, NULL},
	    {GET("/CB?a"), 404, NULL},
	    {GET("//cb?a"), 404, NULL},
	    {"POST /cb?a HTTP/1.1\r\n" HOST "\r\n", 405, NULL},
	    {"HEAD / HTTP/1.1\r\n" HOST "\r\n", 405, NULL},
	    {GET("cb?a"), 400, NULL},
	    {GET("http://127.0.0.1:8080/cb?a"), 400, NULL},
	    {GET("*"), 400, NULL},
	    {GET("/cb?a b"), 400, NULL},
	    {GET("/cb?\x7f"), 400, NULL},
	    {GET("/cb?\xc3\xa9"), 400, NULL},
	    {" /cb HTTP/1.1\r\n" HOST "\r\n", 400, NULL},
	    {"GET /cb\r\n" HOST "\r\n", 400, NULL},
	    {"GET /cb HTTP/2.0\r\n" HOST "\r\n", 400, NULL},
	    {"GET /cb?a\rHTTP/1.1\r\n" HOST "\r\n", 400, NULL},
	    {"no line", 400, NULL},
	    {"\r\n\r\n", 400, NULL},
	    /* who does not know our name learns nothing of our paths */
	    {"GET /cb?a HTTP/1.1\r\n\r\n", 400, NULL},
	    {"POST / HTTP/1.1\r\nHost: evil.example\r\n\r\n", 400, NULL},
	    {"GET /cb HTTP/1.1\r\n" HOST HOST "\r\n", 400, NULL},
	    {"GET /cb HTTP/1.1\r\n" HOST "host: evil\r\n\r\n", 400, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *query = NULL;
		struct buf request;
		int status;

		set(&request, cases[i].text, strlen(cases[i].text));
		status = listener_request_parse(
		    &request, "/cb", "127.0.0.1", 8080, &query);
		if (status != cases[i].status)
			fail_msg("%d: %s", status, cases[i].text);
		if (cases[i].query == NULL)
			assert_null(query);
		else
			assert_string_equal(query, cases[i].query);
		buf_clear(&request);
	}
}

static void
knows_its_names(void **state)
{
	static const struct {
		const char *host, *address;
		int port;
		bool ours;
	} cases[] = {
	    {"127.0.0.1:8080", "127.0.0.1", 8080, true},
	    {"127.0.0.1:8080", "::1", 8080, true},
	    {"[::1]:8080", "127.0.0.1", 8080, true},
	    {"\t LocalHost:8080 \t", "::1", 8080, true},
	    {"127.3.2.1:8080", "127.3.2.1", 8080, true},
	    {"127.3.2.1:8080", "127.0.0.1", 8080, false},
	    /* port 80 may be left out, no other */
	    {"127.0.0.1", "127.0.0.1", 80, true},
	    {"127.0.0.1:80", "127.0.0.1", 80, true},
	    {"[::1]", "127.0.0.1", 80, true},
	    {"localhost", "127.0.0.1", 80, true},
	    {"127.0.0.1", "127.0.0.1", 8080, false},
	    {"localhost", "127.0.0.1", 443, false},
	    {"evil.example", "127.0.0.1", 80, false},
	    {"127.0.0.1:808", "127.0.0.1", 8080, false},
	    {"127.0.0.1:80800", "127.0.0.1", 8080, false},
	    {"127.0.0.1:8080:1", "127.0.0.1", 8080, false},
	    {"x127.0.0.1:8080", "127.0.0.1", 8080, false},
	    {"::1:8080", "::1", 8080, false},
	    {"localhost.:8080", "127.0.0.1", 8080, false},
	    {"127.0.0.1:8080\r.evil", "127.0.0.1", 8080, false},
	    {"", "127.0.0.1", 8080, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *query = NULL;
		struct buf request;
		int status;

		buf_init(&request, LIMIT_CALLBACK);
		buf_printf(&request,
		    "GET /cb HTTP/1.1\r\nX-Host: no\r\nHost: %s\r\nA: "
		    "b\r\n\r\n",
		    cases[i].host);
		status = listener_request_parse(
		    &request, "/cb", cases[i].address, cases[i].port, &query);
		if (status != (cases[i].ours ? 200 : 400))
			fail_msg("%d: %s", status, cases[i].host);
		buf_clear(&request);
	}
}

/* A host name of any length is just another one. */
static void
survives_long_hosts(void **state)
{
	(void)state;
	for (size_t size = 50; size < 80; size++) {
		char host[100];
		const char *query = NULL;
		struct buf request;

		memset(host, '1', size);
		host[size] = '\0';
		buf_init(&request, LIMIT_CALLBACK);
		buf_printf(&request, "GET / HTTP/1.1\nHost: %s\n\n", host);
		assert_int_equal(listener_request_parse(
				     &request, "/", "127.0.0.1", 1, &query),
		    400);
		buf_clear(&request);
	}
}

static void
refuses_a_nul(void **state)
{
	static const char text[] = "GET /cb?a HTTP/1.1\r\n" HOST "\r\n\0GET /";
	const char *query = NULL;
	struct buf request;

	(void)state;
	set(&request, text, sizeof(text) - 1);
	assert_int_equal(
	    listener_request_parse(&request, "/cb", "127.0.0.1", 8080, &query),
	    400);
	assert_null(query);
	buf_clear(&request);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(knows_the_end),
	    cmocka_unit_test(takes_requests_apart),
	    cmocka_unit_test(knows_its_names),
	    cmocka_unit_test(survives_long_hosts),
	    cmocka_unit_test(refuses_a_nul),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
