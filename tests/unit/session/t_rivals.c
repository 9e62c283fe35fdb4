/*
 * t_rivals.c - the other logins that a new one must not take requests from
 */
#include "scratch.h"

#include "session/rivals.h"

#define CONFIG                                                                 \
	"logins = { " SCRATCH_WORK " stored = { "                              \
	"url = \"https://conf.example.com\"; client_id = \"c\"; "              \
	"token_endpoint = \"https://id/t\"; }; };\n"

static void
finds_who_has_a_pattern(void **state)
{
	static const struct {
		const char *name, *pattern, *other; /* NULL: nobody has it */
	} cases[] = {
	    {"new", "https://git.example.com", "work"},
	    {"new", "https://GIT.example.com:443/", "work"},
	    {"new", "imaps://mail.example.com", "work"},
	    {"new", "https://git.example.com/group", NULL},
	    {"new", "https://git.example.com:8443", NULL},
	    {"new", "https://other.example.com", NULL},
	    {"new", "https://alone.example.com/a%2Fb", NULL},
	    {"new", "https://alone.example.com/a", "alone"},
	    {"new", "https://alone.example.com/a/", "alone"},
	    /* Its own, and what only the record of a configured one says. */
	    {"work", "https://git.example.com", NULL},
	    {"alone", "https://alone.example.com/a", NULL},
	    {"new", "https://record.example.com", NULL},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, CONFIG);

	scratch_seed(s, "alone",
	    &(struct seed){"at", -1, 9, NULL, 1,
		"client_id=c\nurl[]=https://alone.example.com/a\n"});
	scratch_seed(s, "stored",
	    &(struct seed){"at", -1, 9, NULL, 1,
		"client_id=c\nurl[]=https://record.example.com\n"});
	scratch_write(scratch_path(s, "store/logins/broken"), "no", 0, 0600);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *url[] = {(char *)cases[i].pattern, NULL};
		struct login login = {
		    .name = (char *)cases[i].name, .url = url};
		enum lanyard_error r = rivals_check(&login, session);

		print_message("# %s\n", cases[i].pattern);
		assert_int_equal(r,
		    cases[i].other != NULL ? LANYARD_ERR_CONFIG : LANYARD_OK);
		if (cases[i].other != NULL)
			assert_non_null(strstr(
			    lanyard_session_message(session), cases[i].other));
		error_clear(&session->error);
	}
}

static void
knows_those_of_git(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, CONFIG);
	char *url[] = {(char *)"https://git.example.net/x", NULL};
	char *wild[] = {(char *)"https://*.example.net", NULL};
	struct login login = {.name = (char *)"new", .url = url};

	scratch_write(scratch_path(s, "gitconfig"),
	    "[credential \"https://git.example.net\"]\n"
	    "\toauthClientId = c\n\toauthTokenURL = /t\n",
	    0, 0600);
	setenv("GIT_CONFIG_GLOBAL", scratch_path(s, "gitconfig"), 1);
	assert_int_equal(rivals_check_git(&login, session), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(lanyard_session_message(session),
	    "https://git.example.net answers for"));
	login.name = (char *)"https://git.example.net";
	assert_int_equal(rivals_check_git(&login, session), LANYARD_OK);
	login.name = (char *)"new";
	login.url = wild;
	assert_int_equal(rivals_check_git(&login, session), LANYARD_OK);
	login.url = NULL;
	assert_int_equal(rivals_check_git(&login, session), LANYARD_OK);
}

static void
compares_server_and_client(void **state)
{
	static const struct {
		const char *name, *client, *endpoint;
		enum lanyard_error code;
	} cases[] = {
	    {"work", "c1", "https://id.example.com/token", LANYARD_OK},
	    {"work", "c2", "https://id.example.com/token", LANYARD_ERR_CONFIG},
	    {"work", "c1", "https://evil/token", LANYARD_ERR_CONFIG},
	    {"new", "c2", "https://evil/token", LANYARD_OK},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, CONFIG);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login login = {.name = (char *)cases[i].name,
		    .client_id = (char *)cases[i].client,
		    .token_endpoint = (char *)cases[i].endpoint};

		assert_int_equal(
		    rivals_check_configured(&login, session), cases[i].code);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(finds_who_has_a_pattern),
	    SCRATCH_TEST(knows_those_of_git),
	    SCRATCH_TEST(compares_server_and_client),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
