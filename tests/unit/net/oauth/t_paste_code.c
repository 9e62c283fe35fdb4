/*
 * t_paste_code.c - a code that was typed or pasted without its redirect
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "net/oauth/paste_code.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

static const struct secret ours = {(unsigned char *)"st-_9", 5};

static void
takes_a_code_alone(void **state)
{
	static const struct {
		const char *text;
		enum paste_kind kind;
		const char *code;
	} cases[] = {
	    {"abcdefgh", PASTE_CODE, "abcdefgh"},
	    {"a%2Fcdefgh", PASTE_CODE, "a/cdefgh"},
	    {"code=abcdefgh", PASTE_CODE, "abcdefgh"},
	    {"abcdefgh#st-_9", PASTE_CODE, "abcdefgh"},
	    {"abcdefgh&state=st-_9", PASTE_CODE, "abcdefgh"},
	    {"abcdefgh&state=st-_9#_=_", PASTE_CODE, "abcdefgh"},
	    {"abcdefgh#st-_8", PASTE_OTHER_STATE, NULL},
	    {"abcdefgh&state=st", PASTE_OTHER_STATE, NULL},
	    {"abcdefg", PASTE_SHORT, NULL},
	    {"abc defgh", PASTE_WORDS, NULL},
	    {"abcdefgh&what", PASTE_WORDS, NULL},
	    {"", PASTE_WORDS, NULL},
	};
	enum paste_kind kind;
	struct buf code;

	(void)state;
	buf_init(&code, 64);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    paste_code_take(&ours, cases[i].text, &kind, &code),
		    LANYARD_OK);
		assert_int_equal(kind, cases[i].kind);
		if (cases[i].code != NULL)
			assert_string_equal(buf_text(&code), cases[i].code);
	}
	buf_clear(&code);
}

/* RFC 6749 A.11 has more; no server gives them. */
static void
knows_what_no_code_has(void **state)
{
	struct buf code;

	(void)state;
	buf_init(&code, 8);
	assert_false(paste_code_is_possible(&code));
	for (int c = 1; c < 256; c++) {
		const unsigned char byte = (unsigned char)c;
		bool fits =
		    c > ' ' && c <= '~' && strchr("#&?%\"'<>\\`", c) == NULL;

		buf_reset(&code);
		assert_int_equal(buf_add(&code, &byte, 1), LANYARD_OK);
		assert_int_equal(paste_code_is_possible(&code), fits);
	}
	buf_clear(&code);
}

static void
unescapes_as_often_as_needed(void **state)
{
	static const char *const cases[][2] = {{"abc", "abc"}, {"a%2Fb", "a/b"},
	    {"a%252Fb", "a/b"}, {"a%25252Fb", "a/b"}, {"a%zz", "a%zz"},
	    {"a%00", "a%00"}, {"a+b", "a+b"}};
	struct buf code;

	(void)state;
	buf_init(&code, 64);
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_reset(&code);
		assert_int_equal(buf_add_text(&code, cases[i][0]), LANYARD_OK);
		assert_int_equal(paste_code_unescape(&code), LANYARD_OK);
		assert_string_equal(buf_text(&code), cases[i][1]);
	}
	buf_clear(&code);
}

static void
compares_states(void **state)
{
	(void)state;
	assert_true(paste_code_is_state(&ours, "st-_9"));
	assert_true(paste_code_is_state(&ours, "st-_9.\""));
	assert_false(paste_code_is_state(&ours, "st-_"));
	assert_false(paste_code_is_state(&ours, "st-_99"));
	assert_false(paste_code_is_state(&ours, ""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_a_code_alone),
	    cmocka_unit_test(knows_what_no_code_has),
	    cmocka_unit_test(unescapes_as_often_as_needed),
	    cmocka_unit_test(compares_states),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
