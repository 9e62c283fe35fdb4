/*
 * t_recipe_request.c - the one request of a recipe
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/oauth/recipe_request.h"
#include "server.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define E(name)	     LANYARD_ERR_##name

static const struct recipe_value values[] = {{"a", "x/y z", false},
    {"raw", "x/y", true}, {"none", NULL, false}, {"bad", "x\ny", false},
    {"list", "[\"q\"]", true}, {NULL, NULL, false}};

static void
expands_what_it_knows(void **state)
{
	static const struct {
		const char *text, *plain, *url; /* NULL: an error */
	} cases[] = {
	    {"", "", ""},
	    {"{a}", "x/y z", "x%2Fy%20z"},
	    {"h/{raw}/{a}!", "h/x/y/x/y z!", "h/x/y/x%2Fy%20z!"},
	    {"{client_id}", "i", "i"},
	    {"{owner}", "acme", "acme"},
	    {"{", "{", "{"},
	    {"{none}", NULL, NULL},
	    {"{unknown}", NULL, NULL},
	    {"a{bad}", NULL, NULL},
	};
	struct login_parameter list[] = {
	    {(char *)"owner", (char *)"acme"}, {NULL, NULL}};
	const struct login login = {.name = (char *)"robot",
	    .grant_type = (char *)"r",
	    .client_id = (char *)"i",
	    .recipe_parameters = list};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		for (int url = 0; url < 2; url++) {
			const char *wanted =
			    url ? cases[i].url : cases[i].plain;
			struct error error = {0};
			enum lanyard_error r;
			struct buf buf;

			buf_init(&buf, 100);
			buf_add_text(&buf, ">");
			r = recipe_expand(&buf, cases[i].text, url == 1, values,
			    &login, &error);
			assert_int_equal(
			    r, wanted != NULL ? LANYARD_OK : E(CONFIG));
			assert_string_equal(
			    buf_text(&buf) + 1, wanted != NULL ? wanted : "");
			if (wanted == NULL)
				assert_non_null(strstr(error.message, "robot"));
			buf_clear(&buf);
		}
	}
}

/* REQUEST is what RECIPE had the server asked. */
static enum lanyard_error
ask(const struct recipe *recipe, const char *answer, struct token *token,
    char *request, size_t size, struct error *error)
{
	struct http *http = server_http();
	const struct login login = {
	    .name = (char *)"robot", .grant_type = (char *)"r"};
	struct recipe_value all[COUNT(values) + 1];
	struct a_server server;
	enum lanyard_error r;

	server_start_one(&server, answer);
	all[0] = (struct recipe_value){"api", server.url, true};
	memcpy(all + 1, values, sizeof(values));
	r = recipe_request(token, http, recipe, all, &login, error);
	if (r != E(CONFIG))
		server_request(&server, request, size);
	server_stop(&server);
	http_free(&http);
	return r;
}

static void
sends_what_the_recipe_says(void **state)
{
	static const struct recipe recipes[] = {
	    {.name = "r",
		.method = "GET",
		.url = "{api}/v1/{a}",
		.query = {{"q", "{a}"}, {"no", "{none}"}, {"v", "1"}},
		.fields = {"Metadata: true", "X: {raw}"},
		.token = "token"},
	    {.name = "r",
		.method = "POST",
		.url = "{api}/v1",
		.fields = {"PRIVATE: {a}"},
		.body = RECIPE_BODY_FORM,
		.content = {{"f", "{a}"}, {"no", "{none}"}},
		.token = "token"},
	    {.name = "r",
		.method = "POST",
		.url = "{api}/v1",
		.fields = {"A: b"},
		.body = RECIPE_BODY_JSON,
		.content = {{"no", "{none}"}, {"l", "{list}"}, {"t", "{a}"}},
		.token = "token"},
	};
	static const char *const wanted[][4] = {
	    {"GET /v1/x%2Fy%20z?q=x%2Fy+z&v=1 HTTP/1.1\r\n",
		"\r\nMetadata: true\r\n", "\r\nX: x/y\r\n", "Host: 127"},
	    {"POST /v1 HTTP/1.1\r\n", "\r\nPRIVATE: x/y z\r\n",
		"\r\n\r\nf=x%2Fy+z",
		"\r\nContent-Type: application/x-www-form-urlencoded\r\n"},
	    {"POST /v1 HTTP/1.1\r\n", "\r\n\r\n{\"l\":[\"q\"],\"t\":\"x/y z\"}",
		"\r\nContent-Type: application/json\r\n", "\r\nA: b\r\n"},
	};
	static char request[SERVER_REQUEST];

	(void)state;
	for (size_t i = 0; i < COUNT(recipes); i++) {
		struct error error = {0};
		struct token token;

		token_init(&token);
		if (ask(&recipes[i], SERVER_SAYS("201", "{\"token\":\"t\"}"),
			&token, request, sizeof(request), &error) != LANYARD_OK)
			fail_msg("%zu: %s", i, error.message);
		for (size_t j = 0; j < 4; j++)
			if (strstr(request, wanted[i][j]) == NULL)
				fail_msg(
				    "%zu: %s in %s", i, wanted[i][j], request);
		assert_string_equal(token.access_token.bytes, "t");
		assert_int_equal(token.status, 201);
		/* All bytes, for where they cannot be saved. */
		assert_true(token.raw.size > 0);
		token_clear(&token);
	}
}

static void
sends_nothing_that_lacks_a_value(void **state)
{
	static const struct recipe recipes[] = {
	    {.name = "r",
		.method = "GET",
		.url = "{api}/{none}",
		.token = "token"},
	    {.name = "r",
		.method = "GET",
		.url = "{api}/",
		.fields = {"X: {unknown}"},
		.token = "token"},
	};
	static char request[SERVER_REQUEST];

	(void)state;
	for (size_t i = 0; i < COUNT(recipes); i++) {
		struct error error = {0};
		struct token token;

		token_init(&token);
		assert_int_equal(ask(&recipes[i], SERVER_KEEP, &token, request,
				     sizeof(request), &error),
		    E(CONFIG));
		assert_non_null(strstr(error.hint, "recipe_parameters"));
		token_clear(&token);
	}
}

/* What each answer comes to; no message has the token. */
static void
has_a_token_revoked(void **state)
{
	static const struct {
		const char *answer;
		enum lanyard_error result;
	} cases[] = {
	    {SERVER_SAYS("204", ""), LANYARD_OK},
	    {SERVER_SAYS("200", "{}"), LANYARD_OK},
	    {SERVER_SAYS("401", ""), LANYARD_OK},
	    {SERVER_SAYS("403", "glpat-1"), E(REFUSED)},
	    {SERVER_SAYS("404", "<html>"), E(REFUSED)},
	    {SERVER_SAYS("429", ""), E(SERVER)},
	    {SERVER_SAYS("302", ""), E(SERVER)},
	    {SERVER_SAYS("500", ""), E(SERVER)},
	    {"", E(NETWORK)},
	};
	const struct login login = {.name = (char *)"robot"};
	const struct recipe *recipe = recipe_find("gitlab_rotate");
	struct http *http = server_http();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		struct a_server server;
		enum lanyard_error r;
		char text[4096];

		server_start_one(&server, cases[i].answer);
		const struct recipe_value given[] = {{"api", server.url, true},
		    {"token", "glpat-1", false}, {NULL, NULL, false}};

		r = recipe_revoke(http, recipe, given, &login, &error);
		if (r != cases[i].result ||
		    strstr(error.message, "glpat-1") != NULL)
			fail_msg("%zu: %d %s", i, r, error.message);
		server_request(&server, text, sizeof(text));
		assert_non_null(strstr(text, "DELETE /"));
		assert_non_null(strstr(text, "/personal_access_tokens/self "));
		assert_non_null(strstr(text, "PRIVATE-TOKEN: glpat-1\r\n"));
		server_stop(&server);
	}
	http_free(&http);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(has_a_token_revoked),
	    cmocka_unit_test(expands_what_it_knows),
	    cmocka_unit_test(sends_what_the_recipe_says),
	    cmocka_unit_test(sends_nothing_that_lacks_a_value),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
