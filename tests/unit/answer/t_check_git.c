/*
 * t_check_git.c - git, and what it says of a login's host; with the real git
 */
#include "a_doctor.h"

#define LOGIN(name, url)                                                       \
	name " = { url = \"" url "\"; token_endpoint = "                       \
	     "\"https://id.example.com/t\"; client_id = \"c\"; };"

/* A program "git" in front of PATH that says TEXT to --version. */
static void
an_old_git(const struct scratch *s, const char *text)
{
	char script[512], path[SCRATCH_PATH + 64];
	const char *folder = scratch_path(s, "bin");

	(void)mkdir(folder, 0700);
	scratch_print(script, sizeof(script),
	    "#!/bin/sh\n[ \"$1\" = --version ] && { echo '%s'; exit; }\n"
	    "exec /usr/bin/git \"$@\"\n",
	    text);
	scratch_print(path, sizeof(path), "%s/bin", s->path);
	assert_int_equal(setenv("PATH", path, 1), 0);
	scratch_write(scratch_path(s, "bin/git"), script, 0, 0700);
}

static void
tells_what_a_version_lacks(void **state)
{
	static const struct {
		const char *says, *heard;
	} cases[] = {
	    {"git version 2.17.1", "before 2.41 it tells other helpers"},
	    {"git version 2.40.4", "before 2.41 it tells other helpers"},
	    {"git version 2.41.0", "before 2.46 it does not ask again"},
	    {"git version 2.45.9", "before 2.46 it does not ask again"},
	    {"git version 2.46.0", "git -: git version 2.46.0; -"},
	    {"git version 2.50.1 (Apple Git-155)", "(Apple Git-155); -"},
	    {"git version 2.47.1.windows.2", "windows.2; -"},
	    {"git version 3.0.0", "git -: git version 3.0.0; -"},
	    {"hub version 2.14.2", "says \"hub version 2.14.2\" for its"},
	    {"", "says \"\" for its version; see which it is: command -v"},
	};
	struct scratch *s = *state;
	char *before = strdup(getenv("PATH"));

	a_doctor_git(s, "[credential]\nhelper = lanyard\n");
	for (size_t i = 0; i < COUNT(cases); i++) {
		an_old_git(s, cases[i].says);
		a_doctor_has(a_doctor_check(scratch_open(s, SCRATCH_CONFIG),
				 NULL, LANYARD_OK),
		    cases[i].heard);
	}
	setenv("PATH", before, 1);
	free(before);
}

static void
tells_why_git_fails(void **state)
{
	static const struct {
		const char *config, *heard;
	} cases[] = {
	    {"[credential\n", "bad config line 1 in file /"},
	    {"[a]\nb = c\n[d\n", "${EDITOR:-vi} +3 '/"},
	    {"[a]\nb = \"c\n", "bad config line 2"},
	    {"[include]\npath = /nowhere\n", "git -: git version"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		a_doctor_git(s, cases[i].config);
		a_doctor_has(a_doctor_check(scratch_open(s, SCRATCH_CONFIG),
				 NULL, LANYARD_OK),
		    cases[i].heard);
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

	a_doctor_git(s, "");
	assert_null(strstr(
	    a_doctor_check(session, NULL, LANYARD_OK), "does not ask lanyard"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(tells_what_a_version_lacks),
	    SCRATCH_TEST(tells_why_git_fails),
	    SCRATCH_TEST(asks_git_of_its_own_hosts_only),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
