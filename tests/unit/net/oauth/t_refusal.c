/*
 * t_refusal.c - an endpoint's error reply, and what heals it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "base/percent.h"
#include "net/oauth/refusal.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define G	     LANYARD_ERR_GRANT
#define R	     LANYARD_ERR_REFUSED
#define S	     LANYARD_ERR_SERVER

/* ERROR with STATUS, in answer to BODY: the class. */
static enum lanyard_error
take(const char *word, int status, const struct buf *body)
{
	struct client client = {.client_id = "me"};
	struct error error = {0};
	struct reply reply;
	struct token token;
	struct buf text;
	enum lanyard_error r;

	buf_init(&text, 4096);
	buf_printf(&text, "{\"error\":\"%s\"}", word);
	reply_open(&reply, &text, true, NULL);
	token_init(&token);
	token.status = status;
	r = refusal_take(&token, &reply, "host", &client, body, &error);
	assert_int_equal(error.code, r);
	assert_non_null(strstr(error.message, "host answered"));
	assert_non_null(strstr(error.message, word));
	assert_string_equal(token.error, word);
	token_clear(&token);
	reply_close(&reply);
	buf_clear(&text);
	return r;
}

/* What stands beside a word, where that leaves it open. */
static void
test_sentences(void **state)
{
	static const struct {
		const char *text;
		enum lanyard_error code;
	} cases[] = {
	    {"{\"error\":\"access_denied\"}", G},
	    {"{\"error\":\"access_denied\","
	     "\"error_description\":\"rate limit exceeded\"}",
		S},
	    {"{\"error\":\"invalid_grant\","
	     "\"error_description\":\"rate limit exceeded\"}",
		G},
	};
	struct buf body;

	(void)state;
	buf_init(&body, 256);
	buf_add_text(&body, "grant_type=refresh_token&refresh_token=rt");
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct client client = {.client_id = "me"};
		struct error error = {0};
		struct reply reply;
		struct token token;
		struct buf text;

		buf_init(&text, 4096);
		buf_add_text(&text, cases[i].text);
		reply_open(&reply, &text, true, NULL);
		token_init(&token);
		token.status = 403;
		assert_int_equal(refusal_take(&token, &reply, "host", &client,
				     &body, &error),
		    cases[i].code);
		token_clear(&token);
		reply_close(&reply);
		buf_clear(&text);
	}
	buf_clear(&body);
}

/* The class of a word, for a refresh and for a code. */
static void
test_classes(void **state)
{
	static const struct {
		const char *word;
		int status;
		enum lanyard_error refresh, code;
	} table[] = {
	    {"invalid_grant", 400, G, G},
	    {"invalid_grant", 401, G, G},
	    {"invalid_grant", 200, G, G},
	    {"invalid_grant", 429, S, S},
	    {"invalid_grant", 408, S, S},
	    {"invalid_grant", 503, S, S},
	    {"invalid_grant", 302, S, S},
	    {"bad_refresh_token", 200, G, G},
	    {"consent_required", 400, G, G},
	    {"invalid_request", 400, G, R},
	    {"invalid_token", 401, G, R},
	    {"Access Denied", 403, G, R},
	    {"unauthorized_client", 400, G, R},
	    {"unauthorized_client", 503, S, S},
	    {"invalid_client", 401, R, R},
	    {"Invalid-Client", 401, R, R},
	    {"invalid_scope", 400, R, R},
	    {"invalid_target", 400, R, R},
	    {"use_dpop_nonce", 400, R, R},
	    {"slow_down", 400, S, S},
	    {"Too Many Requests", 400, S, S},
	    {"rate_limit_exceeded", 403, S, S},
	    {"temporarily_unavailable", 400, S, S},
	    {"rateLimitExceeded", 403, S, S},
	    {"userRateLimitExceeded", 403, S, S},
	    {"quota_exceeded", 403, S, S},
	    {"tooManyRequests", 400, S, S},
	    {"SlowDown", 400, S, S},
	    {"internal_error", 400, S, S},
	    {"InternalServerError", 400, S, S},
	    {"under maintenance", 403, S, S},
	    {"invalidClient", 401, R, R},
	    {"InvalidScope", 400, R, R},
	    {"Not Found", 403, G, R},
	    {"invalid_grant", 404, G, G},
	    {"invalid_grant", 410, G, G},
	    {"token_gone", 400, G, R},
	};
	struct buf refresh, code;
	size_t i;

	(void)state;
	buf_init(&refresh, 4096);
	buf_init(&code, 4096);
	percent_add_parameter(&refresh, "refresh_token", "xyz", 3);
	percent_add_parameter(&code, "code", "xyz", 3);
	for (i = 0; i < COUNT(table); i++) {
		if (take(table[i].word, table[i].status, &refresh) !=
			table[i].refresh ||
		    take(table[i].word, table[i].status, &code) !=
			table[i].code)
			fail_msg("%zu: %s", i, table[i].word);
	}
	buf_clear(&refresh);
	buf_clear(&code);
}

/* Nobody who knows the token has said these: it is no word of the server's. */
static void
test_addresses(void **state)
{
	static const struct {
		const char *word;
		int status;
	} table[] = {
	    {"Not Found", 404},
	    {"not_found", 404},
	    {"ResourceNotFound", 404},
	    {"no Route matched", 404},
	    {"Method Not Allowed", 405},
	    {"Gone", 410},
	    {"Unsupported Media Type", 415},
	    {"Misdirected Request", 421},
	};
	struct client client = {.client_id = "me"};
	struct buf body, text;

	(void)state;
	buf_init(&body, 4096);
	buf_init(&text, 4096);
	percent_add_parameter(&body, "refresh_token", "xyz", 3);
	for (size_t i = 0; i < COUNT(table); i++) {
		struct error error = {0};
		struct reply reply;
		struct token token;

		buf_reset(&text);
		buf_printf(&text, "{\"error\":\"%s\"}", table[i].word);
		reply_open(&reply, &text, true, NULL);
		token_init(&token);
		token.status = table[i].status;
		assert_int_equal(refusal_take(&token, &reply, "host", &client,
				     &body, &error),
		    S);
		assert_null(token.error);
		assert_non_null(
		    strstr(error.message, "without an OAuth error"));
		token_clear(&token);
		reply_close(&reply);
	}
	buf_clear(&body);
	buf_clear(&text);
}

/* No secret of the request is told, however the server quotes it. */
static void
test_quoted_secrets(void **state)
{
	static const struct {
		const char *quoted;
		bool told;
	} table[] = {
	    {"a/b+c", false},
	    {"cannot parse grant_type=x&code=a%2Fb%2Bc&z", false},
	    {"s e=c", false},
	    {"client_secret=s+e%3Dc", false},
	    {"a%2Fb is no code", true},
	    {"100%", true},
	};
	struct secret secret = {NULL, 0};
	struct client client = {.client_id = "me", .client_secret = &secret};
	struct buf body;
	size_t i;

	(void)state;
	secret_set_text(&secret, "s e=c");
	buf_init(&body, 4096);
	percent_add_parameter(&body, "code", "a/b+c", 5);
	for (i = 0; i < COUNT(table); i++) {
		struct error error = {0};
		struct reply reply;
		struct token token;
		struct buf text;

		buf_init(&text, 4096);
		buf_printf(&text,
		    "{\"error\":\"invalid_request\","
		    "\"error_description\":\"%s\"}",
		    table[i].quoted);
		reply_open(&reply, &text, true, NULL);
		token_init(&token);
		token.status = 400;
		refusal_take(&token, &reply, "host", &client, &body, &error);
		if (table[i].told !=
		    (strstr(error.message, table[i].quoted) != NULL))
			fail_msg("%zu: %s", i, error.message);
		assert_non_null(strstr(error.message, "invalid_request"));
		token_clear(&token);
		reply_close(&reply);
		buf_clear(&text);
	}
	buf_clear(&body);
	secret_clear(&secret);
}

/* Who the client is stands in the configuration: the hint says where. */
static void
test_unknown_client(void **state)
{
	static const struct {
		const char *word; /* NULL: none */
		int status;
		const char *login, *method;
		bool secret;
		const char *hints[3];
	} table[] = {
	    {"invalid_client", 401, "work", NULL, true,
		{"login work ", "client_secret_file",
		    "token_endpoint_auth_method, which is "
		    "client_secret_basic"}},
	    {"invalid_client", 400, "work", "client_secret_post", true,
		{"login work ", "client_secret_file", "is client_secret_post"}},
	    {"incorrect_client_credentials", 200, "work", NULL, true,
		{"login work ", "client_secret_file",
		    "token_endpoint_auth_method"}},
	    {NULL, 401, "work", NULL, false,
		{"login work ", "client_secret_file",
		    "token_endpoint_auth_method"}},
	    {"invalid_client", 401, "https://git.example.com", NULL, true,
		{"credential.https://git.example.com.oauthClientId",
		    "oauthClientSecret", "token_endpoint_auth_method"}},
	    {"invalid_client", 401, NULL, NULL, true,
		{"client_id", "client_secret", "token_endpoint_auth_method"}},
	    {"invalid_grant", 401, "work", NULL, true, {"", "", ""}},
	    {"unauthorized_client", 400, "work", NULL, true,
		{"login work ", "check client_id", "allow it this grant"}},
	    {"invalid_scope", 400, "work", NULL, true,
		{"login work ", "check scope", "not grant all of it"}},
	    {"invalid_target", 400, "work", NULL, true,
		{"login work ", "check resource", "audience"}},
	    {"redirect_uri_mismatch", 400, "work", NULL, true,
		{"login work ", "check redirect_uri", "registered"}},
	    {"unsupported_grant_type", 400, "work", NULL, true,
		{"login work ", "check client_id", "allow it this grant"}},
	    {"access_denied", 403, "work", NULL, true,
		{"login work ", "check scope", "rule of the server's"}},
	    {"invalid_scope", 400, NULL, NULL, true, {"", "", ""}},
	    {"server_error", 500, "work", NULL, true, {"", "", ""}},
	    {NULL, 400, "work", NULL, true, {"", "", ""}},
	};
	struct buf body;

	(void)state;
	buf_init(&body, 16);
	for (size_t i = 0; i < COUNT(table); i++) {
		struct secret secret = {NULL, 0};
		struct client client = {.client_id = "me",
		    .client_secret = &secret,
		    .token_endpoint_auth_method = table[i].method,
		    .login = table[i].login};
		struct error error = {0};
		struct reply reply;
		struct token token;
		struct buf text;

		if (table[i].secret)
			secret_set_text(&secret, "shh");
		buf_init(&text, 4096);
		if (table[i].word != NULL)
			buf_printf(&text, "{\"error\":\"%s\"}", table[i].word);
		else
			buf_add_text(&text, "{}");
		reply_open(&reply, &text, true, NULL);
		token_init(&token);
		token.status = table[i].status;
		refusal_take(&token, &reply, "host", &client, &body, &error);
		for (size_t n = 0; n < COUNT(table[i].hints); n++)
			if (strstr(error.hint, table[i].hints[n]) == NULL ||
			    (*table[i].hints[n] == '\0') !=
				(error.hint[0] == '\0'))
				fail_msg("%zu: %s", i, error.hint);
		assert_true(strlen(error.hint) < ERROR_TEXT - 1);
		token_clear(&token);
		reply_close(&reply);
		buf_clear(&text);
		secret_clear(&secret);
	}
	buf_clear(&body);
}

/* No reply, and one without a word. */
static void
test_nothing(void **state)
{
	struct client client = {.client_id = "me"};
	struct error error = {0};
	struct token token;
	struct buf body;

	(void)state;
	buf_init(&body, 16);
	token_init(&token);
	token.status = 404;
	assert_int_equal(
	    refusal_take(&token, NULL, "host", &client, &body, &error),
	    LANYARD_ERR_SERVER);
	assert_non_null(
	    strstr(error.message, "host answered 404 without an OAuth error"));
	assert_null(token.error);
	token_clear(&token);
	buf_clear(&body);
}

/* Without an error: who is asked decides what it is worth. */
static void
test_bare(void **state)
{
	static const struct {
		int status;
		const char *text;
		enum lanyard_error refresh, code, device, none;
	} table[] = {
	    {400, "", G, R, S, S},
	    {401, "{}", G, R, S, S},
	    {403, "{\"message\":\"Forbidden\"}", G, R, S, S},
	    {409, "conflict", G, R, S, S},
	    {422, "[]", G, R, S, S},
	    {400, "{\"msg\":\"Invalid client\"}", R, R, S, S},
	    {400, "{\"detail\":\"Too many requests\"}", S, S, S, S},
	    {400, "under maintenance", S, S, S, S},
	    {400, "<html>Bad Request", S, S, S, S},
	    {404, "", S, S, S, S},
	    {405, "{}", S, S, S, S},
	    {407, "", S, S, S, S},
	    {429, "", S, S, S, S},
	    {500, "{}", S, S, S, S},
	    {302, "", S, S, S, S},
	};
	static const char *const sent[] = {"grant_type=x&refresh_token=xyz",
	    "grant_type=x&code=xyz", "grant_type=x&device_code=xyz",
	    "token=xyz"};
	struct client client = {.client_id = "me"};
	struct buf body, text;

	(void)state;
	buf_init(&body, 4096);
	buf_init(&text, 4096);
	for (size_t i = 0; i < COUNT(table) * COUNT(sent); i++) {
		size_t row = i / COUNT(sent), kind = i % COUNT(sent);
		const enum lanyard_error wanted[] = {table[row].refresh,
		    table[row].code, table[row].device, table[row].none};
		struct error error = {0};
		struct reply reply;
		struct token token;

		buf_reset(&body);
		buf_reset(&text);
		buf_add_text(&body, sent[kind]);
		buf_add_text(&text, table[row].text);
		reply_open(&reply, &text, true, NULL);
		token_init(&token);
		token.status = table[row].status;
		if (refusal_take(&token, &reply, "host", &client, &body,
			&error) != wanted[kind] ||
		    error.code != wanted[kind] || token.error != NULL ||
		    token.in_doubt != (wanted[kind] == G))
			fail_msg("%zu, %s: %s", row, sent[kind], error.message);
		token_clear(&token);
		reply_close(&reply);
	}
	buf_clear(&body);
	buf_clear(&text);
}

/* Our words for invalid_grant, and the server's, without a colon more. */
static void
test_words(void **state)
{
	static const struct {
		const char *sent, *reply, *message;
	} table[] = {
	    {"refresh_token", "{\"error\":\"invalid_grant\"}",
		"host answered 400 invalid_grant: revoked, too old, or used "
		"elsewhere"},
	    {"refresh_token",
		"{\"error\":\"bad_refresh_token\",\"error_description\":\"x\"}",
		"host answered 400 bad_refresh_token: revoked, too old, or "
		"used elsewhere (x)"},
	    {"code", "{\"error\":\"invalid_grant\"}",
		"host answered 400 invalid_grant: too old, or used before"},
	    {"code", "{\"error\":\"invalid_scope\"}",
		"host answered 400 invalid_scope"},
	    {"code",
		"{\"error\":\"invalid_scope\",\"error_description\":\"a: b\"}",
		"host answered 400 invalid_scope (a: b)"},
	    {"refresh_token", "{\"error\":\"consent_required\"}",
		"host answered 400 consent_required"},
	    {"refresh_token", "{\"error\":\"gone\",\"message\":\"gone\"}",
		"host answered 400 gone"},
	    {"refresh_token", "{\"error\":\"gone\",\"message\":\"at 3\"}",
		"host answered 400 gone (at 3)"},
	    {"refresh_token", "<p>{\"error\":\"invalid_grant\"}",
		"host answered 400 without an OAuth error"},
	};
	struct client client = {.client_id = "me"};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct error error = {0};
		struct reply reply;
		struct token token;
		struct buf text, body;

		buf_init(&text, 4096);
		buf_init(&body, 4096);
		buf_add_text(&text, table[i].reply);
		percent_add_parameter(&body, table[i].sent, "xyz", 3);
		reply_open(&reply, &text, true, NULL);
		token_init(&token);
		token.status = 400;
		(void)refusal_take(
		    &token, &reply, "host", &client, &body, &error);
		assert_string_equal(error.message, table[i].message);
		token_clear(&token);
		reply_close(&reply);
		buf_clear(&text);
		buf_clear(&body);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_classes),
	    cmocka_unit_test(test_sentences),
	    cmocka_unit_test(test_addresses),
	    cmocka_unit_test(test_words),
	    cmocka_unit_test(test_quoted_secrets),
	    cmocka_unit_test(test_unknown_client),
	    cmocka_unit_test(test_nothing),
	    cmocka_unit_test(test_bare),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
