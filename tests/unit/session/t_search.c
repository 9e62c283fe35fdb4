/*
 * t_search.c - search.c: which login is meant
 *
 * How patterns match is t_match.c's; here is where the logins come from: the
 * configuration, the store, git's configuration, by name or by URL.
 */
#include "scratch.h"

#include "copies.h"
#include "login/lines.h"
#include "session/search.h"
#include "store/records.h"

#define H "https://git.example.com"

/* ---- questions ---- */

static const char *
name_of(const struct entry *entry, bool found)
{
	static char name[256];

	scratch_print(
	    name, sizeof(name), "%s", found ? entry->login->name : "-");
	if (found) {
		assert_string_equal(entry->record.name, name);
		assert_false(entry->brief);
	}
	return name;
}

/* The name of the login that answers LINES, or "-". */
static const char *
found_by(struct lanyard_session *session, const char *lines)
{
	struct lanyard_credential *request = scratch_request(lines);
	struct entry entry;
	const char *name;
	bool found = true;

	error_clear(&session->error);
	entry_init(&entry);
	assert_int_equal(
	    search_request(&entry, session, request, &found), LANYARD_OK);
	assert_string_equal(session->error.message, "");
	if (found)
		assert_ptr_equal(
		    entry.host, attributes_text(&request->attributes, "host"));
	name = name_of(&entry, found);
	entry_clear(&entry);
	lanyard_credential_free(&request);
	return name;
}

/* The same by name or URL, in both ways; "-" where no login is known. */
static const char *
named_by(struct lanyard_session *session, const char *target)
{
	enum lanyard_error results[2];
	const char *name = "-";

	for (int way = 0; way < 2; way++) {
		struct entry entry;

		entry_init(&entry);
		results[way] =
		    way == 0 ? search_target(&entry, session, target)
			     : search_target_brief(&entry, session, target);
		if (results[way] == LANYARD_OK)
			name = name_of(&entry, true);
		else
			assert_int_equal(
			    results[way], LANYARD_ERR_UNKNOWN_LOGIN);
		assert_null(entry.host);
		entry_clear(&entry);
	}
	assert_int_equal(results[0], results[1]);
	return name;
}

/* ---- logins, to be put into the configuration or the store ---- */

struct described {
	const char *name, *url;
	const char *username, *basic_username; /* NULL: none */
};

static const struct described catalogue[] = {
    {"all", H, NULL, NULL},
    {"group", H "/group", NULL, NULL},
    {"sub", H "/group/sub", NULL, NULL},
    {"port", H ":8443", NULL, NULL},
    {"mail", "imaps://git.example.com", NULL, NULL},
    {"wild", "https://*.example.com", NULL, NULL},
    {"wildgroup", "https://*.example.com/group", NULL, NULL},
    {"alice", H, "alice", NULL},
    {"bob", H, "bob", NULL},
    {"bobgroup", H "/group", "bob", NULL},
    {"robot", H, "robot", "x-token"},
    {"droid", H, "droid", "x-token"},
};

static const struct described *
described(const char *name, size_t size)
{
	for (size_t i = 0; i < COUNT(catalogue); i++)
		if (strlen(catalogue[i].name) == size &&
		    strncmp(catalogue[i].name, name, size) == 0)
			return &catalogue[i];
	fail_msg("no login %s", name);
	return NULL;
}

__attribute__((format(printf, 2, 3))) static void
add(char *text, const char *format, ...)
{
	size_t size = strlen(text);
	va_list arguments;

	va_start(arguments, format);
	assert_in_range(vsnprintf(text + size, 4096 - size, format, arguments),
	    0, 4095 - size);
	va_end(arguments);
}

static void
configure(char *config, const struct described *login)
{
	add(config,
	    "%s = { url = [ \"%s\" ]; client_id = \"c1\"; "
	    "token_endpoint = \"https://id.example.com/token\"; ",
	    login->name, login->url);
	if (login->username != NULL)
		add(config, "username = \"%s\"; ", login->username);
	if (login->basic_username != NULL)
		add(config, "basic_username = \"%s\"; ", login->basic_username);
	add(config, "};\n");
}

/* Its access token is "at-NAME", its generation 5. */
static void
store(const struct scratch *s, const struct described *login, bool whole)
{
	char token[64], lines[4096] = "";

	scratch_print(token, sizeof(token), "at-%s", login->name);
	if (whole)
		add(lines, "client_id=c1\nurl[]=%s\n", login->url);
	if (whole && login->username != NULL)
		add(lines, "username=%s\n", login->username);
	if (whole && login->basic_username != NULL)
		add(lines, "basic_username=%s\n", login->basic_username);
	scratch_seed(
	    s, login->name, &(struct seed){token, -10, 3000, "rt", 5, lines});
}

/*
 * A session that has LOGINS, names with a space between; after a "|" they are
 * in the store only. With records those of the configuration have one too.
 */
static struct lanyard_session *
open_with(struct scratch *s, const char *logins, bool records)
{
	char config[4096] = "logins = {\n";
	bool stored_only = false;

	scratch_remove(s->store);
	while (*logins != '\0') {
		size_t size = strcspn(logins, " ");

		if (*logins == '|') {
			stored_only = true;
		} else {
			const struct described *login = described(logins, size);

			if (!stored_only)
				configure(config, login);
			if (stored_only || records)
				store(s, login, stored_only);
		}
		logins += size + (logins[size] == ' ');
	}
	add(config, "};\n");
	return scratch_open(s, config);
}

#define AT	 "protocol=https\nhost=git.example.com\n"
#define TOKEN(t) "password=" t "\n"
#define STATE(n) "capability[]=state\nstate[]=lanyard:" n "\n"

/* ---- by request ---- */

struct choice {
	const char *logins, *lines, *expected;
};

static void
check(struct scratch *s, const struct choice *choice, const char *logins,
    bool records)
{
	struct lanyard_session *session = open_with(s, logins, records);
	const char *name = found_by(session, choice->lines);

	if (strcmp(name, choice->expected) != 0)
		fail_msg("%s; %s: %s, not %s", logins, choice->lines, name,
		    choice->expected);
}

/* Wherever they are from, and whether or not they have tokens. */
static void
chooses_alike_in_configuration_and_store(void **state)
{
	static const struct choice cases[] = {
	    {"all", AT, "all"},
	    {"all", AT "path=any/where\n", "all"},
	    {"", AT, "-"},
	    /* the longest path */
	    {"all group sub", AT "path=group/x\n", "group"},
	    {"sub all group", AT "path=group/sub/x\n", "sub"},
	    {"group sub all", AT "path=group/subs\n", "group"},
	    {"group sub all", AT "path=groups/x\n", "all"},
	    {"group sub", AT "path=other\n", "-"},
	    /* the exact host over the wildcard, the path over both */
	    {"wild all", AT, "all"},
	    {"all wild", AT, "all"},
	    {"wild", AT, "wild"},
	    {"wild", "protocol=https\nhost=a.b.example.com\n", "wild"},
	    {"wild", "protocol=https\nhost=example.com\n", "-"},
	    {"wildgroup all", AT "path=group/x\n", "wildgroup"},
	    {"wildgroup group", AT "path=group/x\n", "group"},
	    /* ports and schemes */
	    {"all port", "protocol=https\nhost=git.example.com:8443\n", "port"},
	    {"all port", "protocol=https\nhost=git.example.com:443\n", "all"},
	    {"all port", "protocol=https\nhost=git.example.com:444\n", "-"},
	    {"all mail", "protocol=imaps\nhost=git.example.com\n", "mail"},
	    {"all mail", "protocol=http\nhost=git.example.com\n", "-"},
	    {"all", "protocol=HTTPS\nhost=GIT.Example.COM\n", "all"},
	    /* the account */
	    {"alice bob", AT "username=bob\n", "bob"},
	    {"alice bob", AT "username=alice\n", "alice"},
	    {"alice bob", AT "username=carol\n", "-"},
	    {"alice all", AT "username=carol\n", "all"},
	    {"all bob", AT "username=bob\n", "bob"},
	    {"group bob", AT "path=group/x\nusername=bob\n", "group"},
	    {"wild bob", AT "username=bob\n", "bob"},
	    /* no path in the request */
	    {"group", AT, "group"},
	    {"group sub", AT, "-"},
	    {"group sub all", AT, "all"},
	    {"all sub group", AT, "all"},
	    {"sub group", AT, "-"},
	    {"sub group", AT "path=group\n", "group"},
	    {"group wildgroup", AT, "-"},
	    {"group bobgroup", AT "username=bob\n", "-"},
	    {"alice bobgroup", AT "username=bob\n", "bobgroup"},
	    /* several accounts that git knows by one user name */
	    {"robot droid", AT "username=x-token\n" TOKEN("at-droid"), "droid"},
	    {"droid robot", AT "username=x-token\n" TOKEN("at-droid"), "droid"},
	    {"robot droid", AT TOKEN("at-robot"), "robot"},
	    {"robot droid", AT STATE("droid:5"), "droid"},
	    {"robot droid", AT STATE("robot:4"), "robot"},
	    {"robot droid", AT "username=robot\n" STATE("droid:5"), "robot"},
	    {"robot all", AT STATE("all:0") "username=robot\n", "robot"},
	    /* one who says no host or no protocol asks for nothing */
	    {"all", "protocol=https\n", "-"},
	    {"all", "host=git.example.com\n", "-"},
	    {"all", "", "-"},
	    {"all", "protocol=https\nhost=git.example.com/x\n", "-"},
	    {"all", "protocol=https\nhost=*.example.com\n", "-"},
	};
	struct scratch *s = *state;
	char stored[256];

	for (size_t i = 0; i < COUNT(cases); i++) {
		bool told = strstr(cases[i].lines, "password=") == NULL;

		scratch_print(stored, sizeof(stored), "| %s", cases[i].logins);
		check(s, &cases[i], stored, true);
		check(s, &cases[i], cases[i].logins, true);
		/* A token that nobody has tells nothing. */
		if (told)
			check(s, &cases[i], cases[i].logins, false);
	}
}

static void
puts_the_configuration_first(void **state)
{
	static const struct choice cases[] = {
	    {"all | group", AT, "all"},
	    {"all | group", AT "path=group/x\n", "all"},
	    {"wild | all", AT, "wild"},
	    {"wild | bob", AT "username=bob\n", "wild"},
	    {"alice | bob", AT "username=bob\n", "bob"},
	    {"group | sub", AT "path=group/sub\n", "group"},
	    {"group | sub", AT "path=else/x\n", "-"},
	    {"group | all", AT "path=else/x\n", "all"},
	    {"port | all", AT, "all"},
	    /* without a path all that name the host count */
	    {"group sub | all", AT, "all"},
	    {"group sub | bobgroup", AT "username=bob\n", "-"},
	    {"alice | group", AT, "alice"},
	    /* but for what git brings back */
	    {"all | group", AT "path=group/x\n" TOKEN("at-group"), "group"},
	    {"all | group", AT "path=group/x\n" STATE("group:5"), "group"},
	    {"all | group", AT "path=group/x\n" STATE("all:5"), "all"},
	    {"all | group", AT "path=group/x\n" TOKEN("at-all"), "all"},
	    {"all | group", AT "path=group/x\n" TOKEN("at-else"), "all"},
	    {"all | group", AT "path=group/x\n" STATE("else:5"), "all"},
	    {"all | group", AT "path=group/x\n" STATE("group:x"), "all"},
	    {"robot | droid", AT "username=x-token\n" TOKEN("at-droid"),
		"droid"},
	    {"robot | droid", AT "username=x-token\n" TOKEN("at-robot"),
		"robot"},
	    {"robot | droid", AT "username=x-token\n", "robot"},
	    /* and that only where the login answers at all */
	    {"all | port", AT TOKEN("at-port"), "all"},
	    {"all | group", AT "path=x\n" TOKEN("at-group"), "all"},
	    {"robot | droid", AT "username=robot\n" TOKEN("at-droid"), "robot"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++)
		check(s, &cases[i], cases[i].logins, true);
}

/* Records that describe no login, or another than the one of their name. */
static void
passes_over_what_is_no_login(void **state)
{
	static const struct {
		const char *name, *lines; /* NULL: what does not parse */
	} cases[] = {
	    {"noted", "login_failures=1\nurl[]=https://only\n"},
	    {"damaged", NULL},
	    {"plain", "client_id=c\nurl[]=http://only\n"},
	    {"nothing", "client_id=c\n"},
	    {"strange", "client_id=c\nurl[]=only\n"},
	    /* its record may have a pattern from before */
	    {"work", "client_id=c1\nurl[]=https://only\n"},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	char path[64];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = {"at", -10, 3000, "rt", 1, cases[i].lines};

		scratch_seed(s, cases[i].name, &seed);
		scratch_print(
		    path, sizeof(path), "store/logins/%s", cases[i].name);
		if (cases[i].lines == NULL)
			scratch_write(scratch_path(s, path), "x", 0, 0600);
	}
	assert_string_equal(
	    found_by(session, "protocol=https\nhost=only\n"), "-");
	assert_string_equal(
	    found_by(session, "protocol=http\nhost=only\n"), "-");
	/* They hide none that does, and all are still there. */
	scratch_seed(s, "other",
	    &(struct seed){
		"at", -10, 100, NULL, 1, "client_id=c\nurl[]=https://only\n"});
	assert_string_equal(
	    found_by(session, "protocol=https\nhost=only\n"), "other");
	assert_string_equal(
	    scratch_read(scratch_path(s, "store/logins/damaged")), "x");
}

/* ---- by name, by URL ---- */

static void
names_a_target(void **state)
{
	static const struct {
		const char *target;
		const char *expected;
	} cases[] = {
	    {"all", "all"},
	    {"sub", "sub"},
	    {"port", "port"},
	    {H "/x", "all"},
	    {H "/group", "group"},
	    {H "/group/sub/", "group"},
	    {H "/groups", "all"},
	    {H ":8443/x", "port"},
	    {"https://bob@git.example.com", "bob"},
	    {"https://bob:p@git.example.com/x", "bob"},
	    {"https://alice@git.example.com", "all"},
	    {"imaps://git.example.com", "mail"},
	    {"HTTPS://GIT.example.com:443", "all"},
	    {"nobody", "-"},
	    {"All", "-"},
	    {"al", "-"},
	    {"", "-"},
	    {"git.example.com", "-"},
	    {"https://nobody.example.com", "-"},
	    {H ":8444", "-"},
	    {"https://", "-"},
	    {"://", "-"},
	    {"ftp://git.example.com", "-"},
	    {"../logins/all", "-"},
	    {"logins/sub", "-"},
	};
	struct scratch *s = *state;
	struct lanyard_session *session =
	    open_with(s, "all group mail bob | sub port", false);

	/* It notes a failed login only. */
	scratch_seed(s, "nobody",
	    &(struct seed){
		NULL, SEED_NONE, SEED_NONE, NULL, 0, "login_failures=1\n"});
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(
		    named_by(session, cases[i].target), cases[i].expected);
}

static void
says_what_it_does_not_know(void **state)
{
	static const struct {
		const char *target;
		const char *message;
		bool hint;
	} cases[] = {
	    {"nobody", "no login named nobody", true},
	    {"", "no login named ", true},
	    {"a\033[1mb", "no login named a?[1mb", true},
	    {"u:secret@git.example.com", "no login named ...@git.example.com",
		true},
	    {"https://h.example.com/x",
		"no login answers "
		"https://h.example.com/x",
		true},
	    {H "/else", "no login answers " H "/else", true},
	    {"https://u:secret@h.example.com/x",
		"no login answers https://u@h.example.com/x", true},
	    {"https://u:s@cret@h.example.com",
		"not a URL that a login could answer", false},
	    {"https://u:s#cret@h.example.com",
		"not a URL that a login could answer", false},
	    {"https://evil.example:443\\@git.example.com/",
		"not a URL that a login could answer", false},
	    {H "/My Project?x=y z",
		"no login answers " H "/My%20Project?x=y%20z", true},
	    {"https://", "not a URL that a login could answer: https://",
		false},
	    {"ftp://[::x/", "not a URL that a login could answer: ftp://[::x/",
		false},
	    {"https://u:secret@", "not a URL that a login could answer", false},
	    {"https://u:secret@h:x/", "not a URL that a login could answer",
		false},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		struct lanyard_session *session =
		    open_with(s, "group sub", false);
		const char *target = cases[i / 2].target, *hint;

		/* Without a configuration's place there is none to name. */
		if (i % 2 == 1)
			session->config_path[0] = '\0';
		assert_string_equal(named_by(session, target), "-");
		assert_string_equal(
		    lanyard_session_message(session), cases[i / 2].message);
		hint = lanyard_session_hint(session);
		if (cases[i / 2].hint &&
		    strstr(target, "git.example.com") != NULL) {
			/* Another path of a host that logins answer for. */
			assert_non_null(strstr(hint, " answers " H));
		} else if (!cases[i / 2].hint || i % 2 == 1) {
			assert_null(hint);
		} else {
			assert_non_null(strstr(hint, "lanyard status"));
			assert_non_null(strstr(hint, s->config));
		}
	}
}

/* ---- what cannot be looked at ---- */

/* Every way comes to the error EXPECTED. */
static void
fails(struct lanyard_session *session, enum lanyard_error expected)
{
	struct lanyard_credential *request = scratch_request(AT);
	const char *const targets[] = {H, "all"};
	struct entry entry;
	bool found = true;

	entry_init(&entry);
	assert_int_equal(
	    search_request(&entry, session, request, &found), expected);
	assert_false(found);
	assert_int_equal(session->error.code, expected);
	entry_clear(&entry);
	for (size_t i = 0; i < COUNT(targets); i++) {
		error_clear(&session->error);
		assert_int_equal(
		    search_target(&entry, session, targets[i]), expected);
		entry_clear(&entry);
		assert_int_equal(
		    search_target_brief(&entry, session, targets[i]), expected);
		assert_int_equal(session->error.code, expected);
		entry_clear(&entry);
	}
	lanyard_credential_free(&request);
}

/* A session that has yet to read CONFIG, and no system's beside it. */
static struct lanyard_session *
open_unread(struct scratch *s, const char *config)
{
	const struct lanyard_options options = {
	    .config_path = s->config, .store_path = s->store};

	lanyard_session_close(&s->session);
	scratch_write(s->config, config, 0, 0600);
	assert_int_equal(
	    lanyard_session_open(&s->session, &options), LANYARD_OK);
	s->session->system_path = "/nonexistent/lanyard.conf";
	return s->session;
}

/* A file is where the records' folder should be. */
static void
spoil_store(const struct scratch *s)
{
	scratch_remove(s->store);
	assert_int_equal(mkdir(s->store, 0700), 0);
	scratch_write(scratch_path(s, "store/logins"), "", 0, 0600);
}

static void
answers_nothing_where_it_cannot_look(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session;

	open_with(s, "| all", true);
	session = open_unread(s, "logins = 1;\n");
	fails(session, LANYARD_ERR_CONFIG);
	assert_non_null(strstr(lanyard_session_message(session), ":1: "));
	session = open_unread(s, "logins = { };\n");
	assert_string_equal(found_by(session, AT), "all");
	spoil_store(s);
	session = open_unread(s, "logins = { };\n");
	fails(session, LANYARD_ERR_STORE);
	/* That a login is configured is of no use without its record. */
	session = open_with(s, "all", false);
	spoil_store(s);
	fails(session, LANYARD_ERR_STORE);
}

/* Where memory runs out, no other login answers than otherwise. */
static void
answers_nothing_where_memory_runs_out(void **state)
{
	static const char *const logins[] = {
	    "wild group", "| wild group", "wild | all", "group | wild"};
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct lanyard_credential *request =
	    scratch_request(AT "path=group/x\n" STATE("all:5"));

	for (size_t i = 0; i < COUNT(logins); i++) {
		const char *expected = i == 2 ? "all" : "group";
		bool failed = true;

		session = open_with(s, logins[i], true);
		for (int n = 0; failed; n++) {
			struct entry entry;
			enum lanyard_error r;
			bool found;

			entry_init(&entry);
			copies = n;
			r = search_request(&entry, session, request, &found);
			failed = copies == -1;
			copies = -1;
			assert_int_equal(found, r == LANYARD_OK);
			if (r == LANYARD_OK)
				assert_string_equal(
				    entry.login->name, expected);
			else
				assert_int_equal(r, LANYARD_ERR_MEMORY);
			entry_clear(&entry);
		}
	}
	lanyard_credential_free(&request);
}

/* ---- git's configuration ---- */

#define NET "protocol=https\nhost=git.example.net:8443\n"

static const char gitconfig[] =
    "[credential \"https://git.example.net:8443\"]\n"
    "oauthClientId = c9\noauthTokenURL = /token\n"
    "oauthAuthURL = /auth\n"
    "[credential \"https://git.example.com\"]\n"
    "oauthClientId = c8\noauthTokenURL = /token\n"
    "[credential \"https://git.example.net:8443/group\"]\n"
    "oauthClientId = c10\n"
    "[credential \"https://work\"]\n"
    "oauthClientId = c11\noauthTokenURL = /token\n";

static struct lanyard_session *
open_with_git(struct scratch *s)
{
	if (system("git --version >/dev/null 2>&1") != 0)
		skip();
	scratch_write(scratch_path(s, "gitconfig"), gitconfig, 0, 0600);
	setenv("GIT_CONFIG_GLOBAL", scratch_path(s, "gitconfig"), 1);
	return scratch_open(s, SCRATCH_CONFIG);
}

static void
asks_git_configuration_last(void **state)
{
	static const struct {
		const char *lines;
		const char *expected;
	} cases[] = {
	    {REQUEST, "work"},
	    {NET, "https://git.example.net:8443"},
	    {NET "path=group/x.git\n", "https://git.example.net:8443/group"},
	    {"protocol=https\nhost=git.example.net\n", "-"},
	    {"protocol=http\nhost=git.example.net:8443\n", "-"},
	    /* a host may have the name of a login: it is another one */
	    {"protocol=https\nhost=work\n", "https://work"},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = open_with_git(s);

	for (size_t i = 0; i < COUNT(cases); i++)
		assert_string_equal(
		    found_by(session, cases[i].lines), cases[i].expected);
	/* The store goes before it. */
	scratch_seed(s, "other",
	    &(struct seed){"at", -10, 3000, "rt", 1,
		"client_id=c\nurl[]=https://git.example.net:8443\n"});
	assert_string_equal(found_by(session, NET), "other");
}

static void
names_a_login_of_git(void **state)
{
	static const struct {
		const char *name;
		const char *client_id;
	} cases[] = {
	    {"work", "c1"},
	    {"https://work", "c11"},
	    {"https://git.example.net:8443", "c9"},
	    {"https://git.example.net:8443/group", "c10"},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = open_with_git(s);
	struct entry entry;

	for (size_t i = 0; i < COUNT(cases); i++) {
		entry_init(&entry);
		assert_int_equal(
		    search_name(&entry, session, cases[i].name), LANYARD_OK);
		assert_string_equal(entry.login->client_id, cases[i].client_id);
		assert_true(entry.agrees);
		entry_clear(&entry);
		assert_string_equal(
		    named_by(session, cases[i].name), cases[i].name);
	}
	assert_string_equal(named_by(session, "https://git.example.net"), "-");
}

/* A record of such a login answers without git. */
static void
keeps_a_login_of_git(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = open_with_git(s);
	struct entry entry;

	entry_init(&entry);
	assert_int_equal(
	    search_name(&entry, session, "https://git.example.net:8443/group"),
	    LANYARD_OK);
	assert_string_equal(
	    entry.login->token_endpoint, "https://git.example.net:8443/token");
	assert_int_equal(
	    lines_from_login(&entry.record.attributes, entry.login, NULL),
	    LANYARD_OK);
	assert_int_equal(
	    records_save(&entry.record, session->store, NULL), LANYARD_OK);
	entry_clear(&entry);
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	assert_string_equal(found_by(session, NET "path=group/y.git\n"),
	    "https://git.example.net:8443/group");
	assert_string_equal(found_by(session, NET "path=other/y.git\n"), "-");
}

/* Asking for what is not there makes nothing. */
static void
leaves_no_trace(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	assert_string_equal(found_by(session, REQUEST), "work");
	assert_string_equal(
	    found_by(session, "protocol=https\nhost=only\n"), "-");
	assert_string_equal(named_by(session, "work"), "work");
	assert_string_equal(named_by(session, "nobody"), "-");
	assert_string_equal(named_by(session, "https://only"), "-");
	assert_false(scratch_exists(s->store));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(chooses_alike_in_configuration_and_store),
	    SCRATCH_TEST(puts_the_configuration_first),
	    SCRATCH_TEST(passes_over_what_is_no_login),
	    SCRATCH_TEST(names_a_target),
	    SCRATCH_TEST(says_what_it_does_not_know),
	    SCRATCH_TEST(answers_nothing_where_it_cannot_look),
	    SCRATCH_TEST(answers_nothing_where_memory_runs_out),
	    SCRATCH_TEST(asks_git_configuration_last),
	    SCRATCH_TEST(names_a_login_of_git),
	    SCRATCH_TEST(keeps_a_login_of_git),
	    SCRATCH_TEST(leaves_no_trace),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
