/*
 * t_recipe_made.c - what is made of a login for a recipe's placeholders
 */
#include "scratch.h"

#include "net/job/recipe_made.h"

#define LOGIN(url, more)                                                       \
	"logins = { ci = { url = [ \"" url "\" ]; client_id = \"c1\"; " more   \
	" }; };\n"
#define APP    "grant_type = \"github_app\"; private_key_file = \"/none\"; "
#define GITLAB "grant_type = \"gitlab_rotate\"; "

/* The login "ci" of TEXT; what is made of it goes into MADE. */
static enum lanyard_error
make(struct scratch *s, const char *text, struct recipe_made *made,
    struct error *error)
{
	struct lanyard_session *session = scratch_open(s, text);
	struct entry entry;
	enum lanyard_error r;

	recipe_made_init(made);
	entry_init(&entry);
	assert_int_equal(search_name(&entry, session, "ci"), LANYARD_OK);
	r = recipe_made_fill(made, recipe_of(entry.login), entry.login, error);
	entry_clear(&entry);
	return r;
}

static void
tells_where_and_for_whom(void **state)
{
	static const struct {
		const char *config, *api, *owner, *repository;
	} cases[] = {
	    {LOGIN("https://github.com/octo/cat", APP),
		"https://api.github.com", "octo", "octo/cat"},
	    {LOGIN("https://github.com/octo", APP), "https://api.github.com",
		"octo", "octo"},
	    {LOGIN("https://github.com/octo/cat.git", APP),
		"https://api.github.com", "octo", "octo/cat"},
	    {LOGIN("https://github.com",
		 APP "recipe_parameters = { owner = \"o\"; repo = \"r\"; };"),
		"https://api.github.com", "o", "o/r"},
	    {LOGIN("https://ghe.example.com:8443/octo", APP),
		"https://ghe.example.com:8443/api/v3", "octo", "octo"},
	    {LOGIN("https://ghe.example.com/octo",
		 APP "api_endpoint = \"https://api.example.com\";"),
		"https://api.example.com", "octo", "octo"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct recipe_made made;
		struct error error = {0};

		if (make(s, cases[i].config, &made, &error) != LANYARD_OK)
			fail_msg("%zu: %s", i, error.message);
		assert_string_equal(buf_text(&made.api), cases[i].api);
		assert_string_equal(made.owner, cases[i].owner);
		assert_string_equal(
		    buf_text(&made.repository), cases[i].repository);
		assert_string_equal(made.session, "lanyard-ci");
		recipe_made_clear(&made);
	}
}

/* GitLab has a place for each kind of token. */
static void
tells_whose_token_it_is(void **state)
{
	static const struct {
		const char *config, *tokens;
	} cases[] = {
	    {LOGIN("https://gitlab.com", GITLAB), "personal_access_tokens"},
	    {LOGIN("https://gitlab.com",
		 GITLAB "recipe_parameters = { project = \"a/b\"; };"),
		"projects/a%2Fb/access_tokens"},
	    {LOGIN("https://gitlab.com",
		 GITLAB "recipe_parameters = { group = \"7\"; };"),
		"groups/7/access_tokens"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct recipe_made made;
		struct error error = {0};

		assert_int_equal(
		    make(s, cases[i].config, &made, &error), LANYARD_OK);
		assert_string_equal(buf_text(&made.tokens), cases[i].tokens);
		assert_int_equal(strlen(made.until), strlen("2026-01-01"));
		recipe_made_clear(&made);
	}
}

static void
says_when_there_is_no_telling(void **state)
{
	struct scratch *s = *state;
	struct recipe_made made;
	struct error error = {0};

	assert_int_equal(
	    make(s, LOGIN("https://*.example.com", APP), &made, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "where the API of"));
	assert_non_null(strstr(error.hint, "api_endpoint"));
	recipe_made_clear(&made);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(tells_where_and_for_whom),
	    SCRATCH_TEST(tells_whose_token_it_is),
	    SCRATCH_TEST(says_when_there_is_no_telling),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
