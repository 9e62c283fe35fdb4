/*
 * t_check_git.c - does git ask Lanyard, and whom else; with the real git
 */
#include "a_doctor.h"

#define LOGIN(name, url)                                                       \
	name " = { url = \"" url "\"; token_endpoint = "                       \
	     "\"https://id.example.com/t\"; client_id = \"c\"; };"

/* What git's own configuration is, as TEXT. */
static void
configure(const struct scratch *s, const char *text)
{
	const char *path = scratch_path(s, "gitconfig");

	scratch_write(path, text, 0, 0600);
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", path, 1), 0);
	assert_int_equal(setenv("GIT_CONFIG_NOSYSTEM", "1", 1), 0);
}

static void
judges_the_chain(void **state)
{
	static const struct {
		const char *config;
		const char *heard; /* NULL: no fault but a program's */
	} cases[] = {
	    {"", "git work! git does not ask lanyard for "
		 "https://git.example.com; git config --global "
		 "credential.helper lanyard\n"},
	    {"[credential]\nhelper = lanyard\n", NULL},
	    {"[credential]\nhelper = !lanyard\n", NULL},
	    {"[credential \"https://git.example.com\"]\nhelper = lanyard\n",
		NULL},
	    {"[credential \"https://other.example\"]\nhelper = lanyard\n",
		"does not ask lanyard"},
	    {"[credential]\nhelper = store\nhelper = lanyard\n",
		"asks the helper store before lanyard"},
	    {"[credential]\nhelper = store\nhelper = \nhelper = lanyard\n",
		NULL},
	    {"[credential]\nhelper = lanyard\nhelper = cache\n",
		"tells lanyard's tokens to the helper cache, too"},
	    {"[credential]\nhelper = other\nhelper = lanyard\n", NULL},
	    {"[credential]\nhelper = store\n",
		"credential.https://git.example.com.helper"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    scratch_open(s, SCRATCH_CONFIG);
		const char *heard;

		configure(s, cases[i].config);
		heard = a_doctor_check(session, NULL, LANYARD_OK);
		if (cases[i].heard != NULL)
			a_doctor_has(heard, cases[i].heard);
		else if (strstr(heard, " ask") != NULL &&
			 strstr(heard, "git work!") != NULL &&
			 strstr(heard, "does not find") == NULL)
			fail_msg("%s: %s", cases[i].config, heard);
	}
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
	char text[1024];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session;
		const char *heard;

		scratch_print(
		    text, sizeof(text), "logins = { %s };\n", cases[i].logins);
		session = scratch_open(s, text);
		scratch_print(text, sizeof(text),
		    "[credential]\nhelper = lanyard\n%s", cases[i].more);
		configure(s, text);
		heard = a_doctor_check(session, NULL, LANYARD_OK);
		if ((strstr(heard, "several logins are for") != NULL) !=
		    cases[i].fault)
			fail_msg("%zu: %s", i, heard);
	}
}

/* Mail servers are none of git's hosts, and a pattern of many is no URL. */
static void
asks_git_of_its_own_hosts_only(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session =
	    scratch_open(s, "logins = {" LOGIN("a", "imaps://mail.example")
				LOGIN("b", "https://*.example.com") "};\n");

	configure(s, "");
	assert_null(
	    strstr(a_doctor_check(session, NULL, LANYARD_OK), "does not ask"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(judges_the_chain),
	    SCRATCH_TEST(wants_paths_where_logins_share_a_host),
	    SCRATCH_TEST(asks_git_of_its_own_hosts_only),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
