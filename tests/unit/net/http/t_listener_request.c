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
set(struct listener_request *request, const void *bytes, size_t size)
{
	listener_request_init(request);
	assert_int_equal(
	    listener_request_add(request, bytes, size), LANYARD_OK);
}

static void
knows_the_end(void **state)
{
	static const struct {
		const char *text;
		size_t size; /* 0: strlen(TEXT) */
		bool complete, form;
	} cases[] = {
	    {"GET /", 0, false, false},
	    {"GET / HTTP/1.1\r\n", 0, false, false},
	    {"GET / HTTP/1.1\r\nHost: x\r\n", 0, false, false},
	    {"GET / HTTP/1.1\r\nHost: x\r\n\r", 0, false, false},
	    {"GET / HTTP/1.1\r\n\r\n", 0, true, false},
	    {"GET / HTTP/1.1\n\n", 0, true, false},
	    {"GET / HTTP/1.1\n\r\n", 0, true, false},
	    {"GET / HTTP/1.1\r\nA: b\r\n\r\nbody", 0, true, false},
	    {"GET /\0", 6, true, false}, /* beyond hope */
	    {"\0", 1, true, false},
	    {"POST / HTTP/1.1\nContent-Length: 3\n\nab", 0, false, true},
	    {"POST / HTTP/1.1\nContent-Length: 3\n\nabc", 0, true, true},
	    {"POST / HTTP/1.1\nContent-Length: 3\n\n", 0, true, false},
	    {"POST / HTTP/1.1\r\n\r\n", 0, true, true},
	    {"\x16\x03\x01", 0, true, false},
	};
	struct listener_request request;

	(void)state;
	listener_request_init(&request);
	assert_false(listener_request_is_complete(&request, true));
	for (size_t i = 0; i < COUNT(cases); i++) {
		set(&request, cases[i].text,
		    cases[i].size > 0 ? cases[i].size : strlen(cases[i].text));
		if (listener_request_is_complete(&request, cases[i].form) !=
		    cases[i].complete)
			fail_msg("%s", cases[i].text);
		listener_request_clear(&request);
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
	    /* the rest of a field that is dropped is no field */
	    {"GET /cb?a HTTP/1.1\r\n" HOST "AAAAAAAAAAAAAAAAHost: evil\r\n\r\n",
		200, "a"},
	    {GET("/"), 404, NULL},
	    {GET("/cb/?a"), 200, "a"},
	    {GET("/cb//?a"), 404, NULL},
	    {GET("/cb%3Fa"), 404, NULL},
	    {GET("/CB?a"), 404, NULL},
	    {GET("//cb?a"), 404, NULL},
	    {"POST /cb?a HTTP/1.1\r\n" HOST "\r\n", 405, NULL},
	    {"HEAD / HTTP/1.1\r\n" HOST "\r\n", 405, NULL},
	    {GET("cb?a"), 400, NULL},
	    {GET("http://127.0.0.1:8080/cb?a"), 200, "a"},
	    {GET("HTTP://LOCALHOST:8080/cb/?a"), 200, "a"},
	    {GET("http://127.0.0.1:8080/other?a"), 404, NULL},
	    {GET("http://evil.example/cb?a"), 400, NULL},
	    {GET("http://127.0.0.1:8080@evil.example/cb?a"), 400, NULL},
	    {GET("http://127.0.0.1:8081/cb?a"), 400, NULL},
	    {GET("http://127.0.0.1:8080?a"), 400, NULL},
	    {GET("https://127.0.0.1:8080/cb?a"), 400, NULL},
	    {"GET http://127.0.0.1:8080/cb?a HTTP/1.1\r\nHost: evil\r\n\r\n",
		400, NULL},
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
		struct listener_request request;
		int status;

		set(&request, cases[i].text, strlen(cases[i].text));
		status = listener_request_parse(
		    &request, "/cb", "127.0.0.1", 8080, false, &query);
		if (status != cases[i].status)
			fail_msg("%d: %s", status, cases[i].text);
		if (cases[i].query == NULL)
			assert_null(query);
		else
			assert_string_equal(query, cases[i].query);
		listener_request_clear(&request);
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
		char text[200];
		struct listener_request request;
		int status;

		snprintf(text, sizeof(text),
		    "GET /cb HTTP/1.1\r\nX-Host: no\r\nHost: %s\r\nA: "
		    "b\r\n\r\n",
		    cases[i].host);
		set(&request, text, strlen(text));
		status = listener_request_parse(&request, "/cb",
		    cases[i].address, cases[i].port, false, &query);
		if (status != (cases[i].ours ? 200 : 400))
			fail_msg("%d: %s", status, cases[i].host);
		listener_request_clear(&request);
	}
}

/* A host name of any length is just another one. */
static void
survives_long_hosts(void **state)
{
	(void)state;
	for (size_t size = 50; size < 80; size++) {
		char host[100], text[200];
		const char *query = NULL;
		struct listener_request request;

		memset(host, '1', size);
		host[size] = '\0';
		snprintf(
		    text, sizeof(text), "GET / HTTP/1.1\nHost: %s\n\n", host);
		set(&request, text, strlen(text));
		assert_int_equal(listener_request_parse(&request, "/",
				     "127.0.0.1", 1, false, &query),
		    400);
		listener_request_clear(&request);
	}
}

static void
refuses_a_nul(void **state)
{
	static const char text[] = "GET /cb?a HTTP/1.1\r\n" HOST "\r\n\0GET /";
	const char *query = NULL;
	struct listener_request request;

	(void)state;
	set(&request, text, sizeof(text) - 1);
	assert_int_equal(listener_request_parse(
			     &request, "/cb", "127.0.0.1", 8080, false, &query),
	    400);
	assert_null(query);
	listener_request_clear(&request);
}

/* RFC 6265 8.5: cookies know no port; a browser sends them all. */
static void
drops_what_nobody_asks_for(void **state)
{
	static const char head[] = "GET /cb?a HTTP/1.1\r\n" HOST "Cookie: ";
	const char *query = NULL;
	struct listener_request request;

	(void)state;
	set(&request, head, sizeof(head) - 1);
	for (int i = 0; i < 100000; i++)
		assert_int_equal(
		    listener_request_add(&request, "c=d; ", 5), LANYARD_OK);
	assert_int_equal(
	    listener_request_add(&request, "\r\nA:\r\n\r\n", 8), LANYARD_OK);
	assert_true(listener_request_is_complete(&request, false));
	assert_true(request.text.size < 100);
	assert_int_equal(listener_request_parse(
			     &request, "/cb", "127.0.0.1", 8080, false, &query),
	    200);
	assert_string_equal(query, "a");
	listener_request_clear(&request);
	listener_request_init(&request);
	for (unsigned i = 0; i < LIMIT_CALLBACK; i++)
		assert_int_equal(
		    listener_request_add(&request, "G", 1), LANYARD_OK);
	assert_int_equal(
	    listener_request_add(&request, "G", 1), LANYARD_ERR_PROTOCOL);
	listener_request_clear(&request);
}

#define POST(more) "POST /cb?x=y HTTP/1.1\r\n" HOST more
#define FORM	   "Content-Type: application/x-www-form-urlencoded\r\n"

/* OAuth 2.0 Form Post Response Mode. */
static void
takes_a_form_where_it_is_expected(void **state)
{
	static const struct {
		const char *text;
		bool form;
		int status;
		const char *query;
	} cases[] = {
	    {POST(FORM "Content-Length: 6\r\n\r\ncode=a"), true, 200, "code=a"},
	    {POST(FORM "Content-Length: 6\r\n\r\ncode=a\r\n"), true, 200,
		"code=a"},
	    {POST(FORM "Content-Length: 6\r\n\r\ncode=a"), false, 405, NULL},
	    {POST("Content-Length: 6\r\n\r\ncode=a"), true, 405, NULL},
	    {POST(FORM "\r\n"), true, 200, ""},
	    {GET("/cb?code=a"), true, 200, "code=a"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct listener_request request;
		const char *query = NULL;

		set(&request, cases[i].text, strlen(cases[i].text));
		assert_true(
		    listener_request_is_complete(&request, cases[i].form));
		assert_int_equal(listener_request_parse(&request, "/cb",
				     "127.0.0.1", 8080, cases[i].form, &query),
		    cases[i].status);
		if (cases[i].query != NULL)
			assert_string_equal(query, cases[i].query);
		listener_request_clear(&request);
	}
}

static void
knows_what_the_person_should_hear_of(void **state)
{
	static const struct {
		const char *text;
		bool redirect, tls;
	} cases[] = {
	    {GET("/other?code=a"), true, false},
	    {GET("/other?x&state=a"), true, false},
	    {GET("/other?error=a"), true, false},
	    {GET("/favicon.ico"), false, false},
	    {GET("/x?encode=a"), false, false},
	    {"GET /x HTTP/1.1\r\nReferer: /?code=a\r\n\r\n", false, false},
	    {POST("\r\n"), true, false},
	    {"\x16\x03\x01", false, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct listener_request request;

		set(&request, cases[i].text, strlen(cases[i].text));
		assert_int_equal(
		    listener_request_is_redirect(&request), cases[i].redirect);
		assert_int_equal(
		    listener_request_is_tls(&request), cases[i].tls);
		listener_request_clear(&request);
	}
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
	    cmocka_unit_test(drops_what_nobody_asks_for),
	    cmocka_unit_test(takes_a_form_where_it_is_expected),
	    cmocka_unit_test(knows_what_the_person_should_hear_of),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
