/*
 * t_grant.c - how a login comes to its tokens: with a person, or without
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "login/grant.h"

static void
tells_who_needs_nobody(void **state)
{
	(void)state;
	assert_true(grant_is_unattended("client_credentials"));
	assert_false(grant_is_unattended("authorization_code"));
	assert_false(grant_is_unattended("device_code"));
	assert_false(grant_is_unattended("refresh_token"));
	assert_false(grant_is_unattended(""));
	assert_false(grant_is_unattended(NULL));
}

static void
misses_a_secret(void **state)
{
	struct login login = {.name = (char *)"robot",
	    .grant_type = (char *)"client_credentials"};
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_who_needs_nobody),
	    cmocka_unit_test(misses_a_secret),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
