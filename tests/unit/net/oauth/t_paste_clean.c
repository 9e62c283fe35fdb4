/*
 * t_paste_clean.c - what was pasted, without what terminals, pages and shells
 * add
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "net/oauth/paste_clean.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static void
takes_out_what_was_added(void **state)
{
	static const struct {
		const char *text, *expected;
	} cases[] = {
	    {"", ""},
	    {"abc", "abc"},
	    {" \t abc \r\n", "abc"},
	    {"a\r\nb\rc\nd", "a\nb\nc\nd"},
	    {"\n\n a \n\n\t\n b\n\n", "a\nb"},
	    {"\x1b[200~abc\x1b[201~", "abc"},
	    {"a\x1b[1;31mb\x1b[0mc", "abc"},
	    {"a\x1b[Ab\x1bOBc\x1bxd", "abcd"},
	    {"abc\x1b", "abc"},
	    {"abc\x1b[", "abc"},
	    {"abc\x1bO", "abc"},
	    {"abc\x1b[20", "abc"},
	    {"^[[200~abc^[[201~", "abc"},
	    {"[200~abc[201~", "abc"},
	    {"a\\&b\\=c\\\nd", "a&b=c\nd"},
	    {"a\x01\x07\x7f"
	     "b",
		"ab"},
	    {"a&amp;b&#38;c&AMP;d\\u0026e&#x26;f", "a&b&c&d&e&f"},
	    {"4&#47;a&#x2F;b&#X2f;c&#063;d&#0047;", "4/a/b/c?d/"},
	    {"a&#10;b&#x1b;c&#127;d&#;e&#x;f&#47g&#00000047;",
		"a&#10;b&#x1b;c&#127;d&#;e&#x;f&#47g&#00000047;"},
	    {"&quot;a&lt;b&gt;&#39;&#61;", "\"a<b>'="},
	    {"\xe2\x80\x9c"
	     "a\xe2\x80\x9d\xe2\x80\x98"
	     "b\xe2\x80\x99",
		"\"a\"'b'"},
	    {"\xef\xbb\xbf"
	     "a\xc2\xa0"
	     "b\xe2\x80\x8b"
	     "c",
		"a bc"},
	    {"caf\xc3\xa9", "caf\xc3\xa9"},
	};
	struct buf buf;

	(void)state;
	buf_init(&buf, 256);
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_reset(&buf);
		assert_int_equal(paste_clean(&buf, cases[i].text), LANYARD_OK);
		assert_string_equal(buf_text(&buf), cases[i].expected);
	}
	buf_clear(&buf);
}

static void
keeps_to_the_limit(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 4);
	assert_int_equal(paste_clean(&buf, "abcd"), LANYARD_OK);
	buf_reset(&buf);
	assert_int_equal(paste_clean(&buf, "abcde"), LANYARD_ERR_PROTOCOL);
	buf_clear(&buf);
}

static void
joins_lines(void **state)
{
	static const char *const joined[] = {
	    "", "a b", "a bc", "a bcd", "a bcd"};
	struct buf buf;

	(void)state;
	buf_init(&buf, 16);
	for (size_t i = 0; i < COUNT(joined); i++) {
		buf_reset(&buf);
		assert_int_equal(
		    paste_clean_join(&buf, "a b\nc\nd", i), LANYARD_OK);
		assert_string_equal(buf_text(&buf), joined[i]);
	}
	buf_reset(&buf);
	assert_int_equal(paste_clean_squeeze(&buf, "a b\nc\nd"), LANYARD_OK);
	assert_string_equal(buf_text(&buf), "abcd");
	buf_clear(&buf);
	assert_int_equal(paste_clean_lines(""), 0);
	assert_int_equal(paste_clean_lines("a"), 1);
	assert_int_equal(paste_clean_lines("a\nb"), 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_out_what_was_added),
	    cmocka_unit_test(keeps_to_the_limit),
	    cmocka_unit_test(joins_lines),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
