/*
 * t_authorization.c - the authorization code grant: URL and callback
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/strings.h"
#include "net/oauth/authorization.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define STATE	     "the-state"

/* The value of NAME in URL's query, which it has COUNT times; to be freed. */
static char *
parameter(const char *url, const char *name, size_t count)
{
	struct buf value;
	size_t found = 0;
	char *text;

	buf_init(&value, LIMIT_URL);
	percent_query_parameter(strchr(url, '?') + 1, name, &value, &found);
	if (found != count)
		fail_msg("%s: %zu times in %s", name, found, url);
	text = strdup(buf_text(&value));
	buf_clear(&value);
	return text;
}

static void
check_parameter(const char *url, const char *name, const char *expected)
{
	char *value = parameter(url, name, expected == NULL ? 0 : 1);

	if (expected != NULL && strcmp(value, expected) != 0)
		fail_msg("%s: %s", name, value);
	free(value);
}

/* RFC 7636 4.2, once more and in other words. */
static void
check_challenge(const struct authorization *a)
{
	unsigned char hash[crypto_hash_sha256_BYTES];
	char text[64];

	assert_int_equal(a->code_verifier.size, 43);
	crypto_hash_sha256(hash, a->code_verifier.bytes, a->code_verifier.size);
	sodium_bin2base64(text, sizeof text, hash, sizeof hash,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	check_parameter(a->url, "code_challenge", text);
	check_parameter(a->url, "code_challenge_method", "S256");
	check_parameter(a->url, "code_verifier", NULL);
}

static void
test_url(void **state)
{
	struct authorization a, b;
	struct login login;

	(void)state;
	login_init(&login);
	login.client_id = strdup("me & you");
	strings_add(&login.scope, "read");
	strings_add(&login.scope, "write");
	assert_int_equal(
	    authorization_begin(&a, &login, "https://id.example.org/auth",
		"http://127.0.0.1:1234/callback", NULL),
	    LANYARD_OK);
	assert_int_equal(
	    strncmp(
		a.url, "https://id.example.org/auth?response_type=code&", 47),
	    0);
	check_parameter(a.url, "response_type", "code");
	check_parameter(a.url, "client_id", "me & you");
	check_parameter(
	    a.url, "redirect_uri", "http://127.0.0.1:1234/callback");
	check_parameter(a.url, "scope", "read write");
	/* Not every server takes "+" for a space in a URL. */
	assert_non_null(strstr(a.url, "&client_id=me%20%26%20you&"));
	assert_non_null(strstr(a.url, "&scope=read%20write&"));
	assert_null(strchr(a.url, '+'));
	check_parameter(a.url, "state", (const char *)a.state.bytes);
	check_parameter(a.url, "resource", NULL);
	check_parameter(a.url, "audience", NULL);
	check_challenge(&a);
	assert_true(a.state.size >= 22);
	assert_int_equal(authorization_begin(&b, &login,
			     "https://id.example.org/auth", "x", NULL),
	    LANYARD_OK);
	assert_false(secret_equal(&a.state, &b.state));
	assert_false(secret_equal(&a.code_verifier, &b.code_verifier));
	authorization_clear(&a);
	authorization_clear(&a);
	authorization_clear(&b);
	login_clear(&login);
}

/* OpenID Connect Core 3.1.2.1; what is configured goes before. */
static void
test_login_hint(void **state)
{
	static const struct {
		const char *username, *configured, *hint;
	} cases[] = {
	    {NULL, NULL, NULL},
	    {"ada l&ve", NULL, "ada l&ve"},
	    {"ada", "other", "other"},
	    {NULL, "other", "other"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct authorization a;
		struct login login;

		login_init(&login);
		login.client_id = strdup("me");
		if (cases[i].username != NULL)
			login.username = strdup(cases[i].username);
		if (cases[i].configured != NULL)
			login_add_parameter(&login.authorization_parameters,
			    "login_hint", cases[i].configured);
		assert_int_equal(authorization_begin(&a, &login,
				     "https://id.example.org/a", "x", NULL),
		    LANYARD_OK);
		check_parameter(a.url, "login_hint", cases[i].hint);
		authorization_clear(&a);
		login_clear(&login);
	}
}

static void
test_openid(void **state)
{
	static const struct {
		const char *scope[3]; /* NULL: none is configured */
		const char *parameter;
		bool asks;
	} cases[] = {
	    {{NULL}, NULL, false}, {{"openid"}, NULL, true},
	    {{"api", "openid"}, NULL, true}, {{"api openid email"}, NULL, true},
	    {{"openid2", "xopenid"}, NULL, false},
	    {{"OpenID"}, NULL, false}, /* scopes have case, RFC 6749 3.3 */
	    {{NULL}, "profile  openid", true}, {{NULL}, "openid", true},
	    {{NULL}, "openidx profile", false}, {{NULL}, "", false},
	    {{"api"}, "openid", false}, /* the login's own goes before */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct login login;

		login_init(&login);
		for (size_t n = 0; cases[i].scope[n] != NULL; n++)
			strings_add(&login.scope, cases[i].scope[n]);
		login_add_parameter(
		    &login.authorization_parameters, "prompt", "openid");
		if (cases[i].parameter != NULL)
			login_add_parameter(&login.authorization_parameters,
			    "scope", cases[i].parameter);
		if (authorization_asks_for_openid(&login) != cases[i].asks)
			fail_msg("case %zu", i);
		login_clear(&login);
	}
}

/* OpenID Connect Core 3.1.2.1: our own, and only where an ID token is asked. */
static void
test_nonce(void **state)
{
	struct authorization a, b;
	struct login login;
	const char *nonce;

	(void)state;
	login_init(&login);
	login.client_id = strdup("me");
	login_add_parameter(&login.authorization_parameters, "nonce", "fixed");
	assert_int_equal(
	    authorization_begin(&a, &login, "https://h/a", "x", NULL),
	    LANYARD_OK);
	assert_null(authorization_nonce(&a, &login));
	check_parameter(a.url, "nonce", "fixed"); /* as it is configured */
	authorization_clear(&a);
	strings_add(&login.scope, "openid");
	assert_int_equal(
	    authorization_begin(&a, &login, "https://h/a", "x", NULL),
	    LANYARD_OK);
	assert_int_equal(
	    authorization_begin(&b, &login, "https://h/a", "x", NULL),
	    LANYARD_OK);
	assert_non_null(nonce = authorization_nonce(&a, &login));
	assert_int_equal(strlen(nonce), 43); /* 32 bytes in base64url */
	check_parameter(a.url, "nonce", nonce);
	assert_string_not_equal(nonce, authorization_nonce(&b, &login));
	assert_false(secret_equal(&a.nonce, &a.state));
	authorization_clear(&a);
	assert_null(a.nonce.bytes);
	authorization_clear(&b);
	login_clear(&login);
}

/* RFC 9126 4: those two, beside what the endpoint has. */
static void
test_refer(void **state)
{
	static const struct {
		const char *endpoint, *url;
	} cases[] = {
	    {"https://h/a",
		"https://h/a?client_id=a%20%26&request_uri=urn%3Ax"},
	    {"https://h/a?p=q",
		"https://h/a?p=q&client_id=a%20%26&request_uri=urn%3Ax"},
	};
	struct authorization a;
	struct login login;

	(void)state;
	login_init(&login);
	login.client_id = strdup("a &");
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(authorization_begin(
				     &a, &login, cases[i].endpoint, "x", NULL),
		    LANYARD_OK);
		assert_int_equal(
		    authorization_refer(&a, &login, cases[i].endpoint, "urn:x"),
		    LANYARD_OK);
		assert_string_equal(a.url, cases[i].url);
		authorization_clear(&a);
	}
	login_clear(&login);
}

/* RFC 7636 appendix B: that verifier has that challenge. */
static void
test_vector(void **state)
{
	static const char verifier[] =
	    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
	struct authorization a = {0};
	struct login login;

	(void)state;
	login_init(&login);
	login.client_id = strdup("me");
	assert_int_equal(secret_set_text(&a.state, "state"), LANYARD_OK);
	assert_int_equal(
	    secret_set_text(&a.code_verifier, verifier), LANYARD_OK);
	assert_int_equal(
	    authorization_make(&a, &login, "https://h/a", "x", NULL),
	    LANYARD_OK);
	check_parameter(a.url, "code_challenge",
	    "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
	check_parameter(a.url, "code_challenge_method", "S256");
	authorization_clear(&a);
	login_clear(&login);
}

/* Where the login names one; that wins over a parameter of the name. */
static void
test_response_mode(void **state)
{
	struct authorization a;
	struct login login;

	(void)state;
	login_init(&login);
	login.client_id = strdup("me");
	assert_int_equal(
	    authorization_begin(&a, &login, "https://h/a", "x", NULL),
	    LANYARD_OK);
	check_parameter(a.url, "response_mode", NULL);
	authorization_clear(&a);
	login.response_mode = strdup("form_post");
	login_add_parameter(
	    &login.authorization_parameters, "response_mode", "evil");
	assert_int_equal(
	    authorization_begin(&a, &login, "https://h/a", "x", NULL),
	    LANYARD_OK);
	check_parameter(a.url, "response_mode", "form_post");
	authorization_clear(&a);
	login_clear(&login);
}

static void
test_parameters(void **state)
{
	static const char *const ours[] = {"response_type", "client_id",
	    "redirect_uri", "state", "code_challenge", "code_challenge_method",
	    "resource"};
	struct authorization a;
	struct login login;
	size_t i;

	(void)state;
	login_init(&login);
	login.client_id = strdup("me");
	strings_add(&login.resource, "https://api.example.org/");
	for (i = 0; i < COUNT(ours); i++)
		login_add_parameter(
		    &login.authorization_parameters, ours[i], "evil");
	login_add_parameter(&login.authorization_parameters, "scope", "mine");
	login_add_parameter(&login.authorization_parameters, "prompt", "a b");
	login_add_parameter(&login.authorization_parameters, "p", "evil");
	assert_int_equal(authorization_begin(&a, &login,
			     "https://id.example.org/auth?p=flow&", "x", NULL),
	    LANYARD_OK);
	assert_null(strstr(a.url, "evil"));
	assert_int_equal(
	    strncmp(a.url, "https://id.example.org/auth?p=flow&response_", 44),
	    0);
	check_parameter(a.url, "p", "flow");
	check_parameter(a.url, "scope", "mine");
	check_parameter(a.url, "prompt", "a b");
	check_parameter(a.url, "resource", "https://api.example.org/");
	check_challenge(&a);
	authorization_clear(&a);
	assert_int_equal(authorization_begin(&a, &login,
			     "https://id.example.org/auth?p=flow", "x", NULL),
	    LANYARD_OK);
	check_parameter(a.url, "p", "flow");
	check_parameter(a.url, "response_type", "code");
	authorization_clear(&a);
	login_clear(&login);
}

static void
test_refused(void **state)
{
	struct authorization a;
	struct error error = {0};
	struct login login;
	char *text = calloc(1, LIMIT_URL + 1);

	(void)state;
	assert_non_null(text);
	memset(text, 'x', LIMIT_URL);
	login_init(&login);
	assert_int_equal(
	    authorization_begin(&a, &login, "https://x/", "x", &error),
	    LANYARD_ERR_CONFIG);
	login.client_id = text;
	assert_int_equal(
	    authorization_begin(&a, &login, "https://x/", "x", &error),
	    LANYARD_ERR_CONFIG);
	assert_null(a.url);
	assert_null(a.state.bytes);
	login_clear(&login);
}

#define CB "http://127.0.0.1:1234/callback"

static void
start(struct authorization *a)
{
	memset(a, 0, sizeof *a);
	secret_set_text(&a->state, STATE);
	secret_set_text(&a->code_verifier, "verifier");
	a->redirect_uri = strdup(CB);
}

static void
test_body(void **state)
{
	struct secret code = {NULL, 0};
	struct authorization a;
	struct login login;
	struct buf body;

	(void)state;
	start(&a);
	login_init(&login);
	login.audience = strdup("aud");
	login_add_parameter(&login.token_parameters, "code_verifier", "evil");
	login_add_parameter(&login.token_parameters, "x", "y");
	buf_init(&body, 4096);
	secret_set_text(&code, "a&b");
	assert_int_equal(
	    authorization_add_code(&a, &body, &login, &code), LANYARD_OK);
	assert_string_equal(buf_text(&body),
	    "grant_type=authorization_code&code=a%26b&redirect_uri="
	    "http%3A%2F%2F127.0.0.1%3A1234%2Fcallback&code_verifier=verifier"
	    "&audience=aud&x=y");
	buf_clear(&body);
	secret_clear(&code);
	login_clear(&login);
	authorization_clear(&a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_url),
	    cmocka_unit_test(test_openid),
	    cmocka_unit_test(test_nonce),
	    cmocka_unit_test(test_refer),
	    cmocka_unit_test(test_vector),
	    cmocka_unit_test(test_response_mode),
	    cmocka_unit_test(test_parameters),
	    cmocka_unit_test(test_login_hint),
	    cmocka_unit_test(test_refused),
	    cmocka_unit_test(test_body),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
