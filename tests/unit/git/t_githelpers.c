/*
 * t_githelpers.c - which helpers git asks for the credentials of a URL; with
 * the real git
 */
#include "a_git.h"

#include "base/strings.h"
#include "git/githelpers.h"

static void
knows_which_url_a_key_is_for(void **state)
{
	static const struct {
		const char *pattern, *url;
		bool matches;
	} cases[] = {
	    {"https://h.example", "https://h.example", true},
	    {"https://h.example", "https://h.example/a/b.git", true},
	    {"https://H.example:443/", "https://h.example", true},
	    {"https://h.example", "http://h.example", false},
	    {"https://h.example:8443", "https://h.example", false},
	    {"https://h.example/a", "https://h.example/a/b", true},
	    {"https://h.example/a", "https://h.example/ab", false},
	    {"https://h.example/a", "https://h.example", false},
	    {"https://*.example", "https://h.example", true},
	    {"https://*.example", "https://two.one.example", false},
	    {"https://*.example", "https://example", false},
	    {"https://me@h.example", "https://h.example", false},
	    {"https://me@h.example", "https://me@h.example", true},
	    {"h.example", "https://h.example/x", true},
	    {"g.example", "https://h.example/x", false},
	    {"https://", "https://h.example/x", true},
	    {"http://", "https://h.example/x", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (githelpers_match(cases[i].pattern, cases[i].url) !=
		    cases[i].matches)
			fail_msg("%s and %s", cases[i].pattern, cases[i].url);
}

static int
configured(void **state)
{
	return a_git(state,
	    "[credential]\n	helper = one\n	helper = two words\n"
	    "[credential \"https://reset.example\"]\n	helper =\n"
	    "	helper = three\n"
	    "[credential]\n	helper = /a/git-credential-four\n"
	    "[credential \"https://other.example\"]\n	helper = five\n");
}

/* The repository's own has no say; a_git.h has one. */
static void
lists_them_in_gits_order(void **state)
{
	static const struct {
		const char *url;
		const char *const helpers[4];
	} cases[] = {
	    {"https://h.example",
		{"one", "two words", "/a/git-credential-four"}},
	    {"https://reset.example/x", {"three", "/a/git-credential-four"}},
	    {"https://other.example",
		{"one", "two words", "/a/git-credential-four", "five"}},
	};
	char **helpers;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(
		    githelpers_find(cases[i].url, &helpers), LANYARD_OK);
		for (size_t n = 0; n < 4 && cases[i].helpers[n] != NULL; n++)
			assert_string_equal(helpers[n], cases[i].helpers[n]);
		strings_free(&helpers);
	}
}

static void
knows_them_by_name(void **state)
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
	    {"!f() { echo x; }; f", "!", false},
	    {"cache --timeout=9", "cache", false},
	    {"/usr/lib/git-core/git-credential-libsecret", "libsecret", false},
	    {"lanyards", "lanyards", false},
	    {"", "", false},
	};
	char *name;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		name = githelpers_name(cases[i].helper);
		assert_string_equal(name, cases[i].name);
		assert_int_equal(githelpers_is_lanyard(cases[i].helper),
		    cases[i].is_lanyard);
		free(name);
	}
}

static void
knows_where_they_are(void **state)
{
	const struct a_git *place = *state;
	char helper[64];

	a_git_file("git-credential-here", "#!/bin/sh\n", 0700);
	a_git_file("git-credential-mute", "#!/bin/sh\n", 0600);
	assert_true(githelpers_is_there("here", place->folder));
	assert_true(githelpers_is_there("here --with words", place->folder));
	assert_false(githelpers_is_there("mute", place->folder));
	assert_false(githelpers_is_there("here", ""));
	setenv("PATH", place->folder, 1);
	assert_true(githelpers_is_there("here", "/nowhere"));
	setenv("PATH", place->path, 1);
	(void)snprintf(helper, sizeof(helper), "%s/git-credential-here get",
	    place->folder);
	assert_true(githelpers_is_there(helper, "/nowhere"));
	assert_false(githelpers_is_there("/nowhere/lanyard", place->folder));
	assert_true(githelpers_is_there("!anything", "/nowhere"));
	unlink("git-credential-here");
	unlink("git-credential-mute");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(knows_which_url_a_key_is_for),
	    cmocka_unit_test_setup_teardown(
		lists_them_in_gits_order, configured, a_git_remove),
	    cmocka_unit_test(knows_them_by_name),
	    cmocka_unit_test_setup_teardown(
		knows_where_they_are, configured, a_git_remove),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
