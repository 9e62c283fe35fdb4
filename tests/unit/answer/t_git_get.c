/*
 * t_git_get.c - git's "get", byte for byte
 */
#include "scratch.h"

#include "base/limits.h"
#include "store/records.h"

#define CONFIG                                                                 \
	"logins = { " SCRATCH_WORK " named = { url = [ \"https://n\", "        \
	"\"imaps://n\", \"http://127.0.0.1:8\" "                               \
	"]; username = \"ada\"; token_endpoint = \"https://id/t\"; "           \
	"client_id = \"c\"; };"                                                \
	" basic = { url = [ \"https://b\", \"smtp://b\" ]; "                   \
	"username = \"ada\"; basic_username = \"x-token\"; "                   \
	"token_endpoint = \"https://id/t\"; client_id = \"c\"; };"             \
	" bearer = { url = [ \"https://r\", \"imap://r\" ]; "                  \
	"git_authtype = \"bearer\"; token_endpoint = \"https://id/t\"; "       \
	"client_id = \"c\"; };"                                                \
	" mail = { url = \"imap://m\"; basic_username = \"m-token\"; "         \
	"token_endpoint = \"https://id/t\"; client_id = \"c\"; }; };\n"

#define STATE		     "capability[]=state\n"
#define AUTH		     "capability[]=authtype\n"
#define EXPIRY		     "password_expiry_utc=@\n"
#define WORK		     "protocol=https\nhost=git.example.com\n"
#define OAUTH2		     "username=oauth2\npassword=old\n" EXPIRY
#define NEW		     "username=oauth2\npassword=at-6\n" EXPIRY
#define GIVES_STATE(name, n) "state[]=lanyard:" name ":" n "\ncontinue=1\n"

static void
answers_byte_for_byte(void **state)
{
	static const struct {
		const char *request;
		const char *name;
		const char *answer;
		int calls;
	} cases[] = {
	    {WORK, "work", OAUTH2, 0},
	    {WORK "path=some/repo.git\n", "work", OAUTH2, 0},
	    {WORK "wwwauth[]=Bearer\nunknown=x\n", "work", OAUTH2, 0},
	    /* user names */
	    {WORK "username=bob\n", "work",
		"username=bob\npassword=old\n" EXPIRY, 0},
	    {WORK "username=\n", "work", OAUTH2, 0},
	    {"protocol=https\nhost=n\n", "named", OAUTH2, 0},
	    {"protocol=https\nhost=n\nusername=ada\n", "named",
		"username=ada\npassword=old\n" EXPIRY, 0},
	    {"protocol=https\nhost=n\nusername=bob\n", "named", "", 0},
	    {"protocol=https\nhost=b\n", "basic",
		"username=x-token\npassword=old\n" EXPIRY, 0},
	    {"protocol=https\nhost=b\nusername=x-token\n", "basic",
		"username=x-token\npassword=old\n" EXPIRY, 0},
	    {"protocol=http\nhost=127.0.0.1:8\n", "named", OAUTH2, 0},
	    /* mail needs the account's own */
	    {"protocol=imaps\nhost=n\n", "named",
		"username=ada\npassword=old\n" EXPIRY, 0},
	    {"protocol=imaps\nhost=mail.example.com\n" STATE AUTH, "work",
		OAUTH2, 0},
	    {"protocol=imaps\nhost=n\nusername=bob\n", "named", "", 0},
	    {"protocol=smtp\nhost=b\n" STATE, "basic",
		"username=ada\npassword=old\n" EXPIRY, 0},
	    {"protocol=smtp\nhost=b\nusername=ada\n" AUTH, "basic",
		"username=ada\npassword=old\n" EXPIRY, 0},
	    {"protocol=smtp\nhost=b\nusername=x-token\n", "basic",
		"username=ada\npassword=old\n" EXPIRY, 0},
	    {"protocol=imap\nhost=r\nusername=eve\n" AUTH STATE, "bearer",
		"username=eve\npassword=old\n" EXPIRY, 0},
	    {"protocol=imap\nhost=m\n", "mail",
		"username=m-token\npassword=old\n" EXPIRY, 0},
	    {"protocol=imap\nhost=m\nusername=eve\n", "mail",
		"username=eve\npassword=old\n" EXPIRY, 0},
	    /* bearer */
	    {"protocol=https\nhost=r\n", "bearer", OAUTH2, 0},
	    {"protocol=https\nhost=r\n" AUTH, "bearer",
		"capability[]=authtype\nauthtype=Bearer\n"
		"credential=old\n" EXPIRY,
		0},
	    {"protocol=HTTPS\nhost=R\n" AUTH, "bearer",
		"capability[]=authtype\nauthtype=Bearer\n"
		"credential=old\n" EXPIRY,
		0},
	    {"protocol=imap\nhost=r\n" AUTH, "bearer", OAUTH2, 0},
	    {WORK AUTH, "work", OAUTH2, 0},
	    /* state */
	    {WORK STATE, "work", STATE OAUTH2 GIVES_STATE("work", "5"), 0},
	    {"protocol=https\nhost=r\n" AUTH STATE, "bearer",
		AUTH STATE
		"authtype=Bearer\ncredential=old\n" EXPIRY GIVES_STATE(
		    "bearer", "5"),
		0},
	    {WORK STATE "state[]=lanyard:work:5\n", "work", NEW, 1},
	    {WORK "state[]=lanyard:work:5\n" STATE, "work", NEW, 1},
	    {WORK STATE "state[]=other:x\nstate[]=lanyard:work:5\n", "work",
		NEW, 1},
	    {WORK STATE "state[]=lanyard:work:5\nstate[]=lanyard:work:x\n",
		"work", NEW, 1},
	    {WORK STATE "state[]=lanyard:work:4\n", "work", OAUTH2, 0},
	    /* unknown and malformed state is ignored */
	    {WORK "state[]=lanyard:work:5\n", "work", OAUTH2, 0},
	    {WORK STATE "state=lanyard:work:5\n", "work",
		STATE OAUTH2 GIVES_STATE("work", "5"), 0},
	    {WORK STATE "state[]=lanyard:wor:5\n", "work",
		STATE OAUTH2 GIVES_STATE("work", "5"), 0},
	    {WORK STATE "state[]=lanyard:work2:5\n", "work",
		STATE OAUTH2 GIVES_STATE("work", "5"), 0},
	    {WORK STATE "state[]=lanyard:work25\n", "work",
		STATE OAUTH2 GIVES_STATE("work", "5"), 0},
	    {WORK STATE "state[]=lanyard:work\n", "work",
		STATE OAUTH2 GIVES_STATE("work", "5"), 0},
	    {WORK STATE "state[]=lanyard:work:\n", "work",
		STATE OAUTH2 GIVES_STATE("work", "5"), 0},
	    {WORK STATE "state[]=lanyard:work:-5\n", "work",
		STATE OAUTH2 GIVES_STATE("work", "5"), 0},
	    {WORK STATE "state[]=lanyard:work:5x\n", "work",
		STATE OAUTH2 GIVES_STATE("work", "5"), 0},
	    {WORK STATE "state[]=Lanyard:work:5\n", "work",
		STATE OAUTH2 GIVES_STATE("work", "5"), 0},
	    {WORK STATE "state[]=lanyard:work:0\n", "work",
		STATE OAUTH2 GIVES_STATE("work", "5"), 0},
	    {"protocol=imaps\nhost=mail.example.com\n" STATE
	     "state[]=lanyard:work:5\n",
		"work", OAUTH2, 0},
	    /* nothing known */
	    {"protocol=https\nhost=nobody\n" STATE, "work", "", 0},
	    {"protocol=http\nhost=git.example.com\n", "work", "", 0},
	    {"", "work", "", 0},
	};
	static const char *const names[] = {
	    "work", "named", "basic", "bearer", "mail"};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session = scratch_open(s, CONFIG);
		const char *answer;

		for (size_t k = 0; k < COUNT(names); k++)
			scratch_seed(s, names[k], &(struct seed)SEED_FRESH);
		assert_int_equal(
		    scratch_get(session, cases[i].request, &answer),
		    LANYARD_OK);
		if (strcmp(answer,
			scratch_expiry(s, cases[i].name, cases[i].answer)) != 0)
			fail_msg("%s gives %s", cases[i].request, answer);
		assert_int_equal(fake.calls, cases[i].calls);
	}
}

static void
says_no_more_than_it_knows(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, CONFIG);
	struct seed seed = {"old", -100, SEED_NONE, NULL, 0, ""};
	const char *answer;

	/* No expiry; and no generation, which could not be told again. */
	scratch_seed(s, "work", &seed);
	assert_int_equal(scratch_get(session, WORK STATE, &answer), LANYARD_OK);
	assert_string_equal(answer, "username=oauth2\npassword=old\n");
	seed.generation = 1;
	scratch_seed(s, "work", &seed);
	assert_int_equal(scratch_get(session, WORK STATE, &answer), LANYARD_OK);
	assert_string_equal(answer,
	    STATE "username=oauth2\npassword=old\n" GIVES_STATE("work", "1"));
}

/* A login whose name has a colon: host and port. */
static void
tells_names_with_a_port_apart(void **state)
{
	static const struct seed seed = {"old", -100, 3000, "rt", 5,
	    "client_id=c\ntoken_endpoint=https://id/t\n"
	    "url[]=https://h:8443\n"};
	static const struct {
		const char *given;
		int calls;
	} cases[] = {
	    {"state[]=lanyard:h:8443:5\n", 1},
	    {"state[]=lanyard:h:8443:4\n", 0},
	    {"state[]=lanyard:h:5\n", 0},
	    {"state[]=lanyard:h:8443\n", 0},
	};
	struct scratch *s = *state;
	char request[256];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session = scratch_open(s, "\n");
		const char *answer;

		(void)unlink(scratch_path(s, "store/logins/h%3A8443"));
		scratch_seed(s, "h:8443", &seed);
		assert_int_equal(rename(scratch_path(s, "store/logins/h:8443"),
				     scratch_path(s, "store/logins/h%3A8443")),
		    0);
		scratch_print(request, sizeof(request),
		    "protocol=https\nhost=h:8443\n" STATE "%s", cases[i].given);
		assert_int_equal(
		    scratch_get(session, request, &answer), LANYARD_OK);
		assert_int_equal(fake.calls, cases[i].calls);
		assert_non_null(strstr(answer, "password="));
	}
}

#define E(name) LANYARD_ERR_##name

static void
comes_to_a_login_or_an_error(void **state)
{
	static const struct {
		const char *what;
		struct seed seed;
		const char *request;
		bool there;
		enum lanyard_error fake;
		enum lanyard_error code;
		const char *answer;
		int calls;
	} cases[] = {
	    {"over, no network", SEED_OVER, WORK, true, E(NETWORK), E(NETWORK),
		"quit=1\n", 1},
	    {"due, no network", SEED_DUE, WORK, true, E(NETWORK), LANYARD_OK,
		OAUTH2, 1},
	    {"rejected just now", {"old", -5, 3000, "rt", 5, ""},
		WORK STATE "state[]=lanyard:work:5\n", true, LANYARD_OK,
		E(REJECTED), "quit=1\n", 0},
	    {"nothing, nobody", {NULL, SEED_NONE, SEED_NONE, NULL, 0, ""}, WORK,
		false, LANYARD_OK, E(LOGIN_NEEDED), "quit=1\n", 0},
	    {"nothing, somebody", {NULL, SEED_NONE, SEED_NONE, NULL, 5, ""},
		WORK, true, LANYARD_OK, LANYARD_OK, NEW, 1},
	    {"dead, nobody",
		{NULL, SEED_NONE, SEED_NONE, "rt", 5,
		    "refresh_token_error=dead\n"},
		WORK, false, LANYARD_OK, E(GRANT), "quit=1\n", 0},
	    {"dead, somebody",
		{NULL, SEED_NONE, SEED_NONE, "rt", 5,
		    "refresh_token_error=dead\n"},
		WORK, true, LANYARD_OK, LANYARD_OK, NEW, 1},
	    {"dead and rejected, somebody",
		{"old", -100, 3000, "rt", 5, "refresh_token_error=dead\n"},
		WORK STATE "state[]=lanyard:work:5\n", true, LANYARD_OK,
		LANYARD_OK, NEW, 1},
	    {"cancelled", {NULL, SEED_NONE, SEED_NONE, NULL, 5, ""}, WORK, true,
		E(CANCELLED), E(CANCELLED), "quit=1\n", 1},
	    {"refused", {NULL, SEED_NONE, SEED_NONE, NULL, 5, ""}, WORK, true,
		E(REFUSED), E(REFUSED), "quit=1\n", 1},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session = scratch_open(s, CONFIG);
		struct person person = {.there = cases[i].there};
		const struct lanyard_ui ui = {
		    .context = &person, .may_ask = person_may_ask};
		const char *answer;
		enum lanyard_error r;

		session->ui = &ui;
		scratch_seed(s, "work", &cases[i].seed);
		fake.code = cases[i].fake;
		r = scratch_get(session, cases[i].request, &answer);
		if (r != cases[i].code || fake.calls != cases[i].calls ||
		    strcmp(answer,
			scratch_expiry(s, "work", cases[i].answer)) != 0)
			fail_msg("%s: %d (%s), %d calls, %s", cases[i].what, r,
			    session->error.message, fake.calls, answer);
		if (r == E(LOGIN_NEEDED) || r == E(GRANT))
			assert_non_null(strstr(session->error.message,
			    "; run: lanyard login work"));
	}
}

/* Somebody refused at another terminal: git is told to quit there and here. */
static void
says_quit_with_every_error(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, CONFIG);
	struct person person = {.there = true};
	const struct lanyard_ui ui = {
	    .context = &person, .may_ask = person_may_ask};
	const char *answer;
	pid_t pid;

	session->ui = &ui;
	scratch_seed(
	    s, "work", &(struct seed){NULL, SEED_NONE, SEED_NONE, NULL, 5, ""});
	fake.code = E(CANCELLED);
	fake.delay_ms = 300;
	if ((pid = fork()) == 0) {
		session = scratch_another(s);
		session->ui = &ui;
		_exit(scratch_get(session, WORK, &answer) == E(CANCELLED) &&
			      strcmp(answer, "quit=1\n") == 0
			  ? 0
			  : 1);
	}
	while (fake_calls() == 0)
		clock_sleep_ms(1);
	assert_int_equal(scratch_get(session, WORK, &answer), E(CANCELLED));
	assert_string_equal(answer, "quit=1\n");
	assert_int_equal(fake.calls, 0);
	assert_int_equal(scratch_reap(pid), 0);
	/* In the pause that follows, too. */
	assert_int_equal(scratch_get(session, WORK, &answer), E(LOGIN_NEEDED));
	assert_string_equal(answer, "quit=1\n");
	assert_int_equal(fake_calls(), 1);
}

static void
knows_passwords_where_it_may(void **state)
{
	static const char *const request = "protocol=https\nhost=p\n";
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct lanyard_credential *password =
	    scratch_request("protocol=https\nhost=p\nusername=u\npassword=p\n");
	const char *answer;

	session = scratch_open(s, PASSWORDS CONFIG);
	assert_int_equal(lanyard_store(session, password), LANYARD_OK);
	assert_int_equal(scratch_get(session, request, &answer), LANYARD_OK);
	assert_string_equal(answer, "username=u\npassword=p\n");
	/* A host with a login gives no password. */
	assert_int_equal(scratch_get(session, WORK, &answer), E(LOGIN_NEEDED));
	session = scratch_open(s, CONFIG);
	assert_int_equal(scratch_get(session, request, &answer), LANYARD_OK);
	assert_string_equal(answer, "");
	lanyard_credential_free(&password);
}

/* git reads lines of 65,535 bytes: "password=", the token, a line feed. */
static void
gives_no_token_that_git_would_cut(void **state)
{
	static const size_t longest = LIMIT_LINE - sizeof("credential=");
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, CONFIG);
	struct lanyard_credential *request = scratch_request(WORK);
	struct lanyard_credential *given = NULL;
	static char token[LIMIT_LINE];

	for (size_t size = longest; size <= longest + 1; size++) {
		enum lanyard_error r;
		struct entry entry;

		scratch_seed(s, "work", &(struct seed)SEED_FRESH);
		entry_init(&entry);
		assert_int_equal(
		    search_name(&entry, session, "work"), LANYARD_OK);
		memset(token, 't', size);
		attributes_set_text(
		    &entry.record.attributes, "access_token", token);
		assert_int_equal(
		    records_save(&entry.record, session->store, NULL),
		    LANYARD_OK);
		entry_clear(&entry);
		r = lanyard_get(session, request, &given);
		if (size == longest) {
			assert_int_equal(r, LANYARD_OK);
			assert_string_equal(
			    lanyard_credential_get(given, "password"), token);
		} else {
			assert_int_equal(r, E(REFUSED));
			assert_null(lanyard_credential_get(given, "password"));
			assert_string_equal(
			    lanyard_credential_get(given, "quit"), "1");
		}
		lanyard_credential_free(&given);
	}
	lanyard_credential_free(&request);
}

static void
reports_a_store_it_cannot_use(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, CONFIG);
	const char *answer;

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	assert_int_equal(chmod(scratch_path(s, "store/logins/work"), 0644), 0);
	assert_int_equal(scratch_get(session, WORK, &answer), E(STORE));
	assert_string_equal(answer, "quit=1\n");
	assert_non_null(strstr(lanyard_session_hint(session), "chmod"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(answers_byte_for_byte),
	    SCRATCH_TEST(says_no_more_than_it_knows),
	    SCRATCH_TEST(tells_names_with_a_port_apart),
	    SCRATCH_TEST(comes_to_a_login_or_an_error),
	    SCRATCH_TEST(says_quit_with_every_error),
	    SCRATCH_TEST(knows_passwords_where_it_may),
	    SCRATCH_TEST(gives_no_token_that_git_would_cut),
	    SCRATCH_TEST(reports_a_store_it_cannot_use),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
