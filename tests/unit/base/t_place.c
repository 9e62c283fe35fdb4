/*
 * t_place.c - place.h: what git reads from a URL, and which hosts are one
 *
 * What the cases of parse_is_gits() come to was seen with git 2.39 and 2.47;
 * tests/e2e/paths.t asks the git that is there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "copies.h"

#include "base/limits.h"
#include "base/place.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define UE "\xc3\xbc"

static void
assert_text(const char *got, const char *wanted, const char *what)
{
	if ((got == NULL) != (wanted == NULL) ||
	    (got != NULL && strcmp(got, wanted) != 0))
		fail_msg("%s: %s", what, got == NULL ? "(none)" : got);
}

static void
parse_is_gits(void **state)
{
	static const struct {
		const char *text, *scheme, *user, *password, *host, *path;
		size_t rest; /* of the path: a query or fragment */
	} cases[] = {
	    {"https://h", "https", NULL, NULL, "h", "", 0},
	    {"HTTPS://H.Example:8443/P/q/", "https", NULL, NULL,
		"h.example:8443", "P/q", 0},
	    {"https://h//a//b//", "https", NULL, NULL, "h", "a//b", 0},
	    {"https://u@h/p", "https", "u", NULL, "h", "p", 0},
	    {"https://u%40x:p%20w:%C3%bc@h/p", "https", "u@x", "p w:" UE, "h",
		"p", 0},
	    {"https://:p@h", "https", "", "p", "h", "", 0},
	    {"https://u:@h", "https", "u", "", "h", "", 0},
	    {"https://@h", "https", "", NULL, "h", "", 0},
	    {"https://" UE " x@h", "https", UE " x", NULL, "h", "", 0},
	    {"https://u@v@h/p", "https", "u", NULL, "v@h", "p", 0},
	    {"https://u:p@v@h/p", "https", "u", "p", "v@h", "p", 0},
	    {"https://h/u:p@x", "https", NULL, NULL, "h", "u:p@x", 0},
	    {"https://h?u@x", "https", NULL, NULL, "h", "?u@x", 4},
	    {"https://h#u@x", "https", NULL, NULL, "h", "#u@x", 4},
	    {"https://h/a b/" UE, "https", NULL, NULL, "h", "a b/" UE, 0},
	    {"https://h/a%20b/%c3%BC%2F", "https", NULL, NULL, "h", "a b/" UE,
		0},
	    {"https://h/a%3Fb?c%20d", "https", NULL, NULL, "h", "a?b?c d", 4},
	    {"https://h/a/#b/", "https", NULL, NULL, "h", "a/#b", 2},
	    {"https://h/%00/%zz/%4/%", "https", NULL, NULL, "h", "%00/%zz/%4/%",
		0},
	    {"https://h/a%20b:c%20d", "https", NULL, NULL, "h", "a%20b:c d", 0},
	    {"https://h/a%20b?c%20d:%20", "https", NULL, NULL, "h",
		"a%20b?c%20d: ", 8},
	    {"https://h/a%2520b", "https", NULL, NULL, "h", "a%20b", 0},
	    {"https://b%C3%BCcher.example", "https", NULL, NULL,
		"b" UE "cher.example", "", 0},
	    {"https://ho%53t", "https", NULL, NULL, "host", "", 0},
	    {"https://ho%73t:80", "https", NULL, NULL, "ho%73t:80", "", 0},
	    {"https://[2001:DB8::1]:8/x", "https", NULL, NULL,
		"[2001:db8::1]:8", "x", 0},
	    {"https://a%2f.b/", "https", NULL, NULL, "a/.b", "", 0},
	    {"https://h:x/", "https", NULL, NULL, "h:x", "", 0},
	    {"https://", "https", NULL, NULL, "", "", 0},
	    {"file:///etc/x", "file", NULL, NULL, "", "etc/x", 0},
	    {"a b://h", "a b", NULL, NULL, "h", "", 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *text = cases[i].text;
		struct place p;

		if (place_parse(&p, text) != LANYARD_OK)
			fail_msg("refused: %s", text);
		assert_text(p.scheme, cases[i].scheme, text);
		assert_text(p.user, cases[i].user, text);
		assert_text(p.password, cases[i].password, text);
		assert_text(p.host, cases[i].host, text);
		assert_text(p.path, cases[i].path, text);
		assert_int_equal(strlen(p.path) - p.path_size, cases[i].rest);
		place_clear(&p);
		assert_null(p.host);
	}
}

static void
parse_refuses(void **state)
{
	static const char *const cases[] = {"", "h", "https:/h", "/p",
	    "git@h:p", "://h", "https//h",
	    /* two readers, two hosts */
	    "https://evil.example:443\\@good.example/",
	    "https://evil.example\\@good.example/", "https://u:p\\@h",
	    "https://u:p w@h", "https://u:\"p\"@h", "https://u:<p>@h",
	    "https://u:[p]@h", "https://u:{p}@h", "https://u:p|@h",
	    "https://u:^@h", "https://u:`p`@h", "https://u:" UE "@h",
	    "https://u:\t@h", "https://[u]@h", "https://u>@h", "https://\"@h",
	    /* a password's escapes */
	    "https://u:%@h", "https://u:%x@h", "https://u:%4@h",
	    "https://u:%00@h", "https://u:%0a@h", "https://u:%0D@h",
	    /* what would be two lines, or more on a terminal */
	    "https://u%0a@h", "https://u%1b@h", "https://u%7f@h",
	    "https://u\t@h", "https://h%0a/p", "https://h/p%0Aq",
	    "https://h/p\rq", "https://h/%0d", "a\nb://h"};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct place p, zero = {0};

		memset(&p, 0xff, sizeof(p));
		if (place_parse(&p, cases[i]) != LANYARD_ERR_ARGUMENT)
			fail_msg("taken: %s", cases[i]);
		assert_memory_equal(&p, &zero, sizeof(p));
	}
}

static void
parse_has_gits_limit(void **state)
{
	static char text[LIMIT_LINE + 2];
	struct place p;

	(void)state;
	memset(text, 'x', LIMIT_LINE + 1);
	memcpy(text, "https://h/", 10);
	assert_int_equal(place_parse(&p, text), LANYARD_ERR_ARGUMENT);
	text[LIMIT_LINE] = '\0';
	assert_int_equal(place_parse(&p, text), LANYARD_OK);
	assert_int_equal(p.path_size, LIMIT_LINE - 10);
	place_clear(&p);
}

static void
hosts_have_one_spelling(void **state)
{
	static const struct {
		const char *text, *host; /* NULL: refused */
		int port;
	} cases[] = {
	    {"Host.Example", "host.example", 0},
	    {"host.example:443", "host.example", 443},
	    {"h:", "h", 0},
	    {"h.:", "h", 0},
	    {"h.:8", "h", 8},
	    {"h.", "h", 0},
	    {"h..", "h..", 0},
	    {"a_b-c.9x", "a_b-c.9x", 0},
	    {"*.Example.com.", "*.example.com", 0},
	    {"B" UE "cher.example", "b" UE "cher.example", 0},
	    {"*." UE ".example", "*." UE ".example", 0},
	    {"127.0.0.1", "127.0.0.1", 0},
	    /* with the dot it is for DNS to say */
	    {"127.0.0.1.", "127.0.0.1.", 0},
	    {"1.", "1.", 0},
	    {"localhost.", "localhost.", 0},
	    {"LocalHost.:80", "localhost.", 80},
	    {"[::1]", "[::1]", 0},
	    {"[0:0:0:0:0:0:0:1]:", "[::1]", 0},
	    {"[2001:0DB8:0:0::0:00A]:8", "[2001:db8::a]", 8},
	    {"[::FFFF:1.2.3.4]", "[::ffff:1.2.3.4]", 0},
	    {"[::ffff:102:304]", "[::ffff:1.2.3.4]", 0},
	    {"", NULL, 0},
	    {":", NULL, 0},
	    {".", NULL, 0},
	    {".h", NULL, 0},
	    {"*", NULL, 0},
	    {"*.", NULL, 0},
	    {"a.*.b", NULL, 0},
	    {"h::", NULL, 0},
	    {"h:0", NULL, 0},
	    {"h:65536", NULL, 0},
	    {"h:8x", NULL, 0},
	    {"h/p", NULL, 0},
	    {"u@h", NULL, 0},
	    {"h h", NULL, 0},
	    {"h%20", NULL, 0},
	    {"h\\", NULL, 0},
	    {"h\n", NULL, 0},
	    {"b\xfc", NULL, 0},
	    {"b\xc3", NULL, 0},
	    {"::1", NULL, 0},
	    {"[::1", NULL, 0},
	    {"[]", NULL, 0},
	    {"[::1]x", NULL, 0},
	    {"[1.2.3.4]", NULL, 0},
	    {"[fe80::1%eth0]", NULL, 0},
	    {"[fe80::1%25eth0]", NULL, 0},
	    {"*.[::1]", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *host = (char *)&cases;
		int port = -5;

		assert_int_equal(place_host(cases[i].text, &host, &port),
		    cases[i].host == NULL ? LANYARD_ERR_ARGUMENT : LANYARD_OK);
		assert_text(host, cases[i].host, cases[i].text);
		assert_int_equal(port, cases[i].port);
		free(host);
	}
}

static void
paths_are_decoded_once(void **state)
{
	static const char *const cases[][2] = {{"", ""}, {"a b", "a b"},
	    {"a%20b", "a%20b"}, {"a%20b:c%20d", "a b:c%20d"},
	    {"a%2520b:c", "a%20b:c"}, {"%zz:%20", "%zz:%20"}, {":%20", ":%20"}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;

		buf_init(&b, 100);
		assert_int_equal(place_add_path(&b, cases[i][0]), LANYARD_OK);
		assert_text(buf_text(&b), cases[i][1], cases[i][0]);
		buf_clear(&b);
	}
}

static void
people_see_no_password(void **state)
{
	static const struct {
		const char *text, *shown;
	} cases[] = {
	    {"https://h/p?q#f", "https://h/p?q#f"},
	    {"https://u@h:8/", "https://u@h:8/"},
	    {"https://u:secret@h/p", "https://u@h/p"},
	    {"https://u:sec@ret@h/p", "https://u@h/p"},
	    {"https://u:sec:ret@h", "https://u@h"},
	    {"https://u@v:secret@h", "https://u@h"},
	    {"https://h/u:p@x", "https://h/u:p@x"},
	    {"https://h/a b/" UE, "https://h/a%20b/%C3%BC"},
	    {"https://h/a%20b/%c3%bc", "https://h/a%20b/%c3%bc"},
	    {"https://h/100%/%zz/%4", "https://h/100%25/%25zz/%254"},
	    {"https://h/\"<>\\^`{|}\x7f\n", "https://h/"
					    "%22%3C%3E%5C%5E%60%7B%7C%7D%7F"
					    "%0A"},
	    {"https://h/-._~:@!$&'()*+,;=[]", "https://h/-._~:@!$&'()*+,;=[]"},
	    {"https://b" UE ".example/" UE, "https://b" UE ".example/%C3%BC"},
	    {"no URL", "no%20URL"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;

		buf_init(&b, 200);
		buf_add_text(&b, "-");
		assert_int_equal(
		    place_add_shown(&b, cases[i].text), LANYARD_OK);
		assert_text(buf_text(&b) + 1, cases[i].shown, cases[i].text);
		buf_clear(&b);
		/* What has no room is left out whole. */
		buf_init(&b, strlen(cases[i].shown));
		buf_add_text(&b, "-");
		assert_int_equal(
		    place_add_shown(&b, cases[i].text), LANYARD_ERR_PROTOCOL);
		assert_string_equal(buf_text(&b), "-");
		buf_clear(&b);
	}
}

static void
memory_runs_out(void **state)
{
	bool failed = true;

	(void)state;
	for (int n = 0; failed; n++) {
		struct place p;
		enum lanyard_error r;

		copies = n;
		r = place_parse(&p, "https://u:p@h%20/x");
		failed = copies == -1;
		copies = -1;
		assert_int_equal(r, failed ? LANYARD_ERR_MEMORY : LANYARD_OK);
		place_clear(&p);
	}
	failed = true;
	for (int n = 0; failed; n++) {
		char *host;
		enum lanyard_error r;
		int port;

		copies = n;
		r = place_host("[0::1]:", &host, &port);
		failed = copies == -1;
		copies = -1;
		assert_int_equal(r, failed ? LANYARD_ERR_MEMORY : LANYARD_OK);
		free(host);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(parse_is_gits),
	    cmocka_unit_test(parse_refuses),
	    cmocka_unit_test(parse_has_gits_limit),
	    cmocka_unit_test(hosts_have_one_spelling),
	    cmocka_unit_test(paths_are_decoded_once),
	    cmocka_unit_test(people_see_no_password),
	    cmocka_unit_test(memory_runs_out),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
