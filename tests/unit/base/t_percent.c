/*
 * t_percent.c - the %XX encodings: examples, limits, and by exhaustion
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/percent.h"

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
			r = percent_add_decoded(&b, text);
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
		    percent_add_decoded(&b, copy), LANYARD_ERR_ARGUMENT);
		assert_false(percent_query_parameter(copy, "a", &b, &count));
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
	    percent_add_parameter(&b, "n\xc3\xa9=", bytes, sizeof(bytes)),
	    LANYARD_OK);
	assert_string_equal(buf_text(&b), "n%C3%A9%3D=a%00+%FF%3D%26");
	assert_int_equal(percent_add_parameter(&b, "", "x", 0), LANYARD_OK);
	assert_string_equal(buf_text(&b), "n%C3%A9%3D=a%00+%FF%3D%26&=");
	buf_reset(&b);
	assert_int_equal(percent_add_form_encoded(&b, bytes, 3), LANYARD_OK);
	assert_int_equal(percent_add_escaped(&b, bytes, 3), LANYARD_OK);
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
		    percent_add_parameter(&query, name, text, 1), LANYARD_OK);
	}
	for (int c = 1; c < 256; c++) {
		size_t count = 0;

		name[1] = (char)c;
		text[0] = (char)(256 - c);
		buf_reset(&value);
		assert_true(percent_query_parameter(
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
	assert_true(percent_query_parameter("a=+%2B%20", "a", &b, NULL));
	assert_string_equal(buf_text(&b), " + ");
	buf_reset(&b);
	assert_int_equal(percent_add_decoded(&b, "+%2B%20"), LANYARD_OK);
	assert_string_equal(buf_text(&b), "++ ");
	buf_reset(&b);
	assert_int_equal(percent_add_query(&b, "+a=%2B++"), LANYARD_OK);
	assert_string_equal(buf_text(&b), "%20a=%2B%20%20");
	assert_int_equal(percent_add_query(&b, "1+"), LANYARD_ERR_PROTOCOL);
	assert_int_equal(b.size, 14);
	buf_clear(&b);
}

/* All 255 bytes that a string may hold. */
static void
all_bytes(char text[256])
{
	for (int i = 0; i < 255; i++)
		text[i] = (char)(i + 1);
	text[255] = '\0';
}

static void
encodings_keep_what_they_should(void **state)
{
	const char *alnum = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz";
	char text[2] = "";

	(void)state;
	for (int c = 1; c < 256; c++) {
		char escape[4];
		struct buf name, escaped, form, basic;
		bool is_alnum = strchr(alnum, c) != NULL;
		/* All that comes back from who decodes it. */
		bool shown = c >= ' ' && c <= '~' && c != '%' && c != '+';

		text[0] = (char)c;
		(void)snprintf(escape, sizeof(escape), "%%%02X", (unsigned)c);
		buf_init(&name, 100);
		buf_init(&escaped, 100);
		buf_init(&form, 100);
		buf_init(&basic, 100);
		percent_add_basic(&basic, text, 1, false);
		assert_string_equal(buf_text(&basic), shown ? text : escape);
		buf_reset(&basic);
		percent_add_basic(&basic, text, 1, true);
		assert_string_equal(
		    buf_text(&basic), shown && c != ':' ? text : escape);
		assert_int_equal(
		    percent_add_file_name(&name, text), LANYARD_OK);
		assert_int_equal(
		    percent_add_escaped(&escaped, text, 1), LANYARD_OK);
		assert_int_equal(
		    percent_add_form_encoded(&form, text, 1), LANYARD_OK);
		assert_string_equal(buf_text(&name),
		    is_alnum || strchr("-_", c) != NULL ? text : escape);
		assert_string_equal(buf_text(&escaped),
		    is_alnum || strchr("-._~", c) != NULL ? text : escape);
		assert_string_equal(buf_text(&form),
		    c == ' '
			? "+"
			: (is_alnum || strchr("*-._", c) != NULL ? text
								 : escape));
		buf_clear(&name);
		buf_clear(&escaped);
		buf_clear(&form);
		buf_clear(&basic);
	}
}

static void
encodings_know_examples(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 1000);
	/* RFC 6749 appendix B */
	assert_int_equal(
	    percent_add_form_encoded(&b, " %&+\302\243\342\202\254", 9),
	    LANYARD_OK);
	assert_string_equal(buf_text(&b), "+%25%26%2B%C2%A3%E2%82%AC");
	buf_reset(&b);
	assert_int_equal(percent_add_escaped(&b, "a\0b/", 4), LANYARD_OK);
	assert_string_equal(buf_text(&b), "a%00b%2F");
	buf_reset(&b);
	assert_int_equal(percent_add_file_name(&b, "../a.b_c-d"), LANYARD_OK);
	assert_string_equal(buf_text(&b), "%2E%2E%2Fa%2Eb_c-d");
	buf_reset(&b);
	assert_int_equal(percent_add_escaped(&b, NULL, 0), LANYARD_OK);
	assert_int_equal(percent_add_file_name(&b, ""), LANYARD_OK);
	assert_int_equal(b.size, 0);
	buf_clear(&b);
}

static void
parameters_are_joined(void **state)
{
	static const struct {
		const char *before, *after;
	} cases[] = {
	    {"", "a+b=c%3Dd"},
	    {"x=y", "x=y&a+b=c%3Dd"},
	    {"x=y&", "x=y&a+b=c%3Dd"},
	    {"https://h/?", "https://h/?a+b=c%3Dd"},
	    {"https://h/?q", "https://h/?q&a+b=c%3Dd"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;

		buf_init(&b, 100);
		buf_add_text(&b, cases[i].before);
		assert_int_equal(
		    percent_add_parameter(&b, "a b", "c=d", 3), LANYARD_OK);
		assert_string_equal(buf_text(&b), cases[i].after);
		buf_clear(&b);
	}
}

static void
full_buffers_stay_as_they_were(void **state)
{
	(void)state;
	for (size_t limit = 3; limit < 8; limit++) {
		struct buf b;

		buf_init(&b, limit);
		buf_add_text(&b, "x=y");
		assert_int_equal(percent_add_parameter(&b, "a", "\n", 1),
		    LANYARD_ERR_PROTOCOL);
		assert_int_equal(
		    percent_add_escaped(&b, "\n\n", 2), LANYARD_ERR_PROTOCOL);
		assert_int_equal(percent_add_form_encoded(&b, "\n\n", 2),
		    LANYARD_ERR_PROTOCOL);
		assert_int_equal(
		    percent_add_file_name(&b, "\n\n"), LANYARD_ERR_PROTOCOL);
		assert_int_equal(
		    percent_add_decoded(&b, "%41bcdef"), LANYARD_ERR_PROTOCOL);
		assert_false(
		    percent_query_parameter("q=abcdef", "q", &b, NULL));
		assert_string_equal(buf_text(&b), "x=y");
		buf_clear(&b);
	}
}

static void
query_parameters_are_found(void **state)
{
	static const struct {
		const char *query, *name, *value; /* NULL: false */
		size_t count;
	} cases[] = {
	    {"code=abc&state=x", "code", "abc", 1},
	    {"code=abc&state=x", "state", "x", 1},
	    {"code=abc&state=x", "stat", NULL, 0},
	    {"code=abc&state=x", "states", NULL, 0},
	    {"xcode=1&code=2", "code", "2", 1},
	    {"a=%20b+c%2B", "a", " b c+", 1},
	    {"%63ode=x", "code", "x", 1},
	    {"a+b=x", "a b", "x", 1},
	    {"code=1&code=2", "code", "1", 2},
	    {"code=1&co%64e=%zz", "code", "1", 2},
	    {"code=%zz&code=1", "code", NULL, 2},
	    {"code", "code", "", 1},
	    {"code=", "code", "", 1},
	    {"code=a=b", "code", "a=b", 1},
	    {"&&code=x&", "code", "x", 1},
	    {"%zz=1&%=2&%4=3&code=x", "code", "x", 1},
	    {"code=%", "code", NULL, 1},
	    {"code=%4", "code", NULL, 1},
	    {"code=%4&x=1", "code", NULL, 1},
	    {"code=a%00b", "code", NULL, 1},
	    {"code%00=x", "code", NULL, 0},
	    {"=x", "", "x", 1},
	    {"", "code", NULL, 0},
	    {NULL, "code", NULL, 0},
	    {"code=\303\274%c3%BC", "code", "\303\274\303\274", 1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;
		size_t count = 99;

		buf_init(&b, 100);
		buf_add_text(&b, "before:");
		assert_int_equal(percent_query_parameter(
				     cases[i].query, cases[i].name, &b, &count),
		    cases[i].value != NULL);
		assert_int_equal(count, cases[i].count);
		assert_string_equal(buf_text(&b) + 7,
		    cases[i].value == NULL ? "" : cases[i].value);
		buf_reset(&b);
		assert_int_equal(percent_query_parameter(
				     cases[i].query, cases[i].name, &b, NULL),
		    cases[i].value != NULL);
		buf_clear(&b);
	}
}

static void
decoding_is_strict(void **state)
{
	static const struct {
		const char *text, *decoded; /* NULL: refused */
	} cases[] = {
	    {"", ""},
	    {"abc", "abc"},
	    {"a+b", "a+b"},
	    {"%41%7e%7E%2b", "A~~+"},
	    {"%", NULL},
	    {"%4", NULL},
	    {"a%4g", NULL},
	    {"%g4", NULL},
	    {"% 4", NULL},
	    {"%-1", NULL},
	    {"%00", NULL},
	    {"ok%41%0", NULL},
	    {"%25%32%35", "%25"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;

		buf_init(&b, 100);
		buf_add_text(&b, "-");
		assert_int_equal(percent_add_decoded(&b, cases[i].text),
		    cases[i].decoded == NULL ? LANYARD_ERR_ARGUMENT
					     : LANYARD_OK);
		assert_string_equal(buf_text(&b) + 1,
		    cases[i].decoded == NULL ? "" : cases[i].decoded);
		buf_clear(&b);
	}
}

/* As git does it: what is malformed stands for itself. */
static void
decoding_is_loose_for_git(void **state)
{
	static const char *const cases[][2] = {{"", ""}, {"a+b", "a+b"},
	    {"%41%7e%C3%bc", "A~\303\274"}, {"%", "%"}, {"%4", "%4"},
	    {"%zz%41", "%zzA"}, {"%00%01", "%00\001"}, {"%25%32%35", "%25"},
	    {"%%41", "%A"}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;

		buf_init(&b, 100);
		assert_int_equal(
		    percent_add_loosely(&b, cases[i][0], strlen(cases[i][0])),
		    LANYARD_OK);
		assert_string_equal(buf_text(&b), cases[i][1]);
		/* An escape that SIZE cuts is none. */
		buf_reset(&b);
		assert_int_equal(
		    percent_add_loosely(&b, "x%41", 3), LANYARD_OK);
		assert_string_equal(buf_text(&b), "x%4");
		buf_clear(&b);
		buf_init(&b, 2);
		buf_add_text(&b, "-");
		assert_int_equal(
		    percent_add_loosely(&b, "xy", 2), LANYARD_ERR_PROTOCOL);
		assert_string_equal(buf_text(&b), "-");
		buf_clear(&b);
	}
}

static void
what_is_shown_is_a_url(void **state)
{
	static const char *const cases[][2] = {{"", ""},
	    {"/a-b._~:/?#[]@!$&'()*+,;=", "/a-b._~:/?#[]@!$&'()*+,;="},
	    {"/a b\303\274\033", "/a%20b%C3%BC%1B"}, {"/%20%c3", "/%20%c3"},
	    {"/%/%4/%zz", "/%25/%254/%25zz"}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf b;

		buf_init(&b, 100);
		assert_int_equal(
		    percent_add_shown(&b, cases[i][0]), LANYARD_OK);
		assert_string_equal(buf_text(&b), cases[i][1]);
		buf_reset(&b);
		/* It may be shown twice. */
		assert_int_equal(
		    percent_add_shown(&b, cases[i][1]), LANYARD_OK);
		assert_string_equal(buf_text(&b), cases[i][1]);
		buf_clear(&b);
	}
}

static void
decoding_undoes_encoding(void **state)
{
	char text[256];
	struct buf encoded, decoded;

	(void)state;
	all_bytes(text);
	buf_init(&encoded, 10000);
	buf_init(&decoded, 10000);
	assert_int_equal(percent_add_escaped(&encoded, text, 255), LANYARD_OK);
	assert_int_equal(
	    percent_add_decoded(&decoded, buf_text(&encoded)), LANYARD_OK);
	assert_string_equal(buf_text(&decoded), text);
	buf_reset(&encoded);
	buf_reset(&decoded);
	assert_int_equal(percent_add_file_name(&encoded, text), LANYARD_OK);
	assert_int_equal(
	    percent_add_decoded(&decoded, buf_text(&encoded)), LANYARD_OK);
	assert_string_equal(buf_text(&decoded), text);
	buf_reset(&encoded);
	buf_reset(&decoded);
	assert_int_equal(
	    percent_add_parameter(&encoded, text, text, 255), LANYARD_OK);
	assert_true(
	    percent_query_parameter(buf_text(&encoded), text, &decoded, NULL));
	assert_string_equal(buf_text(&decoded), text);
	buf_clear(&encoded);
	buf_clear(&decoded);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(encodings_keep_what_they_should),
	    cmocka_unit_test(encodings_know_examples),
	    cmocka_unit_test(parameters_are_joined),
	    cmocka_unit_test(full_buffers_stay_as_they_were),
	    cmocka_unit_test(query_parameters_are_found),
	    cmocka_unit_test(decoding_is_strict),
	    cmocka_unit_test(decoding_is_loose_for_git),
	    cmocka_unit_test(what_is_shown_is_a_url),
	    cmocka_unit_test(decoding_undoes_encoding),
	    cmocka_unit_test(any_two_bytes_after_percent),
	    cmocka_unit_test(escapes_end_with_the_text),
	    cmocka_unit_test(values_are_bytes),
	    cmocka_unit_test(parameters_come_back),
	    cmocka_unit_test(plus_is_a_space_in_queries_only),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
