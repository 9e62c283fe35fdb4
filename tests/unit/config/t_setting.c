/*
 * t_setting.c - setting.h: one configuration file as a tree
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "config/setting.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char text[] = "text = \"a \\\"b\\\" \\x41\";\n"
			   "number = -5; big = 123456789012L; hex = 0x1F;\n"
			   "yes = true; no = FALSE;\n"
			   "group : { inner = \"x\"; other = 2 };\n"
			   "array = [ \"a\", \"b\", \"c\" ];\n"
			   "list = ( 1, \"b\", { c = 3 }, [ ] );\n"
			   "none = ( ); empty = \"\"; fraction = 2.5;\n";

static int
setup(void **state)
{
	struct setting_tree *tree = calloc(1, sizeof(*tree));
	struct error error = {0};

	assert_non_null(tree);
	if (setting_tree_parse(tree, "FILE", true, text, &error) != LANYARD_OK)
		fail_msg("%s", error.message);
	*state = tree;
	return 0;
}

static int
teardown(void **state)
{
	struct setting_tree *tree = *state;

	setting_tree_clear(tree);
	assert_null(tree->parser);
	setting_tree_clear(tree);
	free(tree);
	return 0;
}

static const struct setting *
member(const struct setting_tree *tree, const char *name)
{
	const struct setting *root = setting_tree_root(tree);

	for (size_t i = 0; i < setting_count(root); i++)
		if (strcmp(setting_name(setting_at(root, i)), name) == 0)
			return setting_at(root, i);
	fail_msg("%s", name);
	return NULL;
}

/* A value of another type is unset, not converted. */
static void
has_types_and_values(void **state)
{
	static const struct {
		const char *name;
		enum setting_type type;
		const char *text;
		int64_t number;
		bool flag;
		size_t count;
	} cases[] = {
	    {"text", SETTING_TEXT, "a \"b\" A", 0, false, 0},
	    {"number", SETTING_NUMBER, NULL, -5, false, 0},
	    {"big", SETTING_NUMBER, NULL, INT64_C(123456789012), false, 0},
	    {"hex", SETTING_NUMBER, NULL, 31, false, 0},
	    {"yes", SETTING_BOOL, NULL, 0, true, 0},
	    {"no", SETTING_BOOL, NULL, 0, false, 0},
	    {"group", SETTING_GROUP, NULL, 0, false, 2},
	    {"array", SETTING_LIST, NULL, 0, false, 3},
	    {"list", SETTING_LIST, NULL, 0, false, 4},
	    {"none", SETTING_LIST, NULL, 0, false, 0},
	    {"empty", SETTING_TEXT, "", 0, false, 0},
	    {"fraction", SETTING_OTHER, NULL, 0, false, 0},
	};
	const struct setting_tree *tree = *state;
	const struct setting *root = setting_tree_root(tree);

	assert_true(tree->readable);
	assert_int_equal(setting_type(root), SETTING_GROUP);
	assert_int_equal(setting_count(root), COUNT(cases));
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct setting *s = setting_at(root, i);

		/* In the file's order. */
		assert_string_equal(setting_name(s), cases[i].name);
		assert_int_equal(setting_type(s), cases[i].type);
		if (cases[i].text == NULL)
			assert_null(setting_text(s));
		else
			assert_string_equal(setting_text(s), cases[i].text);
		if (setting_number(s) != cases[i].number)
			fail_msg("%s", cases[i].name);
		assert_int_equal(setting_bool(s), cases[i].flag);
		assert_int_equal(setting_count(s), cases[i].count);
	}
}

static void
reaches_members_by_index(void **state)
{
	const struct setting *list = member(*state, "list");
	const struct setting *group = member(*state, "group");

	assert_string_equal(setting_name(setting_at(group, 1)), "other");
	assert_int_equal(setting_number(setting_at(group, 1)), 2);
	assert_null(setting_at(group, 2));
	assert_null(setting_name(setting_at(list, 0)));
	assert_string_equal(setting_text(setting_at(list, 1)), "b");
	assert_int_equal(setting_number(setting_at(setting_at(list, 2), 0)), 3);
	assert_int_equal(setting_type(setting_at(list, 3)), SETTING_LIST);
	assert_string_equal(
	    setting_text(setting_at(member(*state, "array"), 2)), "c");
}

/* The bytes are overwritten, not only cut off; other types stay. */
static void
wipes_texts(void **state)
{
	static const char zeros[7];
	const struct setting *s = member(*state, "text");
	const struct setting *number = member(*state, "number");
	const char *bytes = setting_text(s);

	setting_wipe(s);
	assert_memory_equal(bytes, zeros, sizeof(zeros));
	setting_wipe(number);
	assert_int_equal(setting_number(number), -5);
	setting_wipe(member(*state, "empty"));
	setting_wipe(member(*state, "group"));
	assert_int_equal(setting_count(member(*state, "group")), 2);
}

static void
locates_errors(void **state)
{
	const struct setting_tree *tree = *state;
	const struct setting *s = member(tree, "group");
	struct error error = {0};

	assert_int_equal(setting_fail(tree, s, &error, "%s is %d", "it", 5),
	    LANYARD_ERR_CONFIG);
	assert_string_equal(error.message, "FILE:4: it is 5");
	assert_int_equal(error.code, LANYARD_ERR_CONFIG);

	assert_int_equal(
	    setting_unknown(tree, s, " in WHERE", "groups", &error),
	    LANYARD_ERR_CONFIG);
	assert_string_equal(error.message,
	    "FILE:4: unknown key \"group\" in WHERE; did you mean \"groups\"?");
	assert_string_not_equal(error.hint, "");
	assert_int_equal(
	    setting_unknown(tree, setting_at(s, 1), "", NULL, &error),
	    LANYARD_ERR_CONFIG);
	assert_string_equal(error.message, "FILE:4: unknown key \"other\"");

	/* Only what is about the file gets its name. */
	error_set(&error, LANYARD_ERR_CONFIG, "wrong");
	error_hint(&error, "mend it");
	assert_int_equal(setting_located(tree, s, LANYARD_ERR_CONFIG, &error),
	    LANYARD_ERR_CONFIG);
	assert_string_equal(error.message, "FILE:4: wrong");
	assert_string_equal(error.hint, "mend it");
	assert_int_equal(
	    setting_located(tree, s, LANYARD_OK, &error), LANYARD_OK);
	error_memory(&error);
	assert_int_equal(setting_located(tree, s, LANYARD_ERR_MEMORY, &error),
	    LANYARD_ERR_MEMORY);
	assert_string_equal(error.message, "out of memory");
}

static void
refuses_what_does_not_parse(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
	    {"a = 1;\nb = \n;", "FILE:3: \"b\" has no value"},
	    {"a = 1\n\nb", "FILE:3: there is no = behind the name"},
	    {"a = { b = 1;", "FILE:1: the file ends before } of \"a\""},
	    {"= 1", "FILE:1: a setting's name is expected here, and a comment "
		    "begins with #"},
	    {"a = 1;\na = 2;",
		"FILE:2: \"a\" is there twice: put all into one"},
	    {"a = [ 1, \"b\" ];", "FILE:1: mismatched element type in array"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct setting_tree tree;
		struct error error = {0};

		assert_int_equal(setting_tree_parse(&tree, "FILE", false,
				     cases[i].text, &error),
		    LANYARD_ERR_CONFIG);
		assert_string_equal(error.message, cases[i].message);
		assert_string_not_equal(error.hint, "");
		setting_tree_clear(&tree);
	}
}

static void
takes_an_empty_file(void **state)
{
	struct setting_tree tree;

	(void)state;
	assert_int_equal(
	    setting_tree_parse(&tree, "FILE", false, "", NULL), LANYARD_OK);
	assert_false(tree.readable);
	assert_int_equal(setting_count(setting_tree_root(&tree)), 0);
	assert_null(setting_at(setting_tree_root(&tree), 0));
	setting_tree_clear(&tree);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(has_types_and_values),
	    TEST(reaches_members_by_index),
	    TEST(wipes_texts),
	    TEST(locates_errors),
	    cmocka_unit_test(refuses_what_does_not_parse),
	    cmocka_unit_test(takes_an_empty_file),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
