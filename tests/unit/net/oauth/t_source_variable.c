/*
 * t_source_variable.c - a variable that has a token, or leads to one
 */
#include "a_source.h"

#include "net/oauth/source_variable.h"

static void
a_missing_variable_is_named(void **state)
{
	static const struct {
		const char *word, *variable; /* of the configuration */
		const char *set;	     /* to "true" */
		const char *message, *hint;
	} cases[] = {
	    {"github-actions", NULL, NULL,
		"subject_token of login \"ci\" needs the variable "
		"ACTIONS_ID_TOKEN_REQUEST_URL, which is not set",
		"id-token: write"},
	    {"auto", NULL, "GITHUB_ACTIONS", "ACTIONS_ID_TOKEN_REQUEST_URL",
		"id-token: write"},
	    {"auto", NULL, "FORGEJO_ACTIONS", "ACTIONS_ID_TOKEN_REQUEST_URL",
		"enable-openid-connect"},
	    {"buildkite", NULL, NULL, "variable BUILDKITE_JOB_ID, which is not",
		"agent"},
	    {"gitlab", "T_SOURCE_TOKEN", NULL,
		"variable T_SOURCE_TOKEN, which is not set",
		"id_tokens: T_SOURCE_TOKEN: aud: https://as.example.com/"},
	    {"auto", "T_SOURCE_TOKEN", "GITLAB_CI",
		"variable T_SOURCE_TOKEN, which is not set", "id_tokens"},
	    {"auto", NULL, "GITLAB_CI", "does not say which variable",
		"subject_token_variable"},
	    {NULL, "T_SOURCE_TOKEN", NULL, "variable T_SOURCE_TOKEN", NULL},
	    {"auto", NULL, NULL, "this is no job of GitHub or Forgejo Actions",
		"subject_token_source"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login_source from = {NULL};
		struct source source = a_source(&from);

		if (cases[i].word != NULL)
			from.source = text(cases[i].word);
		if (cases[i].variable != NULL)
			from.variable = text(cases[i].variable);
		if (cases[i].set != NULL)
			setenv(cases[i].set, "true", 1);
		assert_fails(
		    &source, NULL, E(CONFIG), cases[i].message, cases[i].hint);
		no_job(NULL);
	}
	setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "https://192.0.2.1/", 1);
	assert_fails(
	    &(struct source){
		.from = &(struct login_source){.source = text("auto")},
		.key = "assertion",
		.login = "x"},
	    NULL, E(CONFIG),
	    "assertion of login \"x\" needs the variable "
	    "ACTIONS_ID_TOKEN_REQUEST_TOKEN, which is not set",
	    NULL);
}

static void
a_variable_is_read(void **state)
{
	struct login_source from = {
	    .source = text("gitlab"), .variable = text("T_SOURCE_TOKEN")};
	struct source source = a_source(&from);
	struct secret token = {NULL, 0};
	struct error error = {0};
	struct buf url;

	(void)state;
	setenv("T_SOURCE_TOKEN", JWT, 1);
	assert_int_equal(
	    source_read(&source, NULL, TIME_MS, &token, &error), LANYARD_OK);
	assert_string_equal((const char *)token.bytes, JWT);
	buf_init(&url, LIMIT_URL);
	assert_int_equal(source_add_url(&source, &url, &error), LANYARD_OK);
	assert_int_equal(url.size, 0);
	setenv("T_SOURCE_TOKEN", "two words", 1);
	assert_fails(&source, NULL, E(CONFIG),
	    "variable T_SOURCE_TOKEN, which is no single word", NULL);
	setenv("T_SOURCE_TOKEN", "opaque", 1);
	assert_fails(&source, NULL, E(CONFIG), "is no JWT", NULL);
	setenv("T_SOURCE_TOKEN", OVER, 1);
	assert_fails(&source, NULL, E(CONFIG),
	    "is a JWT that is over: look at its gitlab", "clock");
	setenv("T_SOURCE_TOKEN", "opaque", 1);
	source.jwt = false;
	assert_int_equal(
	    source_read(&source, NULL, TIME_MS, &token, &error), LANYARD_OK);
	secret_clear(&token);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    JOB_TEST(a_missing_variable_is_named),
	    JOB_TEST(a_variable_is_read),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
