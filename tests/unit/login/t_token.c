/*
 * t_token.c - token.h: what a server gave, or said instead
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "login/token.h"

static void
begins_empty_and_ends_so(void **state)
{
	struct token token;

	(void)state;
	token_init(&token);
	assert_int_equal(token.retry_after_s, -1);
	assert_int_equal(
	    secret_set_text(&token.access_token, "at"), LANYARD_OK);
	token.scope = strdup("read");
	token.expires_in_s = 60;
	assert_int_equal(buf_add_text(&token.raw, "raw"), LANYARD_OK);
	token_clear(&token);
	assert_false(secret_is_set(&token.access_token));
	assert_null(token.scope);
	assert_int_equal(token.expires_in_s, 0);
	assert_int_equal(token.raw.size, 0);
	assert_int_equal(token.retry_after_s, -1);
}

static void
lasts_as_told_or_an_hour(void **state)
{
	static const struct {
		int64_t expires_in_s;
		bool renewable;
		int64_t life_s;
	} cases[] = {
	    {7200, true, 7200},
	    {7200, false, 7200},
	    {0, true, 0},
	    {0, false, 0},
	    {TOKEN_LIFE_UNREAD, true, 3600},
	    {TOKEN_LIFE_UNREAD, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct token token = {
		    .expires_in_s = cases[i].expires_in_s};

		assert_int_equal(
		    token_life_s(&token, cases[i].renewable), cases[i].life_s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(begins_empty_and_ends_so),
	    cmocka_unit_test(lasts_as_told_or_an_hour),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
