/*
 * t_escape.c - escape.h: JSON's escapes undone in place
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json/escape.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* TEXT unescaped in memory of its own size; freed by the caller. */
static unsigned char *
undo(const char *text, size_t *size)
{
	size_t length = strlen(text);
	unsigned char *bytes = malloc(length + (length == 0));

	assert_non_null(bytes);
	memcpy(bytes, text, length);
	*size = escape_undo(bytes, length);
	assert_true(*size <= length);
	return bytes;
}

static void
undoes_each_escape(void **state)
{
	static const struct {
		const char *text, *plain;
		size_t size; /* 0: strlen(PLAIN) */
		bool is_text;
	} table[] = {
	    {"", "", 0, true},
	    {"plain \xc3\xa9", "plain \xc3\xa9", 0, true},
	    {"@\"@@@/@b@f@n@r@t", "\"@/\b\f\n\r\t", 0, true},
	    {"@@n", "@n", 0, true},
	    {"@@@n", "@\n", 0, true},
	    {"@u0041@u007f", "A\x7f", 0, true},
	    {"@u0080@u07FF", "\xc2\x80\xdf\xbf", 0, true},
	    {"@u0800@uFFFF", "\xe0\xa0\x80\xef\xbf\xbf", 0, true},
	    {"@uabcd@uABCD", "\xea\xaf\x8d\xea\xaf\x8d", 0, true},
	    {"@ud7ff@ue000", "\xed\x9f\xbf\xee\x80\x80", 0, true},
	    {"@ud800@udc00", "\xf0\x90\x80\x80", 0, true},
	    {"@uDBFF@uDFFFx", "\xf4\x8f\xbf\xbfx", 0, true},
	    {"x@ud83d@ude00y", "x\xf0\x9f\x98\x80y", 0, true},
	    {"a@u0000b", "a\0b", 3, false},
	    /* lone surrogates: high, low, swapped, before something else */
	    {"@ud800", "\xed\xa0\x80", 0, false},
	    {"@udfff", "\xed\xbf\xbf", 0, false},
	    {"@udc00@ud800", "\xed\xb0\x80\xed\xa0\x80", 0, false},
	    {"@udc00@udc00", "\xed\xb0\x80\xed\xb0\x80", 0, false},
	    {"@ud800xudc00", "\xed\xa0\x80xudc00", 0, false},
	    {"@ud800@ud800", "\xed\xa0\x80\xed\xa0\x80", 0, false},
	    {"@ud800@ue000", "\xed\xa0\x80\xee\x80\x80", 0, false},
	    {"@ud800@u0041",
		"\xed\xa0\x80"
		"A",
		0, false},
	    {"@ud800@nxxxx", "\xed\xa0\x80\nxxxx", 0, false},
	    {"@ud800udc00", "\xed\xa0\x80udc00", 0, false},
	    {"@ud800@ud83d@ude00", "\xed\xa0\x80\xf0\x9f\x98\x80", 0, false},
	};
	size_t i, size, j;

	(void)state;
	for (i = 0; i < COUNT(table); i++) {
		char text[64];
		unsigned char *bytes;
		size_t expected = table[i].size;

		/* "@" stands for the backslash. */
		for (j = 0; j <= strlen(table[i].text); j++)
			text[j] =
			    table[i].text[j] == '@' ? '\\' : table[i].text[j];
		if (expected == 0)
			expected = strlen(table[i].plain);
		bytes = undo(text, &size);
		for (j = 0; j < size; j++)
			if (bytes[j] == '\\')
				bytes[j] = '@';
		if (size != expected ||
		    memcmp(bytes, table[i].plain, size) != 0)
			fail_msg("%s: %.*s", table[i].text, (int)size, bytes);
		assert_int_equal(escape_is_text(bytes, size), table[i].is_text);
		free(bytes);
	}
}

/* Every number of the basic plane but the surrogates is text of its own. */
static void
knows_the_basic_plane(void **state)
{
	unsigned code, back;
	size_t size;
	char text[8];

	(void)state;
	for (code = 0; code <= 0xffff; code++) {
		unsigned char *b;
		bool good = code != 0 && (code < 0xd800 || code > 0xdfff);

		snprintf(text, sizeof(text), "\\u%04x", code);
		b = undo(text, &size);
		back = size == 1   ? b[0]
		       : size == 2 ? (b[0] & 0x1fU) << 6 | (b[1] & 0x3fU)
				   : (b[0] & 0x0fU) << 12 |
					 (b[1] & 0x3fU) << 6 | (b[2] & 0x3fU);
		if (back != code || escape_is_text(b, size) != good)
			fail_msg("U+%04X: %04X", code, back);
		free(b);
	}
}

static void
compares_unescaped(void **state)
{
	static const struct {
		const char *escaped, *text;
		bool equal;
	} table[] = {
	    {"abc", "abc", true},
	    {"abc", "ab", false},
	    {"ab", "abc", false},
	    {"\\u0061b\\u0063", "abc", true},
	    {"\\u0061b\\u0000", "ab", false},
	    {"a\\/b", "a/b", true},
	    {"", "", true},
	};
	unsigned char longer[6 * 64 + 1];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(table) / sizeof(*table); i++)
		assert_int_equal(
		    escape_equals((const unsigned char *)table[i].escaped,
			strlen(table[i].escaped), table[i].text),
		    table[i].equal);
	memset(longer, '\\', sizeof(longer));
	assert_false(escape_equals(longer, sizeof(longer), "abc"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(undoes_each_escape),
	    cmocka_unit_test(knows_the_basic_plane),
	    cmocka_unit_test(compares_unescaped),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
