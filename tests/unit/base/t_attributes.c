/*
 * t_attributes.c - attributes.h: what a list has, and its change
 */
#include "some_lines.h"

static void
getters_find(void **state)
{
	struct attributes a = {0};
	size_t at = 0;

	(void)state;
	assert_null(attributes_secret(&a, "a"));
	assert_null(attributes_text(&a, "a"));
	assert_int_equal(
	    parse(&a, "a=1\nl[]=x\nempty=\nl[]=y\na=2\n"), LANYARD_OK);
	assert_string_equal(attributes_text(&a, "a"), "2");
	assert_int_equal(attributes_secret(&a, "a")->size, 1);
	assert_string_equal(
	    (const char *)attributes_secret(&a, "a")->bytes, "2");
	assert_string_equal(attributes_text(&a, "empty"), "");
	assert_true(secret_is_set(attributes_secret(&a, "empty")));
	assert_null(attributes_text(&a, "A"));
	assert_null(attributes_text(&a, "l"));
	assert_string_equal(attributes_text(&a, "l[]"), "x");
	assert_string_equal(attributes_next(&a, "l[]", &at), "x");
	assert_string_equal(attributes_next(&a, "l[]", &at), "y");
	assert_null(attributes_next(&a, "l[]", &at));
	assert_null(attributes_next(&a, "l[]", &at));
	at = 0;
	assert_null(attributes_next(&a, "m[]", &at));
	assert_true(attributes_has_item(&a, "l[]", "y"));
	assert_false(attributes_has_item(&a, "l[]", "z"));
	assert_false(attributes_has_item(&a, "l[]", ""));
	assert_false(attributes_has_item(&a, "m[]", "x"));
	attributes_clear(&a);
}

static void
numbers_are_strict(void **state)
{
	static const struct {
		const char *text;
		int64_t number;
	} cases[] = {
	    {"0", 0},
	    {"1700000000", 1700000000},
	    {"007", 7},
	    {"9223372036854775807", INT64_MAX},
	    {"9223372036854775808", -7},
	    {"9223372036854775810", -7},
	    {"18446744073709551617", -7},
	    {"99999999999999999999", -7},
	    {"", -7},
	    {"-1", -7},
	    {"+1", -7},
	    {" 1", -7},
	    {"1 ", -7},
	    {"1.5", -7},
	    {"0x10", -7},
	    {"1e3", -7},
	};
	struct attributes a = {0};

	(void)state;
	assert_int_equal(attributes_number(&a, "n", -7), -7);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    attributes_set_text(&a, "n", cases[i].text), LANYARD_OK);
		assert_true(attributes_number(&a, "n", -7) == cases[i].number);
	}
	attributes_clear(&a);
}

static void
set_number_writes_all_digits(void **state)
{
	struct attributes a = {0};

	(void)state;
	assert_int_equal(
	    attributes_set_number(&a, "max", INT64_MAX), LANYARD_OK);
	assert_int_equal(
	    attributes_set_number(&a, "min", INT64_MIN), LANYARD_OK);
	assert_int_equal(attributes_set_number(&a, "n", 0), LANYARD_OK);
	assert_written(
	    &a, "max=9223372036854775807\nmin=-9223372036854775808\nn=0\n");
	attributes_clear(&a);
}

static void
set_replaces_in_place(void **state)
{
	struct attributes a = {0};
	struct secret s = {0};
	size_t at = 0;

	(void)state;
	assert_int_equal(secret_set_text(&s, "new"), LANYARD_OK);
	assert_int_equal(parse(&a, "a=1\nb=2\n"), LANYARD_OK);
	assert_int_equal(attributes_set(&a, "a", &s), LANYARD_OK);
	assert_int_equal(attributes_set_text(&a, "c", "3"), LANYARD_OK);
	assert_int_equal(attributes_set_text(&a, "b", ""), LANYARD_OK);
	assert_int_equal(attributes_set_given(&a, "c", NULL), LANYARD_OK);
	assert_int_equal(attributes_set_given(&a, "b", NULL), LANYARD_OK);
	assert_written(&a, "a=new\nb=\nc=3\n");
	assert_int_equal(attributes_set_given(&a, "c", "4"), LANYARD_OK);
	assert_written(&a, "a=new\nb=\nc=4\n");
	/* A value lent by the list itself. */
	assert_int_equal(
	    attributes_set(&a, "b", attributes_secret(&a, "a")), LANYARD_OK);
	for (int i = 0; i < 40; i++)
		assert_int_equal(
		    attributes_set(&a, "l[]", attributes_secret(&a, "a")),
		    LANYARD_OK);
	assert_string_equal(attributes_text(&a, "b"), "new");
	for (int i = 0; i < 40; i++)
		assert_string_equal(attributes_next(&a, "l[]", &at), "new");
	assert_null(attributes_next(&a, "l[]", &at));
	secret_clear(&s);
	attributes_clear(&a);
}

static void
set_grows_and_empties_lists(void **state)
{
	struct attributes a = {0};

	(void)state;
	assert_int_equal(attributes_set_text(&a, "l[]", "1"), LANYARD_OK);
	assert_int_equal(attributes_set_text(&a, "a", "x"), LANYARD_OK);
	assert_int_equal(attributes_set_text(&a, "l[]", "1"), LANYARD_OK);
	assert_written(&a, "l[]=1\na=x\nl[]=1\n");
	assert_int_equal(attributes_set_text(&a, "l[]", ""), LANYARD_OK);
	assert_written(&a, "a=x\n");
	assert_int_equal(attributes_set_text(&a, "l[]", "2"), LANYARD_OK);
	assert_written(&a, "a=x\nl[]=2\n");
	attributes_clear(&a);
}

static void
set_refuses_what_cannot_be_written(void **state)
{
	static const struct {
		const char *key, *value;
		size_t size;
	} cases[] = {
	    {"", "x", 1},
	    {"a=", "x", 1},
	    {"=", "x", 1},
	    {"a\n", "x", 1},
	    {"a\r", "x", 1},
	    {"a", "x\ny", 3},
	    {"a", "x\r", 2},
	    {"a", "x\0y", 3},
	    {"a", "\0", 1},
	    {"l[]", "\n", 1},
	};
	struct attributes a = {0};
	struct secret s = {0};

	(void)state;
	assert_int_equal(parse(&a, "a=1\nl[]=2\n"), LANYARD_OK);
	for (size_t i = 0; i < COUNT(cases); i++) {
		secret_set(&s, cases[i].value, cases[i].size);
		assert_int_equal(
		    attributes_set(&a, cases[i].key, &s), LANYARD_ERR_PROTOCOL);
	}
	secret_clear(&s);
	assert_int_equal(
	    attributes_set_text(&a, "a", "x\ny"), LANYARD_ERR_PROTOCOL);
	assert_int_equal(
	    attributes_set_number(&a, "", 1), LANYARD_ERR_PROTOCOL);
	assert_int_equal(attributes_set(&a, "a", &s), LANYARD_ERR_ARGUMENT);
	assert_int_equal(attributes_set(&a, "a", NULL), LANYARD_ERR_ARGUMENT);
	assert_int_equal(
	    attributes_set_text(&a, "a", NULL), LANYARD_ERR_ARGUMENT);
	assert_written(&a, "a=1\nl[]=2\n");
	attributes_clear(&a);
}

static void
remove_takes_all_of_a_key(void **state)
{
	struct attributes a = {0};

	(void)state;
	attributes_remove(&a, "a");
	assert_int_equal(
	    parse(&a, "l[]=1\na=x\nl[]=2\nb=y\nl[]=3\n"), LANYARD_OK);
	attributes_remove(&a, "l[]");
	assert_written(&a, "a=x\nb=y\n");
	attributes_remove(&a, "none");
	attributes_remove(&a, "a");
	assert_written(&a, "b=y\n");
	attributes_remove(&a, "b");
	assert_written(&a, "");
	attributes_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(getters_find),
	    cmocka_unit_test(numbers_are_strict),
	    cmocka_unit_test(set_number_writes_all_digits),
	    cmocka_unit_test(set_replaces_in_place),
	    cmocka_unit_test(set_grows_and_empties_lists),
	    cmocka_unit_test(set_refuses_what_cannot_be_written),
	    cmocka_unit_test(remove_takes_all_of_a_key),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
