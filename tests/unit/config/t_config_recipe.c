/*
 * t_config_recipe.c - the recipes of a configuration file
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "config/config_recipe.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define R(keys)	     "recipes = { mine = { " keys " }; };"
#define MORE	     "url = \"https://h.org/x\"; token = \"t\"; "

static enum lanyard_error
read_text(struct own_recipes *recipes, const char *text, struct error *error)
{
	struct setting_tree tree;
	enum lanyard_error r;

	memset(error, 0, sizeof(*error));
	if (setting_tree_parse(&tree, "FILE", false, text, error) != LANYARD_OK)
		fail_msg("%s: %s", text, error->message);
	r = config_recipe_read(
	    recipes, &tree, setting_at(setting_tree_root(&tree), 0), error);
	setting_tree_clear(&tree);
	return r;
}

static void
takes_what_there_is(void **state)
{
	struct own_recipes recipes = {0};
	const struct recipe *recipe;
	struct error error;

	(void)state;
	assert_int_equal(
	    read_text(&recipes,
		R("method = \"POST\"; url = \"https://h.org/{a}\"; "
		  "query = { q = \"{b}\"; }; headers = [ \"X-Y: {c}\" ]; "
		  "body = \"form\"; fields = { f = \"{d}\"; g = \"h\"; }; "
		  "token = \"a.b\"; expires = \"c\"; username = \"u\";"),
		&error),
	    LANYARD_OK);
	recipe = config_recipe_find(&recipes, "mine");
	assert_non_null(recipe);
	assert_true(recipe->own);
	assert_false(recipe->signs || recipe->rotates || recipe->local);
	assert_string_equal(recipe->method, "POST");
	assert_string_equal(recipe->url, "https://h.org/{a}");
	assert_string_equal(recipe->query[0].name, "q");
	assert_string_equal(recipe->query[0].text, "{b}");
	assert_null(recipe->query[1].name);
	assert_string_equal(recipe->fields[0], "X-Y: {c}");
	assert_null(recipe->fields[1]);
	assert_int_equal(recipe->body, RECIPE_BODY_FORM);
	assert_string_equal(recipe->content[1].name, "g");
	assert_null(recipe->content[2].name);
	assert_string_equal(recipe->token, "a.b");
	assert_string_equal(recipe->expires, "c");
	assert_string_equal(recipe->username, "u");
	for (const char *p = "abcd"; *p != '\0'; p++)
		assert_true(recipe_uses(recipe, (char[]){*p, '\0'}));
	assert_false(recipe_uses(recipe, "e"));
	assert_null(config_recipe_find(&recipes, "other"));
	config_recipe_clear(&recipes);
}

static void
has_defaults(void **state)
{
	static const struct {
		const char *keys, *method;
		bool signs;
	} cases[] = {
	    {R(MORE), "GET", false},
	    {R(MORE "body = \"json\";"), "POST", false},
	    {R(MORE "body = \"none\"; method = \"POST\";"), "POST", false},
	    {R(MORE "headers = [ \"Authorization: Bearer {jwt}\" ];"), "GET",
		true},
	};
	struct error error;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct own_recipes recipes = {0};

		assert_int_equal(
		    read_text(&recipes, cases[i].keys, &error), LANYARD_OK);
		assert_string_equal(
		    recipes.list[0].recipe.method, cases[i].method);
		assert_int_equal(recipes.list[0].recipe.signs, cases[i].signs);
		config_recipe_clear(&recipes);
	}
}

#define BRACE "has a brace that is not of a {name}"

static void
names_what_is_wrong(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
	    {"recipes = 1;", "must be a group"},
	    {"recipes = { mine = 1; };", "must be a group"},
	    {"recipes = { gitlab_rotate = { }; };", "is there already"},
	    {"recipes = { client_credentials = { }; };", "is there already"},
	    {R(""), "has no url"},
	    {R("url = \"https://h.org\";"), "which member"},
	    {R(MORE "tokn = \"t\";"), "tokn"},
	    {R("url = \"h.org\";"), "no absolute URL"},
	    {R("url = \"https://{h}/\";"), "in its host"},
	    {R("url = \"https://h.org?q\";"), "has a query"},
	    {R("url = 1;"), "must have strings"},
	    {R("url = \"\";"), "is empty"},
	    {R("url = \"https://h.org/\\n\";"), "control"},
	    {R(MORE "method = \"PUT\";"), "must be \"GET\""},
	    {R(MORE "method = 1;"), "must be a string"},
	    {R(MORE "body = \"x\";"), "must be \"none\""},
	    {R(MORE "body = \"json\"; method = \"GET\";"), "only a POST"},
	    {R(MORE "fields = { a = \"b\"; };"), "has fields"},
	    {R(MORE "query = \"a\";"), "group of strings"},
	    {R(MORE "query = { a = 1; };"), "must have strings"},
	    {R(MORE "query = { a=\"1\"; b=\"1\"; c=\"1\"; d=\"1\"; e=\"1\"; "
		    "f=\"1\"; g=\"1\"; h=\"1\"; };"),
		"more than 7"},
	    {R(MORE "headers = [ \"a\" ];"), "Name: text"},
	    {R(MORE "headers = [ \"a b: c\" ];"), "Name: text"},
	    {R(MORE "headers = [ \"content-length: 1\" ];"), "Name: text"},
	    {R(MORE "headers = [ \"A: b\\r\\nC: d\" ];"), "control"},
	    /* Sent, each would have a brace in it. */
	    {R("url = \"https://h.org/{owner\"; token = \"t\";"), BRACE},
	    {R("url = \"https://h.org/owner}\"; token = \"t\";"), BRACE},
	    {R("url = \"https://h.org/{}\"; token = \"t\";"), BRACE},
	    {R("url = \"https://h.org/{a b}\"; token = \"t\";"), BRACE},
	    {R("url = \"https://h.org/{{a}}\"; token = \"t\";"), BRACE},
	    {R("url = \"https://h.org/{a}/{b\"; token = \"t\";"), BRACE},
	    {R(MORE "headers = [ \"A: Bearer {token\" ];"), BRACE},
	    {R(MORE "query = { a = \"{owner\"; };"), BRACE},
	    {R(MORE "body = \"json\"; fields = { a = \"{\"; };"), BRACE},
	};
	struct error error;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct own_recipes recipes = {0};

		if (read_text(&recipes, cases[i].text, &error) !=
			LANYARD_ERR_CONFIG ||
		    strstr(error.message, cases[i].message) == NULL ||
		    strstr(error.message, "FILE:1: ") == NULL)
			fail_msg("%s: %s", cases[i].text, error.message);
		assert_int_equal(recipes.count, 0);
		config_recipe_clear(&recipes);
	}
}

/* The user's file is read first, and its recipe stands. */
static void
keeps_the_first_of_a_name(void **state)
{
	struct own_recipes recipes = {0};
	struct error error;

	(void)state;
	assert_int_equal(read_text(&recipes, R(MORE), &error), LANYARD_OK);
	assert_int_equal(read_text(&recipes,
			     "recipes = { other = { " MORE "}; mine = { url = "
			     "\"https://z.org\"; token = \"t\"; }; };",
			     &error),
	    LANYARD_OK);
	assert_int_equal(recipes.count, 2);
	assert_string_equal(
	    config_recipe_find(&recipes, "mine")->url, "https://h.org/x");
	assert_non_null(config_recipe_find(&recipes, "other"));
	/* A fault of one that is not used is told, too. */
	assert_int_equal(
	    read_text(&recipes, R("url = 1;"), &error), LANYARD_ERR_CONFIG);
	config_recipe_clear(&recipes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_what_there_is),
	    cmocka_unit_test(has_defaults),
	    cmocka_unit_test(names_what_is_wrong),
	    cmocka_unit_test(keeps_the_first_of_a_name),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
