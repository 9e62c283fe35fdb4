/*
 * t_number.c - JSON's numbers as whole numbers
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "json/number.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void
test_values(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
	} table[] = {
	    {"0", 0},
	    {"-0", 0},
	    {"3600", 3600},
	    {"3599.999", 3599},
	    {"-3599.999", -3599},
	    {"0.9", 0},
	    {"3.6e3", 3600},
	    {"36E+2", 3600},
	    {"36000000e-4", 3600},
	    {"36e-4", 0},
	    {"0.0036e6", 3600},
	    {"0e999999999999", 0},
	    {"1e999999999999", NUMBER_MAX},
	    {"-1e999999999999", -NUMBER_MAX},
	    {"1e-999999999999", 0},
	    {"1e15", NUMBER_MAX},
	    {"999999999999999", NUMBER_MAX - 1},
	    {"1000000000000001", NUMBER_MAX},
	    {"99999999999999999999999999999999", NUMBER_MAX},
	    {"9007199254740993", NUMBER_MAX},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(table); i++) {
		const unsigned char *text =
		    (const unsigned char *)table[i].text;
		size_t size = strlen(table[i].text);

		if (number_length(text, size) != size ||
		    number_whole(text, size) != table[i].value)
			fail_msg("%s: %lld", table[i].text,
			    (long long)number_whole(text, size));
	}
}

/* How much of the text is a number (RFC 8259 6). */
static void
test_lengths(void **state)
{
	static const struct {
		const char *text;
		size_t length;
	} table[] = {
	    {"", 0},
	    {"-", 0},
	    {"+1", 0},
	    {".5", 0},
	    {"x", 0},
	    {"NaN", 0},
	    {"-Infinity", 0},
	    {"1.", 0},
	    {"1.e5", 0},
	    {"1e", 0},
	    {"1e+", 0},
	    {"01", 1},
	    {"-01", 2},
	    {"0x10", 1},
	    {"1 ", 1},
	    {"1.5.5", 3},
	    {"1e5e5", 3},
	    {"1E-5,", 4},
	    {"120,5", 3},
	};
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(table); i++) {
		size_t length =
		    number_length((const unsigned char *)table[i].text,
			strlen(table[i].text));

		if (length != table[i].length)
			fail_msg("%s: %zu", table[i].text, length);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_lengths),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
