/*
 * t_status.c - what is known of every login
 */
#include "scratch.h"

#define E(name) LANYARD_ERR_##name
#define NONE	LANYARD_OK, LANYARD_OK

struct told {
	int count;
	int stop_at;
	char names[256];
	struct lanyard_state state; /* of login "work"; its strings are gone */
	char error[256];
	char scope[64];
	char url[64];
};

static enum lanyard_error
tell(void *context, const struct lanyard_state *state)
{
	struct told *told = context;
	size_t size = strlen(told->names);

	scratch_print(told->names + size, sizeof(told->names) - size, "<%s>",
	    state->name);
	if (++told->count == told->stop_at)
		return LANYARD_ERR_UNKNOWN_LOGIN;
	if (strcmp(state->name, "work") != 0)
		return LANYARD_OK;
	told->state = *state;
	scratch_print(told->error, sizeof(told->error), "%s",
	    state->last_error == NULL ? "-" : state->last_error);
	scratch_print(told->scope, sizeof(told->scope), "%s",
	    state->scope == NULL ? "-" : state->scope);
	scratch_print(told->url, sizeof(told->url), "%s",
	    state->url == NULL ? "-" : state->url);
	return LANYARD_OK;
}

static enum lanyard_error
each(struct lanyard_session *session, int64_t within_s, struct told *told)
{
	return lanyard_each(session, within_s, tell, told);
}

/* The login asked for, by name and by URL, and no other. */
static void
tells_of_one(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	static const char *const targets[] = {
	    "work", "https://git.example.com"};
	struct told told;

	for (size_t i = 0; i < 2; i++) {
		told = (struct told){0};
		assert_int_equal(
		    lanyard_state_of(session, targets[i], 0, tell, &told),
		    LANYARD_OK);
		assert_string_equal(told.names, "<work>");
		told = (struct told){.stop_at = 1};
		assert_int_equal(
		    lanyard_state_of(session, targets[i], 0, tell, &told),
		    LANYARD_ERR_UNKNOWN_LOGIN);
	}
	told = (struct told){0};
	assert_int_equal(lanyard_state_of(session, "wrok", 0, tell, &told),
	    LANYARD_ERR_UNKNOWN_LOGIN);
	assert_int_equal(told.count, 0);
	assert_non_null(strstr(lanyard_session_hint(session), "work"));
}

#define TWO                                                                    \
	"logins = { " SCRATCH_WORK                                             \
	" second = { url = [ \"https://s\" ]; token_endpoint = "               \
	"\"https://id/t\"; client_id = \"c\"; }; };\n"

static void
tells_of_configured_and_stored_logins(void **state)
{
	static const struct seed stored = {
	    "at", -10, 100, NULL, 1, "client_id=c\nurl[]=https://only\n"};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, TWO);
	struct told told = {0};

	assert_int_equal(each(session, 0, &told), LANYARD_OK);
	assert_string_equal(told.names, "<work><second>");
	assert_false(scratch_exists(s->store));
	scratch_seed(s, "stored", &stored);
	scratch_seed(s, "second", &stored);
	told = (struct told){0};
	assert_int_equal(each(session, 0, &told), LANYARD_OK);
	assert_string_equal(told.names, "<work><second><stored>");
	/* A result ends it, also one that the library itself may give. */
	for (int i = 1; i <= 3; i++) {
		told = (struct told){.stop_at = i};
		assert_int_equal(
		    each(session, 0, &told), LANYARD_ERR_UNKNOWN_LOGIN);
		assert_int_equal(told.count, i);
	}
}

static void
judges_states(void **state)
{
	static const struct {
		const char *what;
		struct seed seed;
		int64_t within_s;
		bool access, refresh, fresh, due;
		const char *error;
		enum lanyard_error needs, code;
	} cases[] = {
	    {"fresh", SEED_FRESH, 0, true, true, true, false, "-", NONE},
	    {"due later", SEED_FRESH, 2900, true, true, true, false, "-", NONE},
	    {"due within", SEED_FRESH, 3000, true, true, true, true, "-", NONE},
	    {"due", SEED_DUE, 0, true, true, false, true, "-", NONE},
	    {"over", SEED_OVER, 0, true, true, false, true, "-", NONE},
	    {"erased", {NULL, SEED_NONE, SEED_NONE, "rt", 5, ""}, 0, false,
		true, false, true, "-", NONE},
	    {"no refresh token", {"old", -4000, -400, NULL, 5, ""}, 0, true,
		false, false, false,
		"login work has no refresh token and its access token is over",
		E(LOGIN_NEEDED), E(LOGIN_NEEDED)},
	    {"to its last second", {"old", -4000, 5, NULL, 5, ""}, 0, true,
		false, true, false, "-", NONE},
	    {"nothing", {NULL, SEED_NONE, SEED_NONE, NULL, 0, ""}, 0, false,
		false, false, false, "-", E(LOGIN_NEEDED), LANYARD_OK},
	    {"dead",
		{"old", -4000, -400, "rt", 5,
		    "last_error=a\nrefresh_token_error=b\nlogin_error=c\n"},
		0, true, false, false, false, "b", E(GRANT), E(GRANT)},
	    {"dead, but fresh",
		{"old", -100, 3000, "rt", 5, "refresh_token_error=b\n"}, 0,
		true, false, true, false, "b", E(GRANT), E(GRANT)},
	    {"failed",
		{"old", -4000, -400, "rt", 5,
		    "last_error=a\nlast_error_code=14\nlogin_error=c\n"},
		0, true, true, false, true, "a", LANYARD_OK, E(NETWORK)},
	    {"login failed",
		{NULL, SEED_NONE, SEED_NONE, NULL, 0, "login_error=c\n"}, 0,
		false, false, false, false, "c", E(LOGIN_NEEDED),
		E(LOGIN_NEEDED)},
	    {"login failed once, long ago",
		{"old", -100, 3000, "rt", 5, "login_error=c\n"}, 0, true, true,
		true, false, "-", NONE},
	    {"another server's", {"old", -100, 3000, "rt", 5, "client_id=c0\n"},
		0, false, false, false, false,
		"login work was stored for issuer (none) and client c0, but "
		"the configuration says https://id.example.com/token and c1",
		E(LOGIN_NEEDED), E(LOGIN_NEEDED)},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);
		struct told told = {0};

		scratch_seed(s, "work", &cases[i].seed);
		assert_int_equal(
		    each(session, cases[i].within_s, &told), LANYARD_OK);
		if (told.state.has_access_token != cases[i].access ||
		    told.state.has_refresh_token != cases[i].refresh ||
		    told.state.fresh != cases[i].fresh ||
		    told.state.due != cases[i].due ||
		    told.state.needs_login != cases[i].needs ||
		    told.state.last_error_code != cases[i].code ||
		    strcmp(told.error, cases[i].error) != 0)
			fail_msg("%s: access %d, refresh %d, fresh %d, due %d, "
				 "needs %d, code %d, error %s",
			    cases[i].what, told.state.has_access_token,
			    told.state.has_refresh_token, told.state.fresh,
			    told.state.due, told.state.needs_login,
			    told.state.last_error_code, told.error);
		assert_int_equal(
		    told.state.generation, cases[i].seed.generation);
		assert_true(told.state.configured);
		assert_string_equal(told.url, "https://git.example.com");
		assert_int_equal(fake.calls, 0);
	}
}

/*
 * When a person will be needed: by the refresh token where there is one,
 * however little the access token has left; by that where there is none.
 */
static void
judges_when_a_login_is_needed(void **state)
{
	static const struct {
		const char *what;
		struct seed seed;
		int64_t end_s, needed_s; /* from now; 0: unknown */
		int64_t within_s;
		bool needed;
	} cases[] = {
	    {"not known", SEED_FRESH, 0, 0, 1000000, false},
	    {"not known, and due", SEED_OVER, 0, 0, 1000000, false},
	    {"no refresh token", {"at", -100, 3000, NULL, 5, ""}, 0, 3000, 0,
		false},
	    {"no refresh token, soon over", {"at", -100, 3000, NULL, 5, ""}, 0,
		3000, 3001, true},
	    {"none of both", {NULL, SEED_NONE, SEED_NONE, NULL, 0, ""}, 0, 0, 0,
		true},
	    {"without an end", {"at", -100, SEED_NONE, NULL, 5, ""}, 0, 0,
		1000000, false},
	    {"later", {"at", -100, 30, "rt", 5, "*"}, 5000, 5000, 4900, false},
	    {"soon", {"at", -100, 30, "rt", 5, "*"}, 5000, 5000, 5100, true},
	    {"it is over", {"at", -100, 30, "rt", 5, "*"}, -5, -5, 0, true},
	    {"refused", {"at", -100, 3000, "rt", 5, "refresh_token_error=b\n"},
		0, 0, 0, true},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);
		struct seed seed = cases[i].seed;
		struct told told = {0};
		int64_t now = clock_now();
		char more[80];

		scratch_print(more, sizeof(more),
		    "refresh_token_expires_at=%" PRId64 "\n",
		    now + cases[i].end_s);
		if (strcmp(seed.more, "*") == 0)
			seed.more = more;
		scratch_seed(s, "work", &seed);
		assert_int_equal(
		    each(session, cases[i].within_s, &told), LANYARD_OK);
		if (told.state.login_needed_within != cases[i].needed ||
		    (told.state.refresh_token_expires_at != 0) !=
			(cases[i].end_s != 0) ||
		    (told.state.login_needed_at != 0) !=
			(cases[i].needed_s != 0))
			fail_msg("%s: within %d, at %" PRId64
				 ", needed %" PRId64,
			    cases[i].what, told.state.login_needed_within,
			    told.state.refresh_token_expires_at,
			    told.state.login_needed_at);
		if (cases[i].needed_s != 0)
			assert_in_range(told.state.login_needed_at,
			    now + cases[i].needed_s - 5,
			    now + cases[i].needed_s + 5);
	}
}

/* A server whose rule for unused refresh tokens is known. */
static void
knows_when_an_unused_refresh_token_dies(void **state)
{
	static const char *const configs[] = {
	    "logins = { work = { url = \"https://codeberg.org\"; "
	    "token_endpoint = \"https://id.example.com/token\"; "
	    "client_id = \"c1\"; }; };\n",
	    "logins = { work = { url = \"https://git.example.com\"; "
	    "preset = \"forgejo\"; client_id = \"c1\"; "
	    "token_endpoint = \"https://id.example.com/token\"; }; };\n",
	    SCRATCH_CONFIG};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(configs); i++) {
		struct lanyard_session *session = scratch_open(s, configs[i]);
		struct seed seed = SEED_FRESH;
		struct told told = {0};

		scratch_seed(s, "work", &seed);
		assert_int_equal(each(session, 0, &told), LANYARD_OK);
		assert_int_equal(
		    told.state.refresh_token_expiry_assumed, i != 2);
		if (i != 2)
			assert_int_equal(told.state.refresh_token_expires_at,
			    told.state.obtained_at + 30 * 86400);
		/* The server's own word counts more. */
		seed.more = "refresh_token_expires_at=99\n";
		scratch_seed(s, "work", &seed);
		assert_int_equal(each(session, 0, &told), LANYARD_OK);
		assert_false(told.state.refresh_token_expiry_assumed);
		assert_int_equal(told.state.refresh_token_expires_at, 99);
	}
}

/* What was saved last may lack its name; nobody else may come to see to it. */
static void
finishes_a_save_before_it_calls_one_dead(void **state)
{
	static const char new[] =
	    "name=work\nclient_id=c1\n"
	    "token_endpoint=https://id.example.com/token\n"
	    "refresh_token=rt6\ngeneration=6\n\n";
	static const struct seed seeds[] = {{"old", -4000, -400, NULL, 5, ""},
	    {"old", -4000, -400, "rt", 5, "refresh_token_error=b\n"}};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(seeds); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);
		struct told told = {0};

		scratch_seed(s, "work", &seeds[i]);
		scratch_write(
		    scratch_path(s, "store/logins/work.new"), new, 0, 0600);
		assert_int_equal(each(session, 0, &told), LANYARD_OK);
		assert_int_equal(told.state.needs_login, LANYARD_OK);
		assert_true(told.state.due);
		assert_int_equal(told.state.generation, 6);
	}
}

/* Before a login, and of a record that has none, the one to be asked for. */
static void
tells_the_configured_scope(void **state)
{
	struct seed seed = SEED_FRESH;
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s,
	    "logins = { work = { url = \"https://git.example.com\"; "
	    "token_endpoint = \"https://id.example.com/token\"; "
	    "client_id = \"c1\"; scope = [ \"read\", \"write\" ]; }; };\n");
	struct told told = {0};

	assert_int_equal(each(session, 0, &told), LANYARD_OK);
	assert_string_equal(told.scope, "read write");
	scratch_seed(s, "work", &seed);
	assert_int_equal(each(session, 0, &told), LANYARD_OK);
	assert_string_equal(told.scope, "read write");
	seed.more = "scope=read\n";
	scratch_seed(s, "work", &seed);
	assert_int_equal(each(session, 0, &told), LANYARD_OK);
	assert_string_equal(told.scope, "read");
}

static void
tells_times_and_scope(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct seed seed = SEED_FRESH;
	int64_t now = clock_now();
	struct told told = {0};
	char more[128];

	scratch_print(more, sizeof(more),
	    "scope=read write\nlast_error=x\nlast_error_code=14\n"
	    "retry_at=%" PRId64 "\n",
	    now + 100);
	seed.more = more;
	scratch_seed(s, "work", &seed);
	assert_int_equal(each(session, 0, &told), LANYARD_OK);
	assert_string_equal(told.scope, "read write");
	assert_in_range(told.state.expires_at, now + 3000, now + 3005);
	assert_in_range(told.state.obtained_at, now - 100, now - 95);
	assert_int_equal(told.state.retry_at, now + 100);
	/* One that is over stands in nobody's way. */
	scratch_print(more, sizeof(more), "last_error=x\nretry_at=1\n");
	scratch_seed(s, "work", &seed);
	assert_int_equal(each(session, 0, &told), LANYARD_OK);
	assert_int_equal(told.state.retry_at, 0);
}

/* One that is damaged, and one that another process removes meanwhile. */
static void
goes_on_where_a_record_is_gone(void **state)
{
	static const struct seed stored = {
	    "at", -10, 100, NULL, 1, "client_id=c\nurl[]=https://only\n"};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct told told = {0};

	scratch_seed(s, "aa", &stored);
	scratch_seed(s, "mm", &stored);
	scratch_seed(s, "zz", &stored);
	scratch_write(scratch_path(s, "store/logins/mm"), "x", 0, 0600);
	/* Decodes to a name that has no file. */
	scratch_write(
	    scratch_path(s, "store/logins/%67one"), "name=gone\n\n", 0, 0600);
	assert_int_equal(each(session, 0, &told), LANYARD_OK);
	assert_non_null(strstr(told.names, "<work>"));
	assert_non_null(strstr(told.names, "<aa>"));
	assert_non_null(strstr(told.names, "<zz>"));
	assert_int_equal(told.count, 3);
	assert_string_equal(lanyard_session_message(session), "no error");
	assert_false(scratch_exists(scratch_path(s, "store/logins/mm")));
}

/* One that cannot be read hides none of the others, and is told at the end. */
static void
goes_on_where_one_cannot_be_read(void **state)
{
	static const struct seed stored = {
	    "at", -10, 100, NULL, 1, "client_id=c\nurl[]=https://only\n"};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, TWO);
	struct told told = {0};

	scratch_seed(s, "work", &stored);
	scratch_seed(s, "aa", &stored);
	scratch_seed(s, "zz", &stored);
	assert_int_equal(chmod(scratch_path(s, "store/logins/work"), 0644), 0);
	assert_int_equal(mkdir(scratch_path(s, "store/logins/mm"), 0700), 0);
	assert_int_equal(each(session, 0, &told), LANYARD_ERR_STORE);
	assert_int_equal(told.count, 3);
	assert_non_null(strstr(told.names, "<second>"));
	assert_non_null(strstr(told.names, "<aa>"));
	assert_non_null(strstr(told.names, "<zz>"));
	assert_non_null(strstr(lanyard_session_message(session), "work"));
}

static void
reports_a_store_it_cannot_use(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct told told = {0};

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	assert_int_equal(chmod(scratch_path(s, "store/logins"), 0755), 0);
	assert_int_equal(each(session, 0, &told), LANYARD_ERR_STORE);
	assert_int_equal(told.count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(tells_of_configured_and_stored_logins),
	    SCRATCH_TEST(tells_of_one),
	    SCRATCH_TEST(judges_states),
	    SCRATCH_TEST(judges_when_a_login_is_needed),
	    SCRATCH_TEST(knows_when_an_unused_refresh_token_dies),
	    SCRATCH_TEST(finishes_a_save_before_it_calls_one_dead),
	    SCRATCH_TEST(tells_the_configured_scope),
	    SCRATCH_TEST(tells_times_and_scope),
	    SCRATCH_TEST(goes_on_where_a_record_is_gone),
	    SCRATCH_TEST(goes_on_where_one_cannot_be_read),
	    SCRATCH_TEST(reports_a_store_it_cannot_use),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
