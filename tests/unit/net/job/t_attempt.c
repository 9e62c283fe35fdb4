/*
 * t_attempt.c - one login that is under way, and what all ways to it share
 */
#include "an_attempt.h"

#define E(name) LANYARD_ERR_##name

/* The lock is had for the request alone, and DONE means saved. */
static void
asks_between_begin_and_end(void **state)
{
	static const struct {
		enum lanyard_error reserve, asked, save, result;
	} cases[] = {
	    {0, 0, 0, LANYARD_OK},
	    {E(NO_ROOM), 0, 0, E(NO_ROOM)},
	    {0, E(NETWORK), 0, E(NETWORK)},
	    {0, E(GRANT), 0, E(REFUSED)},
	    {0, 0, E(STORE), E(STORE)},
	};
	const struct server_answer none = {"", 0};
	struct an_attempt t;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum lanyard_error r;

		an_attempt_begin(&t, &none, 1);
		t.reserve_result = cases[i].reserve;
		t.save_result = cases[i].save;
		r = attempt_begin(&t.attempt);
		assert_int_equal(r, cases[i].reserve);
		assert_int_equal(t.has_lock, r == LANYARD_OK);
		if (r == LANYARD_OK) {
			r = cases[i].asked;
			if (r == LANYARD_OK)
				secret_set_text(
				    &t.exchange.token.access_token, "at");
			else
				error_set(&t.session.error, r, "asked");
			r = attempt_end(&t.attempt, NULL, r);
		}
		assert_int_equal(r, cases[i].result);
		assert_int_equal(t.session.error.code, r);
		assert_int_equal(t.attempt.done, r == LANYARD_OK);
		assert_int_equal(t.saved, r == LANYARD_OK);
		an_attempt_end(&t);
	}
}

/* What is stored is not what the server refused here. */
static void
refuses_without_a_grant(void **state)
{
	struct an_attempt t;

	(void)state;
	an_attempt_prepare(&t);
	error_set(&t.session.error, E(GRANT), "no");
	assert_int_equal(attempt_refused(&t.attempt, E(GRANT)), E(REFUSED));
	assert_int_equal(t.session.error.code, E(REFUSED));
	error_set(&t.session.error, E(SERVER), "no");
	assert_int_equal(attempt_refused(&t.attempt, E(SERVER)), E(SERVER));
	assert_int_equal(t.session.error.code, E(SERVER));
	an_attempt_end(&t);
}

static void
goes_the_way_that_is_allowed(void **state)
{
	struct an_attempt t;

	(void)state;
	an_attempt_prepare(&t);
	assert_false(attempt_only_by(&t.attempt, "device_code"));
	t.login.grant_type = strdup("device_code");
	assert_true(attempt_only_by(&t.attempt, "device_code"));
	assert_false(attempt_only_by(&t.attempt, "authorization_code"));
	an_attempt_end(&t);
}

static void
tells_who_listens(void **state)
{
	struct an_attempt t;

	(void)state;
	an_attempt_prepare(&t);
	attempt_notice(&t.attempt, "so it is");
	assert_string_equal(t.notice, "so it is");
	t.ui.notice = NULL;
	attempt_notice(&t.attempt, "or not");
	assert_int_equal(t.notices, 1);
	an_attempt_end(&t);
}

/* What another code could mend is waited for: long, if somebody can type. */
static void
goes_on_where_another_code_may_do(void **state)
{
	static const struct {
		enum lanyard_error r;
		const char *error; /* the server's */
		bool came, goes_on, soon;
	} cases[] = {
	    {E(REFUSED), "invalid_grant", false, true, false},
	    {E(REFUSED), "invalid_client", false, false, false},
	    {E(REFUSED), "invalid_scope", false, false, false},
	    {E(REFUSED), "invalid_grant", true, false, false},
	    {E(SERVER), NULL, false, true, true},
	    {E(NETWORK), NULL, false, true, true},
	    {E(TIMEOUT), NULL, false, true, true},
	    {E(STORE), NULL, false, false, false},
	    {E(NO_ROOM), NULL, false, false, false},
	    {E(MEMORY), NULL, false, false, false},
	};
	struct an_attempt t;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t late = clock_monotonic_ms() + 200000;

		an_attempt_prepare(&t);
		t.attempt.deadline_ms = late;
		if (cases[i].error != NULL)
			t.exchange.token.error = strdup(cases[i].error);
		if (cases[i].came)
			secret_set_text(&t.exchange.token.refresh_token, "rt");
		error_set(&t.session.error, cases[i].r, "why");
		assert_int_equal(
		    attempt_failed(&t.attempt, cases[i].r), cases[i].goes_on);
		assert_int_equal(t.attempt.failure.code,
		    cases[i].goes_on ? cases[i].r : LANYARD_OK);
		assert_int_equal(t.attempt.deadline_ms < late, cases[i].soon);
		an_attempt_end(&t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(goes_on_where_another_code_may_do),
	    cmocka_unit_test(asks_between_begin_and_end),
	    cmocka_unit_test(refuses_without_a_grant),
	    cmocka_unit_test(goes_the_way_that_is_allowed),
	    cmocka_unit_test(tells_who_listens),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
