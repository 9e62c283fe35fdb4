/*
 * t_ascii.c - ascii.h: letters without case
 */
#include "scratch.h"

#include "base/text.h"

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

		assert_int_equal(sign(ascii_compare(a, b)), cases[i].whole);
		assert_int_equal(sign(ascii_compare(b, a)), -cases[i].whole);
		assert_int_equal(sign(ascii_compare_n(a, b, 4)), cases[i].four);
		assert_int_equal(ascii_compare_n(a, b, 0), 0);
	}
}

static void
lowers_letters_only(void **state)
{
	(void)state;
	for (int c = 1; c < 256; c++)
		assert_int_equal((unsigned char)ascii_lower((char)c),
		    c >= 'A' && c <= 'Z' ? c + 32 : c);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(compares_letters_without_case),
	    cmocka_unit_test(lowers_letters_only),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
