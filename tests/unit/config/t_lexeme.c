/*
 * t_lexeme.c - what a configuration is made of
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "config/lexeme.h"

static void
test_sizes(void **state)
{
	static const struct {
		const char *text;
		size_t name, comment, scalar;
	} table[] = {
	    {"", 0, 0, 0},
	    {"name = 1", 4, 0, 0},
	    {"a-b_2*.c", 6, 0, 0},
	    {"2name", 0, 0, 1},
	    {"-5;", 0, 0, 2},
	    {"0x1F]", 0, 0, 4},
	    {"true;", 4, 0, 4},
	    {"FALSE", 5, 0, 5},
	    {"truer", 5, 0, 0},
	    {"# all\nx", 0, 5, 0},
	    {"// all", 0, 6, 0},
	    {"/* a\n */x", 0, 8, 0},
	    {"/* a", 0, 4, 0},
	    {"/ a", 0, 0, 0},
	    {"\xc3\xb6", 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		const char *text = table[i].text;

		if (lexeme_name(text) != table[i].name ||
		    lexeme_comment(text) != table[i].comment ||
		    lexeme_scalar(text) != table[i].scalar)
			fail_msg("%s", text);
	}
	assert_int_equal(lexeme_string("\"a\\\"b\" c"), 6);
	assert_int_equal(lexeme_odd_blank(" "), 0);
	assert_int_equal(lexeme_odd_blank(""), 0);
	assert_int_equal(lexeme_odd_blank("\xc2\xa9"), 0);
	assert_int_equal(lexeme_odd_blank("\xe2\x80\x9c"), 0);
	assert_int_equal(lexeme_odd_blank("\xc2\xa0x"), 2);
	assert_int_equal(lexeme_odd_blank("\xe2\x80\x8bx"), 3);
	assert_int_equal(lexeme_odd_blank("\xe2\x80\xafx"), 3);
	assert_int_equal(lexeme_odd_blank("\xe3\x80\x80x"), 3);
	assert_int_equal(lexeme_odd_blank("\xef\xbb\xbfx"), 3);
	assert_int_equal(lexeme_string("\"\""), 2);
	assert_int_equal(lexeme_string("\"a"), 2);
	assert_int_equal(lexeme_string("\"a\\"), 3);
}

static void
test_words(void **state)
{
	(void)state;
	assert_true(lexeme_is_switch("yes;"));
	assert_true(lexeme_is_switch("Off"));
	assert_false(lexeme_is_switch("true"));
	assert_false(lexeme_is_switch("one"));
	assert_false(lexeme_is_switch(""));
	assert_true(lexeme_is_odd_quote("\xe2\x80\x9c"));
	assert_true(lexeme_is_odd_quote("'"));
	assert_true(lexeme_is_odd_quote("`"));
	assert_false(lexeme_is_odd_quote("\""));
	assert_false(lexeme_is_odd_quote(""));
}

static void
test_stands_before(void **state)
{
	/* The last name of each is what is looked for. */
	static const struct {
		const char *text;
		bool expected;
	} table[] = {
	    {"url = 1; url", true},
	    {"url", false},
	    {"a = 1; url", false},
	    {"urls = 1; url", false},
	    {"# url\nurl", false},
	    {"a = \"url\"; url", false},
	    {"a = { url = 1; }; url", false},
	    {"a = [ \"x\" ]; url = 1; url", true},
	    {"} url = 1; url", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		const char *text = table[i].text;

		if (lexeme_stands_before(text, text + strlen(text) - 3, 3) !=
		    table[i].expected)
			fail_msg("%s", text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_sizes),
	    cmocka_unit_test(test_words), cmocka_unit_test(test_stands_before)};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
