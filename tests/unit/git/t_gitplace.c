/*
 * t_gitplace.c - for which beginning of a path git's configuration speaks
 *
 * What becomes of it is t_gitlogin.c's.
 */
#include "a_git.h"

#include "base/limits.h"
#include "git/gitconfig.h"
#include "git/gitplace.h"

static const char global[] = "[credential \"https://h\"]\n"
			     "	oauthClientId = host\n"
			     "[credential \"https://h/a/b\"]\n"
			     "	oauthClientId = deep\n"
			     "[credential \"https://h/a/b/c++\"]\n"
			     "	oauthClientId = plain\n"
			     "[credential \"https://h/a/b/d%2b%2B\"]\n"
			     "	oauthClientId = escaped\n"
			     "[credential \"https://h/a/b/x y/\xc3\xbc\"]\n"
			     "	oauthClientId = utf8\n";

static const struct {
	const char *path, *name, *client_id;
	bool plain;
} cases[] = {
    {"", "https://h", "host", false},
    {"z", "https://h", "host", false},
    {"z+", "https://h", "host", false},
    {"a", "https://h", "host", false},
    {"a/b", "https://h/a/b", "deep", false},
    {"/a//b/z", "https://h/a/b", "deep", false},
    {"a/b/c++", "https://h/a/b/c++", "plain", true},
    {"a/b/c++/@z", "https://h/a/b/c++", "plain", true},
    {"a/b/c+", "https://h/a/b", "deep", false},
    {"a/b/d++/z", "https://h/a/b/d%2B%2B", "escaped", false},
    {"a/b/x y/\xc3\xbc/z", "https://h/a/b/x%20y/%C3%BC", "utf8", false},
};

static void
test_places(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct gitplace place = {"https://h", cases[i].path, true};
		struct error error = {0};
		struct buf output, name;

		buf_init(&output, LIMIT_CONFIG);
		buf_init(&name, LIMIT_URL);
		assert_int_equal(
		    gitplace_ask(&place, &output, &error), LANYARD_OK);
		assert_string_equal(
		    gitconfig_value(&output, "credential.oauthclientid"),
		    cases[i].client_id);
		assert_int_equal(place.plain, cases[i].plain);
		assert_int_equal(
		    gitplace_name(&place, &output, &name, &error), LANYARD_OK);
		assert_string_equal(buf_text(&name), cases[i].name);
		buf_clear(&output);
		buf_clear(&name);
	}
}

static int
setup(void **state)
{
	return a_git(state, global);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_places, setup, a_git_remove),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
