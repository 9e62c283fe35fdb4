/*
 * t_import.c - a login from another machine
 */
#include "scratch.h"

#define E(name) LANYARD_ERR_##name

#define NAMED(name, url)                                                       \
	"name=" name "\nurl[]=" url "\ntoken_endpoint=https://id.example.com/" \
	"token\nclient_id=c1\naccess_token=new\nrefresh_token=rt-new\n"        \
	"generation=3\n\n"
#define WORK NAMED("work", "https://git.example.com")
#define FREE NAMED("free", "https://free.example.com")

static struct person person;
static const struct lanyard_ui ui = {
    .context = &person, .may_ask = person_may_ask, .notice = person_notice};

static struct lanyard_session *
open_with(struct scratch *s, const char *config)
{
	struct lanyard_session *session = scratch_open(s, config);

	memset(&person, 0, sizeof(person));
	session->ui = &ui;
	return session;
}

static enum lanyard_error
hand_in(
    struct lanyard_session *s, const char *text, const char *name, bool force)
{
	return lanyard_import(s, text, strlen(text), name, force);
}

#define OTHER                                                                  \
	"logins = { other = { url = \"https://free.example.com/\"; "           \
	"token_endpoint = \"https://id.example.com/token\"; "                  \
	"client_id = \"c1\"; }; };\n"

/* What the configuration or the store has of that name, or of that pattern. */
static void
takes_it_or_says_why_not(void **state)
{
	static const struct {
		const char *what, *config, *stored, *text, *name;
		bool force;
		enum lanyard_error code;
		const char *said;
	} cases[] = {
	    {"nothing there", "", NULL, WORK, NULL, false, LANYARD_OK,
		"it answers for https://git.example.com"},
	    {"another name", "", NULL, FREE, "work", false, LANYARD_OK,
		"token endpoint https://id.example.com/token"},
	    {"a configured one", SCRATCH_CONFIG, NULL, WORK, NULL, false,
		LANYARD_OK, "client c1"},
	    {"of another client", SCRATCH_CONFIG, NULL,
		"name=work\nclient_id=c2\ntoken_endpoint=https://id.example."
		"com/token\nrefresh_token=r\n\n",
		NULL, false, E(CONFIG), "another server or client"},
	    {"of another server", SCRATCH_CONFIG, NULL,
		"name=work\nclient_id=c1\ntoken_endpoint=https://evil.example."
		"com/token\nrefresh_token=r\n\n",
		NULL, false, E(CONFIG), "another server or client"},
	    {"by force, of another server", SCRATCH_CONFIG, NULL,
		"name=work\nclient_id=c1\ntoken_endpoint=https://evil.example."
		"com/token\nrefresh_token=r\n\n",
		NULL, true, E(CONFIG), "another server or client"},
	    {"one there", "", "refresh_token=rt\n", WORK, NULL, false, E(LIVE),
		"there is a login work here"},
	    {"a dead one", "",
		"client_id=c1\nrefresh_token=rt\nrefresh_token_error=x\n", WORK,
		NULL, false, E(LIVE), "there is a login work here"},
	    {"one there, by force", "", "refresh_token=rt\n", WORK, NULL, true,
		LANYARD_OK, "is imported"},
	    {"a failed login's note", "", "login_error=x\nlogin_failures=1\n",
		WORK, NULL, false, LANYARD_OK, "is imported"},
	    {"itself, moved away", "",
		"client_id=c1\nmoved_at=9\nmoved_refresh_token=rt\n", WORK,
		NULL, false, LANYARD_OK, "is imported"},
	    {"another one, moved away", "",
		"client_id=c2\nmoved_at=9\nmoved_refresh_token=rt\n", WORK,
		NULL, false, E(LIVE), "there is a login work here"},
	    {"its pattern is a configured login's", OTHER, NULL, FREE, NULL,
		false, E(CONFIG), "login other answers for"},
	    {"by force, too", OTHER, NULL, FREE, NULL, true, E(CONFIG),
		"login other answers for"},
	    {"its pattern, spelled otherwise", OTHER, NULL,
		NAMED("free", "HTTPS://Free.Example.com:443"), NULL, false,
		E(CONFIG), "login other answers for"},
	    {"its pattern is a stored login's", "",
		"client_id=c1\nissuer=https://i\n"
		"url[]=https://free.example.com\nrefresh_token=x\n",
		FREE, NULL, false, E(CONFIG), "login work answers for"},
	    {"no name for a login", "", NULL,
		NAMED("https://free.example.com", "https://free.example.com"),
		NULL, false, E(PROTOCOL), "is no name for a login"},
	    {"a path for a name", "", NULL, FREE, "../../etc/x", false,
		E(PROTOCOL), "is no name for a login"},
	    {"no name, given", "", NULL, FREE, "*", false, E(PROTOCOL),
		"is no name for a login"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session = open_with(s, cases[i].config);
		const char *said;
		enum lanyard_error r;

		print_message("# %s\n", cases[i].what);
		scratch_remove(s->store);
		if (cases[i].stored != NULL)
			scratch_seed(s, "work",
			    &(struct seed){NULL, SEED_NONE, SEED_NONE, NULL, 5,
				cases[i].stored});
		r = hand_in(
		    session, cases[i].text, cases[i].name, cases[i].force);
		said = r == LANYARD_OK ? person.notice
				       : lanyard_session_message(session);
		if (r != cases[i].code || strstr(said, cases[i].said) == NULL)
			fail_msg("%d: %s", (int)r, said);
		assert_int_equal(fake.calls, 0);
		if (r != LANYARD_OK) {
			assert_int_equal(person.notices, 0);
			assert_null(scratch_value(s, "free", "access_token"));
			continue;
		}
		assert_value(s, "access_token", "new");
		assert_value(s, "refresh_token", "rt-new");
		assert_value(s, "moved_at", NULL);
		assert_value(s, "login_error", NULL);
		/* None that a token of that name has had here. */
		assert_value(
		    s, "generation", cases[i].stored != NULL ? "6" : "3");
	}
}

/* Whom the tokens answer for is the configuration's to say. */
static void
is_described_by_the_configuration(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = open_with(s, SCRATCH_CONFIG);

	assert_int_equal(hand_in(session,
			     "name=work\nclient_id=c1\n"
			     "token_endpoint=https://id.example.com/token\n"
			     "url[]=https://victim.example.com\n"
			     "revocation_endpoint=https://evil.example.com/r\n"
			     "client_secret=s\nrefresh_token=rt\n\n",
			     NULL, false),
	    LANYARD_OK);
	assert_value(s, "url[]", "https://git.example.com");
	assert_value(s, "revocation_endpoint", NULL);
	assert_value(s, "client_secret", NULL);
	assert_value(s, "token_endpoint", "https://id.example.com/token");
}

/* Whoever logs in would save over it. */
static void
does_not_come_between(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = open_with(s, "");
	struct store *store = NULL;
	int fd = -1;

	assert_int_equal(store_open(&store, s->store, NULL), LANYARD_OK);
	assert_int_equal(store_try_lock(store, STORE_LOGIN, "work",
			     STORE_LOCK_PROMPT, &fd, NULL),
	    LANYARD_OK);
	assert_int_not_equal(fd, -1);
	assert_int_equal(hand_in(session, WORK, NULL, true), E(TIMEOUT));
	assert_value(s, "access_token", NULL);
	store_unlock(store, &fd);
	store_close(&store);
	assert_int_equal(hand_in(session, WORK, NULL, true), LANYARD_OK);
}

static void
comes_back(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = open_with(s, SCRATCH_CONFIG);

	scratch_seed(s, "work",
	    &(struct seed){NULL, SEED_NONE, SEED_NONE, NULL, 5,
		"moved_at=9\nmoved_access_token=at\nmoved_expires_at=7\n"
		"moved_obtained_at=6\nmoved_token_type=Bearer\n"
		"moved_refresh_token=rt\n"});
	assert_int_equal(
	    lanyard_import_undo(session, "nobody"), E(UNKNOWN_LOGIN));
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    lanyard_import_undo(session, "work"), LANYARD_OK);
		assert_value(s, "access_token", "at");
		assert_value(s, "token_type", "Bearer");
		assert_value(s, "expires_at", "7");
		assert_value(s, "obtained_at", "6");
		assert_value(s, "refresh_token", "rt");
		assert_value(s, "generation", "5");
		assert_value(s, "moved_at", NULL);
		assert_value(s, "moved_refresh_token", NULL);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(takes_it_or_says_why_not),
	    SCRATCH_TEST(is_described_by_the_configuration),
	    SCRATCH_TEST(does_not_come_between),
	    SCRATCH_TEST(comes_back),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
