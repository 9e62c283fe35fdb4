/*
 * t_text.c - letters without case, and what may be a token
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int
sign(int n)
{
	return (n > 0) - (n < 0);
}

static void
compares_letters_without_case(void **state)
{
	static const struct {
		const char *a, *b;
		int whole, four; /* of the first four bytes */
	} cases[] = {
	    {"", "", 0, 0},
	    {"IMAPS", "imaps", 0, 0},
	    {"aZ", "Az", 0, 0},
	    {"abcdX", "ABCDy", -1, 0},
	    {"abc", "ABCD", -1, -1},
	    {"b", "A", 1, 1},
	    {"[", "{", -1, -1},
	    {"@", "`", -1, -1},
	    {"\xc4\xb0", "i", 1, 1},
	    {"\xc4", "\xe4", -1, -1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *a = cases[i].a, *b = cases[i].b;

		assert_int_equal(sign(text_compare(a, b)), cases[i].whole);
		assert_int_equal(sign(text_compare(b, a)), -cases[i].whole);
		assert_int_equal(sign(text_compare_n(a, b, 4)), cases[i].four);
		assert_int_equal(text_compare_n(a, b, 0), 0);
	}
}

static void
lowers_letters_only(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++)
		assert_int_equal((unsigned char)text_lower((char)c),
		    c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static void
copies_in_lower_case(void **state)
{
	char *copy = text_lower_copy("HTTPS://\xc4\xb0", 5);

	(void)state;
	assert_string_equal(copy, "https");
	free(copy);
	copy = text_lower_copy("aB\xc4\xb0", 9);
	assert_string_equal(copy, "ab\xc4\xb0");
	free(copy);
}

static void
controls_are_ascii(void **state)
{
	(void)state;
	for (int c = 0; c < 256; c++)
		assert_int_equal(text_is_control((char)c), c < 32 || c == 127);
	for (int c = 1; c < 256; c++) {
		const char text[] = {'a', (char)c, 'b', '\0'};

		assert_int_equal(text_is_ascii(text), c < 128);
	}
	assert_true(text_is_ascii(""));
}

static void
visible_is_printable_ascii(void **state)
{
	(void)state;
	assert_false(text_is_visible(""));
	assert_false(text_is_visible_n(NULL, 0));
	assert_true(text_is_visible(" ~"));
	assert_true(text_is_visible_n("a\n", 1));
	assert_false(text_is_visible_n("a\0b", 3));
	for (int c = 1; c < 256; c++) {
		const char text[] = {'a', (char)c, '\0'};

		assert_int_equal(text_is_visible(text), c >= 32 && c < 127);
	}
}

/* RFC 9110 5.6.2: any VCHAR except delimiters. */
static void
tokens_have_no_delimiters(void **state)
{
	(void)state;
	assert_false(text_is_token(""));
	for (int c = 1; c < 256; c++) {
		const char text[] = {'a', (char)c, '\0'};
		bool delimiter = strchr("\"(),/:;<=>?@[\\]{}", c) != NULL;

		assert_int_equal(
		    text_is_token(text), c > 32 && c < 127 && !delimiter);
	}
}

static void
words_are_found_as_written(void **state)
{
	static const char *const words[] = {"one", "two", NULL};
	static const char *const none[] = {NULL};

	(void)state;
	assert_true(text_is_one_of("two", words));
	assert_false(text_is_one_of("Two", words));
	assert_false(text_is_one_of("tw", words));
	assert_false(text_is_one_of("", words));
	assert_false(text_is_one_of("one", none));
}

static void
a_text_becomes_a_copy_or_none(void **state)
{
	char text[] = "one", *to = NULL;

	(void)state;
	assert_int_equal(text_set(&to, text), LANYARD_OK);
	text[0] = 'x';
	assert_string_equal(to, "one");
	assert_int_equal(text_set(&to, to + 1), LANYARD_OK);
	assert_string_equal(to, "ne");
	assert_int_equal(text_set(&to, NULL), LANYARD_OK);
	assert_null(to);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(compares_letters_without_case),
	    cmocka_unit_test(lowers_letters_only),
	    cmocka_unit_test(copies_in_lower_case),
	    cmocka_unit_test(controls_are_ascii),
	    cmocka_unit_test(visible_is_printable_ascii),
	    cmocka_unit_test(tokens_have_no_delimiters),
	    cmocka_unit_test(words_are_found_as_written),
	    cmocka_unit_test(a_text_becomes_a_copy_or_none),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
