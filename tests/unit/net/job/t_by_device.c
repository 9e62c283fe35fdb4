/*
 * t_by_device.c - a login by device code, one call each
 */
#include "an_attempt.h"

#include "net/job/by_device.h"

/* As if the interval had passed. */
static enum lanyard_error
poll_now(struct an_attempt *t)
{
	t->attempt.device.next_poll_ms = 0;
	return by_device_poll(&t->attempt);
}

static void
polls_until_there_is_a_token(void **state)
{
	static const struct server_answer answers[] = {{SERVER_OK(DEVICE), 0},
	    {SERVER_SAYS("400", PENDING), 0}, {SERVER_OK(TOKEN), 0}};
	char text[4096], host[280];
	struct an_attempt t;

	(void)state;
	an_attempt_begin_device(&t, answers, 3, false);
	assert_int_equal(by_device_poll(&t.attempt), LANYARD_OK);
	assert_int_equal(by_device_start(&t.attempt), LANYARD_OK);
	assert_true(t.attempt.device_waits);
	assert_int_equal(t.codes, 1);
	/* Where no URL told it, and once. */
	assert_int_equal(t.notices, 1);
	http_host(t.there.url, host, sizeof(host));
	scratch_print(
	    text, sizeof(text), "the tokens of login work come from %s", host);
	assert_string_equal(t.notice, text);
	/* Not due; and shown again, the code is the same. */
	assert_int_equal(by_device_poll(&t.attempt), LANYARD_OK);
	assert_int_equal(by_device_start(&t.attempt), LANYARD_OK);
	assert_int_equal(t.codes, 2);
	assert_int_equal(t.notices, 1);
	assert_int_equal(t.reserved, 0);
	assert_int_equal(poll_now(&t), LANYARD_OK);
	assert_false(t.attempt.done);
	assert_false(t.has_lock);
	assert_true(t.attempt.device.next_poll_ms > clock_monotonic_ms());
	assert_int_equal(poll_now(&t), LANYARD_OK);
	assert_true(t.attempt.done);
	assert_int_equal(t.reserved, 2);
	assert_int_equal(t.saved, 1);
	assert_false(t.has_lock);
	assert_null(t.exchange.token.error);
	server_request(&t.there, text, sizeof(text));
	assert_non_null(strstr(text, "client_id=c1"));
	for (int i = 0; i < 2; i++) {
		server_request(&t.there, text, sizeof(text));
		assert_non_null(strstr(text, "device_code=dc"));
	}
	an_attempt_end(&t);
}

/* Nobody should wait for an approval while the server cannot be reached. */
static void
tells_of_a_failed_poll(void **state)
{
	static const struct server_answer answers[] = {{SERVER_OK(DEVICE), 0},
	    {SERVER_SAYS("503", "busy"), 0}, {SERVER_SAYS("400", PENDING), 0},
	    {SERVER_OK(TOKEN), 0}};
	struct an_attempt t;

	(void)state;
	an_attempt_begin_device(&t, answers, 4, false);
	assert_int_equal(by_device_start(&t.attempt), LANYARD_OK);
	t.notices = 0;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(poll_now(&t), LANYARD_OK);
		assert_int_equal(t.session.error.code, LANYARD_OK);
		assert_int_equal(t.notices, 1);
	}
	assert_true(t.attempt.done);
	assert_non_null(strstr(t.notice, " answered 503 "));
	assert_non_null(strstr(t.notice, "; asked again in 10 s"));
	an_attempt_end(&t);
}

/* As if the pause had passed. */
static enum lanyard_error
ask_now(struct an_attempt *t)
{
	assert_true(attempt_has_device(&t->attempt));
	assert_true(by_device_next_ms(&t->attempt) > clock_monotonic_ms());
	t->attempt.device_again_ms = 1;
	return by_device_poll(&t->attempt);
}

/* One request that failed is no answer, and it is not waited for in silence. */
static void
asks_again_for_a_device_code(void **state)
{
	static const struct server_answer answers[] = {
	    {SERVER_SAYS("503", "<html>"), 0}, {"", 0}, {SERVER_OK(DEVICE), 0}};
	struct an_attempt t;

	(void)state;
	for (int browser = 0; browser <= 1; browser++) {
		an_attempt_begin_device(&t, answers, 3, browser == 1);
		assert_false(attempt_has_device(&t.attempt));
		assert_int_equal(by_device_next_ms(&t.attempt), INT64_MAX);
		assert_int_equal(by_device_start(&t.attempt), LANYARD_OK);
		assert_int_equal(t.notices, 1);
		assert_non_null(strstr(t.notice, " answered 503 "));
		assert_non_null(strstr(t.notice, "; asked again in 2 s"));
		/* Not due. */
		assert_int_equal(by_device_poll(&t.attempt), LANYARD_OK);
		assert_int_equal(t.notices, 1);
		assert_int_equal(ask_now(&t), LANYARD_OK);
		assert_int_equal(t.notices, 2);
		assert_non_null(strstr(t.notice, "; asked again in 4 s"));
		assert_int_equal(ask_now(&t), LANYARD_OK);
		assert_true(t.attempt.device_waits);
		assert_int_equal(t.codes, 1);
		assert_int_equal(t.session.error.code, LANYARD_OK);
		an_attempt_end(&t);
	}
}

static void
asks_three_times_at_most(void **state)
{
	static const struct server_answer answer = {
	    SERVER_SAYS("404", "<html>"), 0};
	struct an_attempt t;

	(void)state;
	for (int browser = 0; browser <= 1; browser++) {
		an_attempt_begin_device(&t, &answer, 1, browser == 1);
		assert_int_equal(by_device_start(&t.attempt), LANYARD_OK);
		assert_int_equal(ask_now(&t), LANYARD_OK);
		assert_int_equal(ask_now(&t),
		    browser == 1 ? LANYARD_OK : LANYARD_ERR_SERVER);
		assert_false(attempt_has_device(&t.attempt));
		assert_int_equal(t.notices, browser == 1 ? 3 : 2);
		an_attempt_end(&t);
	}
}

/* Nor where the login would be over before. */
static void
asks_no_later_than_the_end(void **state)
{
	static const struct server_answer answer = {
	    "HTTP/1.1 429 X\r\nRetry-After: 100\r\nConnection: close\r\n\r\n",
	    0};
	struct an_attempt t;

	(void)state;
	for (int late = 0; late <= 1; late++) {
		an_attempt_begin_device(&t, &answer, 1, false);
		t.attempt.deadline_ms =
		    clock_monotonic_ms() + (late == 1 ? 50000 : 500000);
		assert_int_equal(by_device_start(&t.attempt),
		    late == 1 ? LANYARD_ERR_SERVER : LANYARD_OK);
		assert_int_equal(t.notices, late == 0);
		if (late == 0)
			assert_non_null(
			    strstr(t.notice, "; asked again in 100 s"));
		an_attempt_end(&t);
	}
}

/* It has as long as it lives, and no longer. */
static void
waits_as_long_as_it_lives(void **state)
{
	static const struct server_answer answers[] = {
	    {SERVER_OK(DEVICE_FOR("900", "5")), 0}};
	struct an_attempt t;

	(void)state;
	an_attempt_begin_device(&t, answers, 1, false);
	t.attempt.deadline_ms = clock_monotonic_ms() + 1000;
	assert_int_equal(
	    attempt_deadline_ms(&t.attempt), t.attempt.deadline_ms);
	assert_int_equal(by_device_start(&t.attempt), LANYARD_OK);
	assert_int_equal(
	    attempt_deadline_ms(&t.attempt), t.attempt.device.expires_at_ms);
	t.attempt.device.next_poll_ms = INT64_MAX;
	assert_int_equal(
	    by_device_next_ms(&t.attempt), t.attempt.device.expires_at_ms);
	t.attempt.device.expires_at_ms = clock_monotonic_ms();
	assert_int_equal(by_device_poll(&t.attempt), LANYARD_ERR_TIMEOUT);
	assert_string_equal(
	    t.session.error.hint, "for another: lanyard login work");
	an_attempt_end(&t);
}

/* Without a browser it was the last hope, beside one it is worth a notice. */
static void
gives_up_a_device_code(void **state)
{
	static const struct {
		const char *answer; /* to the poll; NULL: it has expired */
		enum lanyard_error reserve, alone, beside;
	} cases[] = {
	    {NULL, 0, LANYARD_ERR_TIMEOUT, LANYARD_OK},
	    {REFUSED("expired_token"), 0, LANYARD_ERR_TIMEOUT, LANYARD_OK},
	    {REFUSED("code_expired"), 0, LANYARD_ERR_TIMEOUT, LANYARD_OK},
	    {REFUSED("invalid_grant"), 0, LANYARD_ERR_REFUSED, LANYARD_OK},
	    {REFUSED("access_denied"), 0, LANYARD_ERR_CANCELLED,
		LANYARD_ERR_CANCELLED},
	    {SERVER_OK(TOKEN), LANYARD_ERR_NO_ROOM, LANYARD_ERR_NO_ROOM,
		LANYARD_ERR_NO_ROOM},
	};
	struct an_attempt t;

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		const char *last = cases[i / 2].answer;
		const struct server_answer answers[] = {
		    {SERVER_OK(DEVICE), 0}, {last == NULL ? "" : last, 0}};
		bool browser = i % 2 == 1;
		enum lanyard_error r, expected = browser ? cases[i / 2].beside
							 : cases[i / 2].alone;

		an_attempt_begin_device(&t, answers, 2, browser);
		assert_int_equal(by_device_start(&t.attempt), LANYARD_OK);
		t.notices = 0;
		if (last == NULL)
			t.attempt.device.expires_at_ms = clock_monotonic_ms();
		t.reserve_result = cases[i / 2].reserve;
		r = poll_now(&t);
		if (r != expected)
			fail_msg("%zu: %d %s", i, r, t.session.error.message);
		assert_int_equal(t.session.error.code, r);
		assert_false(t.attempt.done);
		assert_int_equal(t.notices, r == LANYARD_OK);
		/* Another may be asked for, but not after the login's end. */
		assert_int_equal(
		    t.attempt.device_waits, cases[i / 2].reserve != LANYARD_OK);
		an_attempt_end(&t);
	}
}

static void
starts_no_device_code(void **state)
{
	static const struct server_answer refusal = {
	    REFUSED("unauthorized_client"), 0};
	struct an_attempt t;

	(void)state;
	for (int browser = 0; browser <= 1; browser++) {
		an_attempt_begin_device(&t, &refusal, 1, browser == 1);
		assert_int_equal(by_device_start(&t.attempt),
		    browser == 1 ? LANYARD_OK : LANYARD_ERR_REFUSED);
		assert_int_equal(t.notices, browser);
		assert_false(t.attempt.device_waits);
		assert_int_equal(t.codes, 0);
		an_attempt_end(&t);
	}
	an_attempt_begin(&t, &refusal, 1);
	assert_int_equal(by_device_start(&t.attempt), LANYARD_OK);
	assert_string_equal(t.notice, "this server gives no device codes");
	/* Nobody listens to notices. */
	t.ui.notice = NULL;
	assert_int_equal(by_device_start(&t.attempt), LANYARD_OK);
	assert_int_equal(t.notices, 1);
	an_attempt_end(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(polls_until_there_is_a_token),
	    cmocka_unit_test(tells_of_a_failed_poll),
	    cmocka_unit_test(asks_again_for_a_device_code),
	    cmocka_unit_test(asks_three_times_at_most),
	    cmocka_unit_test(asks_no_later_than_the_end),
	    cmocka_unit_test(waits_as_long_as_it_lives),
	    cmocka_unit_test(gives_up_a_device_code),
	    cmocka_unit_test(starts_no_device_code),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
