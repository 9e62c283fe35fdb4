/*
 * t_endpoint.c - endpoint.h: which URLs may be asked, and what a refusal shows
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "net/http/endpoint.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define INVALID	     "an endpoint is no valid URL"

static void
allows_https_and_loopback(void **state)
{
	static const struct {
		const char *text;
		bool allow_http;
		const char *host, *path;
	} cases[] = {
	    {"https://id.example.org/token", false, "id.example.org", "token"},
	    {"HTTPS://ID.example.org:8443/t?a=b", false, "id.example.org", "t"},
	    {"https://127.0.0.1", false, "127.0.0.1", ""},
	    {"http://127.8.9.1:80/t", false, "127.8.9.1", "t"},
	    {"http://[::1]/t", false, "[::1]", "t"},
	    {"HTTP://LocalHost/t", false, "localhost", "t"},
	    {"http://id.example.org/t", true, "id.example.org", "t"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		struct url url;

		if (endpoint_parse(&url, cases[i].text, cases[i].allow_http,
			&error) != LANYARD_OK)
			fail_msg("%s: %s", cases[i].text, error.message);
		assert_string_equal(url.host, cases[i].host);
		assert_string_equal(url.path, cases[i].path);
		assert_int_equal(error.code, LANYARD_OK);
		url_clear(&url);
	}
}

static void
refuses_the_rest(void **state)
{
	static const struct {
		const char *text;
		bool allow_http;
		const char *message;
	} cases[] = {
	    {"http://id.example.org/SECRET", false,
		"http://id.example.org is no URL of https"},
	    {"ftp://id.example.org/SECRET", true,
		"ftp://id.example.org is no URL of https"},
	    {"httpss://127.0.0.1/SECRET", true,
		"httpss://127.0.0.1 is no URL of https"},
	    {"ws://localhost/SECRET", true,
		"ws://localhost is no URL of https"},
	    {"http://localhost.example.org/SECRET", false,
		"http://localhost.example.org is no URL of https"},
	    {"https://SECRET@id.example.org/", true,
		"a URL of id.example.org has a user name in it"},
	    {"https://@id.example.org/", true,
		"a URL of id.example.org has a user name in it"},
	    {"http://127.0.0.1@evil.example/SECRET", false,
		"a URL of evil.example has a user name in it"},
	    {"https://*.example.org/SECRET", true,
		"https://*.example.org is a pattern, not a URL"},
	    {"https://id.example.org/SECRET#x", true, INVALID},
	    {"https://u:SECRET@id.example.org/", true, INVALID},
	    {"https:///SECRET", true, INVALID},
	    {"//id.example.org/SECRET", true, INVALID},
	    {"id.example.org", true, INVALID},
	    {"", true, INVALID},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct url zero = {0};
		struct error error = {0};
		struct url url;

		memset(&url, 0xff, sizeof(url));
		assert_int_equal(endpoint_parse(&url, cases[i].text,
				     cases[i].allow_http, &error),
		    LANYARD_ERR_CONFIG);
		assert_string_equal(error.message, cases[i].message);
		assert_int_equal(error.code, LANYARD_ERR_CONFIG);
		/* Nothing is left to be freed. */
		assert_memory_equal(&url, &zero, sizeof(url));
		assert_int_equal(endpoint_parse(&url, cases[i].text,
				     cases[i].allow_http, NULL),
		    LANYARD_ERR_CONFIG);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(allows_https_and_loopback),
	    cmocka_unit_test(refuses_the_rest),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
