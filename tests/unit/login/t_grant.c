/*
 * t_grant.c - how a login comes to its tokens: with a person, or without
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "login/grant.h"
#include "login/recipe.h"

static void
tells_who_needs_nobody(void **state)
{
	(void)state;
	assert_true(grant_is_unattended("client_credentials"));
	assert_true(grant_is_unattended(GRANT_JWT_BEARER));
	assert_true(grant_is_unattended(GRANT_TOKEN_EXCHANGE));
	assert_false(grant_is_unattended("authorization_code"));
	assert_false(grant_is_unattended("device_code"));
	assert_false(grant_is_unattended("refresh_token"));
	assert_false(grant_is_unattended(""));
	assert_false(grant_is_unattended(NULL));
	assert_true(grant_is_unattended("github_app"));
	/* That one needs a token that is stored. */
	assert_false(grant_is_unattended("gitlab_rotate"));
	assert_false(grant_has_login("gitlab_rotate"));
	assert_false(grant_has_login("client_credentials"));
	assert_true(grant_has_login("device_code"));
	assert_true(grant_has_login(NULL));
}

static void
misses_a_secret(void **state)
{
	struct login login = {.name = (char *)"robot",
	    .grant_type = (char *)"client_credentials",
	    .client_id = (char *)"c",
	    .token_endpoint = (char *)"https://as.example/token"};
	struct error error = {0};

	(void)state;
	assert_int_equal(grant_check(&login, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "robot"));
	assert_non_null(strstr(error.message, "no client secret"));
	assert_non_null(strstr(error.hint, "client_secret_file"));
	login.client_secret_file = (char *)"/secret";
	assert_int_equal(grant_check(&login, &error), LANYARD_OK);
	login.client_secret_file = NULL;
	login.grant_type = (char *)"device_code";
	assert_int_equal(grant_check(&login, &error), LANYARD_OK);
}

/* An assertion is signed by a key, or comes from a source; a server is known.
 */
static void
misses_an_assertion_or_a_token(void **state)
{
	static const struct {
		const char *grant_type;
		bool key, assertion, subject, endpoint;
		const char *message; /* NULL: all is there */
	} cases[] = {
	    {GRANT_JWT_BEARER, true, false, false, false, NULL},
	    {GRANT_JWT_BEARER, false, true, false, true, NULL},
	    {GRANT_JWT_BEARER, false, true, false, false, "neither issuer nor"},
	    {GRANT_JWT_BEARER, false, false, false, true, "no assertion"},
	    {GRANT_TOKEN_EXCHANGE, false, false, true, true, NULL},
	    {GRANT_TOKEN_EXCHANGE, false, false, true, false,
		"neither issuer nor"},
	    {GRANT_TOKEN_EXCHANGE, true, true, false, true,
		"no subject_token_source"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct login login = {.name = (char *)"robot"};
		struct error error = {0};

		login.grant_type = (char *)(uintptr_t)cases[i].grant_type;
		if (cases[i].key)
			login.private_key_file = (char *)"/key";
		if (cases[i].assertion)
			login.assertion.file = (char *)"/assertion";
		if (cases[i].subject)
			login.subject_token.source = (char *)"auto";
		if (cases[i].endpoint)
			login.token_endpoint = (char *)"https://as/token";
		assert_int_equal(grant_check(&login, &error),
		    cases[i].message == NULL ? LANYARD_OK : LANYARD_ERR_CONFIG);
		if (cases[i].message != NULL &&
		    strstr(error.message, cases[i].message) == NULL)
			fail_msg("%zu: %s", i, error.message);
		assert_int_equal(grant_signs(&login),
		    strcmp(cases[i].grant_type, GRANT_JWT_BEARER) == 0 &&
			!cases[i].assertion);
	}
}

/* Where a token is kept is its grant; two places, or another grant, are none.
 */
static void
reads_one_place(void **state)
{
	static char *command[] = {(char *)"echo", NULL};
	static const struct {
		const char *grant_type, *file, *variable;
		bool command;
		const char *implied, *message; /* NULL: all is well */
	} cases[] = {
	    {NULL, "/t", NULL, false, "file", NULL},
	    {NULL, NULL, "T", false, "variable", NULL},
	    {NULL, NULL, NULL, true, "command", NULL},
	    {"file", "/t", NULL, false, "file", NULL},
	    {"file", NULL, NULL, false, "file", "no access_token_file"},
	    {"command", NULL, NULL, false, "command",
		"no access_token_command"},
	    {"variable", "/t", NULL, false, "variable",
		"no access_token_variable"},
	    {NULL, "/t", "T", false, "file", "more than one of"},
	    {NULL, NULL, "T", true, "variable", "more than one of"},
	    {"device_code", "/t", NULL, false, "device_code",
		"which asks for a token"},
	    {"client_credentials", NULL, "T", false, "client_credentials",
		"which asks for a token"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct error error = {0};
		struct login login;
		enum lanyard_error r;

		login_init(&login);
		login.name = strdup("job");
		if (cases[i].grant_type != NULL)
			login.grant_type = strdup(cases[i].grant_type);
		login.access_token.file = (char *)cases[i].file;
		login.access_token.variable = (char *)cases[i].variable;
		login.access_token.command = cases[i].command ? command : NULL;
		assert_int_equal(grant_imply(&login), LANYARD_OK);
		assert_string_equal(login.grant_type, cases[i].implied);
		r = grant_check(&login, &error);
		assert_int_equal(r,
		    cases[i].message == NULL ? LANYARD_OK : LANYARD_ERR_CONFIG);
		if (cases[i].message != NULL)
			assert_non_null(
			    strstr(error.message, cases[i].message));
		login.access_token = (struct login_source){0};
		login_clear(&login);
	}
	assert_true(grant_is_external("file"));
	assert_true(grant_is_unattended("file"));
	assert_false(grant_is_external("client_credentials"));
	assert_false(grant_is_external(NULL));
}

/* A record tells a recipe of lanyard.conf from a grant; it may be gone since.
 */
static void
knows_a_recipe_by_its_name(void **state)
{
	struct login login = {.name = (char *)"work",
	    .grant_type = (char *)RECIPE_OWN "gone",
	    .client_id = (char *)"c",
	    .issuer = (char *)"https://i.org"};
	struct error error = {0};

	(void)state;
	assert_true(grant_is_unattended(RECIPE_OWN "mine"));
	assert_false(grant_has_login(RECIPE_OWN "mine"));
	assert_true(grant_is_unattended("octo_sts"));
	assert_int_equal(grant_check(&login, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, RECIPE_OWN "gone"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_who_needs_nobody),
	    cmocka_unit_test(misses_a_secret),
	    cmocka_unit_test(reads_one_place),
	    cmocka_unit_test(knows_a_recipe_by_its_name),
	    cmocka_unit_test(misses_an_assertion_or_a_token),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
