/*
 * t_entry.c - entry.h: which login is meant, and what is stored of it
 */
#include "login/lines.h"
#include "scratch.h"
#include "store/records.h"

#define FINDERS 8

static void
write_config(const struct scratch *s, const char *name, const char *text)
{
	scratch_write(scratch_path(s, name), text, 0, 0600);
}

/* The name of the login that answers LINES, or "-". */
static const char *
found_by(struct lanyard_session *session, const char *lines)
{
	static char name[256];
	struct lanyard_credential *request = scratch_request(lines);
	struct entry entry;
	bool found;

	entry_init(&entry);
	assert_int_equal(
	    entry_find(&entry, session, request, &found), LANYARD_OK);
	scratch_print(
	    name, sizeof(name), "%s", found ? entry.login->name : "-");
	entry_clear(&entry);
	lanyard_credential_free(&request);
	return name;
}

static void
finds_configured_logins_first(void **state)
{
	static const struct seed other = {"at", -10, 100, NULL, 1,
	    "client_id=c\nurl[]=https://git.example.com/longer\n"
	    "url[]=https://only\n"};
	static const struct {
		const char *lines;
		const char *name;
	} cases[] = {
	    {"protocol=https\nhost=git.example.com\n", "work"},
	    {"protocol=https\nhost=GIT.example.com\npath=longer/x\n", "work"},
	    {"protocol=imaps\nhost=mail.example.com\n", "work"},
	    {"protocol=https\nhost=only\n", "other"},
	    {"protocol=https\nhost=only\npath=x\n", "other"},
	    {"protocol=https\nhost=nobody\n", "-"},
	    {"protocol=http\nhost=only\n", "-"},
	    {"protocol=https\n", "-"},
	    {"host=only\n", "-"},
	    {"", "-"},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	assert_string_equal(found_by(session, cases[0].lines), "work");
	assert_string_equal(found_by(session, cases[3].lines), "-");
	/* Asking for what is not there makes nothing. */
	assert_false(scratch_exists(s->store));
	scratch_seed(s, "other", &other);
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(
		    found_by(session, cases[i].lines), cases[i].name);
}

static void
chooses_among_stored_logins(void **state)
{
	/* Names in several orders, as nobody knows how a folder is read. */
	static const struct {
		const char *names; /* of the logins for /, /a and /b */
		const char *lines;
		int expected; /* index in names; -1: none */
	} cases[] = {
	    {"xyz", "protocol=https\nhost=h\n", 0},
	    {"zyx", "protocol=https\nhost=h\n", 0},
	    {"yxz", "protocol=https\nhost=h\n", 0},
	    {"xyz", "protocol=https\nhost=h\npath=a/r\n", 1},
	    {"zyx", "protocol=https\nhost=h\npath=b\n", 2},
	    {"yxz", "protocol=https\nhost=h\npath=c\n", 0},
	    /* two that have a path, and none without: nobody knows */
	    {"-yz", "protocol=https\nhost=h\n", -1},
	    {"-zy", "protocol=https\nhost=h\n", -1},
	    {"-yz", "protocol=https\nhost=h\npath=a\n", 1},
	    {"-yz", "protocol=https\nhost=h\npath=b/x\n", 2},
	    {"-yz", "protocol=https\nhost=h\npath=c\n", -1},
	    {"-y-", "protocol=https\nhost=h\n", 1},
	    {"x--", "protocol=https\nhost=h\n", 0},
	    {"---", "protocol=https\nhost=h\n", -1},
	};
	static const char *const patterns[] = {"client_id=c\nurl[]=https://h\n",
	    "client_id=c\nurl[]=https://h/a\n",
	    "client_id=c\nurl[]=https://h/b\n"};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session = scratch_open(s, "\n");
		char name[2] = "-";

		for (int k = 0; k < 3; k++) {
			struct seed seed = SEED_FRESH;

			name[0] = cases[i].names[k];
			seed.more = patterns[k];
			if (name[0] != '-')
				scratch_seed(s, name, &seed);
		}
		name[0] = '-';
		if (cases[i].expected != -1)
			name[0] = cases[i].names[cases[i].expected];
		assert_string_equal(found_by(session, cases[i].lines), name);
		scratch_remove(s->store);
	}
}

static void
names_a_target(void **state)
{
	/* EXPECTED NULL: unknown. */
	static const struct {
		const char *target;
		const char *expected;
	} cases[] = {
	    {"work", "work"},
	    {"other", "other"},
	    {"https://git.example.com/x", "work"},
	    {"https://only", "other"},
	    {"imaps://mail.example.com", "work"},
	    {"nobody", NULL},
	    {"Work", NULL},
	    {"", NULL},
	    {"git.example.com", NULL},
	    {"https://nobody.example.com", NULL},
	    {"https://", NULL},
	    {"ftp://git.example.com", NULL},
	    {"https://u:p@git.example.com", "work"},
	    {"../logins/work", NULL},
	};
	static const struct seed other = {
	    "at", -10, 100, NULL, 1, "client_id=c\nurl[]=https://only\n"};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct entry entry;

	scratch_seed(s, "other", &other);
	/* It notes a failed login only. */
	scratch_seed(s, "nobody",
	    &(struct seed){
		NULL, SEED_NONE, SEED_NONE, NULL, 0, "login_failures=1\n"});
	for (size_t i = 0; i < COUNT(cases); i++) {
		enum lanyard_error r;

		entry_init(&entry);
		r = entry_target(&entry, session, cases[i].target);
		if (cases[i].expected == NULL) {
			assert_int_equal(r, LANYARD_ERR_UNKNOWN_LOGIN);
			assert_non_null(strstr(
			    lanyard_session_message(session), cases[i].target));
		} else {
			assert_int_equal(r, LANYARD_OK);
			assert_string_equal(
			    entry.login->name, cases[i].expected);
		}
		entry_clear(&entry);
	}
}

static void
asks_git_configuration_last(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct entry entry;

	if (system("git --version >/dev/null 2>&1") != 0)
		skip();
	write_config(s, "gitconfig",
	    "[credential \"https://git.example.net:8443\"]\n"
	    "oauthClientId = c9\noauthTokenURL = /token\n"
	    "oauthAuthURL = /auth\n"
	    "[credential \"https://git.example.com\"]\n"
	    "oauthClientId = c8\noauthTokenURL = /token\n"
	    "[credential \"https://git.example.net:8443/group\"]\n"
	    "oauthClientId = c10\n"
	    "[credential \"https://work\"]\n"
	    "oauthClientId = c11\noauthTokenURL = /token\n");
	setenv("GIT_CONFIG_GLOBAL", scratch_path(s, "gitconfig"), 1);
	assert_string_equal(found_by(session, REQUEST), "work");
	assert_string_equal(
	    found_by(session, "protocol=https\nhost=git.example.net:8443\n"),
	    "https://git.example.net:8443");
	assert_string_equal(
	    found_by(session, "protocol=https\nhost=git.example.net\n"), "-");
	assert_string_equal(
	    found_by(session, "protocol=http\nhost=git.example.net:8443\n"),
	    "-");
	/* A host may have the name of a login: it is another one. */
	assert_string_equal(
	    found_by(session, "protocol=https\nhost=work\n"), "https://work");
	entry_init(&entry);
	assert_int_equal(entry_name(&entry, session, "work"), LANYARD_OK);
	assert_string_equal(entry.login->client_id, "c1");
	entry_clear(&entry);
	assert_int_equal(
	    entry_name(&entry, session, "https://work"), LANYARD_OK);
	assert_string_equal(entry.login->client_id, "c11");
	entry_clear(&entry);
	entry_init(&entry);
	assert_int_equal(
	    entry_name(&entry, session, "https://git.example.net:8443"),
	    LANYARD_OK);
	assert_string_equal(entry.login->client_id, "c9");
	assert_string_equal(
	    entry.login->token_endpoint, "https://git.example.net:8443/token");
	assert_true(entry.agrees);
	assert_string_equal(
	    found_by(session, "protocol=https\nhost=git.example.net:8443\n"
			      "path=group/x.git\n"),
	    "https://git.example.net:8443/group");
	entry_clear(&entry);
	entry_init(&entry);
	assert_int_equal(
	    entry_name(&entry, session, "https://git.example.net:8443/group"),
	    LANYARD_OK);
	assert_string_equal(entry.login->client_id, "c10");
	/* A record of it answers without git. */
	assert_int_equal(
	    lines_from_login(&entry.record.attributes, entry.login, NULL),
	    LANYARD_OK);
	assert_int_equal(
	    records_save(&entry.record, session->store, NULL), LANYARD_OK);
	entry_clear(&entry);
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	assert_string_equal(
	    found_by(session, "protocol=https\nhost=git.example.net:8443\n"
			      "path=group/y.git\n"),
	    "https://git.example.net:8443/group");
	assert_string_equal(
	    found_by(session, "protocol=https\nhost=git.example.net:8443\n"
			      "path=other/y.git\n"),
	    "-");
}

/* A login that only the store knows asks for what it was granted. */
static void
has_the_scope_of_its_record(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, "logins = { };\n");
	struct seed seed = SEED_FRESH;
	struct entry entry;

	seed.more = "client_id=c\nscope=read write\n";
	scratch_seed(s, "other", &seed);
	entry_init(&entry);
	assert_int_equal(entry_name(&entry, session, "other"), LANYARD_OK);
	assert_string_equal(entry.login->scope[0], "read");
	assert_string_equal(entry.login->scope[1], "write");
	assert_null(entry.login->scope[2]);
	entry_clear(&entry);
}

static void
knows_whose_tokens_it_has(void **state)
{
	static const struct {
		const char *more;
		bool agrees;
	} cases[] = {
	    {"", true},
	    {"token_endpoint=https://id.example.com/token\nclient_id=c1\n",
		true},
	    {"issuer=https://elsewhere\nclient_id=c1\n", true},
	    {"token_endpoint=https://elsewhere/token\nclient_id=c1\n", false},
	    {"client_id=c2\n", false},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = SEED_FRESH;
		struct entry entry;
		int64_t now = clock_now();

		seed.more = cases[i].more;
		scratch_seed(s, "work", &seed);
		entry_init(&entry);
		assert_int_equal(
		    entry_name(&entry, session, "work"), LANYARD_OK);
		assert_int_equal(entry.agrees, cases[i].agrees);
		assert_int_equal(
		    entry_refresh_token(&entry) != NULL, cases[i].agrees);
		assert_int_equal(entry_is_fresh(&entry, now), cases[i].agrees);
		assert_int_equal(entry_is_alive(&entry, now), cases[i].agrees);
		entry_clear(&entry);
	}
}

static void
has_a_margin_of_its_own(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s,
	    "logins = { work = { url = [ \"https://h\" ]; "
	    "token_endpoint = \"https://id/t\"; client_id = \"c\"; "
	    "refresh_margin_s = 300; }; };\n");
	struct entry entry;
	int64_t now = clock_now();

	scratch_seed(s, "work", &(struct seed){"at", -10000, 200, "rt", 1, ""});
	entry_init(&entry);
	assert_int_equal(entry_name(&entry, session, "work"), LANYARD_OK);
	assert_false(entry_is_fresh(&entry, now));
	assert_true(entry_is_alive(&entry, now));
	entry_clear(&entry);
}

/* The one file that was set aside; NULL for none or several. */
static const char *
aside_file(const struct scratch *s)
{
	DIR *dir = opendir(scratch_path(s, "store/logins"));
	static char path[4 * SCRATCH_PATH];
	struct dirent *entry;
	int count = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL)
		if (strstr(entry->d_name, ".aside-") != NULL) {
			count++;
			scratch_print(path, sizeof(path), "%s/store/logins/%s",
			    s->path, entry->d_name);
		}
	closedir(dir);
	return count == 1 ? path : NULL;
}

static void
sets_a_damaged_record_aside(void **state)
{
	static const char damaged[] = "name=work\nrefresh_token=precious\n";
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct person person = {0};
	struct lanyard_ui ui = {.context = &person, .notice = person_notice};
	const char *ways[] = {"work", "https://git.example.com"};

	for (size_t i = 0; i < 2 * COUNT(ways); i++) {
		struct entry entry;

		scratch_seed(s, "work", &(struct seed)SEED_FRESH);
		scratch_write(
		    scratch_path(s, "store/logins/work"), damaged, 0, 0600);
		session->ui = i % 2 == 0 ? NULL : &ui;
		entry_init(&entry);
		assert_int_equal(
		    entry_target(&entry, session, ways[i / 2]), LANYARD_OK);
		assert_false(entry.record.found);
		assert_true(entry.agrees);
		assert_null(entry_refresh_token(&entry));
		entry_clear(&entry);
		assert_non_null(aside_file(s));
		assert_string_equal(scratch_read(aside_file(s)), damaged);
		if (session->ui != NULL) {
			assert_int_equal(person.notices, (int)(i + 1) / 2);
			assert_non_null(
			    strstr(person.notice, "login work is now "));
			assert_non_null(strstr(person.notice, ".aside-"));
		}
		scratch_remove(s->store);
		session = scratch_open(s, SCRATCH_CONFIG);
	}

	/* Where another may be meant it is nobody's, and stays where it is. */
	session->ui = &ui;
	person.notices = 0;
	scratch_seed(s, "other", &(struct seed)SEED_FRESH);
	scratch_write(scratch_path(s, "store/logins/other"), "x", 0, 0600);
	assert_string_equal(
	    found_by(session, "protocol=https\nhost=only\n"), "-");
	assert_null(aside_file(s));
	assert_int_equal(person.notices, 0);
	assert_false(
	    scratch_exists(scratch_path(s, "store/logins/other.lock")));
}

static void
sets_a_damaged_record_aside_once(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	pid_t pids[FINDERS];
	struct entry entry;

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	scratch_write(scratch_path(s, "store/logins/work"), "x", 0, 0600);
	lanyard_session_close(&s->session);
	for (int i = 0; i < FINDERS; i++)
		if ((pids[i] = fork()) == 0) {
			session = scratch_another(s);
			entry_init(&entry);
			_exit(
			    entry_name(&entry, session, "work") != LANYARD_OK ||
			    entry.record.found);
		}
	for (int i = 0; i < FINDERS; i++)
		assert_int_equal(scratch_reap(pids[i]), 0);
	assert_non_null(aside_file(s));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(finds_configured_logins_first),
	    SCRATCH_TEST(chooses_among_stored_logins),
	    SCRATCH_TEST(names_a_target),
	    SCRATCH_TEST(asks_git_configuration_last),
	    SCRATCH_TEST(has_the_scope_of_its_record),
	    SCRATCH_TEST(knows_whose_tokens_it_has),
	    SCRATCH_TEST(has_a_margin_of_its_own),
	    SCRATCH_TEST(sets_a_damaged_record_aside),
	    SCRATCH_TEST(sets_a_damaged_record_aside_once),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
