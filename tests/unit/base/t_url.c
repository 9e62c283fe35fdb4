/*
 * t_url.c - url.h: what is a URL here
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/url.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* assert_string_equal() that takes NULL for "unset". */
static void
assert_text(const char *got, const char *wanted)
{
	if (wanted == NULL)
		assert_null(got);
	else
		assert_string_equal(got, wanted);
}

static void
parse_takes_apart(void **state)
{
	static const struct {
		const char *text, *scheme, *user, *host;
		int port;
		const char *path, *query;
	} cases[] = {
	    {"https://host", "https", NULL, "host", 0, "", NULL},
	    {"https://host/", "https", NULL, "host", 0, "", NULL},
	    {"https://host//", "https", NULL, "host", 0, "/", NULL},
	    {"HTTPS://Host.Example/A/b", "https", NULL, "host.example", 0,
		"A/b", NULL},
	    {"https://h:8443/p?q=1&r", "https", NULL, "h", 8443, "p", "q=1&r"},
	    {"https://h?q", "https", NULL, "h", 0, "", "q"},
	    {"https://h?", "https", NULL, "h", 0, "", ""},
	    {"https://h/?a?b/c", "https", NULL, "h", 0, "", "a?b/c"},
	    {"https://me@h", "https", "me", "h", 0, "", NULL},
	    {"https://@h", "https", "", "h", 0, "", NULL},
	    {"https://a%40b.c%3Ad@h:1/p", "https", "a@b.c:d", "h", 1, "p",
		NULL},
	    {"https://a%c3%bc@h", "https", "a\303\274", "h", 0, "", NULL},
	    {"https://h/a@b:c", "https", NULL, "h", 0, "a@b:c", NULL},
	    {"https://h?a@b", "https", NULL, "h", 0, "", "a@b"},
	    {"https://h/%2e%2E/x", "https", NULL, "h", 0, "%2e%2E/x", NULL},
	    {"http://127.0.0.1:80/cb", "http", NULL, "127.0.0.1", 80, "cb",
		NULL},
	    {"http://[::1]", "http", NULL, "[::1]", 0, "", NULL},
	    {"http://u@[2001:DB8::1]:65535/", "http", "u", "[2001:db8::1]",
		65535, "", NULL},
	    {"https://*.Example.com/x", "https", NULL, "*.example.com", 0, "x",
		NULL},
	    {"https://a_b-c.d.", "https", NULL, "a_b-c.d.", 0, "", NULL},
	    {"git+ssh://h", "git+ssh", NULL, "h", 0, "", NULL},
	    {"smtp://h:025", "smtp", NULL, "h", 25, "", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct url u;

		assert_int_equal(url_parse(&u, cases[i].text), LANYARD_OK);
		assert_text(u.scheme, cases[i].scheme);
		assert_text(u.user, cases[i].user);
		assert_text(u.host, cases[i].host);
		assert_int_equal(u.port, cases[i].port);
		assert_text(u.path, cases[i].path);
		assert_text(u.query, cases[i].query);
		url_clear(&u);
		assert_null(u.host);
	}
	url_clear(NULL);
}

static void
parse_refuses(void **state)
{
	static const char *const cases[] = {"", "host", "https",
	    "https:", "https:/host", "https:host", "://host", "//host", "/path",
	    "1ttps://host", "+a://host", "ht_tp://host", "https ://host",
	    " https://host", "https://host ", "https://", "https:///path",
	    "https://?q", "https://:80", "https://user@", "https://user@/path",
	    "https://user@:80",
	    /* passwords, and what could be taken for one */
	    "https://user:pass@host", "https://user:@host", "https://:@host",
	    "https://a@b@host", "https://good.com\\@evil.com",
	    "https://a\"b@host", "https://[a]@host",
	    /* malformed or dangerous user names */
	    "https://%@host", "https://%4@host", "https://%zz@host",
	    "https://a%00b@host", "https://a%0ab@host", "https://a%0D@host",
	    "https://a%1b@host", "https://a%7f@host",
	    /* hosts */
	    "https://ho%73t", "https://ho!st", "https://ho*st", "https://*",
	    "https://*.", "https://**.a", "https://*.*.a", "https://a.*",
	    "https://.a", "https://*..a", "https://ho\\st/", "https://h,i",
	    "https://[::1", "https://::1", "https://[]", "https://[::1]x",
	    "https://[::1]80", "https://[1.2.3.4]", "https://[fe80::1%25e]",
	    "https://[v1.x]", "https://[g::1]", "https://x[::1]",
	    "https://*.[::1]",
	    "https://[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000:0]",
	    /* ports */
	    "https://h:", "https://h:/p", "https://h:0", "https://h:65536",
	    "https://h:-1", "https://h:+1", "https://h:1x", "https://h: 1",
	    "https://h:0x50", "https://h:1:2", "https://h:4294967376",
	    "https://h:99999999999999999999", "https://[::1]:",
	    /* characters, fragments */
	    "https://h/a b", "https://h/a\tb", "https://h/\n", "https://h/\177",
	    "https://h/\303\274", "https://\303\274", "https://h/\200",
	    "https://h/#f", "https://h#", "https://h?q#f"};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct url u, zero = {0};

		memset(&u, 0xff, sizeof(u));
		if (url_parse(&u, cases[i]) != LANYARD_ERR_ARGUMENT)
			fail_msg("taken: %s", cases[i]);
		assert_memory_equal(&u, &zero, sizeof(u));
	}
}

static void
parse_has_a_limit(void **state)
{
	const char *start = "https://host/";
	char *text = malloc(LIMIT_URL + 2);
	struct url u;

	(void)state;
	assert_non_null(text);
	memset(text, 'x', LIMIT_URL + 1);
	memcpy(text, start, strlen(start));
	text[LIMIT_URL + 1] = '\0';
	assert_int_equal(url_parse(&u, text), LANYARD_ERR_ARGUMENT);
	text[LIMIT_URL] = '\0';
	assert_int_equal(url_parse(&u, text), LANYARD_OK);
	assert_int_equal(strlen(u.path), LIMIT_URL - strlen(start));
	url_clear(&u);
	free(text);
}

static void
ports_have_defaults(void **state)
{
	static const struct {
		const char *text;
		int port;
	} cases[] = {{"https://h", 443}, {"http://h", 80}, {"ftp://h", 0},
	    {"httpsx://h", 0}, {"https://h:1", 1}, {"http://h:443", 443},
	    {"ftp://h:21", 21}, {"HTTPS://h", 443}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct url u;

		assert_int_equal(url_parse(&u, cases[i].text), LANYARD_OK);
		assert_int_equal(url_port(&u), cases[i].port);
		url_clear(&u);
	}
}

static void
loopback_is_literal(void **state)
{
	static const struct {
		const char *text;
		bool loopback;
	} cases[] = {
	    {"http://127.0.0.1", true},
	    {"http://127.0.0.1:8080/x", true},
	    {"http://127.255.3.4", true},
	    {"http://[::1]:1", true},
	    {"http://[0:0:0:0:0:0:0:1]", true},
	    {"http://localhost", true},
	    {"http://LocalHost", true},
	    {"http://128.0.0.1", false},
	    {"http://126.255.255.255", false},
	    {"http://0.0.0.0", false},
	    {"http://127.1", false},
	    {"http://2130706433", false},
	    {"http://0x7f.0.0.1", false},
	    {"http://127.0.0.1.", false},
	    {"http://127.0.0.1.evil.com", false},
	    {"http://127.0.0.256", false},
	    {"http://localhost.", false},
	    {"http://localhost.evil.com", false},
	    {"http://a.localhost", false},
	    {"http://*.localhost", false},
	    {"http://[::]", false},
	    {"http://[::2]", false},
	    {"http://[::ffff:127.0.0.1]", false},
	    {"http://localhost@evil.com", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct url u;

		assert_int_equal(url_parse(&u, cases[i].text), LANYARD_OK);
		if (url_is_loopback(&u) != cases[i].loopback)
			fail_msg("wrong: %s", cases[i].text);
		url_clear(&u);
	}
}

static void
http_is_for_this_machine(void **state)
{
	static const struct {
		const char *text;
		bool web, allowed, allowed_with_http;
	} cases[] = {
	    {"https://h", true, true, true},
	    {"http://h", true, false, true},
	    {"HTTP://h", true, false, true},
	    {"http://127.0.0.1:8080/x", true, true, true},
	    {"http://[::1]", true, true, true},
	    {"http://localhost", true, true, true},
	    {"http://*.localhost", true, false, true},
	    {"imaps://h", false, true, true},
	    {"httpsx://h", false, true, true},
	    {"ftp://127.0.0.1", false, true, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct url u;

		assert_int_equal(url_parse(&u, cases[i].text), LANYARD_OK);
		if (url_is_web(&u) != cases[i].web ||
		    url_is_allowed(&u, false) != cases[i].allowed ||
		    url_is_allowed(&u, true) != cases[i].allowed_with_http)
			fail_msg("wrong: %s", cases[i].text);
		url_clear(&u);
	}
}

static void
split_host_splits(void **state)
{
	static const struct {
		const char *text, *host; /* NULL: refused */
		int port;
	} cases[] = {
	    {"host", "host", 0},
	    {"Host.Example:443", "host.example", 443},
	    {"h:1", "h", 1},
	    {"h:65535", "h", 65535},
	    {"[::1]", "[::1]", 0},
	    {"[::A]:80", "[::a]", 80},
	    {"", "", 0},
	    {"h:", NULL, 0},
	    {"h:0", NULL, 0},
	    {"h:65536", NULL, 0},
	    {"h:http", NULL, 0},
	    {"h:80x", NULL, 0},
	    {"h: 80", NULL, 0},
	    {"h:-1", NULL, 0},
	    {"a:b:80", NULL, 0},
	    {"::1", NULL, 0},
	    {"[::1]:", NULL, 0},
	    {"[::1]80", NULL, 0},
	    {"[::1", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *host = (char *)&cases;
		int port = -5;

		assert_int_equal(url_split_host(cases[i].text, &host, &port),
		    cases[i].host == NULL ? LANYARD_ERR_ARGUMENT : LANYARD_OK);
		assert_text(host, cases[i].host);
		assert_int_equal(port, cases[i].port);
		free(host);
	}
}

static void
hosts_have_a_form(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} cases[] = {{"host", true}, {"A.b-c_d.9", true}, {"127.0.0.1", true},
	    {"*.example.com", true}, {"[::1]", true}, {"", false},
	    {".host", false}, {"*", false}, {"*.", false}, {"a*", false},
	    {"a.*.b", false}, {"a/b", false}, {"a b", false}, {"a@b", false},
	    {"a#b", false}, {"a?b", false}, {"a\\b", false}, {"a%2fb", false},
	    {"a:1", false}, {"::1", false}, {"[::1]x", false}, {"[]", false},
	    {"h\xc3\xb6st", false}, {"a\nb", false}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (url_is_host(cases[i].text) != cases[i].is)
			fail_msg("%s", cases[i].text);
}

static void
add_host_is_for_messages(void **state)
{
	static const struct {
		const char *text, *host;
	} cases[] = {{"https://h/p", "to h"}, {"https://u@H:443/p", "to h:443"},
	    {"http://[::1]:8", "to [::1]:8"}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct url u;
		struct buf b;

		buf_init(&b, 100);
		buf_add_text(&b, "to ");
		assert_int_equal(url_parse(&u, cases[i].text), LANYARD_OK);
		assert_int_equal(url_add_host(&b, &u), LANYARD_OK);
		assert_string_equal(buf_text(&b), cases[i].host);
		buf_clear(&b);
		url_clear(&u);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(parse_takes_apart),
	    cmocka_unit_test(parse_refuses),
	    cmocka_unit_test(parse_has_a_limit),
	    cmocka_unit_test(ports_have_defaults),
	    cmocka_unit_test(loopback_is_literal),
	    cmocka_unit_test(http_is_for_this_machine),
	    cmocka_unit_test(split_host_splits),
	    cmocka_unit_test(hosts_have_a_form),
	    cmocka_unit_test(add_host_is_for_messages),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
