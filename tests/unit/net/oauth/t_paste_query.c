/*
 * t_paste_query.c - the query of a redirect in what was pasted
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "net/oauth/paste_query.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void
finds_the_query_that_answers(void **state)
{
	static const struct secret ours = {(unsigned char *)"st8", 3};
	static const struct {
		const char *text, *query;
		bool good;
	} cases[] = {
	    {"http://x/?code=c&state=st8", "code=c&state=st8", true},
	    {"http://x/?code=c&state=st8.", "code=c&state=st8", true},
	    {"http://x/?code=c&amp;state=st8", "code=c&state=st8", true},
	    {"http://x/#code=c&state=st8", "code=c&state=st8", true},
	    {"http://x/?error=e&state=st8", "error=e&state=st8", true},
	    {"x/?code=c&state=st8", "code=c&state=st8", true},
	    {"state=st8&code=c", "state=st8&code=c", true},
	    {"GET /?code=c&state=st8 HTTP/1.1", "code=c&state=st8", true},
	    {"GET /cb?code=c&state=other HTTP/1.1", "code=c&state=other",
		false},
	    /* the one of several addresses, and of several lines */
	    {"http://a/?b=c http://x/?code=c&state=st8", "code=c&state=st8",
		true},
	    {"http://x/?code=c\nd&state=st8", "code=cd&state=st8", true},
	    {"http://x/?code=c d&state=st8", "code=cd&state=st8", true},
	    {"http://x/?state=st8&code=c\nand so on", "state=st8&code=c", true},
	    {"http://x/?state=st8&code=c\nd", "state=st8&code=cd", true},
	    {"http://x/?code=c&state=st8\nls", "code=c&state=st8", true},
	    {"http://x/?code=c\nd&state=st8 ok", "code=cd&state=st8", true},
	    /* none: the first is told */
	    {"http://x/?code=c&state=st9", "code=c&state=st9", false},
	    {"http://x/?code=c", "code=c", false},
	    {"http://x/?code=a%22b&state=st8", "code=a%22b&state=st8", false},
	    {"http://x/?a=b", "a=b", false},
	    {"http://x/", "", false},
	    {"abcdefgh", "", false},
	    {"", "", false},
	};
	struct buf query;
	bool good;

	(void)state;
	buf_init(&query, 256);
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_reset(&query);
		assert_int_equal(
		    paste_query_find(&ours, cases[i].text, &query, &good),
		    LANYARD_OK);
		assert_string_equal(buf_text(&query), cases[i].query);
		assert_int_equal(good, cases[i].good);
	}
	buf_clear(&query);
}

static void
knows_addresses(void **state)
{
	(void)state;
	assert_true(paste_query_is_redirect("x=y&code=z"));
	assert_true(paste_query_is_redirect("error="));
	assert_false(paste_query_is_redirect("x=y&codes=z"));
	assert_true(paste_query_is_address("see https://example.org"));
	assert_true(paste_query_is_address("example.org/?a"));
	assert_false(paste_query_is_address("?code=abc"));
	assert_false(paste_query_is_address("abcdefgh"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_the_query_that_answers),
	    cmocka_unit_test(knows_addresses),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
