/*
 * t_asking.c - in how many ways git says that nobody is to be asked
 */
#include "a_git.h"

#include "git/asking.h"

#include "lanyard.h"

#define INTERACTIVE "git's credential.interactive"
#define ASKPASS	    "git's core.askPass"

static int
setup(void **state)
{
	unsetenv("GIT_ASKPASS");
	unsetenv("SSH_ASKPASS");
	return a_git(state, "");
}

static int
teardown(void **state)
{
	unsetenv("GIT_ASKPASS");
	unsetenv("SSH_ASKPASS");
	return a_git_remove(state);
}

/* WANTED is who says no; NULL: nobody. */
static void
check(const char *wanted, const char *what)
{
	const char *said = lanyard_git_says_no();

	if ((said == NULL) != (wanted == NULL) ||
	    (said != NULL && strcmp(said, wanted) != 0))
		fail_msg("%s: %s, wanted %s", what, said != NULL ? said : "-",
		    wanted != NULL ? wanted : "-");
	assert_int_equal(lanyard_git_is_interactive(), wanted == NULL);
}

/* The user's word counts, not the repository's that we are in. */
static void
test_interactive(void **state)
{
	static const struct {
		const char *global, *says;
	} cases[] = {
	    {"", NULL},
	    {"[credential]\n	interactive = true\n", NULL},
	    {"[credential]\n	interactive = 1\n", NULL},
	    {"[credential]\n	interactive = always\n", NULL},
	    {"[credential]\n	interactive\n", NULL},	      /* git: true */
	    {"[credential]\n	interactive = auto\n", NULL}, /* GCM */
	    {"[credential]\n	interactive = nevermore\n", NULL},
	    {"[other]\n	interactive = false\n", NULL},
	    {"[credential]\n	interactive = false\n", INTERACTIVE},
	    {"[credential]\n	interactive = Never\n", INTERACTIVE}, /* GCM */
	    {"[credential]\n	interactive = off\n", INTERACTIVE},
	    {"[credential]\n	interactive = 0\n", INTERACTIVE},
	    {"[credential]\n	interactive = 0x0\n", INTERACTIVE},
	    {"[credential]\n	interactive =\n", INTERACTIVE}, /* git: false */
	    {"[credential]\n	interactive = \"\"\n", INTERACTIVE},
	    {"[Credential]\n	Interactive = yes\n	interactive = no\n",
		INTERACTIVE},
	    {"[credential]\n	interactive = no\n	interactive = yes\n",
		NULL},
	    /* a program that gives an answer, but asks nobody for it */
	    {"[core]\n	askPass = true\n", ASKPASS},
	    {"[core]\n	askpass = /bin/true\n", ASKPASS},
	    {"[core]\n	askpass = /usr/bin/echo\n", ASKPASS},
	    {"[core]\n	askpass = echo\n", ASKPASS},
	    {"[core]\n	askpass = false\n", ASKPASS},
	    {"[core]\n	askpass = /dev/null\n", ASKPASS},
	    {"[core]\n	askpass = /usr/bin/ksshaskpass\n", NULL},
	    {"[core]\n	askpass =\n", NULL}, /* git: the terminal */
	    {"[core]\n	askpass = true\n	askpass = ksshaskpass\n", NULL},
	    /* as the timers of "git maintenance start" have it */
	    {"[credential]\n	interactive = false\n[core]\n"
	     "	askpass = true\n",
		INTERACTIVE},
	};

	(void)state;
	a_git_file(".git/config",
	    "[core]\n	repositoryformatversion = 0\n	askpass = true\n"
	    "[credential]\n	interactive = false\n",
	    0600);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		a_git_file("global", cases[i].global, 0600);
		check(cases[i].says, cases[i].global);
	}
}

/* git takes the first of the three that is there, even if it is empty. */
static void
test_askpass(void **state)
{
	static const struct {
		const char *git, *global, *ssh; /* NULL: not set */
		const char *says;
	} cases[] = {
	    {NULL, NULL, NULL, NULL},
	    {"true", NULL, NULL, "GIT_ASKPASS"},
	    {"/usr/bin/true", NULL, NULL, "GIT_ASKPASS"},
	    {"/bin/echo", NULL, NULL, "GIT_ASKPASS"},
	    {"echo", "ksshaskpass", "ksshaskpass", "GIT_ASKPASS"},
	    {":", NULL, NULL, "GIT_ASKPASS"},
	    {"/dev/null", NULL, NULL, "GIT_ASKPASS"},
	    {"/opt/true/askpass", NULL, NULL, NULL},
	    {"truecrypt", NULL, NULL, NULL},
	    {"", "true", "true", NULL},
	    {"ksshaskpass", "true", "true", NULL},
	    {NULL, "true", NULL, ASKPASS},
	    {NULL, "ksshaskpass", "true", NULL},
	    {NULL, "", "true", NULL},
	    {NULL, NULL, "/bin/true", "SSH_ASKPASS"},
	    {NULL, NULL, "echo", "SSH_ASKPASS"},
	    {NULL, NULL, "", NULL},
	    {NULL, NULL, "/usr/bin/ssh-askpass", NULL},
	};
	char text[128];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		(void)snprintf(text, sizeof(text), "[core]\n	askpass = %s\n",
		    cases[i].global != NULL ? cases[i].global : "");
		a_git_file("global", cases[i].global != NULL ? text : "", 0600);
		unsetenv("GIT_ASKPASS");
		unsetenv("SSH_ASKPASS");
		if (cases[i].git != NULL)
			assert_int_equal(
			    setenv("GIT_ASKPASS", cases[i].git, 1), 0);
		if (cases[i].ssh != NULL)
			assert_int_equal(
			    setenv("SSH_ASKPASS", cases[i].ssh, 1), 0);
		(void)snprintf(text, sizeof(text), "row %zu", i);
		check(cases[i].says, text);
	}
}

static void
test_is_mute(void **state)
{
	(void)state;
	assert_true(asking_is_mute("/usr/bin/true"));
	assert_true(asking_is_mute("TRUE"));
	assert_false(asking_is_mute(""));
	assert_false(asking_is_mute("/usr/bin/"));
	assert_false(asking_is_mute("true "));
}

/* "git -c", as for what its maintenance starts. */
static void
test_command_line(void **state)
{
	(void)state;
	assert_int_equal(setenv("GIT_CONFIG_COUNT", "1", 1), 0);
	assert_int_equal(
	    setenv("GIT_CONFIG_KEY_0", "credential.interactive", 1), 0);
	assert_int_equal(setenv("GIT_CONFIG_VALUE_0", "false", 1), 0);
	check(INTERACTIVE, "GIT_CONFIG_COUNT");
	unsetenv("GIT_CONFIG_COUNT");
	unsetenv("GIT_CONFIG_KEY_0");
	unsetenv("GIT_CONFIG_VALUE_0");
	check(NULL, "without it");
}

/* git that hangs; and none, where a file in the current folder has its name. */
static void
test_without_git(void **state)
{
	const struct a_git *place = *state;
	char path[8192];

	assert_int_equal(mkdir("folder", 0700), 0);
	a_git_file("folder/git", "#!/bin/sh\nexec sleep 60\n", 0700);
	a_git_file("global", "[credential]\n	interactive = true\n", 0600);
	(void)snprintf(
	    path, sizeof(path), "%s/folder:%s", place->folder, place->path);
	assert_int_equal(setenv("PATH", path, 1), 0);
	assert_false(lanyard_git_is_interactive());
	assert_int_equal(unlink("folder/git") + rmdir("folder"), 0);
	a_git_file("global", "[credential]\n	interactive = false\n", 0600);
	assert_int_equal(setenv("PATH", ".::/nonexistent", 1), 0);
	assert_true(lanyard_git_is_interactive());
	assert_int_not_equal(access("was-run", F_OK), 0);
}

#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_interactive),
	    TEST(test_askpass),
	    TEST(test_is_mute),
	    TEST(test_command_line),
	    TEST(test_without_git),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
