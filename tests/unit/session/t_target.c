/*
 * t_target.c - target.h: a URL that a person names, as a request of git's
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "session/target.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct {
	const char *target;
	const char *protocol, *host, *path, *username; /* NULL: none */
	bool has_host;
} cases[] = {
    {"https://h", "https", "h", NULL, NULL, true},
    {"https://h/p/q?x=1#f", "https", "h", "p/q", NULL, true},
    {"https://h?x=1", "https", "h", NULL, NULL, true},
    {"https://h#/p", "https", "h", NULL, NULL, true},
    {"https://me@h:8443/p", "https", "h:8443", "p", "me", true},
    {"https://me:secret@h/a%20b", "https", "h", "a b", "me", true},
    {"imaps://mail.example.com", "imaps", "mail.example.com", NULL, NULL, true},
    {"https://h:port/p", "https", "h:port", "p", NULL, false},
};

static void
check(const char *is, const char *expected)
{
	if (expected == NULL)
		assert_true(is == NULL || *is == '\0');
	else
		assert_string_equal(is, expected);
}

static void
as_git_sends_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_credential request = {0};
		const struct attributes *a = &request.attributes;
		struct match_request asked;

		assert_int_equal(
		    target_take_apart(&request, cases[i].target), LANYARD_OK);
		asked =
		    (struct match_request){.host = attributes_text(a, "host")};
		check(attributes_text(a, "protocol"), cases[i].protocol);
		check(attributes_text(a, "host"), cases[i].host);
		check(attributes_text(a, "path"), cases[i].path);
		check(attributes_text(a, "username"), cases[i].username);
		assert_int_equal(target_has_host(&asked), cases[i].has_host);
		attributes_clear(&request.attributes);
	}
}

/* What a person has typed, and the URL that is meant; "": there is none. */
static const struct {
	const char *text, *meant;
} meant[] = {
    {"https://h.org/a", "https://h.org/a"},
    {"git@h.org:a/b.git", "https://h.org/a/b.git"},
    {"h.org:a/b.git", "https://h.org/a/b.git"},
    {"git@h.org:/a/b.git", "https://h.org/a/b.git"},
    {"git@h.org:22/a", "https://h.org/a"},
    {"ssh://git@h.org/a/b", "https://h.org/a/b"},
    {"ssh://git@h.org:2222/a/b", "https://h.org/a/b"},
    {"git+ssh://h.org/a", "https://h.org/a"},
    {"git://h.org/a", "https://h.org/a"},
    {"http://h.org:8080/a", "https://h.org:8080/a"},
    {"imaps://h.org:993", "https://h.org:993"},
    {"https:/h.org/a", "https://h.org/a"},
    {"https:h.org/a", "https://h.org/a"},
    {"https//h.org/a", "https://h.org/a"},
    {"htps://h.org/a", "https://h.org/a"},
    {"https://https://h.org/a", "https://h.org/a"},
    {"https:\\\\h.org\\a", "https://h.org/a"},
    {"//h.org/a", "https://h.org/a"},
    {"h.org/a/b", "https://h.org/a/b"},
    {"h.org:443/a", "https://h.org:443/a"},
    {"h.org", "https://h.org"},
    {"me@h.org", "https://h.org"},
    {"me:s3cret@h.org/a", "https://h.org/a"},
    {"https:/me:s3cret@h.org/a", "https://h.org/a"},
    {"https://me:s3c@ret@h.org/a", "https://h.org/a"},
    {" <https://h.org/a>, ", "https://h.org/a"},
    {"\"https://h.org/a\"", "https://h.org/a"},
    {"https://h.org/a?x=1#y", "https://h.org/a"},
    {"https://[::1]:80/a", "https://[::1]:80/a"},
    {"git@[::1]:a/b", "https://[::1]/a/b"},
    {"github.com", "https://github.com"},
    {"git", "https://git"},
    {"work", "https://work"},
    {"", ""},
    {"https://", ""},
    {"me@", ""},
    {"a b", "https://a"},
    {"/home/me", "https://home/me"},
    {"https://h.org:port/a", "https://h.org/port/a"},
    {"%%%", ""},
};

static void
what_is_meant(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(meant); i++) {
		struct buf buf;

		buf_init(&buf, 4096);
		assert_int_equal(
		    target_add_meant(&buf, meant[i].text), LANYARD_OK);
		if (strcmp(buf_text(&buf), meant[i].meant) != 0)
			fail_msg("%s: %s", meant[i].text, buf_text(&buf));
		buf_clear(&buf);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(as_git_sends_it),
	    cmocka_unit_test(what_is_meant),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
