/*
 * t_refresh.c - refresh.h: one request per expiry, whoever asks
 */
#include "login/tokens.h"
#include "scratch.h"

#define ASKERS 20

/* Brings "work" up to date; TOKEN (64 bytes) is what there is then. */
static enum lanyard_error
bring_up(struct lanyard_session *session, uint64_t rejected, char *token)
{
	const struct secret *secret;
	struct entry entry;
	enum lanyard_error r;

	error_clear(&session->error);
	entry_init(&entry);
	r = search_name(&entry, session, "work");
	if (r == LANYARD_OK)
		r = refresh_when_due(&entry, session, rejected);
	secret = tokens_access(&entry.record);
	scratch_print(token, 64, "%s",
	    secret == NULL ? "-" : (const char *)secret->bytes);
	entry_clear(&entry);
	return r;
}

#define OK	   LANYARD_OK
#define E(name)	   LANYARD_ERR_##name
#define DEAD	   "refresh_token_error=invalid_grant\n"
#define NO_REFRESH NULL

static void
refreshes_what_is_due(void **state)
{
	static const struct {
		const char *what;
		struct seed seed;
		uint64_t rejected;
		enum lanyard_error fake;
		enum lanyard_error code;
		const char *token; /* NULL: does not matter */
		int calls;
	} cases[] = {
	    {"fresh", SEED_FRESH, 0, OK, OK, "old", 0},
	    {"due", SEED_DUE, 0, OK, OK, "at-6", 1},
	    {"over", SEED_OVER, 0, OK, OK, "at-6", 1},
	    {"clock set back", {"old", 500, 4000, "rt", 5, ""}, 0, OK, OK,
		"at-6", 1},
	    {"no expiry", {"old", -99999, SEED_NONE, "rt", 5, ""}, 0, OK, OK,
		"old", 0},
	    {"erased", {NULL, SEED_NONE, SEED_NONE, "rt", 5, ""}, 0, OK, OK,
		"at-6", 1},
	    /* a failure with life left is no failure */
	    {"due, no network", SEED_DUE, 0, E(NETWORK), OK, "old", 1},
	    {"due, refused", SEED_DUE, 0, E(GRANT), OK, "old", 1},
	    {"due, no room", SEED_DUE, 0, E(NO_ROOM), OK, "old", 1},
	    {"over, no network", SEED_OVER, 0, E(NETWORK), E(NETWORK), NULL, 1},
	    {"over, refused", SEED_OVER, 0, E(GRANT), E(GRANT), NULL, 1},
	    {"over, no room", SEED_OVER, 0, E(NO_ROOM), E(NO_ROOM), NULL, 1},
	    {"erased, no network", {NULL, SEED_NONE, SEED_NONE, "rt", 5, ""}, 0,
		E(NETWORK), E(NETWORK), NULL, 1},
	    /* rejected by a resource */
	    {"this one rejected", SEED_FRESH, 5, OK, OK, "at-6", 1},
	    {"an older one rejected", SEED_FRESH, 4, OK, OK, "old", 0},
	    {"a later one rejected", SEED_FRESH, 6, OK, OK, "old", 0},
	    {"rejected, no network", SEED_FRESH, 5, E(NETWORK), E(NETWORK),
		NULL, 1},
	    {"rejected, and due, no network", SEED_DUE, 5, E(NETWORK),
		E(NETWORK), NULL, 1},
	    {"rejected when new", {"old", -30, 3000, "rt", 5, ""}, 5, OK,
		E(REJECTED), NULL, 0},
	    {"rejected after a minute", {"old", -61, 3000, "rt", 5, ""}, 5, OK,
		OK, "at-6", 1},
	    {"rejected, clock set back", {"old", 500, 4000, "rt", 5, ""}, 5, OK,
		OK, "at-6", 1},
	    /* nothing to refresh with */
	    {"nothing", {NULL, SEED_NONE, SEED_NONE, NULL, 0, ""}, 0, OK,
		E(LOGIN_NEEDED), NULL, 0},
	    {"fresh, no refresh token", {"old", -100, 3000, NO_REFRESH, 5, ""},
		0, OK, OK, "old", 0},
	    {"due, no refresh token", {"old", -3580, 20, NO_REFRESH, 5, ""}, 0,
		OK, OK, "old", 0},
	    {"over, no refresh token", {"old", -4000, -400, NO_REFRESH, 5, ""},
		0, OK, E(LOGIN_NEEDED), NULL, 0},
	    {"rejected, no refresh token",
		{"old", -100, 3000, NO_REFRESH, 5, ""}, 5, OK, E(REJECTED),
		NULL, 0},
	    {"fresh, dead", {"old", -100, 3000, "rt", 5, DEAD}, 0, OK, OK,
		"old", 0},
	    {"due, dead", {"old", -3580, 20, "rt", 5, DEAD}, 0, OK, OK, "old",
		0},
	    {"over, dead", {"old", -4000, -400, "rt", 5, DEAD}, 0, OK, E(GRANT),
		NULL, 0},
	    {"rejected, dead", {"old", -100, 3000, "rt", 5, DEAD}, 5, OK,
		E(GRANT), NULL, 0},
	};
	struct scratch *s = *state;
	char token[64];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);
		enum lanyard_error r;

		scratch_seed(s, "work", &cases[i].seed);
		fake.code = cases[i].fake;
		r = bring_up(session, cases[i].rejected, token);
		if (r != cases[i].code || fake.calls != cases[i].calls ||
		    (cases[i].token != NULL &&
			strcmp(token, cases[i].token) != 0))
			fail_msg("%s: %d (%s), %d calls, %s", cases[i].what, r,
			    session->error.message, fake.calls, token);
		assert_int_equal(session->error.code, r);
		if (fake.calls != 0) {
			assert_int_equal(fake.kind, LANYARD_JOB_REFRESH);
			assert_int_equal(
			    fake.generation, cases[i].seed.generation);
		}
		if (r == OK)
			assert_string_equal(session->error.message, "");
		/* Whatever happens, the refresh token is there. */
		if (cases[i].seed.refresh_token != NULL && token[0] != 'a')
			assert_value(s, "refresh_token", "rt");
	}
}

/* One who wants a token that lives longer, asking three times. */
static void
refreshes_for_who_wants_longer(void **state)
{
	static const struct {
		const char *what;
		struct seed seed;
		int64_t min_life_s, given_s; /* the server's: as fake */
		enum lanyard_error fake;
		const char *token;
		int calls;
	} cases[] = {
	    {"long enough", {"old", -100, 1900, "rt", 5, ""}, 1800, 0, OK,
		"old", 0},
	    {"too short", {"old", -100, 1700, "rt", 5, ""}, 1800, 0, OK, "at-6",
		1},
	    {"as long as it can", {"old", -100, 1700, "rt", 5, ""}, 7200, 0, OK,
		"at-6", 1},
	    {"and known to be",
		{"old", -100, 1700, "rt", 5, "expires_in=1800\n"}, 7200, 0, OK,
		"old", 0},
	    {"the server gives very short ones",
		{"old", -100, 1700, "rt", 5, ""}, 1800, 100, OK, "at-6", 1},
	    {"and gives no end", {"old", -100, 1700, "rt", 5, ""}, 1800, -1, OK,
		"at-6", 1},
	    {"over, too", {"old", -4000, -1, "rt", 5, ""}, 1800, 100, OK,
		"at-6", 1},
	    /* What lives is the answer, and nobody asks again so soon. */
	    {"no network", {"old", -100, 1700, "rt", 5, ""}, 1800, 0,
		E(NETWORK), "old", 1},
	    {"refused", {"old", -100, 1700, "rt", 5, ""}, 1800, 0, E(GRANT),
		"old", 1},
	    {"no refresh token", {"old", -100, 1700, NO_REFRESH, 5, ""}, 1800,
		0, OK, "old", 0},
	};
	struct scratch *s = *state;
	char token[64];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);

		scratch_seed(s, "work", &cases[i].seed);
		fake.code = cases[i].fake;
		fake.expires_in_s = cases[i].given_s;
		lanyard_session_set_min_life(session, cases[i].min_life_s);
		for (int n = 0; n < 3; n++) {
			enum lanyard_error r = bring_up(session, 0, token);

			if (r != OK || strcmp(token, cases[i].token) != 0)
				fail_msg("%s: %d (%s), %s", cases[i].what, r,
				    session->error.message, token);
		}
		if (fake.calls != cases[i].calls)
			fail_msg("%s: %d calls", cases[i].what, fake.calls);
	}
}

/* Who did not come to note it: the failure is shared all the same. */
static void
shares_what_noted_nothing(void **state)
{
	static const struct {
		enum lanyard_error fake;
		const char *new; /* what lies in NAME.new */
		int calls;	 /* of two who ask one after the other */
	} cases[] = {
	    {E(SYSTEM), NULL, 1},
	    /* it may have tokens, or lanyard-oauth may be at work still */
	    {E(SYSTEM), "half a record", 2},
	    {E(TIMEOUT), NULL, 2},
	    /* nothing can be saved */
	    {E(NO_ROOM), NULL, 2},
	    {E(STORE), NULL, 2},
	};
	struct scratch *s = *state;
	char token[64];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);

		scratch_seed(s, "work", &(struct seed)SEED_OVER);
		fake.code = cases[i].fake;
		fake.silent = true;
		if (cases[i].new != NULL)
			scratch_write(scratch_path(s, "store/logins/work.new"),
			    cases[i].new, 0, 0600);
		for (int n = 0; n < 2; n++) {
			assert_int_equal(
			    bring_up(session, 0, token), cases[i].fake);
			assert_string_equal(lanyard_session_message(session),
			    "the fake failed");
		}
		assert_int_equal(fake.calls, cases[i].calls);
		assert_value(s, "refresh_token", "rt");
		/* By hand it is tried anew. */
		assert_int_equal(
		    lanyard_refresh(session, "work", 0), cases[i].fake);
		assert_int_equal(fake.calls, cases[i].calls + 1);
		(void)remove(scratch_path(s, "store/logins/work.new"));
	}
}

/* What was saved last may still lack its name: it is the answer all the same.
 */
static void
finishes_a_save_before_it_gives_up(void **state)
{
	static const char new[] =
	    "name=work\nclient_id=c1\n"
	    "token_endpoint=https://id.example.com/token\n"
	    "access_token=%s\nobtained_at=1\nexpires_at=%d\n"
	    "refresh_token=rt6\ngeneration=6\n\n";
	static const struct {
		struct seed seed;
		int64_t expires_at;
		const char *token;
		int calls;
	} cases[] = {
	    {{"old", -4000, -400, NULL, 5, ""}, 2000000000, "new", 0},
	    {{"old", -4000, -400, "rt", 5, DEAD}, 2000000000, "new", 0},
	    {{"old", -4000, -400, "rt", 5, DEAD}, 2, "at-7", 1},
	    {{NULL, SEED_NONE, SEED_NONE, NULL, 5, ""}, 2, "at-7", 1},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);
		char text[512], token[64];

		scratch_seed(s, "work", &cases[i].seed);
		scratch_print(
		    text, sizeof(text), new, "new", (int)cases[i].expires_at);
		scratch_write(
		    scratch_path(s, "store/logins/work.new"), text, 0, 0600);
		assert_int_equal(bring_up(session, 0, token), OK);
		assert_string_equal(token, cases[i].token);
		assert_int_equal(fake.calls, cases[i].calls);
	}
}

static void
shares_a_failure_until_its_time(void **state)
{
	static const struct {
		int64_t retry_in_s; /* 0: none */
		int error_code;
		struct seed seed;
		enum lanyard_error code;
		int calls;
	} cases[] = {
	    {3, LANYARD_ERR_NETWORK, SEED_OVER, E(NETWORK), 0},
	    {300, LANYARD_ERR_SERVER, SEED_OVER, E(SERVER), 0},
	    {3, LANYARD_ERR_NETWORK, SEED_DUE, OK, 0},
	    {0, LANYARD_ERR_NETWORK, SEED_OVER, OK, 1},
	    {-1, LANYARD_ERR_NETWORK, SEED_OVER, OK, 1},
	    /* a clock that was set back; a record that makes no sense */
	    {400, LANYARD_ERR_NETWORK, SEED_OVER, OK, 1},
	    {3, LANYARD_OK, SEED_OVER, OK, 1},
	    {3, LANYARD_ERR_TIMEOUT + 1, SEED_OVER, OK, 1},
	};
	struct scratch *s = *state;
	char token[64], more[256];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);
		struct seed seed = cases[i].seed;

		scratch_print(more, sizeof(more),
		    "last_error=no route\nlast_error_code=%d\n"
		    "retry_at=%" PRId64 "\n",
		    cases[i].error_code,
		    cases[i].retry_in_s == 0
			? 0
			: clock_now() + cases[i].retry_in_s);
		seed.more = more;
		scratch_seed(s, "work", &seed);
		assert_int_equal(bring_up(session, 0, token), cases[i].code);
		assert_int_equal(fake.calls, cases[i].calls);
		if (cases[i].code == OK)
			continue;
		assert_string_equal(session->error.message, "no route");
		assert_non_null(
		    strstr(session->error.hint, "lanyard refresh work"));
		/* By hand it is tried at once. */
		assert_int_equal(lanyard_refresh(session, "work", 0), OK);
		assert_int_equal(fake.calls, 1);
		assert_value(s, "access_token", "at-6");
	}
}

static void
notes_when_to_try_again(void **state)
{
	static const struct {
		int64_t retry_after_s;
		int64_t expected_s;
	} cases[] = {{-1, 5}, {0, 5}, {4, 5}, {6, 6}, {300, 300}, {301, 300},
	    {INT64_MAX, 300}};
	struct scratch *s = *state;
	char token[64];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);
		int64_t left_s;

		scratch_seed(s, "work", &(struct seed)SEED_OVER);
		fake.code = E(SERVER);
		fake.retry_after_s = cases[i].retry_after_s;
		assert_int_equal(bring_up(session, 0, token), E(SERVER));
		left_s = scratch_number(s, "work", "retry_at") - clock_now();
		assert_in_range(left_s + 1, cases[i].expected_s - 1,
		    cases[i].expected_s + 1);
		assert_value(s, "last_error", "the fake failed");
		assert_int_equal(
		    scratch_number(s, "work", "last_error_code"), E(SERVER));
		assert_value(s, "refresh_token", "rt");
		assert_value(s, "generation", "5");
		/* It holds for whoever comes next. */
		fake.code = OK;
		assert_int_equal(bring_up(session, 0, token), E(SERVER));
		assert_int_equal(fake.calls, 1);
	}
}

static void
does_not_take_a_token_that_is_over(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	char token[64];

	scratch_seed(s, "work", &(struct seed)SEED_OVER);
	fake.expires_in_s = -10;
	assert_int_equal(bring_up(session, 0, token), E(SERVER));
	assert_int_equal(fake.calls, 1);
	assert_non_null(strstr(session->error.message, "over already"));
	/* Its refresh token was saved all the same. */
	assert_value(s, "refresh_token", "rt-6");
	/* One that lives shorter than the margin is good. */
	fake.expires_in_s = 10;
	assert_int_equal(bring_up(session, 0, token), OK);
	assert_string_equal(token, "at-7");
	assert_int_equal(bring_up(session, 0, token), OK);
	assert_int_equal(fake.calls, 2);
}

/* A refresh that is well, and whose record somebody takes away or opens. */
static const char *record_path;
static bool is_removed;

static enum lanyard_error
spoil_record(struct lanyard_session *session, const struct lanyard_job *job)
{
	(void)session;
	(void)job;
	return (is_removed ? unlink(record_path) : chmod(record_path, 0644)) ==
		       0
		   ? LANYARD_OK
		   : LANYARD_ERR_SYSTEM;
}

static void
says_that_the_record_has_gone(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	char token[64];

	record_path = scratch_path(s, "store/logins/work");
	session->refresh = spoil_record;
	is_removed = true;
	scratch_seed(s, "work", &(struct seed)SEED_OVER);
	assert_int_equal(bring_up(session, 0, token), E(LOGIN_NEEDED));
	assert_string_equal(session->error.message,
	    "login work was removed while it was refreshed");
	is_removed = false;
	scratch_seed(s, "work", &(struct seed)SEED_OVER);
	assert_int_equal(bring_up(session, 0, token), E(STORE));
	assert_non_null(strstr(session->error.message, "is open to others"));
}

static void
needs_a_function_to_refresh_with(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	char token[64];

	session->refresh = NULL;
	scratch_seed(s, "work", &(struct seed)SEED_OVER);
	assert_int_equal(bring_up(session, 0, token), E(ARGUMENT));
	assert_int_equal(lanyard_refresh(session, "work", 0), E(ARGUMENT));
	scratch_seed(s, "work", &(struct seed)SEED_DUE);
	assert_int_equal(bring_up(session, 0, token), OK);
	assert_string_equal(token, "old");
}

static void
refuses_tokens_of_another_server(void **state)
{
	static const struct {
		const char *more;
		const char *word;
	} cases[] = {
	    {"issuer=https://old.example.com\nclient_id=c1\n",
		"https://old.example.com"},
	    {"issuer=https://old.example.com\n", "(none)"},
	    {"issuer=https://new.example.com\nclient_id=c0\n", "c0"},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s,
	    "logins = { work = { url = [ \"https://git.example.com\" ]; "
	    "issuer = \"https://new.example.com\"; client_id = \"c1\"; "
	    "}; };\n");
	char token[64];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = SEED_FRESH;

		seed.more = cases[i].more;
		scratch_seed(s, "work", &seed);
		assert_int_equal(bring_up(session, 0, token), E(LOGIN_NEEDED));
		assert_int_equal(fake.calls, 0);
		assert_non_null(strstr(session->error.message, cases[i].word));
		assert_non_null(
		    strstr(session->error.message, "https://new.example.com"));
		assert_non_null(strstr(session->error.message, "c1"));
		assert_int_equal(
		    lanyard_refresh(session, "work", 0), E(LOGIN_NEEDED));
		assert_int_equal(fake.calls, 0);
		assert_value(s, "refresh_token", "rt");
	}
}

static void
waits_no_longer_than_its_time(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct lanyard_session *other = scratch_another(s);
	int64_t start_ms = clock_monotonic_ms();
	char token[64];
	pid_t pids[3];
	int fd;

	session->timeout_ms = 100;
	assert_int_equal(
	    session_try_lock(other, "work", STORE_LOCK_RECORD, &fd), OK);
	/* What is fresh needs no lock, and what is alive waits for none. */
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	assert_int_equal(bring_up(session, 0, token), OK);
	assert_string_equal(token, "old");
	scratch_seed(s, "work", &(struct seed)SEED_DUE);
	assert_int_equal(bring_up(session, 0, token), OK);
	assert_string_equal(token, "old");
	assert_true(clock_monotonic_ms() - start_ms < 3000);

	scratch_seed(s, "work", &(struct seed)SEED_OVER);
	start_ms = clock_monotonic_ms();
	for (uint64_t i = 0; i < 3; i++)
		if ((pids[i] = fork()) == 0) {
			session = scratch_another(s);
			session->timeout_ms = 100;
			_exit((int)(i == 2 ? lanyard_refresh(session, "work", 0)
					   : bring_up(session, i * 5, token)));
		}
	for (int i = 0; i < 3; i++)
		assert_int_equal(scratch_reap(pids[i]), E(TIMEOUT));
	assert_in_range(clock_monotonic_ms() - start_ms, 90, 10000);
	assert_int_equal(fake_calls(), 0);
	store_unlock(NULL, &fd);
	lanyard_session_close(&other);
}

static void
answers_with_what_is_alive_where_no_lock_is(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	char token[64];

	scratch_seed(s, "work", &(struct seed)SEED_DUE);
	assert_int_equal(
	    mkdir(scratch_path(s, "store/logins/work.lock"), 0700), 0);
	assert_int_equal(bring_up(session, 0, token), OK);
	assert_string_equal(token, "old");
	assert_string_equal(session->error.message, "");
	assert_int_equal(bring_up(session, 5, token), E(STORE));
	scratch_seed(s, "work", &(struct seed)SEED_OVER);
	assert_int_equal(bring_up(session, 0, token), E(STORE));
	assert_int_equal(fake.calls, 0);
}

/* Exits with the code, or 100 when the token is not EXPECTED. */
static pid_t
ask_elsewhere(const struct scratch *s, uint64_t rejected, const char *expected)
{
	pid_t pid = fork();
	char token[64];

	if (pid == 0) {
		enum lanyard_error r =
		    bring_up(scratch_another(s), rejected, token);

		_exit(r == OK && strcmp(token, expected) != 0 ? 100 : (int)r);
	}
	return pid;
}

static void
refreshes_once_for_everybody(void **state)
{
	static const struct {
		struct seed seed;
		uint64_t rejected;
		enum lanyard_error fake;
		enum lanyard_error code;
	} cases[] = {
	    {SEED_OVER, 0, OK, OK},
	    {SEED_FRESH, 5, OK, OK},
	    {SEED_OVER, 0, E(NETWORK), E(NETWORK)},
	    {SEED_OVER, 0, E(GRANT), E(GRANT)},
	};
	struct scratch *s = *state;
	pid_t pids[ASKERS];

	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t start_ms = clock_monotonic_ms();

		scratch_open(s, SCRATCH_CONFIG);
		lanyard_session_close(&s->session);
		(void)unlink(fake.count);
		scratch_seed(s, "work", &cases[i].seed);
		fake.code = cases[i].fake;
		fake.delay_ms = 300;
		for (int k = 0; k < ASKERS; k++)
			pids[k] = ask_elsewhere(s, cases[i].rejected, "at-6");
		for (int k = 0; k < ASKERS; k++)
			assert_int_equal(scratch_reap(pids[k]), cases[i].code);
		assert_int_equal(fake_calls(), 1);
		assert_in_range(clock_monotonic_ms() - start_ms, 290, 5000);
	}
}

/* Due, not over: nobody waits but the one who refreshes. */
static void
lets_nobody_wait_while_the_token_lives(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	int64_t start_ms;
	char token[64];
	pid_t pid;

	scratch_seed(s, "work", &(struct seed)SEED_DUE);
	fake.delay_ms = 1000;
	pid = ask_elsewhere(s, 0, "at-6");
	while (fake_calls() == 0)
		clock_sleep_ms(1);
	start_ms = clock_monotonic_ms();
	assert_int_equal(bring_up(session, 0, token), OK);
	assert_string_equal(token, "old");
	assert_true(clock_monotonic_ms() - start_ms < 700);
	assert_int_equal(scratch_reap(pid), OK);
	assert_int_equal(fake_calls(), 1);
	assert_int_equal(bring_up(session, 0, token), OK);
	assert_string_equal(token, "at-6");
}

static void
goes_on_where_another_was_killed(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	char token[64];
	pid_t pid;

	scratch_seed(s, "work", &(struct seed)SEED_OVER);
	fake.delay_ms = 20000;
	pid = ask_elsewhere(s, 0, "at-6");
	while (fake_calls() == 0)
		clock_sleep_ms(1);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(scratch_reap(pid), -1);
	fake.delay_ms = 0;
	assert_int_equal(bring_up(session, 0, token), OK);
	assert_string_equal(token, "at-6");
	assert_int_equal(fake.calls, 1);
}

/* "lanyard refresh --all" from cron, next to a git that waits as well. */
static void
shares_a_failure_of_the_same_generation(void **state)
{
	static const struct {
		uint64_t generation;
		size_t calls;
	} cases[] = {{5, 1}, {0, 2}};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);
		pid_t pid;

		(void)unlink(fake.count);
		scratch_seed(s, "work", &(struct seed)SEED_OVER);
		fake.code = E(NETWORK);
		fake.delay_ms = 300;
		pid = ask_elsewhere(s, 0, "at-6");
		while (fake_calls() == 0)
			clock_sleep_ms(1);
		assert_int_equal(
		    lanyard_refresh(session, "work", cases[i].generation),
		    E(NETWORK));
		assert_int_equal(scratch_reap(pid), E(NETWORK));
		assert_int_equal(fake_calls(), cases[i].calls);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(refreshes_what_is_due),
	    SCRATCH_TEST(refreshes_for_who_wants_longer),
	    SCRATCH_TEST(shares_what_noted_nothing),
	    SCRATCH_TEST(finishes_a_save_before_it_gives_up),
	    SCRATCH_TEST(shares_a_failure_until_its_time),
	    SCRATCH_TEST(notes_when_to_try_again),
	    SCRATCH_TEST(does_not_take_a_token_that_is_over),
	    SCRATCH_TEST(says_that_the_record_has_gone),
	    SCRATCH_TEST(needs_a_function_to_refresh_with),
	    SCRATCH_TEST(refuses_tokens_of_another_server),
	    SCRATCH_TEST(waits_no_longer_than_its_time),
	    SCRATCH_TEST(answers_with_what_is_alive_where_no_lock_is),
	    SCRATCH_TEST(refreshes_once_for_everybody),
	    SCRATCH_TEST(lets_nobody_wait_while_the_token_lives),
	    SCRATCH_TEST(goes_on_where_another_was_killed),
	    SCRATCH_TEST(shares_a_failure_of_the_same_generation),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
