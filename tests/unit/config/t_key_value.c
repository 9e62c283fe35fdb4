/*
 * t_key_value.c - key_value_apply(): one key's value, checked and put into a
 * login
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strings.h"
#include "config/key_value.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define CONTROL	     "has a line break or another control character"

static int
setup(void **state)
{
	struct login *login = malloc(sizeof(*login));

	assert_non_null(login);
	login_init(login);
	login->name = strdup("work");
	assert_int_equal(setenv("HOME", "/home/alice", 1), 0);
	*state = login;
	return 0;
}

static int
teardown(void **state)
{
	login_clear(*state);
	free(*state);
	return 0;
}

static enum lanyard_error
apply(struct login *login, const char *name, const struct key_value *value,
    struct error *error)
{
	memset(error, 0, sizeof(*error));
	return key_value_apply(key_find(name), value, login, error);
}

static enum lanyard_error
apply_text(struct login *login, const char *name, const char *text,
    struct error *error)
{
	struct key_value value = {.text = text};

	return apply(login, name, &value, error);
}

/* The string that KEY is in LOGIN; NULL for a key that is none. */
static const char *
text_of(const struct login *login, const char *name)
{
	const struct key *key = key_find(name);
	const char *place = (const char *)login + key->offset;

	if (key->type == KEY_LATER || key->type == KEY_AUTHTYPE ||
	    key->type == KEY_SECRET)
		return NULL;
	return *(const char *const *)(const void *)place;
}

static void
takes_texts(void **state)
{
	static const struct {
		const char *key, *text, *result; /* NULL: TEXT */
	} cases[] = {
	    {"username",
		"al\xc3\xad"
		"ce",
		NULL},
	    {"basic_username", "x-token", NULL},
	    {"client_id", "id ~!", NULL},
	    {"issuer", "https://i.org/a", NULL},
	    {"token_endpoint", "http://127.0.0.1:1/t", NULL},
	    {"proxy", "", NULL},
	    {"proxy", "socks5h://p:1", NULL},
	    {"ca_file", "/etc/ca.pem", NULL},
	    {"ca_file", "~/ca.pem", "/home/alice/ca.pem"},
	    {"client_secret_file", "~/", "/home/alice/"},
	    {"grant_type", "authorization_code", NULL},
	    {"grant_type", "urn:ietf:params:oauth:grant-type:device_code",
		"device_code"},
	    {"token_endpoint_auth_method", "none", NULL},
	    {"redirect_uri", "http://127.0.0.1/callback?a=b", NULL},
	    {"redirect_uri", "http://[::1]:8080/", NULL},
	    {"redirect_uri", "com.example.app:/cb", NULL},
	    {"redirect_uri", "urn:ietf:wg:oauth:2.0:oob", NULL},
	    {"redirect_uri", "https://h:0/cb", NULL},
	    {"listen_address", "127.0.0.1", NULL},
	    {"listen_address", "127.0.0.1:65535", NULL},
	    {"listen_address", "::1", NULL},
	    {"listen_address", "[::1]", NULL},
	    {"listen_address", "[::1]:1", NULL},
	};
	struct login *login = *state;
	struct error error;

	/* Each takes the place of the one before. */
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *result = cases[i].result;

		if (apply_text(login, cases[i].key, cases[i].text, &error) !=
		    LANYARD_OK)
			fail_msg("%zu: %s", i, error.message);
		assert_string_equal(text_of(login, cases[i].key),
		    result == NULL ? cases[i].text : result);
	}
}

static void
refuses_texts(void **state)
{
	static const struct {
		const char *key, *text, *fault;
	} cases[] = {
	    {"username", "", "is empty"},
	    {"client_secret", "", "is empty"},
	    {"issuer", "", "is empty"},
	    {"username", "a\nb", CONTROL},
	    {"username", "\t", CONTROL},
	    {"proxy", "a\x7f", CONTROL},
	    {"ca_file", "/a\x1f", CONTROL},
	    {"client_secret", "SECRET\r", CONTROL},
	    {"client_id", "\xc3\xa9", "has characters outside ASCII"},
	    {"issuer", "http://i.org", "is not https"},
	    {"issuer", "https://u@i.org", "has a user name in it"},
	    {"authorization_endpoint", "https://u@i.org",
		"has a user name in it"},
	    {"issuer", "i.org", "is not an absolute URL"},
	    {"ca_file", "ca.pem", "is not an absolute path"},
	    {"ca_file", "~", "is not an absolute path"},
	    {"ca_file", "~bob/ca.pem", "is not an absolute path"},
	    {"redirect_uri", "/callback", "is not an absolute URL"},
	    {"redirect_uri", ":x", "is not an absolute URL"},
	    {"redirect_uri", "http:", "is not an absolute URL"},
	    {"redirect_uri", "http://127.0.0.1/#",
		"has a fragment, which no browser sends back"},
	    {"redirect_uri", "http://h/cb",
		"sends the answer of a login in clear to another machine"},
	    {"username", "al\xff", "is not UTF-8"},
	    {"username", "\xc3\xa9\xc3", "is not UTF-8"},
	    {"redirect_uri", "http://h/a b", "is not an absolute URL"},
	    {"redirect_uri", "http://h/\"", "is not an absolute URL"},
	    {"redirect_uri", "http://h/\xc3\xa9", "is not an absolute URL"},
	    {"redirect_uri", "http://127.0.0.1:0/cb",
		"has no usable host or port"},
	    {"redirect_uri", "HTTP://[::1]:65536/cb",
		"has no usable host or port"},
	    {"redirect_uri", "http:///cb", "has no usable host or port"},
	    {"listen_address", "127.0.0.2", "is not a loopback address"},
	    {"listen_address", "localhost", "is not a loopback address"},
	    {"listen_address", "127.0.0.1:0", "is not a loopback address"},
	    {"listen_address", "[::1]:65536", "is not a loopback address"},
	    {"listen_address", "::1:80", "is not a loopback address"},
	    {"listen_address", ":80", "is not a loopback address"},
	    {"listen_address", "[::1", "is not a loopback address"},
	    {"listen_address", "127.0.0.1:x", "is not a loopback address"},
	    {"listen_address", "127.0.0.1.evil.org",
		"is not a loopback address"},
	    {"authorization_scheme", "Bearer x",
		"is no name of a scheme, such as Bearer"},
	    {"audience", "a\x1b", CONTROL},
	    {"grant_type", "password", NULL},
	    {"git_authtype", "BASIC", NULL},
	    {"token_endpoint_auth_method", "tls_auth", NULL},
	    {"introspection_endpoint", "/x", "is not supported yet"},
	};
	struct login *login = *state;
	struct error error;

	for (size_t i = 0; i < COUNT(cases); i++) {
		char expected[128];

		assert_int_equal(
		    apply_text(login, cases[i].key, cases[i].text, &error),
		    LANYARD_ERR_CONFIG);
		snprintf(expected, sizeof(expected), "\"%s\" in login \"work\"",
		    cases[i].key);
		assert_ptr_equal(
		    strstr(error.message, expected), error.message);
		if (cases[i].fault != NULL &&
		    strcmp(error.message + strlen(expected) + 1,
			cases[i].fault) != 0)
			fail_msg("%s", error.message);
		assert_null(strstr(error.message, "SECRET"));
		assert_null(text_of(login, cases[i].key));
	}
	assert_false(secret_is_set(&login->client_secret));
}

/* What there is to do about it; messages are tested above. */
static void
shows_the_way_out(void **state)
{
	static const struct {
		const char *key, *text, *hint;
	} cases[] = {
	    {"username", "", "remove the line"},
	    {"grant_type", "password",
		"\"authorization_code\", "
		"\"urn:ietf:params:oauth:grant-type:device_code\""},
	    {"git_authtype", "Bearer", "it takes \"basic\", \"bearer\""},
	    {"token_endpoint_auth_method", "tls_auth", "tls_client_auth"},
	    {"ca_file", "ca.pem", "~/"},
	    {"redirect_uri", "/callback", "http://127.0.0.1/callback"},
	    {"redirect_uri", "http://127.0.0.1:0/", "leave the port out"},
	    {"listen_address", "[::]:80", "[::1]:PORT"},
	    {"listen_address", "0.0.0.0", "127.0.0.1"},
	    {"token_endpoint", "http://i.org/t", "allow_http"},
	    {"revocation_endpoint", "/revoke", "https://"},
	    {"pushed_authorization_request_endpoint", "x", "https://"},
	    {"introspection_endpoint", "x", "remove the line"},
	    {"registration_endpoint", "x", "remove the line"},
	    {"response_mode", "fragment", "\"query\", \"form_post\""},
	};
	struct login *login = *state;
	struct error error;

	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    apply_text(login, cases[i].key, cases[i].text, &error),
		    LANYARD_ERR_CONFIG);
		if (strstr(error.hint, cases[i].hint) == NULL)
			fail_msg("%s: %s", cases[i].key, error.hint);
	}
}

static void
needs_a_home_for_a_tilde(void **state)
{
	struct login *login = *state;
	struct error error;

	assert_int_equal(setenv("HOME", "home", 1), 0);
	assert_int_equal(apply_text(login, "ca_file", "~/ca.pem", &error),
	    LANYARD_ERR_CONFIG);
	assert_int_equal(unsetenv("HOME"), 0);
	assert_int_equal(apply_text(login, "ca_file", "~/ca.pem", &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "HOME"));
	assert_null(login->ca_file);
	assert_int_equal(
	    apply_text(login, "ca_file", "/ca.pem", &error), LANYARD_OK);
}

static void
allows_http_where_told(void **state)
{
	struct login *login = *state;
	char *texts[] = {(char *)"http://h.org", NULL};
	const struct key_value flag = {.flag = true};
	const struct key_value list = {.texts = texts};
	struct error error;

	assert_int_equal(
	    apply(login, "url", &list, &error), LANYARD_ERR_CONFIG);
	assert_string_equal(error.message,
	    "login \"work\": URL pattern \"http://h.org\" is not https");
	assert_int_equal(apply(login, "allow_http", &flag, &error), LANYARD_OK);
	assert_true(login->allow_http);
	assert_int_equal(apply(login, "url", &list, &error), LANYARD_OK);
	assert_int_equal(
	    apply_text(login, "issuer", "http://i.org", &error), LANYARD_OK);
}

static void
shows_patterns_escaped(void **state)
{
	static const char *const cases[][2] = {
	    {"https://a.org/My Project", "https://a.org/My%20Project"},
	    {"https://a.org/My%20Project", "https://a.org/My%20Project"},
	    {"https://a.org/gr\xc3\xbcn/%zz", "https://a.org/gr%C3%BCn/%25zz"},
	    {"https://b\xc3\xbc"
	     "cher.example",
		"https://b\xc3\xbc"
		"cher.example"},
	    {"HTTPS://A.org.:443//x/", "HTTPS://A.org.:443//x/"},
	};
	struct login *login = *state;
	struct error error;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *texts[] = {(char *)cases[i][0], NULL};
		const struct key_value list = {.texts = texts};

		assert_int_equal(
		    apply(login, "url", &list, &error), LANYARD_OK);
		assert_string_equal(login->url[i], cases[i][1]);
	}
}

static void
takes_words_secrets_and_numbers(void **state)
{
	static const struct {
		const char *key;
		int64_t number;
		bool good;
	} cases[] = {
	    {"refresh_margin_s", 0, true},
	    {"refresh_margin_s", 86400, true},
	    {"refresh_margin_s", -1, false},
	    {"refresh_margin_s", 86401, false},
	    {"min_life_s", -1, false},
	    {"min_life_s", 31622401, false},
	    {"min_life_s", 0, true},
	    {"min_life_s", 31622400, true},
	    {"timeout_ms", 1, true},
	    {"timeout_ms", 600000, true},
	    {"timeout_ms", 0, false},
	    {"timeout_ms", 600001, false},
	    {"timeout_ms", INT64_MAX, false},
	    {"timeout_ms", INT64_MIN, false},
	};
	struct login *login = *state;
	struct error error;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct key_value value = {.number = cases[i].number};

		assert_int_equal(apply(login, cases[i].key, &value, &error),
		    cases[i].good ? LANYARD_OK : LANYARD_ERR_CONFIG);
	}
	assert_int_equal(login->refresh_margin_s, 86400);
	assert_int_equal(login->min_life_s, 31622400);
	assert_int_equal(login->timeout_ms, 600000);
	assert_string_equal(error.message,
	    "\"timeout_ms\" in login \"work\" is out of range: it goes from 1 "
	    "to 600000");

	assert_int_equal(
	    apply_text(login, "git_authtype", "bearer", &error), LANYARD_OK);
	assert_true(login->bearer);
	assert_int_equal(
	    apply_text(login, "git_authtype", "basic", &error), LANYARD_OK);
	assert_false(login->bearer);

	assert_int_equal(
	    apply_text(login, "client_secret", "s\xc3\xa9 c", &error),
	    LANYARD_OK);
	assert_int_equal(login->client_secret.size, 5);
	assert_memory_equal(login->client_secret.bytes, "s\xc3\xa9 c", 5);
}

static void
takes_lists(void **state)
{
	static const struct {
		const char *key, *texts[4];
		int count; /* of what is there then; -1: refused */
	} cases[] = {
	    {"url", {"https://a.org", "https://*.b.org/x"}, 2},
	    {"url", {NULL}, -1},
	    {"url", {""}, -1},
	    {"url", {"https://a.org", "b.org"}, -1},
	    {"scope", {"a", "b c  d", " e "}, 5},
	    {"scope", {"!#[]~"}, 1},
	    {"scope", {NULL}, -1},
	    {"scope", {"a", ""}, -1},
	    {"scope", {"a\"b"}, -1},
	    {"scope", {"a\\b"}, -1},
	    {"scope", {"\xc3\xa9"}, -1},
	    {"scope", {"a\tb"}, -1},
	    {"client_secret_command", {"pass", "", "a b"}, 3},
	    {"client_secret_command", {"", "x"}, -1},
	    {"client_secret_command", {"./pass"}, -1},
	    {"client_secret_command", {"bin/pass", "x"}, -1},
	    {"client_secret_command", {"../pass"}, -1},
	    {"client_secret_command", {"~/pass"}, -1},
	    {"client_secret_command", {"/bin/pass", "./x"}, 2},
	    {"client_secret_command", {NULL}, -1},
	    {"client_secret_command", {"pass", "\n"}, -1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct key_value value = {
		    .texts = cases[i].texts[0] == NULL
				 ? NULL
				 : (char *const *)cases[i].texts};
		struct login login;
		struct error error;
		char *const *list;
		enum lanyard_error r;

		login_init(&login);
		login.name = strdup("work");
		r = apply(&login, cases[i].key, &value, &error);
		list = login.url != NULL     ? login.url
		       : login.scope != NULL ? login.scope
					     : login.client_secret_command;
		if (r != (cases[i].count < 0 ? LANYARD_ERR_CONFIG : LANYARD_OK))
			fail_msg("%zu: %d %s", i, r, error.message);
		if (r == LANYARD_OK)
			assert_int_equal(strings_count(list), cases[i].count);
		else
			assert_non_null(strstr(error.message, "\"work\""));
		login_clear(&login);
	}
}

static void
takes_parameters(void **state)
{
	static const struct {
		const char *name, *value;
		bool good;
	} cases[] = {
	    {"prompt", "consent", true},
	    {"empty", "", true},
	    {"a.b", "\xc3\xa9", true},
	    {"", "x", false},
	    {"a\n", "x", false},
	    {"a", "x\n", false},
	};
	struct login *login = *state;
	const struct key_value none = {0};
	struct error error;

	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct login_parameter list[] = {
		    {(char *)cases[i].name, (char *)cases[i].value},
		    {NULL, NULL}};
		const struct key_value value = {.parameters = list};

		assert_int_equal(
		    apply(login, "token_parameters", &value, &error),
		    cases[i].good ? LANYARD_OK : LANYARD_ERR_CONFIG);
	}
	assert_string_equal(login->token_parameters[2].name, "a.b");
	assert_string_equal(login->token_parameters[2].value, "\xc3\xa9");
	assert_null(login->token_parameters[3].name);
	assert_int_equal(
	    apply(login, "authorization_parameters", &none, &error),
	    LANYARD_OK);
	assert_null(login->authorization_parameters);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(takes_texts),
	    TEST(refuses_texts),
	    TEST(shows_the_way_out),
	    TEST(needs_a_home_for_a_tilde),
	    TEST(allows_http_where_told),
	    TEST(shows_patterns_escaped),
	    TEST(takes_words_secrets_and_numbers),
	    TEST(takes_lists),
	    TEST(takes_parameters),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
