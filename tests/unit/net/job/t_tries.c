/*
 * t_tries.c - how often one authorization code is sent
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "net/job/tries.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define E(name)	     LANYARD_ERR_##name

/* After one try: is there another, and when? */
static void
test_second(void **state)
{
	static const struct {
		enum lanyard_error r;
		int status;
		bool sent, unsent, refresh_token;
		int64_t retry_after_s;
		int64_t pause_ms; /* -1: no other */
	} table[] = {
	    {E(NETWORK), 0, false, true, false, -1, 1000},
	    {E(TIMEOUT), 0, false, true, false, -1, 1000},
	    {E(MEMORY), 0, false, true, false, -1, -1},
	    {E(NETWORK), 0, true, false, false, -1, 1000},
	    {E(TIMEOUT), 0, true, false, false, -1, -1},
	    {E(NETWORK), 200, true, false, false, -1, -1},
	    {E(SERVER), 503, true, false, false, -1, 1000},
	    {E(SERVER), 503, true, false, false, 4, 4000},
	    {E(SERVER), 429, true, false, false, 0, 1000},
	    {E(SERVER), 503, true, false, true, -1, -1},
	    {E(SERVER), 500, true, false, false, -1, -1},
	    {E(GRANT), 400, true, false, false, -1, -1},
	    {LANYARD_OK, 200, true, false, false, -1, -1},
	    /* Neither left nor to leave: the certificate is refused. */
	    {E(NETWORK), 0, false, false, false, -1, -1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct tries tries;
		struct token token;
		int64_t pause_ms;
		bool again;

		token_init(&token);
		token.status = table[i].status;
		token.sent = table[i].sent;
		token.unsent = table[i].unsent;
		token.retry_after_s = table[i].retry_after_s;
		if (table[i].refresh_token)
			secret_set_text(&token.refresh_token, "rt");
		tries_begin(&tries, TRIES_MS);
		again = tries_again(&tries, table[i].r, &token, &pause_ms);
		if (again != (table[i].pause_ms != -1) ||
		    pause_ms != (again ? table[i].pause_ms : 0))
			fail_msg(
			    "%zu: %d, %lld ms", i, again, (long long)pause_ms);
		token_clear(&token);
	}
}

/* The pauses double, a lost answer is asked for once, and there is an end. */
static void
test_last(void **state)
{
	static const int64_t pauses[] = {1000, 2000, 4000, 8000, 8000};
	struct error error = {.code = E(GRANT), .message = "host said no"};
	struct tries tries;
	struct token token;
	int64_t pause_ms;

	(void)state;
	token_init(&token);
	token.unsent = true;
	tries_begin(&tries, TRIES_MS);
	for (size_t i = 0; i < COUNT(pauses); i++) {
		assert_true(tries_again(&tries, E(NETWORK), &token, &pause_ms));
		assert_int_equal(pause_ms, pauses[i]);
	}
	tries_explain(&tries, E(GRANT), &error);
	assert_string_equal(error.message, "host said no");
	token.unsent = false;
	token.sent = true;
	assert_true(tries_again(&tries, E(NETWORK), &token, &pause_ms));
	assert_false(tries_again(&tries, E(NETWORK), &token, &pause_ms));
	tries_explain(&tries, E(SERVER), &error);
	assert_string_equal(error.message, "host said no");
	tries_explain(&tries, E(GRANT), &error);
	assert_string_equal(
	    error.message, "host said no (sent again, as no answer had come)");
	/* Half a second is left: one more try at its end, and no other. */
	tries_begin(&tries, 500);
	token.status = 503;
	assert_true(tries_again(&tries, E(SERVER), &token, &pause_ms));
	assert_in_range(pause_ms, 1, 500);
	assert_false(tries_again(&tries, E(SERVER), &token, &pause_ms));
	token_clear(&token);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_second),
	    cmocka_unit_test(test_last),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
