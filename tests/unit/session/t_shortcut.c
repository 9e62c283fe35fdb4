/*
 * t_shortcut.c - an answer that an earlier search has found
 *
 * A change of the configuration counts at the next call, whatever a route
 * says. Routes are made of files that have settled, so each test waits for
 * that once.
 */
#include "scratch.h"

#define ROUTE  "store/routes/https%3A%2F%2Fgit%2Eexample%2Ecom%3A443"
#define STORED "client_id=c1\nurl[]=https://git.example.com\n"

/* A session as programs open it, but for the system's configuration. */
static struct lanyard_session *
open_session(const struct scratch *s)
{
	static char system_path[SCRATCH_PATH];
	const struct lanyard_options options = {
	    .config_path = s->config, .store_path = s->store};
	struct lanyard_session *session = NULL;

	assert_int_equal(lanyard_session_open(&session, &options), LANYARD_OK);
	scratch_print(
	    system_path, sizeof(system_path), "%s/system.conf", s->path);
	session->system_path = system_path;
	return session;
}

/* Who answers LINES in a new session; "-": nobody; else the error. */
static const char *
ask(const struct scratch *s, const char *lines, bool *parsed)
{
	static char name[ERROR_TEXT];
	struct lanyard_session *session = open_session(s);
	struct lanyard_credential *request = scratch_request(lines);
	struct entry entry;
	enum lanyard_error r;
	bool found;

	entry_init(&entry);
	if ((r = search_request(&entry, session, request, &found)) !=
	    LANYARD_OK)
		scratch_print(
		    name, sizeof(name), "%s", lanyard_session_message(session));
	else
		scratch_print(
		    name, sizeof(name), "%s", found ? entry.login->name : "-");
	if (parsed != NULL)
		*parsed = session->config != NULL;
	/* What is brief becomes whole where more is asked for. */
	if (r == LANYARD_OK && found) {
		assert_int_equal(entry.brief,
		    session->config == NULL && entry.login->configured);
		assert_int_equal(entry_complete(&entry, session), LANYARD_OK);
		assert_false(entry.brief);
	}
	entry_clear(&entry);
	lanyard_credential_free(&request);
	lanyard_session_close(&session);
	return name;
}

/* Ask until the answer is known: it takes as long as files need to settle. */
static void
warm(const struct scratch *s, const char *lines, const char *expected)
{
	bool parsed = true;

	for (int i = 0; parsed && i < 200; i++) {
		clock_sleep_ms(50);
		assert_string_equal(ask(s, lines, &parsed), expected);
	}
	assert_false(parsed);
}

static void
write_config(const struct scratch *s, const char *text)
{
	scratch_write(s->config, text, 0, 0600);
}

static void
write_system(const struct scratch *s, const char *text)
{
	scratch_write(scratch_path(s, "system.conf"), text, 0, 0600);
}

#define LOGIN(name, host)                                                      \
	name " = { url = [ \"https://" host "\" ]; client_id = \"c1\"; "       \
	     "token_endpoint = \"https://id.example.com/token\"; };"
#define CONFIG(login) "logins = { " login " };\n"

/*
 * Each of these has a place of its own, all made before the first test, so
 * that they settle together.
 */
enum {
	IN_PLACE,
	TOUCHED,
	REPLACED,
	REFUSED,
	SYSTEM,
	SYSTEM_APPEARS,
	STORED_BETTER,
	STORED_EDITED,
	STORED_SECOND,
	STORED_THIRD,
	PLACES
};

#define SEEDED                                                                 \
	{                                                                      \
		"at", -10, 3000, "rt", 1, STORED                               \
	}

static struct scratch *places[PLACES];

static int
make_places(void **state)
{
	(void)state;
	for (int i = 0; i < PLACES; i++) {
		void *place;

		assert_int_equal(scratch_setup(&place), 0);
		places[i] = place;
		write_config(place, CONFIG(LOGIN("work", "git.example.com")));
		scratch_seed(place, "work", &(struct seed)SEED_FRESH);
		scratch_seed(place, "w0rk", &(struct seed)SEED_FRESH);
		if (i >= STORED_BETTER) {
			write_config(place, "\n");
			scratch_seed(place, "work", &(struct seed)SEEDED);
		}
	}
	write_config(places[SYSTEM], "\n");
	write_system(places[SYSTEM], CONFIG(LOGIN("work", "git.example.com")));
	return 0;
}

static int
remove_places(void **state)
{
	(void)state;
	for (int i = 0; i < PLACES; i++) {
		void *place = places[i];

		assert_int_equal(scratch_teardown(&place), 0);
	}
	return 0;
}

/* Of the same size, and twice within one second. */
static void
obeys_an_edit_in_place(void **state)
{
	const struct scratch *s = places[IN_PLACE];

	(void)state;
	warm(s, REQUEST, "work");
	write_config(s, CONFIG(LOGIN("w0rk", "git.example.com")));
	assert_string_equal(ask(s, REQUEST, NULL), "w0rk");
	write_config(s, CONFIG(LOGIN("work", "git.example.com")));
	assert_string_equal(ask(s, REQUEST, NULL), "work");
	write_config(s, CONFIG(LOGIN("w0rk", "git.example.com")));
	assert_string_equal(ask(s, REQUEST, NULL), "w0rk");
	warm(s, REQUEST, "w0rk");
}

/* touch -r: the old time of change is put back. */
static void
obeys_an_edit_that_hides(void **state)
{
	const struct scratch *s = places[TOUCHED];
	struct stat st;

	(void)state;
	warm(s, REQUEST, "work");
	assert_int_equal(stat(s->config, &st), 0);
	write_config(s, CONFIG(LOGIN("w0rk", "git.example.com")));
	assert_int_equal(utimensat(AT_FDCWD, s->config,
			     (struct timespec[]){st.st_atim, st.st_mtim}, 0),
	    0);
	assert_string_equal(ask(s, REQUEST, NULL), "w0rk");
}

static void
obeys_a_file_that_was_replaced(void **state)
{
	const struct scratch *s = places[REPLACED];
	const char *other = scratch_path(s, "other.conf");
	struct stat st;

	(void)state;
	warm(s, REQUEST, "work");
	assert_int_equal(stat(s->config, &st), 0);
	scratch_write(other, CONFIG(LOGIN("w0rk", "git.example.com")), 0, 0600);
	assert_int_equal(utimensat(AT_FDCWD, other,
			     (struct timespec[]){st.st_atim, st.st_mtim}, 0),
	    0);
	assert_int_equal(rename(other, s->config), 0);
	assert_string_equal(ask(s, REQUEST, NULL), "w0rk");
}

static void
obeys_what_is_refused_or_removed(void **state)
{
	const struct scratch *s = places[REFUSED];

	(void)state;
	warm(s, REQUEST, "work");
	/* A file that must not be read is refused, known answer or not. */
	assert_int_equal(chmod(s->config, 0622), 0);
	assert_non_null(strstr(ask(s, REQUEST, NULL), "others may write"));
	assert_int_equal(chmod(s->config, 0600), 0);
	assert_string_equal(ask(s, REQUEST, NULL), "work");
	/* The login is removed; its record alone describes none. */
	write_config(s, "logins = { };\n");
	assert_string_equal(ask(s, REQUEST, NULL), "-");
	write_config(s, "logins = { broken\n");
	assert_non_null(strstr(ask(s, REQUEST, NULL), "lanyard.conf:"));
	assert_int_equal(unlink(s->config), 0);
	assert_non_null(strstr(ask(s, REQUEST, NULL), "no such file"));
}

static void
obeys_the_systems_file(void **state)
{
	const struct scratch *s = places[SYSTEM];

	(void)state;
	warm(s, REQUEST, "work");
	write_system(s, CONFIG(LOGIN("w0rk", "git.example.com")));
	assert_string_equal(ask(s, REQUEST, NULL), "w0rk");
	assert_int_equal(unlink(scratch_path(s, "system.conf")), 0);
	assert_string_equal(ask(s, REQUEST, NULL), "-");
}

static void
obeys_a_systems_file_that_appears(void **state)
{
	const struct scratch *s = places[SYSTEM_APPEARS];

	(void)state;
	warm(s, REQUEST, "work");
	/* One that cannot be opened, too. */
	assert_int_equal(
	    symlink("system.conf", scratch_path(s, "system.conf")), 0);
	assert_non_null(strstr(ask(s, REQUEST, NULL), "system.conf:"));
	assert_int_equal(unlink(scratch_path(s, "system.conf")), 0);
	write_system(s, "broken\n");
	assert_non_null(strstr(ask(s, REQUEST, NULL), "system.conf:"));
	write_system(s, "store_passwords = true;\n");
	assert_string_equal(ask(s, REQUEST, NULL), "work");
}

static void
knows_what_the_search_would_say(void **state)
{
	static const struct {
		const char *lines;
		const char *name;
	} cases[] = {
	    {REQUEST, "all"},
	    {REQUEST "path=a/repo\n", "path"},
	    {REQUEST "path=ab\n", "all"},
	    {REQUEST "username=me\n", "me"},
	    {REQUEST "username=you\n", "all"},
	    {"protocol=HTTPS\nhost=GIT.example.com:443\n", "all"},
	    {"protocol=https\nhost=git.example.com:8443\n", "-"},
	    {"protocol=https\nhost=x.wild.example.com\n", "wild"},
	    {"protocol=https\nhost=wild.example.com\n", "-"},
	};
	static const char config[] = "logins = { " LOGIN("all",
	    "git.example.com") LOGIN("path", "git.example.com/a") LOGIN("wild",
	    "*.wild.example.com") "me = { url = [ \"https://git.example.com\" "
				  "]; username = \"me\"; "
				  "client_id = \"c1\"; token_endpoint = "
				  "\"https://id/token\"; }; };";
	struct scratch *s = *state;

	write_config(s, config);
	for (size_t i = 0; i < COUNT(cases); i++)
		scratch_seed(s, cases[i].name, &(struct seed)SEED_FRESH);
	warm(s, REQUEST, "all");
	for (int again = 0; again < 3; again++)
		for (size_t i = 0; i < COUNT(cases); i++) {
			bool parsed;

			assert_string_equal(
			    ask(s, cases[i].lines, &parsed), cases[i].name);
			assert_int_equal(
			    parsed, cases[i].name[0] == '-' ||
					(again == 0 && i == COUNT(cases) - 2));
		}
}

/* What only the store knows is known as long as its folder is as it was. */
static void
obeys_a_better_stored_login(void **state)
{
	static const struct seed longer = {"at", -10, 3000, "rt", 1,
	    "client_id=c1\nurl[]=https://git.example.com/a\n"};
	const struct scratch *s = places[STORED_BETTER];

	(void)state;
	warm(s, REQUEST "path=a\n", "work");
	scratch_seed(s, "longer", &longer);
	assert_string_equal(ask(s, REQUEST "path=a\n", NULL), "longer");
	assert_int_equal(unlink(scratch_path(s, "store/logins/longer")), 0);
	assert_string_equal(ask(s, REQUEST "path=a\n", NULL), "work");
}

/* The record itself, changed in place by hand. */
static void
obeys_an_edited_record(void **state)
{
	static const struct seed elsewhere = {"at", -10, 3000, "rt", 1,
	    "client_id=c1\nurl[]=https://elsewhere.example.com\n"};
	const struct scratch *s = places[STORED_EDITED];

	(void)state;
	warm(s, REQUEST, "work");
	scratch_seed(s, "work", &elsewhere);
	assert_string_equal(ask(s, REQUEST, NULL), "-");
}

static void
prefers_a_configured_login(void **state)
{
	const struct scratch *s = places[STORED_SECOND];

	(void)state;
	warm(s, REQUEST, "work");
	write_config(s, CONFIG(LOGIN("w0rk", "git.example.com")));
	assert_string_equal(ask(s, REQUEST, NULL), "w0rk");
}

/* Of three with paths, none without one is meant, wherever they are from. */
static void
counts_the_configured_logins(void **state)
{
	static const struct seed third = {"at", -10, 3000, "rt", 1,
	    "client_id=c1\nurl[]=https://git.example.com/c\n"};
	const struct scratch *s = places[STORED_THIRD];

	(void)state;
	write_config(s, CONFIG(LOGIN("a", "git.example.com/a")
				LOGIN("b", "git.example.com/b")));
	scratch_seed(s, "work", &third);
	assert_string_equal(ask(s, REQUEST, NULL), "-");
	warm(s, REQUEST "path=c\n", "work");
	assert_string_equal(ask(s, REQUEST, NULL), "-");
	/* One without a path is, wherever it is from. */
	scratch_seed(s, "work", &(struct seed)SEEDED);
	assert_string_equal(ask(s, REQUEST, NULL), "work");
}

/* The first answer of a session by name, and whether it took a parse. */
static const char *
token_of(const struct scratch *s, const char *target, bool *parsed)
{
	static char text[ERROR_TEXT];
	struct lanyard_session *session = open_session(s);
	struct lanyard_credential *answer = NULL;

	if (lanyard_token(session, target, &answer) == LANYARD_OK)
		scratch_print(text, sizeof(text), "%s",
		    lanyard_credential_get(answer, "password"));
	else
		scratch_print(
		    text, sizeof(text), "%s", lanyard_session_message(session));
	*parsed = session->config != NULL;
	lanyard_credential_free(&answer);
	lanyard_session_close(&session);
	return text;
}

static void
knows_logins_by_name(void **state)
{
	struct scratch *s = *state;
	const char *const targets[] = {
	    "work", "https://git.example.com/x", "seeded"};
	bool parsed;

	write_config(s, CONFIG(LOGIN("work", "git.example.com")));
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	scratch_seed(s, "seeded", &(struct seed)SEEDED);
	warm(s, REQUEST, "work");
	for (size_t i = 0; i < COUNT(targets); i++)
		for (int again = 0; again < 2; again++) {
			assert_string_equal(token_of(s, targets[i], &parsed),
			    i == 2 ? "at" : "old");
			assert_int_equal(parsed, again == 0 && i != 1);
		}
	/* A name is configured, and no more. */
	write_config(s, CONFIG(LOGIN("seeded", "x.example.com")));
	assert_string_equal(token_of(s, "seeded", &parsed), "at");
	assert_non_null(
	    strstr(token_of(s, "work", &parsed), "no login named work"));
	/* One that nobody knows leaves nothing behind. */
	assert_non_null(
	    strstr(token_of(s, "nobody", &parsed), "no login named nobody"));
	assert_false(scratch_exists(scratch_path(s, "store/routes/nobody")));
	/* A login by name is no known answer: it takes all of the login. */
	assert_int_equal(unlink(scratch_path(s, "store/logins/work")), 0);
	write_config(s, CONFIG(LOGIN("work", "git.example.com")));
	assert_non_null(strstr(token_of(s, "work", &parsed), "lanyard login"));
}

/* Nothing is written for an answer that is not known. */
static void
writes_no_route_in_vain(void **state)
{
	struct scratch *s = *state;

	write_config(s, CONFIG(LOGIN("work", "git.example.com")));
	assert_string_equal(ask(s, REQUEST, NULL), "work");
	assert_false(scratch_exists(s->store));
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	/* The configuration is too young to be trusted. */
	write_config(s, CONFIG(LOGIN("work", "git.example.com")));
	assert_string_equal(ask(s, REQUEST, NULL), "work");
	assert_false(scratch_exists(scratch_path(s, ROUTE)));
	warm(s, REQUEST, "work");
	assert_true(scratch_exists(scratch_path(s, ROUTE)));
}

/* The configuration goes away between the route and the whole of it. */
static void
says_so_when_a_login_goes_away(void **state)
{
	struct scratch *s = *state;
	struct lanyard_credential *request = scratch_request(REQUEST);
	struct lanyard_session *session;
	struct entry entry;
	bool found;

	write_config(s, CONFIG(LOGIN("work", "git.example.com")));
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	warm(s, REQUEST, "work");
	session = open_session(s);
	entry_init(&entry);
	assert_int_equal(
	    search_request(&entry, session, request, &found), LANYARD_OK);
	assert_true(entry.brief);
	write_config(s, "logins = { };\n");
	assert_int_equal(entry_complete(&entry, session), LANYARD_ERR_CONFIG);
	assert_non_null(
	    strstr(lanyard_session_message(session), "was removed from"));
	entry_clear(&entry);
	lanyard_credential_free(&request);
	lanyard_session_close(&session);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(obeys_an_edit_in_place),
	    cmocka_unit_test(obeys_an_edit_that_hides),
	    cmocka_unit_test(obeys_a_file_that_was_replaced),
	    cmocka_unit_test(obeys_what_is_refused_or_removed),
	    cmocka_unit_test(obeys_the_systems_file),
	    cmocka_unit_test(obeys_a_systems_file_that_appears),
	    cmocka_unit_test(obeys_a_better_stored_login),
	    cmocka_unit_test(obeys_an_edited_record),
	    cmocka_unit_test(prefers_a_configured_login),
	    cmocka_unit_test(counts_the_configured_logins),
	    SCRATCH_TEST(knows_what_the_search_would_say),
	    SCRATCH_TEST(knows_logins_by_name),
	    SCRATCH_TEST(writes_no_route_in_vain),
	    SCRATCH_TEST(says_so_when_a_login_goes_away),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_places, remove_places);
}
