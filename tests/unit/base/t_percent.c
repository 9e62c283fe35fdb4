/*
 * t_percent.c - the encodings that url.h declares, by exhaustion; examples,
 * limits and full buffers are in t_url.c
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/url.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The value of a hexadecimal digit, or -1. */
static int
digit(int c)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *at = c == 0 ? NULL : strchr(digits, c);

	if (at == NULL)
		return -1;
	return at - digits < 16 ? (int)(at - digits) : (int)(at - digits) - 6;
}

/* "%" and any two bytes: decoded if they are digits and not 00. */
static void
any_two_bytes_after_percent(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 16);
	for (int high = 1; high < 256; high++) {
		for (int low = 1; low < 256; low++) {
			const char text[] = {
			    'a', '%', (char)high, (char)low, 'b', '\0'};
			int h = digit(high), l = digit(low);
			bool good = h >= 0 && l >= 0 && h + l > 0;
			enum lanyard_error r;

			buf_reset(&b);
			r = url_add_decoded(&b, text);
			if (r != (good ? LANYARD_OK : LANYARD_ERR_ARGUMENT) ||
			    b.size != (good ? 3 : 0))
				fail_msg("%%%c%c: %d", high, low, r);
			if (good)
				assert_int_equal(b.data[1], h * 16 + l);
		}
	}
	buf_clear(&b);
}

/* An escape cut off by the end, in memory that ends there. */
static void
escapes_end_with_the_text(void **state)
{
	static const char *const texts[] = {"%", "%4", "a%", "a%4", "%41%"};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		char *copy = strdup(texts[i]);
		struct buf b;
		size_t count = 9;

		assert_non_null(copy);
		buf_init(&b, 16);
		assert_int_equal(
		    url_add_decoded(&b, copy), LANYARD_ERR_ARGUMENT);
		assert_false(url_query_parameter(copy, "a", &b, &count));
		assert_int_equal(count, 0);
		assert_int_equal(b.size, 0);
		buf_clear(&b);
		free(copy);
	}
}

/* SIZE counts, not a NUL; what is behind SIZE is not looked at. */
static void
values_are_bytes(void **state)
{
	static const char bytes[] = {'a', '\0', ' ', '\xff', '=', '&'};
	struct buf b;

	(void)state;
	buf_init(&b, 100);
	assert_int_equal(
	    url_add_parameter(&b, "n\xc3\xa9=", bytes, sizeof(bytes)),
	    LANYARD_OK);
	assert_string_equal(buf_text(&b), "n%C3%A9%3D=a%00+%FF%3D%26");
	assert_int_equal(url_add_parameter(&b, "", "x", 0), LANYARD_OK);
	assert_string_equal(buf_text(&b), "n%C3%A9%3D=a%00+%FF%3D%26&=");
	buf_reset(&b);
	assert_int_equal(url_add_form_encoded(&b, bytes, 3), LANYARD_OK);
	assert_int_equal(url_add_escaped(&b, bytes, 3), LANYARD_OK);
	assert_string_equal(buf_text(&b), "a%00+a%00%20");
	buf_clear(&b);
}

/* What we encode as parameters is what we find by name, byte for byte. */
static void
parameters_come_back(void **state)
{
	struct buf query, value;
	char name[3] = {'x'}, text[2] = "";

	(void)state;
	buf_init(&query, 16384);
	buf_init(&value, 16);
	for (int c = 1; c < 256; c++) {
		name[1] = (char)c;
		text[0] = (char)(256 - c);
		assert_int_equal(
		    url_add_parameter(&query, name, text, 1), LANYARD_OK);
	}
	for (int c = 1; c < 256; c++) {
		size_t count = 0;

		name[1] = (char)c;
		text[0] = (char)(256 - c);
		buf_reset(&value);
		assert_true(url_query_parameter(
		    buf_text(&query), name, &value, &count));
		assert_int_equal(count, 1);
		assert_string_equal(buf_text(&value), text);
	}
	buf_clear(&query);
	buf_clear(&value);
}

/* Only "+" tells the two encodings of a space apart. */
static void
plus_is_a_space_in_queries_only(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 16);
	assert_true(url_query_parameter("a=+%2B%20", "a", &b, NULL));
	assert_string_equal(buf_text(&b), " + ");
	buf_reset(&b);
	assert_int_equal(url_add_decoded(&b, "+%2B%20"), LANYARD_OK);
	assert_string_equal(buf_text(&b), "++ ");
	buf_clear(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(any_two_bytes_after_percent),
	    cmocka_unit_test(escapes_end_with_the_text),
	    cmocka_unit_test(values_are_bytes),
	    cmocka_unit_test(parameters_come_back),
	    cmocka_unit_test(plus_is_a_space_in_queries_only),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
