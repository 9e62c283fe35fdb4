/*
 * t_choose.c - choose.h: which of several logins a request means
 */
#include "scratch.h"

#include "base/strings.h"
#include "copies.h"
#include "session/choose.h"

#define COUNT_OF_LOGINS 3

/* One choice: logins a, b, c, whose tokens are "ta" and so on. */
struct asked {
	struct login logins[COUNT_OF_LOGINS];
	struct lanyard_credential *credential;
	struct match_request request;
	struct entry entry;
	struct choice choice;
};

/* PATTERNS are of a, b and c, separated by spaces. */
static void
ask(struct asked *asked, struct scratch *s, const char *patterns,
    const char *lines)
{
	char **words = NULL;

	memset(asked, 0, sizeof(*asked));
	strings_add_words(&words, patterns);
	assert_int_equal(strings_count(words), COUNT_OF_LOGINS);
	for (size_t i = 0; i < COUNT_OF_LOGINS; i++) {
		char name[] = "a", token[] = "ta";
		struct seed seed = SEED_FRESH;

		name[0] = token[1] = (char)('a' + i);
		seed.access_token = token;
		scratch_seed(s, name, &seed);
		login_init(&asked->logins[i]);
		asked->logins[i].name = strdup(name);
		strings_add(&asked->logins[i].url, words[i]);
	}
	strings_free(&words);
	asked->credential = scratch_request(lines);
	assert_int_equal(
	    lanyard_credential_set(asked->credential, "protocol", "https"), 0);
	asked->request.protocol = "https";
	asked->request.host = "h";
	asked->request.path = lanyard_credential_get(asked->credential, "path");
	entry_init(&asked->entry);
	asked->choice = (struct choice){.entry = &asked->entry,
	    .session = s->session,
	    .request = &asked->request,
	    .credential = asked->credential};
}

static void
forget(struct asked *asked)
{
	for (size_t i = 0; i < COUNT_OF_LOGINS; i++)
		login_clear(&asked->logins[i]);
	entry_clear(&asked->entry);
	lanyard_credential_free(&asked->credential);
}

static const char *
name_of(const struct login *login)
{
	return login == NULL ? "-" : login->name;
}

#define STATE(name) "capability[]=state\nstate[]=lanyard:" name ":5\n"
#define SAME	    "https://h https://h https://h"

static const struct {
	const char *patterns, *lines;
	const char *any, *meant; /* which is chosen, of those that are meant */
} cases[] = {
    /* Nothing is brought back: patterns and order say it. */
    {SAME, "", "a", "-"},
    {"https://x https://h https://h", "", "b", "-"},
    {"https://h https://h/p https://h", "path=p/q\n", "b", "-"},
    {"https://x https://y https://z", "", "-", "-"},
    {"https://h/p https://h/q https://x", "", "-", "-"},
    /* State or token say whose it is. */
    {SAME, STATE("b"), "b", "b"},
    {SAME, "password=tc\n", "c", "c"},
    {SAME, "authtype=Bearer\ncredential=tb\n", "b", "b"},
    {SAME, "password=another\n", "a", "-"},
    {SAME, STATE("another"), "a", "-"},
    /* But only of one that answers. */
    {"https://h https://x https://h", STATE("b"), "a", "-"},
    {"https://x https://h https://y", "password=ta\n", "b", "-"},
};

static void
patterns_then_what_comes_back(void **state)
{
	struct scratch *s = *state;

	scratch_open(s, "\n");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct asked asked;
		struct choice *choice = &asked.choice;
		const struct login *any, *meant;

		ask(&asked, s, cases[i].patterns, cases[i].lines);
		any = choose_login(choice, asked.logins, COUNT_OF_LOGINS);
		choice->meant = true;
		meant = choose_login(choice, asked.logins, COUNT_OF_LOGINS);
		if (strcmp(name_of(any), cases[i].any) != 0 ||
		    strcmp(name_of(meant), cases[i].meant) != 0)
			fail_msg("case %zu: %s, %s", i, name_of(any),
			    name_of(meant));
		assert_false(choice->failed);
		assert_null(choose_login(choice, asked.logins, 0));
		forget(&asked);
	}
}

/* The configuration's stand by, and are not the answer. */
static void
stored_ones_are_chosen_among_all(void **state)
{
	struct scratch *s = *state;
	struct asked asked;

	scratch_open(s, "\n");
	ask(&asked, s, "https://h/p https://h https://h/q", "");
	assert_string_equal(name_of(choose_stored(
				&asked.choice, asked.logins, COUNT_OF_LOGINS)),
	    "b");
	asked.logins[1].configured = true;
	assert_null(
	    choose_stored(&asked.choice, asked.logins, COUNT_OF_LOGINS));
	forget(&asked);
}

static void
another_may_be_meant(void **state)
{
	static const struct {
		const char *lines;
		bool other;
	} found[] = {{"", false}, {STATE("a"), false}, {STATE("b"), true},
	    {"password=ta\n", false}, {"password=tb\n", true}};
	struct scratch *s = *state;

	scratch_open(s, "\n");
	for (size_t i = 0; i < COUNT(found); i++) {
		struct asked asked;

		ask(&asked, s, SAME, found[i].lines);
		asked.entry.login = &asked.logins[0];
		assert_int_equal(entry_load(&asked.entry, s->session), 0);
		assert_false(choose_is_other(&asked.choice));
		asked.choice.found = true;
		assert_int_equal(
		    choose_is_other(&asked.choice), found[i].other);
		forget(&asked);
	}
}

/* What could not be looked at may be what is meant. */
static void
tells_that_memory_ran_out(void **state)
{
	struct scratch *s = *state;
	struct asked asked;

	scratch_open(s, "\n");
	ask(&asked, s, SAME, "");
	copies = 0;
	assert_null(choose_login(&asked.choice, asked.logins, 1));
	assert_int_equal(copies, -1);
	assert_true(asked.choice.failed);
	asked.choice.failed = false;
	copies = 0;
	assert_false(
	    choose_matches(&asked.choice, asked.logins, &asked.request));
	assert_true(asked.choice.failed);
	asked.choice.failed = false;
	assert_true(
	    choose_matches(&asked.choice, asked.logins, &asked.request));
	assert_false(asked.choice.failed);
	forget(&asked);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(patterns_then_what_comes_back),
	    SCRATCH_TEST(stored_ones_are_chosen_among_all),
	    SCRATCH_TEST(another_may_be_meant),
	    SCRATCH_TEST(tells_that_memory_ran_out),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
