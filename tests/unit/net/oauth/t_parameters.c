/*
 * t_parameters.c - the parameters that a login adds to its requests
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/strings.h"
#include "net/oauth/parameters.h"

static void
test_refresh(void **state)
{
	struct secret token = {NULL, 0};
	struct login login;
	struct buf body;

	(void)state;
	login_init(&login);
	buf_init(&body, 4096);
	secret_set_text(&token, "a+b/c=");
	assert_int_equal(
	    parameters_add_refresh(&body, &login, &token), LANYARD_OK);
	assert_string_equal(buf_text(&body),
	    "grant_type=refresh_token&refresh_token=a%2Bb%2Fc%3D");
	buf_reset(&body);

	strings_add(&login.resource, "https://api.example.org/");
	strings_add(&login.resource, "urn:b&c");
	login.audience = strdup("x y");
	login_add_parameter(&login.token_parameters, "grant_type", "evil");
	login_add_parameter(&login.token_parameters, "refresh_token", "evil");
	login_add_parameter(&login.token_parameters, "client_id", "evil");
	login_add_parameter(&login.token_parameters, "client_secret", "evil");
	login_add_parameter(&login.token_parameters, "resource", "evil");
	login_add_parameter(&login.token_parameters, "scope", "a b");
	login_add_parameter(&login.token_parameters, "twice", "1");
	login_add_parameter(&login.token_parameters, "twice", "2");
	login_add_parameter(&login.token_parameters, "grant", "&=");
	assert_int_equal(
	    parameters_add_refresh(&body, &login, &token), LANYARD_OK);
	assert_string_equal(buf_text(&body),
	    "grant_type=refresh_token&refresh_token=a%2Bb%2Fc%3D"
	    "&resource=https%3A%2F%2Fapi.example.org%2F&resource=urn%3Ab%26c"
	    "&audience=x+y"
	    "&scope=a+b&twice=1&twice=2&grant=%26%3D");
	buf_clear(&body);
	secret_clear(&token);
	login_clear(&login);
}

/* A name that stands before START is no matter; one since then wins. */
static void
test_extras(void **state)
{
	static const char endpoint[] = "https://id.example.org/?prompt=none&";
	struct login login;
	struct buf url;

	(void)state;
	login_init(&login);
	buf_init(&url, 4096);
	login_add_parameter(&login.authorization_parameters, "prompt", "login");
	login_add_parameter(&login.authorization_parameters, "scope", "evil");
	buf_add_text(&url, endpoint);
	buf_add_text(&url, "scope=a");
	assert_int_equal(parameters_add_extras(&url, strlen(endpoint), &login,
			     login.authorization_parameters),
	    LANYARD_OK);
	assert_string_equal(buf_text(&url),
	    "https://id.example.org/?prompt=none&scope=a&prompt=login");
	buf_reset(&url);
	assert_int_equal(parameters_add(&url, &login), LANYARD_OK);
	assert_string_equal(buf_text(&url), "");
	buf_clear(&url);
	login_clear(&login);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_refresh),
	    cmocka_unit_test(test_extras),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
