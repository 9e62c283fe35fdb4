/*
 * t_recipe_reply.c - where the reply of a recipe has its token
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "net/oauth/recipe_reply.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NOW	     1700000000

static void
finds_the_token(void **state)
{
	static const struct {
		const char *body, *path, *expires;
		int status;
		const char *token; /* NULL: none */
		int64_t lifetime_s;
		enum lanyard_error r;
	} cases[] = {
	    {"{\"token\":\"t\"}", "token", NULL, 201, "t", 0, LANYARD_OK},
	    {"{\"token\":\"t\",\"expires_at\":\"2023-11-14T23:13:20Z\"}",
		"token", NULL, 201, "t", 3600, LANYARD_OK},
	    {"{\"token\":\"t\",\"expires_at\":\"2023-11-16\"}", "token", NULL,
		200, "t", 92800, LANYARD_OK},
	    {"{\"a\":{\"b\":{\"c\":\"t\",\"ttl\":60}},\"c\":\"no\"}", "a.b.c",
		"a.b.ttl", 200, "t", 60, LANYARD_OK},
	    {"{\"c\":\"no\"}", "a.c", NULL, 200, NULL, 0, LANYARD_ERR_SERVER},
	    {"{\"a\":\"x\",\"c\":\"no\"}", "a.c", NULL, 200, NULL, 0,
		LANYARD_ERR_SERVER},
	    {"{\"token\":\"a\tb\"}", "token", NULL, 200, NULL, 0,
		LANYARD_ERR_SERVER},
	    {"{\"token\":1}", "token", NULL, 200, NULL, 0, LANYARD_ERR_SERVER},
	    /* In the token itself: {"exp":NOW + 60}, and long ago. */
	    {"{\"token\":\"e30.eyJleHAiOjE3MDAwMDAwNjB9.x\"}", "token", NULL,
		200, "e30.eyJleHAiOjE3MDAwMDAwNjB9.x", 60, LANYARD_OK},
	    {"{\"token\":\"e30.eyJleHAiOjE3MDAwMDAwNjB9.x\",\"jwt\":5}",
		"token", RECIPE_JWT, 200, "e30.eyJleHAiOjE3MDAwMDAwNjB9.x", 60,
		LANYARD_OK},
	    {"{\"token\":\"e30.eyJleHAiOjEyM30.x\"}", "token", NULL, 200, NULL,
		0, LANYARD_ERR_SERVER},
	    /* A date that has been, and none. */
	    {"{\"token\":\"t\",\"expires_at\":\"2023-11-13\"}", "token", NULL,
		201, NULL, 0, LANYARD_ERR_SERVER},
	    {"{\"token\":\"t\",\"end\":1234567}", "token", "end", 200, "t",
		1234567, LANYARD_OK},
	    {"{\"token\":\"t\",\"end\":1600000000}", "token", "end", 200, NULL,
		0, LANYARD_ERR_SERVER},
	    {"{\"token\":\"t\",\"expires_at\":null}", "token", NULL, 201, "t",
		0, LANYARD_OK},
	    {"", "token", NULL, 200, NULL, 0, LANYARD_ERR_SERVER},
	    {"{\"token\":\"t\"", "token", NULL, 0, "t", 0, LANYARD_OK},
	    {"{\"token\":\"t\"}", "token", NULL, 401, NULL, 0,
		LANYARD_ERR_GRANT},
	    {"{\"message\":\"m\"}", "token", NULL, 403, NULL, 0,
		LANYARD_ERR_REFUSED},
	    {"{}", "token", NULL, 404, NULL, 0, LANYARD_ERR_REFUSED},
	    {"{}", "token", NULL, 429, NULL, 0, LANYARD_ERR_SERVER},
	    {"{}", "token", NULL, 500, NULL, 0, LANYARD_ERR_SERVER},
	    {"<html>", "token", NULL, 302, NULL, 0, LANYARD_ERR_SERVER},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct recipe recipe = {.name = "r",
		    .rotates = true,
		    .token = cases[i].path,
		    .expires = cases[i].expires};
		struct error error = {0};
		struct token token;
		struct buf body;

		token_init(&token);
		token.asked_at = NOW;
		token.status = cases[i].status;
		buf_init(&body, 4096);
		buf_add_text(&body, cases[i].body);
		if (recipe_reply_take(&token, &recipe, &body, LANYARD_OK, "s",
			"host", &error) != cases[i].r)
			fail_msg("%zu: %s", i, error.message);
		assert_int_equal(
		    secret_is_set(&token.access_token), cases[i].token != NULL);
		if (cases[i].token != NULL) {
			assert_string_equal(
			    token.access_token.bytes, cases[i].token);
			assert_true(secret_equal(
			    &token.access_token, &token.refresh_token));
			assert_int_equal(
			    token.expires_in_s, cases[i].lifetime_s);
		} else {
			assert_non_null(strstr(error.message, "host"));
		}
		token_clear(&token);
		buf_clear(&body);
	}
}

/* What was sent is in no message, whatever the server repeats. */
static void
repeats_no_secret(void **state)
{
	const struct recipe recipe = {.name = "r", .token = "token"};
	struct error error = {0};
	struct token token;
	struct buf body;

	(void)state;
	token_init(&token);
	token.status = 403;
	buf_init(&body, 4096);
	buf_add_text(&body, "{\"message\":\"the-secret may not\"}");
	assert_int_equal(recipe_reply_take(&token, &recipe, &body, LANYARD_OK,
			     "the-secret", "host", &error),
	    LANYARD_ERR_REFUSED);
	assert_null(strstr(error.message, "the-secret"));
	assert_int_equal(recipe_reply_take(&token, &recipe, &body, LANYARD_OK,
			     "another", "host", &error),
	    LANYARD_ERR_REFUSED);
	assert_non_null(strstr(error.message, "may not"));
	token_clear(&token);
	buf_clear(&body);
}

static void
reads_what_was_kept(void **state)
{
	static const char raw[] = "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n"
				  "\r\n{\"token\":\"new\"}";
	const struct recipe recipe = {
	    .name = "r", .rotates = true, .token = "token"};
	struct secret sent = {NULL, 0};
	struct error error = {0};
	struct token token;
	struct buf text;

	(void)state;
	buf_init(&text, sizeof(raw));
	buf_add_text(&text, raw);
	token_init(&token);
	assert_int_equal(
	    recipe_read(&token, &recipe, &text, NULL, &error), LANYARD_OK);
	assert_string_equal(token.refresh_token.bytes, "new");
	token_clear(&token);
	token_init(&token);
	assert_int_equal(secret_set_text(&sent, "new"), LANYARD_OK);
	assert_int_equal(
	    recipe_read(&token, &recipe, &text, &sent, &error), LANYARD_OK);
	assert_false(secret_is_set(&token.refresh_token));
	token_clear(&token);
	secret_clear(&sent);
	buf_clear(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_the_token),
	    cmocka_unit_test(repeats_no_secret),
	    cmocka_unit_test(reads_what_was_kept),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
