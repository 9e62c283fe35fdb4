/*
 * t_pattern.c - a URL pattern of a login
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "login/pattern.h"

struct pattern {
	const char *text;
	bool allow_http;
	const char *fault; /* NULL: it is one */
};

static const struct pattern patterns[] = {
    {"https://example.com", false, NULL},
    {"https://example.com/", false, NULL},
    {"https://example.com:8443/group/sub", false, NULL},
    {"https://*.example.com", false, NULL},
    {"https://[::1]:8443", false, NULL},
    {"http://127.0.0.1:3000", false, NULL},
    {"http://localhost", false, NULL},
    {"http://[::1]", false, NULL},
    {"http://example.com", true, NULL},
    {"imaps://mail.example.com", false, NULL},
    {"smtp://mail.example.com:587", false, NULL},
    {"http://example.com", false, "is not https"},
    {"http://127.0.0.1.example.com", false, "is not https"},
    {"HTTP://example.com", false, "is not https"},
    {"https://user@example.com", false, "has a user name"},
    {"https://user:pw@example.com", false, "is no URL"},
    {"https://example.com/?a=b", false, "has a query"},
    {"https://example.com/#a", false, "is no URL"},
    {"https://", false, "is no URL"},
    {"https:///path", false, "is no URL"},
    {"example.com", false, "is no URL"},
    {"", false, "is no URL"},
    {"https://exa mple.com", false, "is no URL"},
    {"https://example.com\n", false, "is no URL"},
    {"https://*", false, "is no URL"},
    {"https://*.com", false, "needs two labels"},
    {"https://*.com.", false, "needs two labels"},
    {"https://*.0.0.1", false, "needs two labels"},
    {"https://*.*.example.com", false, "is no URL"},
    {"https://a.*.example.com", false, "is no URL"},
    {"https://a*.example.com", false, "is no URL"},
    {"https://example.com/a/../b", false, "in its path"},
    {"https://example.com/.", false, "in its path"},
    {"https://example.com/a/%2e%2e/b", false, "in its path"},
    {"https://example.com/a/..%2fb", false, "in its path"},
    {"https://example.com/a%5C../b", false, "in its path"},
    {"https://example.com/a/..;b", false, "in its path"},
    {"https://example.com/a b/\xc3\xa4", false, NULL},
    {"https://example.com/a%20b/%c3%a4", false, NULL},
    {"https://example.com/100%", false, NULL},
    {"https://example.com/~%7e%80", false, NULL},
    {"https://b\xc3\xbc"
     "cher.example",
	false, NULL},
    {"https://*.b\xc3\xbc"
     "cher.example/x",
	false, NULL},
    {"https://example.com.", false, NULL},
    {"https://example.com:", false, NULL},
    {"https://[2001:DB8:0:0::1]", false, NULL},
    {"https://[fe80::1%25eth0]", false, "is no URL"},
    {"https://[fe80::1%eth0]", false, "is no URL"},
    {"https://example.com/a%2Fb", false, "has \"%2F\" in its path"},
    {"https://example.com/a%2fb", false, "has \"%2F\" in its path"},
    {"https://example.com/a%00b", false, "has \"%00\" in its path"},
    {"https://example.com/a%0ab", false, "control character"},
    {"https://example.com/a%0Db", false, "control character"},
    {"https://example.com/%1B[2J", false, "control character"},
    {"https://example.com/a%7F", false, "control character"},
    {"https://example.com/a\tb", false, "control character"},
    {"https://example.com/a\nb", false, "control character"},
    {"https://example.com/a#b", false, "is no URL"},
    {"https://b\xfc"
     "cher.example",
	false, "is no URL"},
    {"ht tps://example.com", false, "is no URL"},
    {"1://example.com", false, "is no URL"},
    {"https://a\\@example.com", false, "is no URL"},
    {"https://a@b@example.com", false, "is no URL"},
    {"http://localhost.", false, "is not https"},
    {"http://127.0.0.1.", false, "is not https"},
};

static void
test_patterns(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(patterns) / sizeof(*patterns); i++) {
		const struct pattern *p = &patterns[i];
		struct error error = {0};
		enum lanyard_error r =
		    pattern_check(p->text, p->allow_http, &error);

		if (p->fault == NULL) {
			if (r != LANYARD_OK)
				fail_msg("%s: %s", p->text, error.message);
			continue;
		}
		if (r != LANYARD_ERR_CONFIG ||
		    strstr(error.message, p->fault) == NULL ||
		    error.hint[0] == '\0')
			fail_msg("%s: %d %s", p->text, r, error.message);
	}
}

static void
test_same_patterns(void **state)
{
	static const struct {
		const char *a, *b;
		int same;
	} cases[] = {
	    {"https://h.org", "https://h.org", 1},
	    {"https://h.org", "HTTPS://H.org:443/", 1},
	    {"https://h.org/a%20b", "https://h.org//a b/", 1},
	    {"https://*.h.org", "https://*.H.org", 1},
	    {"https://h.org", "https://h.org:444", 0},
	    {"https://h.org", "https://h.org/a", 0},
	    {"https://h.org/A", "https://h.org/a", 0},
	    {"https://*.e.org", "https://a.e.org", 0},
	    {"imaps://h.org", "https://h.org", 0},
	    {"nothing", "nothing", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    pattern_same(cases[i].a, cases[i].b), cases[i].same);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_patterns),
	    cmocka_unit_test(test_same_patterns),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
