/*
 * t_export.c - a login for another machine
 */
#include "scratch.h"

#define E(name) LANYARD_ERR_##name

/* What is given out, and what the store had of it at that moment. */
struct given {
	const struct scratch *s;
	enum lanyard_error code; /* what the caller comes to */
	int calls;
	bool locked; /* nobody else has the lock then */
	bool spoil;  /* make the store unwritable meanwhile */
	char text[4096];
	char stored[4096];
};

static enum lanyard_error
take(void *to, const void *data, size_t size)
{
	struct given *given = to;
	struct store *store = NULL;
	int fd = -1;

	given->calls++;
	scratch_print(given->text, sizeof(given->text), "%.*s", (int)size,
	    (const char *)data);
	scratch_print(given->stored, sizeof(given->stored), "%s",
	    scratch_read(scratch_path(given->s, "store/logins/work")));
	assert_int_equal(store_open(&store, given->s->store, NULL), LANYARD_OK);
	assert_int_equal(store_try_lock(store, STORE_LOGIN, "work",
			     STORE_LOCK_RECORD, &fd, NULL),
	    LANYARD_OK);
	given->locked = fd == -1;
	store_unlock(store, &fd);
	store_close(&store);
	if (given->spoil)
		assert_int_equal(
		    mkdir(
			scratch_path(given->s, "store/logins/work.new"), 0700),
		    0);
	return given->code;
}

static struct person person;
static const struct lanyard_ui ui = {
    .context = &person, .may_ask = person_may_ask, .notice = person_notice};

#define MORE                                                                   \
	"colour=blue\nlast_error=x\nretry_at=1\nlogin_failures=2\n"            \
	"issuer=https://old.example.com\nrevocation_endpoint=https://id/r\n"   \
	"refresh_token_error=no\nscope=a b\nurl[]=https://old.example.com\n"   \
	"refresh_token_rotates=true\nclient_id=c1\n"

/* What the configuration says now, and of the record what is true anywhere. */
static void
gives_the_login_whole(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = person_session(s, &ui);
	struct given given = {.s = s};
	char before[4096];

	scratch_seed(s, "work", &(struct seed){"at", -10, 900, "rt", 5, MORE});
	scratch_print(before, sizeof(before), "%s",
	    scratch_read(scratch_path(s, "store/logins/work")));
	if (lanyard_export(session, "work", false, take, &given) != LANYARD_OK)
		fail_msg("%s", lanyard_session_message(session));
	assert_int_equal(strncmp(given.text,
			     "name=work\n"
			     "token_endpoint=https://id.example.com/token\n"
			     "client_id=c1\n",
			     60),
	    0);
	assert_non_null(strstr(given.text, "\naccess_token=at\n"));
	assert_non_null(strstr(given.text, "\nrefresh_token_error=no\n"));
	assert_non_null(strstr(given.text, "\nrevocation_endpoint="));
	assert_non_null(strstr(given.text, "url[]=imaps://mail.example.com\n"));
	assert_non_null(strstr(given.text, "\nscope=a b\n"));
	assert_non_null(strstr(given.text, "\ngeneration=5\n"));
	assert_null(strstr(given.text, "colour"));
	assert_null(strstr(given.text, "old.example.com"));
	assert_null(strstr(given.text, "last_error"));
	assert_null(strstr(given.text, "login_failures"));
	assert_string_equal(given.text + strlen(given.text) - 2, "\n\n");
	assert_true(given.locked);
	assert_string_equal(
	    scratch_read(scratch_path(s, "store/logins/work")), before);
}

/* Whether two machines can go on with it: known, unknown, or no question. */
static void
warns_where_it_must(void **state)
{
	static const struct {
		const char *refresh, *more;
		bool move;
		const char *said; /* NULL: nothing */
	} cases[] = {
	    {"rt", "", false, "it is not known whether"},
	    {"rt", "refresh_token_rotates=true\n", false,
		"gives another refresh token with each refresh"},
	    {"rt", "refresh_token_rotates=false\n", false, NULL},
	    {"rt", "", true, NULL},
	    {NULL, "", false, NULL},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session = person_session(s, &ui);
		struct given given = {.s = s};

		scratch_seed(s, "work",
		    &(struct seed){
			"at", -10, 900, cases[i].refresh, 5, cases[i].more});
		assert_int_equal(lanyard_export(session, "work", cases[i].move,
				     take, &given),
		    LANYARD_OK);
		assert_int_equal(person.notices, cases[i].said != NULL);
		if (cases[i].said != NULL)
			assert_non_null(strstr(person.notice, cases[i].said));
	}
}

/* The mark is there before the bytes leave, and goes when they do not. */
static void
moves_it(void **state)
{
	struct scratch *s = *state;

	for (int failing = 0; failing < 2; failing++) {
		struct lanyard_session *session = person_session(s, &ui);
		struct given given = {
		    .s = s, .code = failing ? E(SYSTEM) : LANYARD_OK};
		const char *answer;

		scratch_seed(s, "work", &(struct seed)SEED_FRESH);
		assert_int_equal(
		    lanyard_export(session, "work", true, take, &given),
		    given.code);
		assert_non_null(strstr(given.stored, "\nmoved_at="));
		assert_null(strstr(given.stored, "\nrefresh_token="));
		assert_null(strstr(given.stored, "\naccess_token="));
		assert_null(strstr(given.text, "moved"));
		assert_value(s, "refresh_token", failing ? "rt" : NULL);
		assert_value(s, "moved_refresh_token", failing ? NULL : "rt");
		assert_int_equal(scratch_get(session, REQUEST, &answer),
		    failing ? LANYARD_OK : E(MOVED));
		assert_int_equal(fake.calls, 0);
	}
}

/* Neither used nor replaced, whoever asks; logout revokes nothing of it. */
static void
is_not_used_then(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = person_session(s, &ui);
	struct lanyard_credential *token = NULL;
	struct given given = {.s = s};

	scratch_seed(s, "work",
	    &(struct seed){"old", -4000, -400, "rt", 5,
		"revocation_endpoint=https://id.example.com/r\n"});
	assert_int_equal(
	    lanyard_export(session, "work", true, take, &given), LANYARD_OK);
	assert_int_equal(lanyard_token(session, "work", &token), E(MOVED));
	assert_int_equal(lanyard_refresh(session, "work", 0), E(MOVED));
	assert_int_equal(lanyard_refresh(session, "work", 5), E(MOVED));
	assert_int_equal(lanyard_login(session, "work"), E(MOVED));
	assert_int_equal(
	    lanyard_seed(session, "work", "seed", 4, false), E(MOVED));
	given.calls = 0;
	assert_int_equal(
	    lanyard_export(session, "work", true, take, &given), E(MOVED));
	assert_int_equal(given.calls, 0);
	assert_non_null(strstr(
	    lanyard_session_hint(session), "lanyard import --undo work"));
	assert_int_equal(fake.calls, 0);
	assert_value(s, "moved_refresh_token", "rt");
	assert_int_equal(lanyard_logout(session, "work"), LANYARD_OK);
	assert_int_equal(fake.calls, 0);
	assert_false(scratch_exists(scratch_path(s, "store/logins/work")));
}

/* Nor by a grant that needs no refresh token. */
static void
is_not_asked_for_anew(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s,
	    "logins = { work = { url = \"https://git.example.com\"; "
	    "token_endpoint = \"https://id.example.com/token\"; "
	    "client_id = \"c1\"; client_secret = \"s\"; "
	    "grant_type = \"client_credentials\"; }; };\n");
	struct given given = {.s = s};
	const char *answer;

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	assert_int_equal(
	    lanyard_export(session, "work", true, take, &given), LANYARD_OK);
	assert_int_equal(scratch_get(session, REQUEST, &answer), E(MOVED));
	assert_int_equal(lanyard_refresh(session, "work", 0), E(MOVED));
	assert_int_equal(fake.calls, 0);
}

/* What there is to be replaced by: a token handed in by force. */
static void
is_replaced_by_force(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = person_session(s, &ui);
	struct given given = {.s = s};

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	assert_int_equal(
	    lanyard_export(session, "work", true, take, &given), LANYARD_OK);
	assert_int_equal(
	    lanyard_seed(session, "work", "seed", 4, true), LANYARD_OK);
	assert_value(s, "refresh_token", "seed");
	assert_value(s, "moved_refresh_token", NULL);
	assert_value(s, "moved_at", NULL);
}

static void
gives_nothing_where_there_is_none(void **state)
{
	static const struct {
		const char *target;
		struct seed seed;
		enum lanyard_error code;
	} cases[] = {
	    {"nobody", SEED_FRESH, E(UNKNOWN_LOGIN)},
	    {"work", {NULL, SEED_NONE, SEED_NONE, NULL, 0, ""},
		E(LOGIN_NEEDED)},
	    {"work", {"at", -1, 900, "rt", 1, "client_id=other\n"},
		E(LOGIN_NEEDED)},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++)
		for (int move = 0; move < 2; move++) {
			struct lanyard_session *session =
			    person_session(s, &ui);
			struct given given = {.s = s};

			scratch_seed(s, "work", &cases[i].seed);
			assert_int_equal(
			    lanyard_export(
				session, cases[i].target, move, take, &given),
			    cases[i].code);
			assert_int_equal(given.calls, 0);
			assert_value(s, "moved_at", NULL);
		}
}

/* A reply that is not in the record yet has the token that counts. */
static void
waits_for_a_reply(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = person_session(s, &ui);
	struct given given = {.s = s};

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	scratch_write(
	    scratch_path(s, "store/logins/work.reply"), "reply=1\n\n", 0, 0600);
	assert_int_equal(
	    lanyard_export(session, "work", true, take, &given), E(STORE));
	assert_int_equal(given.calls, 0);
	assert_value(s, "refresh_token", "rt");
}

/* Where the mark cannot be taken back, that is said, and nothing is lost. */
static void
says_where_the_mark_stays(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = person_session(s, &ui);
	struct given given = {.s = s, .code = E(SYSTEM), .spoil = true};

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	assert_int_equal(
	    lanyard_export(session, "work", true, take, &given), E(SYSTEM));
	assert_non_null(strstr(
	    lanyard_session_message(session), "marked as moved all the same"));
	assert_string_equal(
	    lanyard_session_hint(session), "lanyard import --undo work");
	assert_value(s, "moved_refresh_token", "rt");
	assert_int_equal(rmdir(scratch_path(s, "store/logins/work.new")), 0);
	assert_int_equal(lanyard_import_undo(session, "work"), LANYARD_OK);
	assert_value(s, "refresh_token", "rt");
	assert_value(s, "access_token", "old");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(gives_the_login_whole),
	    SCRATCH_TEST(warns_where_it_must),
	    SCRATCH_TEST(moves_it),
	    SCRATCH_TEST(is_not_used_then),
	    SCRATCH_TEST(is_not_asked_for_anew),
	    SCRATCH_TEST(is_replaced_by_force),
	    SCRATCH_TEST(gives_nothing_where_there_is_none),
	    SCRATCH_TEST(waits_for_a_reply),
	    SCRATCH_TEST(says_where_the_mark_stays),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
