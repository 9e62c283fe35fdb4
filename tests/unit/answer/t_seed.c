/*
 * t_seed.c - a refresh token from elsewhere becomes a login's
 */
#include "scratch.h"

#include "answer/seed.h"

#define DEAD "refresh_token_error=dead\nlast_error=x\nretry_at=1\n"
#define NOTHING                                                                \
	{                                                                      \
		NULL, SEED_NONE, SEED_NONE, NULL, 0, ""                        \
	}
#define DYING                                                                  \
	{                                                                      \
		"old", -4000, -400, "rt", 5, DEAD                              \
	}
/* What a save that was killed has left: younger than SEED_FRESH. */
#define LEFT                                                                   \
	"name=work\nclient_id=c1\nurl[]=https://git.example.com\n"             \
	"token_endpoint=https://id.example.com/token\n"                        \
	"access_token=left\nrefresh_token=rt-left\ngeneration=6\n\n"

static enum lanyard_error
hand_in(struct lanyard_session *session, const char *text, bool force)
{
	return lanyard_seed(session, "work", text, strlen(text), force);
}

/* How many files of the store's logins have PART in their name. */
static size_t
count_files(const struct scratch *s, const char *part)
{
	DIR *dir = opendir(scratch_path(s, "store/logins"));
	struct dirent *entry;
	size_t count = 0;

	while (dir != NULL && (entry = readdir(dir)) != NULL)
		count += strstr(entry->d_name, part) != NULL;
	if (dir != NULL)
		closedir(dir);
	return count;
}

static void
keeps_what_may_be_kept(void **state)
{
	static const struct {
		const char *what;
		struct seed seed;
		const char *left; /* NAME.new; NULL: none */
		const char *text;
		bool force;
		enum lanyard_error code;
		const char *refresh_token;
		const char *generation;
	} cases[] = {
	    {"nothing stored", NOTHING, NULL, "seed", false, LANYARD_OK, "seed",
		"1"},
	    {"dead", DYING, NULL, "seed", false, LANYARD_OK, "seed", "6"},
	    {"live", SEED_FRESH, NULL, "seed", false, LANYARD_ERR_LIVE, "rt",
		"5"},
	    {"live, over", SEED_OVER, NULL, "seed", false, LANYARD_ERR_LIVE,
		"rt", "5"},
	    {"live, by force", SEED_FRESH, NULL, "seed", true, LANYARD_OK,
		"seed", "6"},
	    {"itself", SEED_FRESH, NULL, "rt", false, LANYARD_OK, "rt", "5"},
	    {"the dead one", DYING, NULL, "rt", false, LANYARD_ERR_GRANT, "rt",
		"5"},
	    {"the dead one, by force", DYING, NULL, "rt", true, LANYARD_OK,
		"rt", "6"},
	    {"left alone", NOTHING, LEFT, "seed", false, LANYARD_OK, "seed",
		"1"},
	    {"half of it left alone", NOTHING, "name=wo", "seed", false,
		LANYARD_OK, "seed", "1"},
	    {"left beside a record", DYING, LEFT, "seed", false,
		LANYARD_ERR_LIVE, "rt-left", "6"},
	    {"the same, by force", DYING, LEFT, "seed", true, LANYARD_OK,
		"seed", "7"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);
		bool set_aside = cases[i].left != NULL &&
				 strcmp(cases[i].what, "left alone") == 0;

		print_message("# %s\n", cases[i].what);
		scratch_remove(s->store);
		if (cases[i].seed.generation != 0)
			scratch_seed(s, "work", &cases[i].seed);
		(void)mkdir(s->store, 0700);
		(void)mkdir(scratch_path(s, "store/logins"), 0700);
		if (cases[i].left != NULL)
			scratch_write(scratch_path(s, "store/logins/work.new"),
			    cases[i].left, 0, 0600);
		assert_int_equal(
		    hand_in(session, cases[i].text, cases[i].force),
		    cases[i].code);
		assert_value(s, "refresh_token", cases[i].refresh_token);
		assert_value(s, "generation", cases[i].generation);
		assert_int_equal(count_files(s, ".aside-"), set_aside);
		assert_int_equal(fake.calls, 0);
		if (cases[i].code == LANYARD_ERR_LIVE)
			assert_non_null(strstr(lanyard_session_message(session),
			    "lanyard seed --force work"));
	}
}

/* By git nothing is told, and nothing live replaced. */
static void
is_silent_by_git(void **state)
{
	static const struct seed seeds[] = {SEED_FRESH, DYING};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(seeds); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);
		struct seed_given given;
		struct entry entry;

		scratch_seed(s, "work", &seeds[i]);
		seed_given_init(&given);
		entry_init(&entry);
		/* The first is not it, the second is the dead one. */
		secret_set_text(
		    &given.token.refresh_token, i == 0 ? "seed" : "rt");
		assert_int_equal(
		    search_name(&entry, session, "work"), LANYARD_OK);
		assert_int_equal(
		    seed_keep(&entry, session, &given, SEED_BY_GIT),
		    LANYARD_OK);
		assert_value(s, "refresh_token", "rt");
		assert_value(s, "generation", "5");
		entry_clear(&entry);
		seed_given_clear(&given);
	}
}

static void
refuses_what_is_of_others(void **state)
{
	static const struct {
		const char *text;
		enum lanyard_error code;
		const char *message;
	} cases[] = {
	    {"refresh_token=seed\nclient_id=c1\n", LANYARD_OK, ""},
	    {"refresh_token=seed\nclient_id=c2\n", LANYARD_ERR_PROTOCOL,
		"client c2"},
	    {"refresh_token=seed\n"
	     "token_endpoint=https://other.example.com/token\n",
		LANYARD_ERR_PROTOCOL, "other.example.com"},
	    {"{\"refresh_token\":\"seed\",\"client_id\":\"c2\"}",
		LANYARD_ERR_PROTOCOL, "client c2"},
	    {"refresh_token=seed\nurl=https://git.example.com/x\n", LANYARD_OK,
		""},
	    {"url=https://other.example.com\nrefresh_token=seed\n",
		LANYARD_ERR_PROTOCOL, "https://other.example.com"},
	    {"protocol=http\nhost=git.example.com\nrefresh_token=seed\n",
		LANYARD_ERR_PROTOCOL, "http://git.example.com"},
	    {"host=other.example.com\nrefresh_token=seed\n", LANYARD_OK, ""},
	    {"refresh token\n", LANYARD_ERR_PROTOCOL, "blanks"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);

		print_message("# %s\n", cases[i].text);
		scratch_remove(s->store);
		assert_int_equal(
		    hand_in(session, cases[i].text, true), cases[i].code);
		assert_int_equal(
		    scratch_exists(s->store), cases[i].code == LANYARD_OK);
		if (cases[i].code != LANYARD_OK)
			assert_non_null(strstr(lanyard_session_message(session),
			    cases[i].message));
	}
}

static void
finds_its_login(void **state)
{
	static const struct {
		const char *target;
		enum lanyard_error code;
		bool shown;
	} cases[] = {
	    {"work", LANYARD_OK, false},
	    {"https://git.example.com/x", LANYARD_OK, false},
	    {"stored", LANYARD_OK, false},
	    {"wokr", LANYARD_ERR_UNKNOWN_LOGIN, true},
	    {"https://other.example.com", LANYARD_ERR_UNKNOWN_LOGIN, true},
	    /* It may be the token. */
	    {"rt-0123456789abcdef", LANYARD_ERR_UNKNOWN_LOGIN, false},
	};
	struct scratch *s = *state;
	struct seed stored = SEED_FRESH;

	stored.more = "client_id=c9\ntoken_endpoint=https://x.example/t\n"
		      "url[]=https://stored.example.com\n";
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session;

		print_message("# %s\n", cases[i].target);
		scratch_remove(s->store);
		scratch_seed(s, "stored", &stored);
		session = scratch_open(s, SCRATCH_CONFIG);
		assert_int_equal(
		    lanyard_seed(session, cases[i].target, "seed", 4, true),
		    cases[i].code);
		if (cases[i].code != LANYARD_OK)
			assert_int_equal(
			    strstr(lanyard_session_message(session),
				cases[i].target) != NULL,
			    cases[i].shown);
	}
}

/* The lock is waited for, and who refreshes finds another generation. */
static void
waits_for_a_refresh(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	pid_t pid;

	scratch_seed(s, "work", &(struct seed)SEED_OVER);
	fake.delay_ms = 300;
	if ((pid = fork()) == 0)
		_exit((int)lanyard_refresh(scratch_another(s), "work", 0));
	while (fake_calls() == 0)
		clock_sleep_ms(5);
	assert_int_equal(hand_in(session, "seed", true), LANYARD_OK);
	assert_value(s, "refresh_token", "seed");
	assert_value(s, "generation", "7");
	assert_int_equal(scratch_reap(pid), LANYARD_OK);
	/* Who wanted generation 5 to be refreshed has no more to do. */
	assert_int_equal(lanyard_refresh(session, "work", 5), LANYARD_OK);
	assert_int_equal(fake_calls(), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(keeps_what_may_be_kept),
	    SCRATCH_TEST(is_silent_by_git),
	    SCRATCH_TEST(refuses_what_is_of_others),
	    SCRATCH_TEST(finds_its_login),
	    SCRATCH_TEST(waits_for_a_refresh),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
