/*
 * t_recipe.c - grants that are one request of a known form, as data
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "login/recipe.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
finds_its_rows(void **state)
{
	static const char *const names[] = {"github_app", "gitlab_rotate",
	    "azure_managed_identity", "gce_metadata", "octo_sts", RECIPE_AWS};

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		const struct recipe *recipe = recipe_find(names[i]);

		assert_non_null(recipe);
		assert_string_equal(recipe->name, names[i]);
		assert_non_null(recipe->token);
		assert_true(recipe->api != NULL || recipe->api_path != NULL);
		assert_int_equal(
		    recipe->rotates, strcmp(names[i], "gitlab_rotate") == 0);
		assert_int_equal(recipe_rotates(names[i]), recipe->rotates);
	}
	assert_null(recipe_find("client_credentials"));
	assert_null(recipe_find(NULL));
	assert_false(recipe_rotates(NULL));
}

static void
takes_whole_days(void **state)
{
	static const struct {
		const char *text; /* NULL: none is given */
		int64_t days;	  /* -1: it is an error */
	} cases[] = {
	    {NULL, 0},
	    {"1", 1},
	    {"7", 7},
	    {"365", 365},
	    {"400", 400},
	    {"007", 7},
	    {"", -1},
	    {"0", -1},
	    {"401", -1},
	    {"x", -1},
	    {"7d", -1},
	    {"7 ", -1},
	    {" 7", -1},
	    {"+7", -1},
	    {"-7", -1},
	    {"7.5", -1},
	    {"1e2", -1},
	    {"0x10", -1},
	    {"99999999999999999999999999", -1},
	    {"18446744073709551617", -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct login_parameter days[] = {
		    {(char *)"days", (char *)(uintptr_t)cases[i].text},
		    {NULL, NULL}};
		const struct login login = {.name = (char *)"work",
		    .grant_type = (char *)"gitlab_rotate",
		    .recipe_parameters = cases[i].text != NULL ? days : NULL};
		struct error error = {0};
		int64_t found = 7;
		enum lanyard_error r;

		assert_int_equal(
		    recipe_days(&login, &found), cases[i].days != -1);
		if (cases[i].days != -1)
			assert_int_equal(found, cases[i].days);
		r = recipe_check(recipe_find("gitlab_rotate"), &login, &error);
		assert_int_equal(
		    r, cases[i].days != -1 ? LANYARD_OK : LANYARD_ERR_CONFIG);
		if (r != LANYARD_OK)
			assert_non_null(strstr(error.message,
			    "as days in recipe_parameters, which is no whole "
			    "number from 1 to 400"));
	}
}

static void
names_the_key_that_is_missing(void **state)
{
	static struct login_parameter both[] = {
	    {(char *)"project", (char *)"1"}, {(char *)"group", (char *)"2"},
	    {NULL, NULL}};
	static struct login_parameter identity[] = {
	    {(char *)"identity", (char *)"ci"}, {NULL, NULL}};
	static struct login_parameter role[] = {
	    {(char *)"role_arn", (char *)"arn"}, {NULL, NULL}};
	static struct login_parameter day[] = {
	    {(char *)"role_arn", (char *)"arn"},
	    {(char *)"duration_s", (char *)"86400"}, {NULL, NULL}};
	static const struct {
		struct login login;
		const char *missing; /* NULL: nothing */
	} cases[] = {
	    {{.grant_type = (char *)"github_app"}, "client_id"},
	    {{.grant_type = (char *)"github_app", .client_id = (char *)"i"},
		"private_key_file"},
	    {{.grant_type = (char *)"github_app",
		 .client_id = (char *)"i",
		 .private_key_file = (char *)"/k"},
		NULL},
	    {{.grant_type = (char *)"azure_managed_identity"}, "resource"},
	    {{.grant_type = (char *)"gce_metadata"}, NULL},
	    {{.grant_type = (char *)"gitlab_rotate"}, NULL},
	    {{.grant_type = (char *)"gitlab_rotate", .recipe_parameters = both},
		"project"},
	    {{.grant_type = (char *)"octo_sts"}, "identity"},
	    {{.grant_type = (char *)"octo_sts", .recipe_parameters = identity},
		"subject_token_source"},
	    {{.grant_type = (char *)"octo_sts",
		 .recipe_parameters = identity,
		 .subject_token = {.file = (char *)"/t"}},
		NULL},
	    {{.grant_type = (char *)RECIPE_AWS}, "role_arn"},
	    {{.grant_type = (char *)RECIPE_AWS, .recipe_parameters = role},
		"subject_token_source"},
	    {{.grant_type = (char *)RECIPE_AWS,
		 .recipe_parameters = role,
		 .subject_token = {.file = (char *)"/t"}},
		NULL},
	    {{.grant_type = (char *)RECIPE_AWS, .recipe_parameters = day},
		"duration_s"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login login = cases[i].login;
		struct error error = {0};
		enum lanyard_error r;

		login.name = (char *)"robot";
		r = recipe_check(recipe_find(login.grant_type), &login, &error);
		assert_int_equal(r,
		    cases[i].missing != NULL ? LANYARD_ERR_CONFIG : LANYARD_OK);
		if (cases[i].missing != NULL) {
			assert_non_null(
			    strstr(error.message, cases[i].missing));
			assert_non_null(strstr(error.hint, cases[i].missing));
		}
	}
}

static void
fills_the_user_name(void **state)
{
	struct login login;

	(void)state;
	login_init(&login);
	login.grant_type = strdup("github_app");
	assert_int_equal(recipe_apply(&login), LANYARD_OK);
	assert_string_equal(login.basic_username, "x-access-token");
	free(login.basic_username);
	login.basic_username = strdup("own");
	assert_int_equal(recipe_apply(&login), LANYARD_OK);
	assert_string_equal(login.basic_username, "own");
	login_clear(&login);
}

static void
knows_parameters_and_keys(void **state)
{
	struct login_parameter list[] = {{(char *)"owner", (char *)"acme"},
	    {(char *)"resource", (char *)"given"}, {NULL, NULL}};
	char *resources[] = {(char *)"r", NULL};
	struct login login = {.client_id = (char *)"i",
	    .resource = resources,
	    .audience = (char *)"a"};

	(void)state;
	assert_string_equal(recipe_parameter(&login, "client_id"), "i");
	assert_string_equal(recipe_parameter(&login, "audience"), "a");
	assert_string_equal(recipe_parameter(&login, "resource"), "r");
	assert_null(recipe_parameter(&login, "owner"));
	login.recipe_parameters = list;
	assert_string_equal(recipe_parameter(&login, "owner"), "acme");
	assert_string_equal(recipe_parameter(&login, "resource"), "given");
}

/* What a recipe of lanyard.conf names has to be there. */
static void
names_what_has_no_value(void **state)
{
	static struct login_parameter role[] = {
	    {(char *)"role", (char *)"ci"}, {NULL, NULL}};
	static const struct {
		const char *url, *field, *query;
		const char *message; /* NULL: all is there */
	} cases[] = {
	    {"https://h.org/{role}", NULL, NULL, NULL},
	    {"https://h.org/{roles}", NULL, NULL, "{roles}"},
	    {"https://h.org/{}", NULL, NULL, "{}"},
	    {"https://h.org/{role", NULL, NULL, NULL},
	    {"https://h.org", "A: {role}{other}", NULL, "{other}"},
	    {"https://h.org", "A: {owner}", "{x}", "{x}"},
	    {"https://h.org", "A: {token}", NULL, "{token}"},
	    {"https://h.org", "A: {subject_token}", NULL,
		"subject_token_source"},
	    {"https://h.org", NULL, "{client_id} {role}", NULL},
	    {"{api}/x", NULL, NULL, "api_endpoint"},
	    {"http://h.org", NULL, NULL, "is not https"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct recipe recipe = {.name = "mine",
		    .own = true,
		    .url = cases[i].url,
		    .fields = {cases[i].field},
		    .query = {{"q", cases[i].query}}};
		struct login login = {.name = (char *)"work",
		    .grant_type = (char *)RECIPE_OWN "mine",
		    .recipe = &recipe,
		    .recipe_parameters = role};
		struct error error = {0};

		assert_ptr_equal(recipe_of(&login), &recipe);
		if (recipe_check(&recipe, &login, &error) !=
			(cases[i].message == NULL ? LANYARD_OK
						  : LANYARD_ERR_CONFIG) ||
		    (cases[i].message != NULL &&
			strstr(error.message, cases[i].message) == NULL))
			fail_msg("%s: %s", cases[i].url, error.message);
	}
	assert_true(recipe_is_named(RECIPE_OWN "mine"));
	assert_true(recipe_is_named("github_app"));
	assert_false(recipe_is_named("mine"));
	assert_false(recipe_is_named(NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_its_rows),
	    cmocka_unit_test(names_what_has_no_value),
	    cmocka_unit_test(takes_whole_days),
	    cmocka_unit_test(names_the_key_that_is_missing),
	    cmocka_unit_test(fills_the_user_name),
	    cmocka_unit_test(knows_parameters_and_keys),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
