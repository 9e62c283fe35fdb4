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
		const char *const forgotten[3];
	} cases[] = {
	    {"https://h.example",
		{"one", "two words", "/a/git-credential-four"}, {NULL}},
	    {"https://reset.example/x", {"three", "/a/git-credential-four"},
		{"one", "two words"}},
	    {"https://other.example",
		{"one", "two words", "/a/git-credential-four", "five"}, {NULL}},
	};
	char **helpers, **forgotten;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_int_equal(
		    githelpers_find(cases[i].url, &helpers, &forgotten),
		    LANYARD_OK);
		for (size_t n = 0; n < 4 && cases[i].helpers[n] != NULL; n++)
			assert_string_equal(helpers[n], cases[i].helpers[n]);
		for (size_t n = 0; n < 3 && cases[i].forgotten[n] != NULL; n++)
			assert_string_equal(
			    forgotten[n], cases[i].forgotten[n]);
		assert_int_equal(strings_count(forgotten) != 0,
		    cases[i].forgotten[0] != NULL);
		strings_free(&helpers);
		strings_free(&forgotten);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(knows_which_url_a_key_is_for),
	    cmocka_unit_test_setup_teardown(
		lists_them_in_gits_order, configured, a_git_remove),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
