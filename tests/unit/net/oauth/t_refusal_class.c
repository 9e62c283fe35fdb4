/*
 * t_refusal_class.c - refusal_class.h: what heals a refusal
 *
 * With the rest of a reply: t_refusal.c.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/oauth/refusal_class.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define G	     LANYARD_ERR_GRANT
#define R	     LANYARD_ERR_REFUSED
#define S	     LANYARD_ERR_SERVER

static void
is_of_a_word(void **state)
{
	static const struct {
		const char *error;
		int status;
		enum lanyard_error refresh, other;
	} cases[] = {
	    {"invalid_grant", 400, G, G},
	    {"INVALID_GRANT", 400, G, G},
	    {"invalid_client", 401, R, R},
	    {"unauthorized_client", 400, G, R},
	    {"whatever", 400, G, R},
	    {"whatever", 503, S, S},
	    {"invalid_grant", 429, S, S},
	    {"Too Many Requests", 403, S, S},
	    {"LimitExceeded", 400, S, S},
	    {"timeout", 400, S, S},
	    {"Gateway Timeout", 400, S, S},
	    {"session_timeout", 400, G, R},
	    {"db_error", 400, S, S},
	    {"database-error", 400, S, S},
	    {"unknown_error", 400, S, S},
	    {"UnexpectedError", 400, S, S},
	    {"backend_error", 400, S, S},
	    {"system_error", 400, S, S},
	    {"upstream_failure", 400, S, S},
	    {"concurrent_request", 400, S, S},
	    {"locked", 423, S, S},
	    {"account_locked", 400, G, R},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (refusal_class(cases[i].error, cases[i].status, true) !=
			cases[i].refresh ||
		    refusal_class(cases[i].error, cases[i].status, false) !=
			cases[i].other)
			fail_msg("%s", cases[i].error);
	}
}

static void
is_of_what_stands_beside_it(void **state)
{
	static const struct {
		const char *error, *prose;
		bool wait;
	} cases[] = {
	    {"access_denied", "rate limit exceeded", true},
	    {"invalid_request", "Too many requests", true},
	    {"invalid_request", "Service is temporarily unavailable", true},
	    {"access_denied", "Please try again later.", true},
	    {"access_denied", "try again in 30 seconds", true},
	    {"invalid_grant", "Too many requests", false},
	    {"token_expired", "log in and try again", false},
	    {"access_denied", "too many tokens", false},
	    {"access_denied", "", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (refusal_asks_to_wait(cases[i].error, cases[i].prose) !=
		    cases[i].wait)
			fail_msg("%s, %s", cases[i].error, cases[i].prose);
}

static void
is_of_no_endpoint(void **state)
{
	(void)state;
	assert_true(refusal_is_of_address("Not Found", 404));
	assert_false(refusal_is_of_address("Not Found", 400));
	assert_false(refusal_is_of_address("invalid_grant", 404));
	assert_true(refusal_is_of_client("invalidClient"));
	assert_false(refusal_is_of_client("invalid_grant"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_of_a_word),
	    cmocka_unit_test(is_of_what_stands_beside_it),
	    cmocka_unit_test(is_of_no_endpoint),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
