/*
 * t_prompt.c - one login attempt at a time, and pauses after
 */
#include "scratch.h"

#include "base/limits.h"
#include "session/prompt.h"

#define E(name) LANYARD_ERR_##name

static struct person person;
static const struct lanyard_ui ui = {
    .context = &person, .may_ask = person_may_ask, .notice = person_notice};

static const struct seed nothing = {NULL, SEED_NONE, SEED_NONE, NULL, 5, ""};

static enum lanyard_error
attempt(struct lanyard_session *session, bool by_name)
{
	struct entry entry;
	enum lanyard_error r;

	error_clear(&session->error);
	entry_init(&entry);
	if ((r = search_name(&entry, session, "work")) == LANYARD_OK)
		r = prompt_login(&entry, session, by_name);
	entry_clear(&entry);
	return r;
}

static void
logs_in(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = person_session(s, &ui);

	scratch_seed(s, "work",
	    &(struct seed){NULL, SEED_NONE, SEED_NONE, NULL, 5,
		"login_failures=3\nlogin_retry_at=1\n"});
	assert_int_equal(attempt(session, false), LANYARD_OK);
	assert_int_equal(fake.calls, 1);
	assert_int_equal(fake.kind, LANYARD_JOB_LOGIN);
	assert_value(s, "access_token", "at-6");
	assert_value(s, "login_failures", NULL);
	/* By name also where there is a token already. */
	assert_int_equal(lanyard_login(session, "work"), LANYARD_OK);
	assert_int_equal(fake.calls, 2);
	assert_value(s, "access_token", "at-7");
	assert_int_equal(
	    lanyard_login(session, "https://git.example.com"), LANYARD_OK);
	assert_int_equal(fake.calls, 3);
	assert_int_equal(lanyard_login(session, "nobody"), E(UNKNOWN_LOGIN));
	assert_int_equal(fake.calls, 3);
}

static const char *
says_ci(void *context)
{
	(void)context;
	return "CI";
}

static void
asks_nobody_who_is_not_there(void **state)
{
	static const struct {
		enum lanyard_error why;
		const char *message;
		enum lanyard_error code;
		const char *expected;
	} cases[] = {
	    {LANYARD_OK, "", E(LOGIN_NEEDED),
		"login work: nobody is here to log in; run: lanyard login "
		"work"},
	    {E(LOGIN_NEEDED), "login work has no token", E(LOGIN_NEEDED),
		"login work has no token: nobody is here to log in; run: "
		"lanyard login work"},
	    {E(GRANT), "id.example.com: invalid_grant", E(GRANT),
		"id.example.com: invalid_grant; nobody is here to log in; "
		"run: lanyard login work"},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = person_session(s, &ui);
	struct entry entry;

	scratch_seed(s, "work", &nothing);
	person.there = false;
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		session->ui = i % 2 == 0 ? &ui : NULL;
		entry_init(&entry);
		assert_int_equal(
		    search_name(&entry, session, "work"), LANYARD_OK);
		error_clear(&session->error);
		if (cases[i / 2].why != LANYARD_OK)
			error_set(&session->error, cases[i / 2].why, "%s",
			    cases[i / 2].message);
		assert_int_equal(prompt_login(&entry, session, i % 4 == 0),
		    cases[i / 2].code);
		assert_string_equal(
		    session->error.message, cases[i / 2].expected);
		entry_clear(&entry);
	}
	/* Who says so is named. */
	session->ui = &(struct lanyard_ui){
	    .context = &person, .may_ask = person_may_ask, .why_not = says_ci};
	assert_int_equal(attempt(session, true), E(LOGIN_NEEDED));
	assert_string_equal(session->error.message,
	    "login work: CI says that nobody is here to log in; run: lanyard "
	    "login work");
	session->ui = &ui;
	assert_int_equal(fake.calls, 0);
	assert_value(s, "login_failures", NULL);
}

static void
pauses_longer_with_each_failure(void **state)
{
	static const int64_t pauses_s[] = {
	    60, 120, 240, 480, 960, 1920, 3600, 3600};
	struct scratch *s = *state;
	struct lanyard_session *session = person_session(s, &ui);

	scratch_seed(s, "work", &nothing);
	fake.code = E(REFUSED);
	for (size_t i = 0; i < COUNT(pauses_s); i++) {
		int64_t left_s;

		/* By name: the pause does not stand in the way. */
		assert_int_equal(lanyard_login(session, "work"), E(REFUSED));
		assert_string_equal(
		    lanyard_session_message(session), "the fake failed");
		assert_int_equal(fake.calls, (int)i + 1);
		left_s =
		    scratch_number(s, "work", "login_retry_at") - clock_now();
		assert_in_range(left_s + 2, pauses_s[i], pauses_s[i] + 2);
		assert_int_equal(
		    scratch_number(s, "work", "login_failures"), i + 1);
		/* Unasked it does. */
		assert_int_equal(attempt(session, false), E(LOGIN_NEEDED));
		assert_non_null(strstr(session->error.message,
		    " s ago, and nobody is asked for "));
		assert_non_null(strstr(session->error.message,
		    pauses_s[i] > 120 ? " min more; run: lanyard login work"
				      : " s more; run: lanyard login work"));
		assert_int_equal(fake.calls, (int)i + 1);
	}
	fake.code = LANYARD_OK;
	assert_int_equal(lanyard_login(session, "work"), LANYARD_OK);
	assert_value(s, "login_failures", NULL);
	assert_value(s, "login_retry_at", NULL);
}

#define STILL 2000000000

static int64_t
still_clock(void *context)
{
	(void)context;
	return STILL;
}

static void
ends_a_pause(void **state)
{
	static const struct {
		int64_t left_s;
		int calls;
	} cases[] = {
	    {30, 0},
	    {LOGIN_PAUSE_MAX_S, 0},
	    {0, 1},
	    {-1, 1},
	    /* the clock was set back */
	    {LOGIN_PAUSE_MAX_S + 100, 1},
	};
	struct scratch *s = *state;
	char more[128];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session = person_session(s, &ui);
		struct seed seed = nothing;

		scratch_print(more, sizeof(more),
		    "login_failures=1\nlogin_retry_at=%" PRId64 "\n",
		    clock_now() + cases[i].left_s);
		seed.more = more;
		scratch_seed(s, "work", &seed);
		assert_int_equal(attempt(session, false),
		    cases[i].calls == 0 ? E(LOGIN_NEEDED) : LANYARD_OK);
		assert_int_equal(fake.calls, cases[i].calls);
	}
}

/* How long ago it failed, and how long that still counts. */
static void
tells_the_time_of_a_pause(void **state)
{
	static const struct {
		int failures;
		int64_t left_s;
		const char *text;
	} cases[] = {
	    {1, 60, "failed 0 s ago, and nobody is asked for 60 s more"},
	    {1, 20, "failed 40 s ago, and nobody is asked for 20 s more"},
	    {7, 3600, "failed 0 s ago, and nobody is asked for 60 min more"},
	    {7, 3480, "failed 120 s ago, and nobody is asked for 58 min more"},
	    {9, 90, "failed 59 min ago, and nobody is asked for 90 s more"},
	};
	struct scratch *s = *state;
	char more[128];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session = person_session(s, &ui);
		struct seed seed = nothing;

		session->clock = still_clock;
		scratch_print(more, sizeof(more),
		    "login_failures=%d\nlogin_retry_at=%" PRId64 "\n",
		    cases[i].failures, STILL + cases[i].left_s);
		seed.more = more;
		scratch_seed(s, "work", &seed);
		assert_int_equal(attempt(session, false), E(LOGIN_NEEDED));
		if (strstr(session->error.message, cases[i].text) == NULL)
			fail_msg("%s", session->error.message);
	}
}

static void
keeps_the_tokens_that_are_there(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = person_session(s, &ui);

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	fake.code = E(CANCELLED);
	assert_int_equal(lanyard_login(session, "work"), E(CANCELLED));
	assert_value(s, "access_token", "old");
	assert_value(s, "refresh_token", "rt");
	assert_value(s, "generation", "5");
}

static void
needs_a_function_to_log_in_with(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = person_session(s, &ui);

	session->refresh = NULL;
	scratch_seed(s, "work", &nothing);
	assert_int_equal(lanyard_login(session, "work"), E(ARGUMENT));
	assert_int_equal(fake.calls, 0);
}

static pid_t
attempt_elsewhere(const struct scratch *s, bool by_name)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct lanyard_session *session = scratch_another(s);

		session->ui = &ui;
		_exit((int)attempt(session, by_name));
	}
	return pid;
}

static void
shares_the_outcome_of_one_attempt(void **state)
{
	static const enum lanyard_error codes[] = {
	    LANYARD_OK, E(CANCELLED), E(REFUSED)};
	struct scratch *s = *state;

	for (size_t i = 0; i < 2 * COUNT(codes); i++) {
		struct lanyard_session *session = person_session(s, &ui);
		bool by_name = i % 2 == 0;
		pid_t pids[4];

		(void)unlink(fake.count);
		scratch_seed(s, "work", &nothing);
		fake.code = codes[i / 2];
		fake.delay_ms = 200;
		pids[0] = attempt_elsewhere(s, false);
		while (fake_calls() == 0)
			clock_sleep_ms(1);
		for (int k = 1; k < 4; k++)
			pids[k] = attempt_elsewhere(s, by_name);
		for (int k = 0; k < 4; k++)
			assert_int_equal(scratch_reap(pids[k]), codes[i / 2]);
		assert_int_equal(fake_calls(), 1);
		if (codes[i / 2] != LANYARD_OK)
			assert_int_equal(
			    scratch_number(s, "work", "login_failures"), 1);
		/* Those who may not ask do not wait. */
		person.there = false;
		scratch_seed(s, "work", &nothing);
		assert_int_equal(attempt(session, by_name), E(LOGIN_NEEDED));
	}
}

static void
takes_over_where_another_was_killed(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = person_session(s, &ui);
	pid_t pid;

	scratch_seed(s, "work", &nothing);
	fake.delay_ms = 20000;
	pid = attempt_elsewhere(s, false);
	while (fake_calls() == 0)
		clock_sleep_ms(1);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(scratch_reap(pid), -1);
	fake.delay_ms = 0;
	assert_int_equal(attempt(session, false), LANYARD_OK);
	assert_int_equal(fake.calls, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(logs_in),
	    SCRATCH_TEST(asks_nobody_who_is_not_there),
	    SCRATCH_TEST(pauses_longer_with_each_failure),
	    SCRATCH_TEST(ends_a_pause),
	    SCRATCH_TEST(tells_the_time_of_a_pause),
	    SCRATCH_TEST(keeps_the_tokens_that_are_there),
	    SCRATCH_TEST(needs_a_function_to_log_in_with),
	    SCRATCH_TEST(shares_the_outcome_of_one_attempt),
	    SCRATCH_TEST(takes_over_where_another_was_killed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
