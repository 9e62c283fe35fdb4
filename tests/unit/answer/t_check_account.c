/*
 * t_check_account.c - does what git says lead to the login that is meant; with
 * the real git
 */
#include "a_doctor.h"

#define LOGIN(name, url)                                                       \
	name " = { url = \"" url "\"; token_endpoint = "                       \
	     "\"https://id.example.com/t\"; client_id = \"c\"; };"

/* What is found of LOGINS with MORE in git's configuration. */
static const char *
hear(struct scratch *s, const char *logins, const char *more)
{
	struct lanyard_session *session;
	char text[1024];

	scratch_print(text, sizeof(text), "logins = { %s };\n", logins);
	session = scratch_open(s, text);
	scratch_print(
	    text, sizeof(text), "[credential]\nhelper = lanyard\n%s", more);
	a_doctor_git(s, text);
	return a_doctor_check(session, NULL, LANYARD_OK);
}

static void
wants_paths_where_logins_share_a_host(void **state)
{
	static const struct {
		const char *logins;
		const char *more; /* of git's configuration */
		bool fault;
	} cases[] = {
	    {LOGIN("work", "https://h.example"), "", false},
	    {LOGIN("work", "https://h.example")
		    LOGIN("b", "https://h.example/b"),
		"", true},
	    {LOGIN("work", "https://h.example:443")
		    LOGIN("b", "https://H.example/b"),
		"", true},
	    {LOGIN("work", "https://h.example")
		    LOGIN("b", "https://h.example:8443/b"),
		"", false},
	    {LOGIN("work", "https://h.example")
		    LOGIN("b", "https://h.example/b"),
		"usehttppath = yes\n", false},
	    {LOGIN("work", "https://h.example")
		    LOGIN("b", "https://h.example/b"),
		"usehttppath = false\n", true},
	    {LOGIN("work", "https://h.example")
		    LOGIN("b", "https://h.example/b"),
		"[credential \"https://h.example\"]\nuseHttpPath\n", false},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *heard = hear(s, cases[i].logins, cases[i].more);

		if ((strstr(heard, "several logins are for") != NULL) !=
		    cases[i].fault)
			fail_msg("%zu: %s", i, heard);
	}
}

static void
hears_of_accounts_and_headers(void **state)
{
#define MINE LOGIN("work", "https://h.example\"; username = \"me")
	static const struct {
		const char *logins, *more, *heard; /* NULL: neither */
	} cases[] = {
	    {MINE, "username = me\n", NULL},
	    {MINE, "username = joe\n",
		"account joe of https://h.example (credential.username), and "
		"the login is of me; git config --global --replace-all "
		"credential.https://h.example.username 'me'"},
	    {MINE, "[credential \"https://h.example\"]\nusername = joe\n",
		"account joe of https://h.example"},
	    {MINE, "[credential \"https://g.example\"]\nusername = joe\n",
		NULL},
	    {LOGIN("work", "https://h.example"), "username = joe\n", NULL},
	    {MINE LOGIN("b", "https://h.example\"; username = \"joe"),
		"username = joe\n", NULL},
	    {MINE, "[http]\nextraHeader = Authorization: Basic eDp5\n",
		"sends https://h.example an Authorization of its own"},
	    {MINE,
		"[http \"https://h.example/\"]\nextraheader = "
		"AUTHORIZATION: x\n",
		"sends https://h.example an Authorization of its own"},
	    {MINE,
		"[http \"https://g.example/\"]\nextraheader = "
		"Authorization: x\n",
		NULL},
	    {MINE, "[http]\nextraHeader = X-Trace: 1\n", NULL},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *heard = hear(s, cases[i].logins, cases[i].more);

		assert_null(strstr(heard, "eDp5"));
		if (cases[i].heard != NULL)
			a_doctor_has(heard, cases[i].heard);
		else if (strstr(heard, "account") != NULL ||
			 strstr(heard, "Authorization") != NULL)
			fail_msg("%zu: %s", i, heard);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(wants_paths_where_logins_share_a_host),
	    SCRATCH_TEST(hears_of_accounts_and_headers),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
