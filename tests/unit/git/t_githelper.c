/*
 * t_githelper.c - one helper of git's, as credential.helper has it
 */
#include "a_git.h"

#include "git/githelper.h"

static int
nothing(void **state)
{
	return a_git(state, "");
}

static void
knows_it_by_name(void **state)
{
	static const struct {
		const char *helper, *name;
		bool is_lanyard;
	} cases[] = {
	    {"lanyard", "lanyard", true},
	    {"/usr/bin/git-credential-lanyard", "lanyard", true},
	    {"/opt/lanyard", "lanyard", true},
	    {"/opt/lanyard --quiet", "lanyard", true},
	    {"!lanyard", "!", true},
	    {"!f() { lanyard get; }; f", "!", true},
	    {"!f() { echo x; }; f", "!", false},
	    {"cache --timeout=9", "cache", false},
	    {"/usr/lib/git-core/git-credential-libsecret", "libsecret", false},
	    {"lanyards", "lanyards", false},
	    {"", "", false},
	};
	char *name;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		name = githelper_name(cases[i].helper);
		assert_string_equal(name, cases[i].name);
		if (githelper_is_lanyard(cases[i].helper, "/nowhere") !=
		    cases[i].is_lanyard)
			fail_msg("%s", cases[i].helper);
		free(name);
	}
}

/* Is HELPER found, by this git's folder or PATH? */
static bool
is_there(const char *helper, const char *folder)
{
	char *program;
	enum lanyard_error r = githelper_find(helper, folder, &program);

	free(program);
	return r == LANYARD_OK;
}

static void
knows_where_it_is(void **state)
{
	const struct a_git *place = *state;
	char helper[64];

	a_git_file("git-credential-here", "#!/bin/sh\n", 0700);
	a_git_file("git-credential-mute", "#!/bin/sh\n", 0600);
	assert_true(is_there("here", place->folder));
	assert_true(is_there("here --with words", place->folder));
	assert_false(is_there("mute", place->folder));
	assert_false(is_there("here", ""));
	setenv("PATH", place->folder, 1);
	assert_true(is_there("here", "/nowhere"));
	setenv("PATH", place->path, 1);
	(void)snprintf(helper, sizeof(helper), "%s/git-credential-here get",
	    place->folder);
	assert_true(is_there(helper, "/nowhere"));
	assert_false(is_there("/nowhere/lanyard", place->folder));
	assert_true(is_there("!anything", "/nowhere"));
	unlink("git-credential-here");
	unlink("git-credential-mute");
}

static void
knows_what_leads_to_it(void **state)
{
	static const struct {
		const char *name, *text;
		bool is_lanyard;
	} cases[] = {
	    {"wraps", "#!/bin/sh\nexec lanyard \"$@\"\n", true},
	    {"other", "#!/bin/sh\nexec other \"$@\"\n", false},
	    {"binary", "\177ELF lanyard", false},
	};
	const struct a_git *place = *state;
	char name[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		(void)snprintf(
		    name, sizeof(name), "git-credential-%s", cases[i].name);
		a_git_file(name, cases[i].text, 0700);
		if (githelper_is_lanyard(cases[i].name, place->folder) !=
		    cases[i].is_lanyard)
			fail_msg("%s", cases[i].name);
		unlink(name);
	}
	a_git_file("lanyard", "", 0700);
	assert_int_equal(symlink("lanyard", "git-credential-link"), 0);
	assert_true(githelper_is_lanyard("link", place->folder));
	unlink("git-credential-link");
	unlink("lanyard");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(knows_it_by_name),
	    cmocka_unit_test_setup_teardown(
		knows_where_it_is, nothing, a_git_remove),
	    cmocka_unit_test_setup_teardown(
		knows_what_leads_to_it, nothing, a_git_remove),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
