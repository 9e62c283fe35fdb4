/*
 * t_utf8.c - what is a character of UTF-8
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void
tells_where_a_character_ends(void **state)
{
	static const struct {
		const char *text;
		size_t length;
	} cases[] = {
	    {"", 0},
	    {"a", 1},
	    {"ab", 1},
	    {"\x7f", 1},
	    {"\xc2\x80", 2},
	    {"\xdf\xbfz", 2},
	    {"\xe0\xa0\x80", 3},
	    {"\xed\x9f\xbf", 3},
	    {"\xee\x80\x80", 3},
	    {"\xef\xbf\xbfz", 3},
	    {"\xf0\x90\x80\x80", 4},
	    {"\xf4\x8f\xbf\xbfz", 4},
	    /* a lone tail, and bytes that never occur */
	    {"\x80", 0},
	    {"\xbf", 0},
	    {"\xf5\x80\x80\x80", 0},
	    {"\xff", 0},
	    /* overlong */
	    {"\xc0\x80", 0},
	    {"\xc1\xbf", 0},
	    {"\xe0\x9f\xbf", 0},
	    {"\xf0\x8f\xbf\xbf", 0},
	    /* surrogates; beyond U+10FFFF */
	    {"\xed\xa0\x80", 0},
	    {"\xf4\x90\x80\x80", 0},
	    /* cut short, or not a tail */
	    {"\xc2", 0},
	    {"\xc2z", 0},
	    {"\xe0\xa0", 0},
	    {"\xe0\xa0z", 0},
	    {"\xf0\x90\x80", 0},
	    {"\xf0\x90\x80z", 0},
	    {"\xf0\x90z\x80", 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (utf8_length(cases[i].text, strlen(cases[i].text)) !=
		    cases[i].length)
			fail_msg("case %zu", i);
	/* Nothing beyond SIZE is looked at. */
	assert_int_equal(utf8_length("\xc3\xa9", 1), 0);
	assert_int_equal(utf8_length("a", 0), 0);
}

static void
tells_what_is_no_text(void **state)
{
	static const char *const controls[] = {"\x01", "\n", "\x1b", "\x7f",
	    "\xc2\x80", "\xc2\x9f", "\xd8\x9c", "\xe2\x80\x8e", "\xe2\x80\x8f",
	    "\xe2\x80\xa8", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa9"};
	static const char *const text[] = {" ", "a", "~", "\xc2\xa0",
	    "\xd8\x9b", "\xd8\x9d", "\xe2\x80\x8d", "\xe2\x80\x90",
	    "\xe2\x80\xa7", "\xe2\x80\xaf", "\xe2\x81\xa5", "\xe2\x81\xaa",
	    "\xf0\x9f\x98\x80"};

	(void)state;
	for (size_t i = 0; i < COUNT(controls); i++)
		if (!utf8_is_control(controls[i]))
			fail_msg("control %zu", i);
	for (size_t i = 0; i < COUNT(text); i++)
		if (utf8_is_control(text[i]))
			fail_msg("text %zu", i);
}

static void
is_text_if_each_character_is(void **state)
{
	static const char *const good[] = {
	    "", "a", "a\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80z"};
	static const char *const bad[] = {"a\xe9", "\xc3", "\xc3\xa9\xa9",
	    "\xe2\x82", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"};

	(void)state;
	for (size_t i = 0; i < COUNT(good); i++)
		if (!utf8_is_text(good[i]))
			fail_msg("good %zu", i);
	for (size_t i = 0; i < COUNT(bad); i++)
		if (utf8_is_text(bad[i]))
			fail_msg("bad %zu", i);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_where_a_character_ends),
	    cmocka_unit_test(tells_what_is_no_text),
	    cmocka_unit_test(is_text_if_each_character_is),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
