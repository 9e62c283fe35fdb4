/*
 * t_proxy.c - a proxy's URL, whose it is, and what its answers are
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "net/http/proxy.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void
same(const char *a, const char *b, const char *what)
{
	if ((a == NULL) != (b == NULL) || (a != NULL && strcmp(a, b) != 0))
		fail_msg("%s: %s, wanted %s", what, a != NULL ? a : "-",
		    b != NULL ? b : "-");
}

static void
test_parse(void **state)
{
	static const struct {
		const char *text, *url, *host, *user, *password;
	} rows[] = {
	    {"http://p:3128", "http://p:3128", "p:3128", NULL, NULL},
	    {"p", "http://p", "p", NULL, NULL},
	    {"p:3128", "http://p:3128", "p:3128", NULL, NULL},
	    {"p:3128/", "http://p:3128", "p:3128", NULL, NULL},
	    {"SOCKS5H://p:1080", "socks5h://p:1080", "p:1080", NULL, NULL},
	    {"https://p", "https://p", "p", NULL, NULL},
	    {"http://[::1]:3128/x?y#z", "http://[::1]:3128", "[::1]:3128", NULL,
		NULL},
	    {"http://[::1]", "http://[::1]", "[::1]", NULL, NULL},
	    {"http://a@p", "http://p", "p", "a", NULL},
	    {"a@p:1", "http://p:1", "p:1", "a", NULL},
	    {"http://a:@p", "http://p", "p", "a", ""},
	    {"http://a:b@p", "http://p", "p", "a", "b"},
	    {"http://a:b:c@p", "http://p", "p", "a", "b:c"},
	    {"http://a:b@c@p", "http://p", "p", "a", "b@c"},
	    {"http://a%40x:b%2Fc%3a@p", "http://p", "p", "a@x", "b/c:"},
	    {"http://a:100%@p", "http://p", "p", "a", "100%"},
	    {"http://a:5%2@p", "http://p", "p", "a", "5%2"},
	    {"http://a:b c@p", "http://p", "p", "a", "b c"},
	    {"http://DOMAIN\\a:b@p", "http://p", "p", "DOMAIN\\a", "b"},
	    /* Negotiate knows who it is */
	    {"http://:@p", "http://p", "p", "", ""},
	    {"http://@p", "http://p", "p", "", ""},
	    /* none */
	    {"http://", NULL, NULL, NULL, NULL},
	    {"http://:3128", NULL, NULL, NULL, NULL},
	    {"http://a:b@", NULL, NULL, NULL, NULL},
	    {"http://a:b%00@p", NULL, NULL, NULL, NULL},
	    {"http://a:b%0a@p", NULL, NULL, NULL, NULL},
	    {"http://[::1", NULL, NULL, NULL, NULL},
	    {"http://a:SEC/RET@p", NULL, NULL, NULL, NULL},
	    {"http://a:12/RET@p", NULL, NULL, NULL, NULL},
	    {"http://a:SECRET:p", NULL, NULL, NULL, NULL},
	    {"http://p:x", NULL, NULL, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct proxy proxy = {0};
		struct error error = {0};
		enum lanyard_error r =
		    proxy_parse(&proxy, rows[i].text, "https_proxy", &error);

		assert_int_equal(
		    r, rows[i].url != NULL ? LANYARD_OK : LANYARD_ERR_CONFIG);
		same(proxy.url, rows[i].url, rows[i].text);
		same(proxy.host, rows[i].host, rows[i].text);
		same(proxy.user, rows[i].user, rows[i].text);
		same((const char *)proxy.password.bytes, rows[i].password,
		    rows[i].text);
		if (r != LANYARD_OK)
			assert_string_equal(error.message,
			    "https_proxy is no URL of a proxy that can be "
			    "used");
		else
			assert_string_equal(proxy.source, "https_proxy");
		proxy_clear(&proxy);
		assert_null(proxy.url);
	}
}

static const char *const names[] = {"http_proxy", "HTTP_PROXY", "https_proxy",
    "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};

/* SET is a mask of NAMES, EMPTY one of those that are set to nothing. */
static void
test_environment(void **state)
{
	static const struct {
		const char *scheme;
		unsigned set, empty;
		const char *source; /* NULL: none */
	} rows[] = {
	    {"https", 0, 0, NULL},
	    {"http", 0, 0, NULL},
	    {"https", 1 | 2, 0, NULL},
	    {"http", 1 | 2, 0, "http_proxy"},
	    {"http", 2, 0, NULL},
	    {"http", 2 | 32, 0, "ALL_PROXY"},
	    {"https", 63, 0, "https_proxy"},
	    /* the first that is set decides, and an empty one says "none" */
	    {"https", 63, 4, NULL},
	    {"https", 8 | 16, 8, NULL},
	    {"https", 63 - 4, 0, "HTTPS_PROXY"},
	    {"https", 63 - 4 - 8, 0, "all_proxy"},
	    {"https", 63, 8 | 16 | 32, "https_proxy"},
	    {"https", 32, 0, "ALL_PROXY"},
	    {"https", 63, 4 | 8 | 16 | 32, NULL},
	    {"http", 63, 1, NULL},
	    {"http", 63 - 1, 0, "all_proxy"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const char *source = NULL, *value;

		for (size_t k = 0; k < COUNT(names); k++) {
			unsetenv(names[k]);
			if ((rows[i].set & 1U << k) != 0)
				assert_int_equal(
				    setenv(names[k],
					(rows[i].empty & 1U << k) != 0
					    ? ""
					    : names[k],
					1),
				    0);
		}
		value = proxy_environment(rows[i].scheme, &source);
		same(value, rows[i].source, "value");
		same(source, rows[i].source, "source");
	}
	for (size_t k = 0; k < COUNT(names); k++)
		unsetenv(names[k]);
}

static void
test_method(void **state)
{
	(void)state;
	assert_int_equal(proxy_method("basic"), PROXY_BASIC);
	assert_int_equal(proxy_method("digest"), PROXY_DIGEST);
	assert_int_equal(proxy_method("negotiate"), PROXY_NEGOTIATE);
	assert_int_equal(proxy_method("ntlm"), PROXY_NTLM);
	assert_int_equal(proxy_method("anyauth"), PROXY_ANY);
	assert_int_equal(proxy_method("Basic"), PROXY_ANY); /* as git has it */
	assert_int_equal(proxy_method(""), PROXY_ANY);
	assert_int_equal(proxy_method(NULL), PROXY_ANY);
}

static void
test_refused(void **state)
{
	static const struct {
		const char *url;
		bool kept;
		int status;
		enum lanyard_error code;
		const char *message, *hint;
	} rows[] = {
	    {"http://p:1", false, 407, LANYARD_ERR_REFUSED,
		"proxy p:1 wants a user and a password before it lets us "
		"through to id.example.com (407)",
		"https_proxy names the proxy: put a user into it, "
		"http://USER@p:1"},
	    {"http://:@p:1", false, 407, LANYARD_ERR_REFUSED,
		"proxy p:1 wants a user, or a ticket of Kerberos, before it "
		"lets us through to id.example.com (407), and https_proxy has "
		"an empty one",
		"run: kinit, for a proxy that wants Kerberos; else put a user "
		"into https_proxy, http://USER@p:1"},
	    {"http://a@p:1", false, 407, LANYARD_ERR_REFUSED,
		"proxy p:1 wants the password of user a before it lets us "
		"through to id.example.com (407), and none is kept",
		"with store_passwords = true in lanyard.conf run: lanyard "
		"store, and type url=http://a@p:1, password=..., and an empty "
		"line"},
	    {"http://a:SECRET@p:1", false, 407, LANYARD_ERR_REFUSED,
		"proxy p:1 refuses user a, or the password, on the way to "
		"id.example.com (407)",
		"https_proxy has the password"},
	    {"http://a:SECRET@p:1", true, 407, LANYARD_ERR_REFUSED,
		"proxy p:1 refuses user a, or the password, on the way to "
		"id.example.com (407)",
		"run: lanyard erase, and type url=http://a@p:1 and an empty "
		"line; then lanyard store in the same way"},
	    {"http://a:SECRET@p:1", false, 403, LANYARD_ERR_REFUSED,
		"proxy p:1 does not let us through to id.example.com: it "
		"answered 403",
		""},
	    {"http://p:1", false, 502, LANYARD_ERR_NETWORK,
		"proxy p:1 cannot reach id.example.com: it answered 502", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct proxy proxy = {0};
		struct error error = {0};

		assert_int_equal(
		    proxy_parse(&proxy, rows[i].url, "https_proxy", &error),
		    LANYARD_OK);
		proxy.kept = rows[i].kept;
		assert_int_equal(proxy_refused(&proxy, rows[i].status,
				     "id.example.com", &error),
		    rows[i].code);
		assert_string_equal(error.message, rows[i].message);
		assert_string_equal(error.hint, rows[i].hint);
		proxy_clear(&proxy);
	}
}

/* With libcurl's words. */
static void
test_socks_refused(void **state)
{
	static const struct {
		const char *url;
		bool refuses;
		const char *detail;
		enum lanyard_error code;
		const char *message;
	} rows[] = {
	    {"socks5h://p:1", true, "No authentication method was acceptable.",
		LANYARD_ERR_REFUSED,
		"proxy p:1 wants a user and a password before it lets us "
		"through to id.example.com (SOCKS)"},
	    {"socks5h://a:SECRET@p:1", true,
		"User was rejected by the SOCKS5 server (1 1).",
		LANYARD_ERR_REFUSED,
		"proxy p:1 refuses user a, or the password, on the way to "
		"id.example.com (SOCKS)"},
	    {"socks5h://p:1", true,
		"Can't complete SOCKS5 connection to id.example.com. (2)",
		LANYARD_ERR_REFUSED,
		"proxy p:1 does not let us through to id.example.com: Can't "
		"complete SOCKS5 connection to id.example.com. (2)"},
	    {"socks5h://p:1", false,
		"Can't complete SOCKS5 connection to id.example.com. (4)",
		LANYARD_ERR_NETWORK,
		"proxy p:1 cannot reach id.example.com: Can't complete SOCKS5 "
		"connection to id.example.com. (4)"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct proxy proxy = {0};
		struct error error = {0};

		assert_int_equal(
		    proxy_parse(&proxy, rows[i].url, "all_proxy", &error),
		    LANYARD_OK);
		assert_int_equal(proxy_socks_refused(&proxy, rows[i].refuses,
				     rows[i].detail, "id.example.com", &error),
		    rows[i].code);
		assert_string_equal(error.message, rows[i].message);
		proxy_clear(&proxy);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_parse),
	    cmocka_unit_test(test_environment),
	    cmocka_unit_test(test_method),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_socks_refused),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
