/*
 * t_sources.c - where a login's configuration says to get a token from
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/strings.h"
#include "login/sources.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static char *
copy(const char *text)
{
	return text != NULL ? strdup(text) : NULL;
}

static void
what_is_said_is_whole(void **state)
{
	static const struct {
		const char *source, *file, *variable, *command, *audience;
		enum source_kind kind;
		const char *message; /* NULL: all is well */
	} cases[] = {
	    {NULL, NULL, NULL, NULL, NULL, SOURCE_NONE, NULL},
	    {"auto", NULL, NULL, NULL, NULL, SOURCE_AUTO, NULL},
	    {"auto", "/f", "V", "/c", "a", SOURCE_AUTO, NULL},
	    {"github-actions", NULL, NULL, NULL, "a", SOURCE_GITHUB_ACTIONS,
		NULL},
	    {"buildkite", NULL, NULL, NULL, NULL, SOURCE_BUILDKITE, NULL},
	    {"gitlab", NULL, "V", NULL, NULL, SOURCE_GITLAB, NULL},
	    {"file", "/f", NULL, NULL, NULL, SOURCE_FILE, NULL},
	    {NULL, "/f", NULL, NULL, NULL, SOURCE_FILE, NULL},
	    {NULL, NULL, "V", NULL, NULL, SOURCE_VARIABLE, NULL},
	    {NULL, NULL, NULL, "/c", NULL, SOURCE_COMMAND, NULL},
	    {"gitlab", NULL, NULL, NULL, NULL, SOURCE_GITLAB,
		"login \"ci\" has actor_token_source = \"gitlab\", but no "
		"actor_token_variable"},
	    {"file", NULL, "V", NULL, NULL, SOURCE_FILE,
		"login \"ci\" has actor_token_source = \"file\", but no "
		"actor_token_file"},
	    {"command", NULL, NULL, NULL, NULL, SOURCE_COMMAND,
		"login \"ci\" has actor_token_source = \"command\", but no "
		"actor_token_command"},
	    {NULL, "/f", "V", NULL, NULL, SOURCE_FILE,
		"login \"ci\" gives more than one source of its actor_token: "
		"only actor_token_source = \"auto\" looks at several"},
	    {"github-actions", "/f", NULL, NULL, NULL, SOURCE_GITHUB_ACTIONS,
		"login \"ci\" gives more than one source of its actor_token: "
		"only actor_token_source = \"auto\" looks at several"},
	    {NULL, NULL, NULL, NULL, "a", SOURCE_NONE,
		"login \"ci\" has actor_token_audience, but no "
		"actor_token_source"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		struct login login;

		login_init(&login);
		login.name = strdup("ci");
		login.actor_token.source = copy(cases[i].source);
		login.actor_token.file = copy(cases[i].file);
		login.actor_token.variable = copy(cases[i].variable);
		login.actor_token.audience = copy(cases[i].audience);
		if (cases[i].command != NULL)
			strings_add(
			    &login.actor_token.command, cases[i].command);
		assert_int_equal(
		    sources_kind(&login.actor_token), cases[i].kind);
		assert_int_equal(sources_check(&login, &error),
		    cases[i].message == NULL ? LANYARD_OK : LANYARD_ERR_CONFIG);
		assert_string_equal(error.message,
		    cases[i].message == NULL ? "" : cases[i].message);
		login_clear(&login);
	}
}

/* A word is an index: the table and the kinds must not drift apart. */
static void
each_kind_has_its_word(void **state)
{
	(void)state;
	for (int kind = SOURCE_AUTO; kind < SOURCE_NONE; kind++) {
		struct login_source source = {NULL};

		source.source = strdup(sources_word((enum source_kind)kind));
		assert_int_equal(sources_kind(&source), kind);
		free(source.source);
	}
	assert_string_equal(words_sources[SOURCE_NONE].text, "forgejo-actions");
	assert_string_equal(words_sources[SOURCE_NONE].means, "github-actions");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_said_is_whole),
	    cmocka_unit_test(each_kind_has_its_word),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
