/*
 * t_git_store.c - git's "store": what came back from a host that accepted it
 */
#include "scratch.h"

#include "base/limits.h"

#define WORK  "protocol=https\nhost=git.example.com\nusername=u\n"
#define SEEDS WORK "password=pw\noauth_refresh_token=seed\n"
#define ALONE "protocol=https\nhost=git.example.com\noauth_refresh_token=seed\n"
#define NOTHING                                                                \
	{                                                                      \
		NULL, SEED_NONE, SEED_NONE, NULL, 0, ""                        \
	}
#define DEAD "refresh_token_error=dead\nlast_error=x\nretry_at=1\n"

static enum lanyard_error
approve(struct lanyard_session *session, const char *lines)
{
	struct lanyard_credential *request = scratch_request(lines);
	enum lanyard_error r = lanyard_store(session, request);

	lanyard_credential_free(&request);
	return r;
}

static void
seeds_what_has_no_live_refresh_token(void **state)
{
	/* What is stored then; NULL: no such key. */
	static const struct {
		const char *what;
		const char *request;
		struct seed seed;
		const char *refresh_token;
		const char *access_token;
		const char *generation;
	} cases[] = {
	    {"nothing stored", SEEDS, NOTHING, "seed", NULL, "1"},
	    {"without a password", WORK "oauth_refresh_token=seed\n", NOTHING,
		"seed", NULL, "1"},
	    {"over a dead one", SEEDS, {"old", -4000, -400, "rt", 5, DEAD},
		"seed", NULL, "6"},
	    {"no refresh token", SEEDS, {"old", -4000, -400, NULL, 5, ""},
		"seed", NULL, "6"},
	    {"password is no token",
		WORK "password=p\xc3\xa4\noauth_refresh_token=seed\n", NOTHING,
		"seed", NULL, "1"},
	    {"empty password", WORK "password=\noauth_refresh_token=seed\n",
		NOTHING, "seed", NULL, "1"},
	    /* and otherwise nothing happens */
	    {"live", SEEDS, SEED_FRESH, "rt", "old", "5"},
	    {"live, token over", SEEDS, SEED_OVER, "rt", "old", "5"},
	    {"our own answer", WORK "password=old\n", SEED_FRESH, "rt", "old",
		"5"},
	    {"an older answer", WORK "password=older\n", SEED_FRESH, "rt",
		"old", "5"},
	    {"a password only", WORK "password=pw\n", NOTHING, NULL, NULL,
		NULL},
	    {"ephemeral", SEEDS "ephemeral=1\n", NOTHING, NULL, NULL, NULL},
	    {"ephemeral", SEEDS "ephemeral=true\n", NOTHING, NULL, NULL, NULL},
	    {"not ephemeral", SEEDS "ephemeral=0\n", NOTHING, "seed", NULL,
		"1"},
	    {"the dead one again",
		WORK "password=old\noauth_refresh_token=rt\n",
		{"old", -4000, -400, "rt", 5, DEAD}, "rt", "old", "5"},
	    {"another host",
		"protocol=https\nhost=h\nusername=u\npassword=pw\n"
		"oauth_refresh_token=seed\n",
		NOTHING, NULL, NULL, NULL},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);

		scratch_remove(s->store);
		if (cases[i].seed.generation != 0)
			scratch_seed(s, "work", &cases[i].seed);
		assert_int_equal(
		    approve(session, cases[i].request), LANYARD_OK);
		print_message("# %s\n", cases[i].what);
		assert_value(s, "refresh_token", cases[i].refresh_token);
		assert_value(s, "access_token", cases[i].access_token);
		assert_value(s, "generation", cases[i].generation);
		assert_int_equal(fake.calls, 0);
		assert_false(
		    scratch_exists(scratch_path(s, "store/passwords")));
		if (cases[i].generation == NULL)
			assert_false(scratch_exists(
			    scratch_path(s, "store/logins/work")));
		if (cases[i].refresh_token == NULL ||
		    strcmp(cases[i].refresh_token, "seed") != 0)
			continue;
		/* Enough to be refreshed by, and no trace of what failed. */
		assert_value(s, "refresh_token_error", NULL);
		assert_value(s, "last_error", NULL);
		assert_value(s, "retry_at", NULL);
		assert_value(
		    s, "token_endpoint", "https://id.example.com/token");
		assert_value(s, "client_id", "c1");
	}
}

static void
takes_the_expiry_of_a_seed(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	int64_t now = clock_now();
	const char *answer;
	char lines[256];

	/* Unknown: what came is not relied on. */
	assert_int_equal(approve(session, SEEDS), LANYARD_OK);
	assert_value(s, "access_token", NULL);
	assert_value(s, "expires_at", NULL);
	assert_int_equal(scratch_get(session, REQUEST, &answer), LANYARD_OK);
	assert_non_null(strstr(answer, "password=at-2\n"));
	assert_int_equal(fake.calls, 1);
	scratch_remove(s->store);
	session = scratch_open(s, SCRATCH_CONFIG);
	scratch_print(lines, sizeof(lines),
	    SEEDS "password_expiry_utc=%" PRId64 "\n", now + 1000);
	assert_int_equal(approve(session, lines), LANYARD_OK);
	assert_int_equal(scratch_number(s, "work", "expires_at"), now + 1000);
	/* Long enough ago for it to be refreshed when it is rejected. */
	assert_in_range(scratch_number(s, "work", "obtained_at"),
	    now - REJECTED_AGAIN_S, now - REJECTED_AGAIN_S + 5);
	/* It is an access token from then on. */
	assert_int_equal(scratch_get(session, REQUEST, &answer), LANYARD_OK);
	assert_non_null(strstr(answer, "password=pw\n"));
	assert_int_equal(fake.calls, 0);
	assert_int_equal(lanyard_refresh(session, "work", 0), LANYARD_OK);
	assert_value(s, "refresh_token", "rt-2");
}

static void
refuses_a_seed_that_is_no_token(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	static const char *const bad[] = {
	    WORK "oauth_refresh_token=\n",
	    WORK "oauth_refresh_token=a\tb\n",
	    WORK "oauth_refresh_token=\xc3\xa4\n",
	    WORK "oauth_refresh_token=a\x7f\n",
	    WORK "oauth_refresh_token=rt \n",
	    WORK "oauth_refresh_token=\"rt\"\n",
	    SEEDS "password_expiry_utc=soon\n",
	    SEEDS "password_expiry_utc=\n",
	    SEEDS "password_expiry_utc=-1\n",
	};

	for (size_t i = 0; i < COUNT(bad); i++) {
		assert_int_equal(
		    approve(session, bad[i]), LANYARD_ERR_PROTOCOL);
		assert_non_null(
		    strstr(lanyard_session_message(session), "login work"));
		assert_false(scratch_exists(s->store));
	}
}

/* What git cannot have sent, and is not kept, is told. */
static void
tells_a_person_what_is_not_kept(void **state)
{
	static const struct {
		const char *what;
		const char *request;
		struct seed seed;
		enum lanyard_error code;
	} cases[] = {
	    {"live", ALONE, SEED_FRESH, LANYARD_ERR_LIVE},
	    {"over", ALONE, SEED_OVER, LANYARD_ERR_LIVE},
	    {"the live one itself",
		"protocol=https\nhost=git.example.com\n"
		"oauth_refresh_token=rt\n",
		SEED_FRESH, LANYARD_OK},
	    {"the dead one itself",
		"protocol=https\nhost=git.example.com\n"
		"oauth_refresh_token=rt\n",
		{"old", -4000, -400, "rt", 5, DEAD}, LANYARD_ERR_GRANT},
	    {"with a user name only", ALONE "username=u\n", SEED_FRESH,
		LANYARD_ERR_LIVE},
	    {"with a password only", ALONE "password=p\n", SEED_FRESH,
		LANYARD_ERR_LIVE},
	    {"as git does", ALONE "username=u\npassword=p\n", SEED_FRESH,
		LANYARD_OK},
	    {"as a new git does", ALONE "authtype=b\ncredential=p\n",
		SEED_FRESH, LANYARD_OK},
	    {"another host",
		"protocol=https\nhost=h\noauth_refresh_token=seed\n",
		SEED_FRESH, LANYARD_ERR_UNKNOWN_LOGIN},
	    {"another scheme",
		"protocol=http\nhost=git.example.com\n"
		"oauth_refresh_token=seed\n",
		SEED_FRESH, LANYARD_ERR_UNKNOWN_LOGIN},
	    {"another port",
		"protocol=https\nhost=git.example.com:8443\n"
		"oauth_refresh_token=seed\n",
		SEED_FRESH, LANYARD_ERR_UNKNOWN_LOGIN},
	    {"no host", "protocol=https\noauth_refresh_token=seed\n",
		SEED_FRESH, LANYARD_ERR_PROTOCOL},
	    {"no protocol", "host=git.example.com\noauth_refresh_token=seed\n",
		SEED_FRESH, LANYARD_ERR_PROTOCOL},
	    {"a slip",
		"protocol=https\nhost=git.example.com\nrefresh_token=seed\n",
		SEED_FRESH, LANYARD_ERR_PROTOCOL},
	    {"ephemeral", ALONE "ephemeral=1\n", SEED_FRESH, LANYARD_OK},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);

		print_message("# %s\n", cases[i].what);
		scratch_remove(s->store);
		scratch_seed(s, "work", &cases[i].seed);
		assert_int_equal(
		    approve(session, cases[i].request), cases[i].code);
		assert_null(strstr(lanyard_session_message(session), "=seed"));
		assert_value(s, "refresh_token", "rt");
		assert_value(s, "generation", "5");
	}
}

static void
sets_a_record_of_another_server_aside(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct seed seed = SEED_FRESH;
	struct dirent *entry;
	size_t aside = 0;
	DIR *dir;

	seed.more = "client_id=c0\nscope=all\n";
	scratch_seed(s, "work", &seed);
	assert_int_equal(approve(session, SEEDS), LANYARD_OK);
	assert_value(s, "refresh_token", "seed");
	assert_value(s, "client_id", "c1");
	assert_value(s, "scope", NULL);
	dir = opendir(scratch_path(s, "store/logins"));
	while ((entry = readdir(dir)) != NULL)
		aside += strstr(entry->d_name, ".aside-") != NULL;
	closedir(dir);
	assert_int_equal(aside, 1);
}

static void
keeps_plain_passwords_where_it_may(void **state)
{
	static const struct {
		const char *config;
		const char *request;
		const char *answer;
	} cases[] = {
	    {PASSWORDS, "username=u\npassword=p\n", "username=u\npassword=p\n"},
	    {PASSWORDS, "username=\npassword=\n", "username=\npassword=\n"},
	    {PASSWORDS, "username=u\npassword=p\noauth_refresh_token=rt\n",
		"username=u\npassword=p\noauth_refresh_token=rt\n"},
	    {PASSWORDS, "username=u\npassword=p\nephemeral=1\n", ""},
	    {PASSWORDS, "username=u\n", ""},
	    {PASSWORDS, "password=p\n", ""},
	    {"", "username=u\npassword=p\n", ""},
	};
	struct scratch *s = *state;
	char config[1024], request[256];
	const char *answer;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session;

		scratch_print(config, sizeof(config), "%s%s", cases[i].config,
		    SCRATCH_CONFIG);
		session = scratch_open(s, config);
		scratch_print(request, sizeof(request),
		    "protocol=https\nhost=h\n%s", cases[i].request);
		assert_int_equal(approve(session, request), LANYARD_OK);
		assert_int_equal(
		    scratch_get(session, "protocol=https\nhost=h\n", &answer),
		    LANYARD_OK);
		assert_string_equal(answer, cases[i].answer);
		if (cases[i].answer[0] == '\0')
			assert_false(scratch_exists(s->store));
		scratch_remove(s->store);
	}
}

/* Many gits get the same new credential at once. */
static void
seeds_once(void **state)
{
	struct scratch *s = *state;
	char lines[256];
	pid_t pids[8];

	scratch_open(s, SCRATCH_CONFIG);
	lanyard_session_close(&s->session);
	for (int i = 0; i < 8; i++)
		if ((pids[i] = fork()) == 0) {
			scratch_print(lines, sizeof(lines),
			    WORK "password=p%d\noauth_refresh_token=s%d\n", i,
			    i);
			_exit((int)approve(scratch_another(s), lines));
		}
	for (int i = 0; i < 8; i++)
		assert_int_equal(scratch_reap(pids[i]), LANYARD_OK);
	assert_value(s, "generation", "1");
	assert_non_null(scratch_value(s, "work", "refresh_token"));
}

static void
reports_what_it_could_not_save(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	scratch_seed(
	    s, "work", &(struct seed){"old", -4000, -400, "rt", 5, DEAD});
	assert_int_equal(
	    mkdir(scratch_path(s, "store/logins/work.new"), 0700), 0);
	assert_int_equal(approve(session, SEEDS), LANYARD_ERR_STORE);
	assert_value(s, "access_token", "old");
	assert_value(s, "generation", "5");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(seeds_what_has_no_live_refresh_token),
	    SCRATCH_TEST(takes_the_expiry_of_a_seed),
	    SCRATCH_TEST(refuses_a_seed_that_is_no_token),
	    SCRATCH_TEST(tells_a_person_what_is_not_kept),
	    SCRATCH_TEST(sets_a_record_of_another_server_aside),
	    SCRATCH_TEST(keeps_plain_passwords_where_it_may),
	    SCRATCH_TEST(seeds_once),
	    SCRATCH_TEST(reports_what_it_could_not_save),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
