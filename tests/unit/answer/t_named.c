/*
 * t_named.c - a login by name or URL: token, refresh, login, logout
 */
#include "scratch.h"

#define E(name) LANYARD_ERR_##name

#define CONFIG                                                                 \
	"logins = { " SCRATCH_WORK " named = { url = [ \"https://n\", "        \
	"\"imaps://n\", \"http://127.0.0.1:8\" "                               \
	"]; username = \"ada\"; token_endpoint = \"https://id/t\"; "           \
	"client_id = \"c\"; };"                                                \
	" basic = { url = \"https://b\"; "                                     \
	"username = \"ada\"; basic_username = \"x-token\"; "                   \
	"token_endpoint = \"https://id/t\"; client_id = \"c\"; };"             \
	" wild = { url = [ \"https://*.w.org\", \"https://w.org\" ]; "         \
	"authorization_scheme = \"OAuth\"; username = \"wen\"; "               \
	"token_endpoint = \"https://id/t\"; client_id = \"c\"; }; };\n"

#define EXPIRY "password_expiry_utc=@\n"

/* What lanyard_token() tells of login "work". */
#define BEARER(token)                                                          \
	"password=" token "\nauthtype=Bearer\n" EXPIRY "protocol=https"        \
	"\nhost=git.example.com\n"

static void
gives_the_token_of_a_login(void **state)
{
	static const struct {
		const char *target;
		struct seed seed;
		enum lanyard_error fake;
		enum lanyard_error code;
		const char *answer;
	} cases[] = {
	    {"work", SEED_FRESH, LANYARD_OK, LANYARD_OK, BEARER("old")},
	    {"https://git.example.com/x", SEED_FRESH, LANYARD_OK, LANYARD_OK,
		BEARER("old")},
	    {"work", SEED_OVER, LANYARD_OK, LANYARD_OK, BEARER("at-6")},
	    {"work", SEED_OVER, E(NETWORK), E(NETWORK), "(none)"},
	    {"nobody", SEED_FRESH, LANYARD_OK, E(UNKNOWN_LOGIN), "(none)"},
	    {"https://nobody", SEED_FRESH, LANYARD_OK, E(UNKNOWN_LOGIN),
		"(none)"},
	    {"work", {NULL, SEED_NONE, SEED_NONE, NULL, 0, ""}, LANYARD_OK,
		E(LOGIN_NEEDED), "(none)"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session = scratch_open(s, CONFIG);
		struct lanyard_credential *given = NULL;

		scratch_seed(s, "work", &cases[i].seed);
		fake.code = cases[i].fake;
		assert_int_equal(
		    lanyard_token(session, cases[i].target, &given),
		    cases[i].code);
		assert_string_equal(scratch_answer(&given),
		    scratch_expiry(s, "work", cases[i].answer));
	}
}

/* Beside the token: account, scheme, and the place of TARGET or pattern. */
static void
tells_whose_the_token_is(void **state)
{
#define OAUTH "password=old\nauthtype=OAuth\n" EXPIRY "username=wen\n"
#define ADA   "password=old\nauthtype=Bearer\n" EXPIRY "username=ada\n"
	static const struct {
		const char *target, *name, *answer;
	} cases[] = {
	    {"named", "named", ADA "protocol=https\nhost=n\n"},
	    {"imaps://n", "named", ADA "protocol=imaps\nhost=n\n"},
	    {"HTTP://ada@127.0.0.1:8/x", "named",
		ADA "protocol=http\nhost=127.0.0.1:8\n"},
	    /* basic_username is no account */
	    {"basic", "basic", ADA "protocol=https\nhost=b\n"},
	    /* a pattern for many hosts has no one host */
	    {"wild", "wild", OAUTH},
	    {"https://a.b.w.org/x", "wild",
		OAUTH "protocol=https\nhost=a.b.w.org\n"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session = scratch_open(s, CONFIG);
		struct lanyard_credential *given = NULL;

		scratch_seed(s, cases[i].name, &(struct seed)SEED_FRESH);
		assert_int_equal(
		    lanyard_token(session, cases[i].target, &given),
		    LANYARD_OK);
		assert_string_equal(scratch_answer(&given),
		    scratch_expiry(s, cases[i].name, cases[i].answer));
	}
}

static void
logs_in(void **state)
{
	static const struct {
		const char *target;
		bool there;
		enum lanyard_error fake, code;
		int calls;
	} cases[] = {
	    {"work", true, LANYARD_OK, LANYARD_OK, 1},
	    {"https://git.example.com", true, LANYARD_OK, LANYARD_OK, 1},
	    {"work", true, E(REFUSED), E(REFUSED), 1},
	    {"work", false, LANYARD_OK, E(LOGIN_NEEDED), 0},
	    {"nobody", true, LANYARD_OK, E(UNKNOWN_LOGIN), 0},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct person person = {.there = cases[i].there};
		const struct lanyard_ui ui = {
		    .context = &person, .may_ask = person_may_ask};
		struct lanyard_session *session = scratch_open(s, CONFIG);
		bool saved = cases[i].code == LANYARD_OK;

		session->ui = &ui;
		/* A token that is there does not stand in the way. */
		scratch_seed(s, "work", &(struct seed)SEED_FRESH);
		fake.code = cases[i].fake;
		assert_int_equal(
		    lanyard_login(session, cases[i].target), cases[i].code);
		assert_int_equal(fake.calls, cases[i].calls);
		assert_value(s, "access_token", saved ? "at-6" : "old");
	}
}

static void
refreshes_by_hand(void **state)
{
	static const struct {
		const char *target;
		uint64_t generation;
		struct seed seed;
		enum lanyard_error fake;
		enum lanyard_error code;
		int calls;
	} cases[] = {
	    {"work", 0, SEED_FRESH, LANYARD_OK, LANYARD_OK, 1},
	    {"https://git.example.com/x", 0, SEED_FRESH, LANYARD_OK, LANYARD_OK,
		1},
	    {"work", 5, SEED_FRESH, LANYARD_OK, LANYARD_OK, 1},
	    {"work", 4, SEED_FRESH, LANYARD_OK, LANYARD_OK, 0},
	    {"work", 6, SEED_FRESH, LANYARD_OK, LANYARD_OK, 0},
	    {"work", 0, SEED_FRESH, E(NETWORK), E(NETWORK), 1},
	    {"work", 0, SEED_FRESH, E(GRANT), E(GRANT), 1},
	    {"work", 0, {"old", -1, 9, NULL, 5, ""}, LANYARD_OK,
		E(LOGIN_NEEDED), 0},
	    {"work", 0,
		{"old", -1, 9, "rt", 5, "refresh_token_error=invalid_grant\n"},
		LANYARD_OK, LANYARD_OK, 1},
	    {"work", 0,
		{"old", -1, 9, "rt", 5, "refresh_token_error=invalid_grant\n"},
		E(GRANT), E(GRANT), 1},
	    {"work", 5,
		{"old", -1, 9, "rt", 5, "refresh_token_error=invalid_grant\n"},
		LANYARD_OK, E(GRANT), 0},
	    {"work", 0, {"old", -1, 9, "rt", 5, "client_id=c0\n"}, LANYARD_OK,
		E(LOGIN_NEEDED), 0},
	    {"nobody", 0, SEED_FRESH, LANYARD_OK, E(UNKNOWN_LOGIN), 0},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);
		enum lanyard_error r;

		scratch_seed(s, "work", &cases[i].seed);
		fake.code = cases[i].fake;
		r = lanyard_refresh(
		    session, cases[i].target, cases[i].generation);
		assert_int_equal(r, cases[i].code);
		assert_int_equal(fake.calls, cases[i].calls);
		if (r == E(GRANT) || r == E(LOGIN_NEEDED))
			assert_string_equal(lanyard_session_hint(session),
			    "lanyard login work");
		else if (r != LANYARD_OK)
			assert_string_not_equal(
			    lanyard_session_message(session), "no error");
		/* The lock is free again. */
		assert_int_equal(
		    lanyard_refresh(session, "work", 99), LANYARD_OK);
	}
}

static void
logs_out(void **state)
{
	static const struct {
		const char *target;
		enum lanyard_error code;
	} cases[] = {
	    {"work", LANYARD_OK},
	    {"https://git.example.com/x", LANYARD_OK},
	    {"nobody", LANYARD_ERR_UNKNOWN_LOGIN},
	    {"https://nobody", LANYARD_ERR_UNKNOWN_LOGIN},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	const char *path = scratch_path(s, "store/logins/work");

	for (size_t i = 0; i < COUNT(cases); i++) {
		path = scratch_path(s, "store/logins/work");
		scratch_seed(s, "work", &(struct seed)SEED_FRESH);
		/* What a killed save left has tokens, too. */
		scratch_write(scratch_path(s, "store/logins/work.new"),
		    "name=work\n", 0, 0600);
		assert_int_equal(
		    lanyard_logout(session, cases[i].target), cases[i].code);
		assert_int_equal(
		    scratch_exists(path), cases[i].code != LANYARD_OK);
		assert_int_equal(
		    scratch_exists(scratch_path(s, "store/logins/work.new")),
		    cases[i].code != LANYARD_OK);
	}
	/* Also where that is all there is. */
	scratch_remove(path);
	scratch_write(scratch_path(s, "store/logins/work.new"),
	    "name=work\nrefresh_token=rt\ngeneration=1\n\n", 0, 0600);
	assert_int_equal(lanyard_logout(session, "work"), LANYARD_OK);
	assert_false(scratch_exists(path));
	assert_false(scratch_exists(scratch_path(s, "store/logins/work.new")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(gives_the_token_of_a_login),
	    SCRATCH_TEST(tells_whose_the_token_is),
	    SCRATCH_TEST(logs_in),
	    SCRATCH_TEST(refreshes_by_hand),
	    SCRATCH_TEST(logs_out),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
