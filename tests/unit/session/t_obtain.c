/*
 * t_obtain.c - which way a token comes, and that it is the login's
 */
#include "scratch.h"

#include "session/obtain.h"

#define E(name) LANYARD_ERR_##name
#define DEAD	"refresh_token_error=invalid_grant\n"

static struct person person;
static const struct lanyard_ui ui = {
    .context = &person, .may_ask = person_may_ask, .notice = person_notice};

/* Obtain "work"'s token; "-": none. */
static enum lanyard_error
obtain(struct lanyard_session *session, uint64_t rejected, char token[64])
{
	const struct secret *access;
	struct entry entry;
	enum lanyard_error r;

	error_clear(&session->error);
	entry_init(&entry);
	assert_int_equal(search_name(&entry, session, "work"), LANYARD_OK);
	r = obtain_token(&entry, session, rejected);
	access = tokens_access(&entry.record);
	scratch_print(token, 64, "%s",
	    access == NULL ? "-" : (const char *)access->bytes);
	entry_clear(&entry);
	return r;
}

static void
stored_then_refreshed_then_by_a_person(void **state)
{
	static const struct {
		struct seed seed;
		uint64_t rejected;
		enum lanyard_error fails; /* what a refresh or login does */
		bool nobody;
		enum lanyard_error r;
		const char *token;
		int calls;
		enum lanyard_job_kind kind;
	} cases[] = {
	    {SEED_FRESH, 0, 0, false, 0, "old", 0, LANYARD_JOB_REFRESH},
	    {SEED_FRESH, 4, 0, false, 0, "old", 0, LANYARD_JOB_REFRESH},
	    {SEED_FRESH, 5, 0, false, 0, "at-6", 1, LANYARD_JOB_REFRESH},
	    {SEED_OVER, 0, 0, false, 0, "at-6", 1, LANYARD_JOB_REFRESH},
	    {SEED_OVER, 0, 0, true, 0, "at-6", 1, LANYARD_JOB_REFRESH},
	    /* No failure of the moment leads to a login. */
	    {SEED_OVER, 0, E(NETWORK), false, E(NETWORK), "old", 1,
		LANYARD_JOB_REFRESH},
	    {{NULL, SEED_NONE, SEED_NONE, NULL, 0, ""}, 0, 0, false, 0, "at-1",
		1, LANYARD_JOB_LOGIN},
	    {{"old", -4000, -400, "rt", 5, DEAD}, 0, 0, false, 0, "at-6", 1,
		LANYARD_JOB_LOGIN},
	    {{"old", -4000, -400, "rt", 5, DEAD}, 0, 0, true, E(GRANT), "old",
		0, LANYARD_JOB_REFRESH},
	    {{NULL, SEED_NONE, SEED_NONE, NULL, 0, ""}, 0, 0, true,
		E(LOGIN_NEEDED), "-", 0, LANYARD_JOB_REFRESH},
	    {{NULL, SEED_NONE, SEED_NONE, NULL, 5, ""}, 0, E(CANCELLED), false,
		E(CANCELLED), "-", 1, LANYARD_JOB_LOGIN},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session = person_session(s, &ui);
		enum lanyard_error r;
		char token[64];

		scratch_seed(s, "work", &cases[i].seed);
		fake.code = cases[i].fails;
		person.there = !cases[i].nobody;
		r = obtain(session, cases[i].rejected, token);
		if (r != cases[i].r || strcmp(token, cases[i].token) != 0 ||
		    fake.calls != cases[i].calls ||
		    (fake.calls != 0 && fake.kind != cases[i].kind))
			fail_msg("case %zu: %d %s, %d calls, kind %d", i, r,
			    token, fake.calls, (int)fake.kind);
	}
}

static const struct scratch *scratch;

static enum lanyard_error
save_another(struct lanyard_session *session, const struct lanyard_job *job)
{
	const struct seed seed = {
	    "at-other", -10, 3600, "rt-other", 6, "client_id=other\n"};

	(void)session;
	scratch_seed(scratch, job->login, &seed);
	return LANYARD_OK;
}

/* Whatever came to be saved by that name, it is not handed out. */
static void
gives_no_token_of_another_client(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = person_session(s, &ui);
	char token[64];

	scratch = s;
	session->refresh = save_another;
	scratch_seed(
	    s, "work", &(struct seed){NULL, SEED_NONE, SEED_NONE, NULL, 5, ""});
	assert_int_equal(obtain(session, 0, token), E(STORE));
	assert_non_null(strstr(session->error.message, "login work"));
}

/* The job says that it saved, and did not. */
static enum lanyard_error
save_nothing(struct lanyard_session *session, const struct lanyard_job *job)
{
	(void)session;
	(void)job;
	return LANYARD_OK;
}

static void
gives_nothing_where_nothing_was_saved(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = person_session(s, &ui);
	char token[64];

	session->refresh = save_nothing;
	scratch_seed(
	    s, "work", &(struct seed){NULL, SEED_NONE, SEED_NONE, NULL, 5, ""});
	assert_int_equal(obtain(session, 0, token), E(STORE));
	assert_non_null(
	    strstr(session->error.message, "without an access token"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(stored_then_refreshed_then_by_a_person),
	    SCRATCH_TEST(gives_no_token_of_another_client),
	    SCRATCH_TEST(gives_nothing_where_nothing_was_saved),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
