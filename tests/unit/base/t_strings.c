/*
 * t_strings.c - a list of strings that grows
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/strings.h"

static void
texts_and_words_are_added(void **state)
{
	char **list = NULL;

	(void)state;
	assert_int_equal(strings_count(list), 0);
	assert_int_equal(strings_add(&list, "one"), LANYARD_OK);
	assert_int_equal(strings_add(&list, ""), LANYARD_OK);
	assert_int_equal(strings_add_words(&list, "  a bc  d "), LANYARD_OK);
	assert_int_equal(strings_add_words(&list, "   "), LANYARD_OK);
	assert_int_equal(strings_count(list), 5);
	assert_string_equal(list[0], "one");
	assert_string_equal(list[1], "");
	assert_string_equal(list[2], "a");
	assert_string_equal(list[3], "bc");
	assert_string_equal(list[4], "d");
	strings_free(&list);
	assert_null(list);
	strings_free(&list);
	strings_free(NULL);
}

/* One after the other, each a copy of its own. */
static void
many_are_copies(void **state)
{
	char **list = NULL, text[] = "a";

	(void)state;
	for (int i = 0; i < 26; i++) {
		text[0] = (char)('a' + i);
		assert_int_equal(strings_add(&list, text), LANYARD_OK);
		assert_int_equal(strings_count(list), i + 1);
	}
	for (int i = 0; i < 26; i++) {
		text[0] = (char)('a' + i);
		assert_string_equal(list[i], text);
	}
	assert_null(list[26]);
	strings_free(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts_and_words_are_added),
	    cmocka_unit_test(many_are_copies),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
