/*
 * t_key.c - which keys there are, and the one that was meant
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "config/key.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* lanyard.conf(5), and where in a login each key's value goes. */
static const struct {
	const char *name;
	size_t offset;
	const char *expects;
} all[] = {
#define TEXT	"a string"
#define TEXTS	"a string or a list of strings"
#define COMMAND "a list of strings, program and arguments"
#define PAIRS	"a group of strings, or a list of [\"name\", \"value\"]"
#define NUMBER	"a whole number"
#define BOOL	"true or false"
#define KEY(name, expects)                                                     \
	{                                                                      \
#name, offsetof(struct login, name), expects                   \
	}
#define LATER(name)                                                            \
	{                                                                      \
#name, 0, "left out"                                           \
	}
    KEY(url, TEXTS),
    KEY(username, TEXT),
    KEY(basic_username, TEXT),
    {"git_authtype", offsetof(struct login, bearer), TEXT},
    KEY(issuer, TEXT),
    KEY(authorization_endpoint, TEXT),
    KEY(token_endpoint, TEXT),
    KEY(device_authorization_endpoint, TEXT),
    KEY(revocation_endpoint, TEXT),
    KEY(pushed_authorization_request_endpoint, TEXT),
    KEY(require_pushed_authorization_requests, BOOL),
    LATER(introspection_endpoint),
    LATER(registration_endpoint),
    KEY(client_id, TEXT),
    KEY(client_secret, TEXT),
    KEY(client_secret_file, TEXT),
    KEY(client_secret_command, COMMAND),
    KEY(token_endpoint_auth_method, TEXT),
    KEY(private_key_file, TEXT),
    KEY(private_key_id, TEXT),
    KEY(private_key_certificate_thumbprint, TEXT),
    KEY(tls_client_cert_file, TEXT),
    KEY(tls_client_key_file, TEXT),
    KEY(scope, TEXTS),
    KEY(resource, TEXTS),
    KEY(audience, TEXT),
    KEY(grant_type, TEXT),
    KEY(response_mode, TEXT),
    KEY(redirect_uri, TEXT),
    KEY(listen_address, TEXT),
    KEY(authorization_parameters, PAIRS),
    KEY(token_parameters, PAIRS),
    KEY(token_member, TEXT),
    KEY(authorization_scheme, TEXT),
    KEY(refresh_margin_s, NUMBER),
    KEY(min_life_s, NUMBER),
    KEY(timeout_ms, NUMBER),
    KEY(ca_file, TEXT),
    KEY(proxy, TEXT),
    KEY(allow_http, BOOL),
};

static void
knows_every_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(all); i++) {
		const struct key *key = key_find(all[i].name);

		if (key == NULL)
			fail_msg("not there: %s", all[i].name);
		assert_string_equal(key->name, all[i].name);
		if (key->offset != all[i].offset)
			fail_msg("elsewhere: %s", all[i].name);
		assert_string_equal(key_expects(key), all[i].expects);
		assert_int_equal(strncmp(key_form(key), "\"", 1) == 0,
		    strcmp(all[i].expects, TEXT) == 0 ||
			key->type == KEY_LATER);
		assert_int_equal(strncmp(key_form(key), "[", 1) == 0,
		    strcmp(all[i].expects, TEXTS) == 0 ||
			strcmp(all[i].expects, COMMAND) == 0);
		assert_int_equal(key->words != NULL,
		    key->type == KEY_WORD || key->type == KEY_AUTHTYPE);
		assert_int_equal(key->max > 0, key->type == KEY_NUMBER);
		/* Each is its own nearest. */
		assert_string_equal(key_nearest(all[i].name), all[i].name);
	}
	assert_null(key_find(""));
	assert_null(key_find("Issuer"));
	assert_null(key_find("issue"));
	assert_null(key_find("issuer "));
	/* Of a login's description, but no key. */
	assert_null(key_find("name"));
	assert_null(key_find("bearer"));
	assert_null(key_find("configured"));
}

static void
guesses_the_key_meant(void **state)
{
	static const struct {
		const char *name, *nearest;
	} cases[] = {
	    {"isuer", "issuer"},
	    {"issuerr", "issuer"},
	    {"iss", NULL},
	    {"issu", "issuer"},
	    {"ISSUER", "issuer"},
	    {"isseur", "issuer"},
	    {"urls", "url"},
	    {"ulr", "url"},
	    {"clientid", "client_id"},
	    {"client", "client_id"},
	    {"client-secret", "client_secret"},
	    {"client_secert_comand", "client_secret_command"},
	    {"redirect_url", "redirect_uri"},
	    {"token_endpiont", "token_endpoint"},
	    {"refresh_margin", "refresh_margin_s"},
	    {"allow_https", "allow_http"},
	    {"scopes", "scope"},
	    {"password", NULL},
	    {"xyzzy", NULL},
	    {"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got = key_nearest(cases[i].name);

		if (cases[i].nearest == NULL
			? got != NULL
			: got == NULL || strcmp(got, cases[i].nearest) != 0)
			fail_msg("%s: %s", cases[i].name,
			    got == NULL ? "none" : got);
	}
}

/* A slip counts one; two and a quarter of the letters are too many. */
static void
measures_distance(void **state)
{
	static const struct {
		const char *name, *known;
		bool near;
	} cases[] = {
	    {"abc", "abc", true},
	    {"abc", "ABC", true},
	    {"abc", "abd", true},
	    {"abc", "abcd", true},
	    {"abc", "bac", true},
	    {"abc", "bca", false},
	    {"abc", "ade", false},
	    {"abc", "abcde", false},
	    {"abcd", "dcba", false},
	    {"abcd", "badc", true},
	    {"abcd", "abxy", true},
	    {"abcd", "axyz", false},
	    {"abcd", "abcdefghij", true},
	    {"abcdefgh", "abcdeXYZ", true},
	    {"abcdefgh", "abcdWXYZ", false},
	    {"a", "", true},
	    {"ab", "", false},
	};
	static const char *const two[] = {"abcx", "abcy"};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *got =
		    key_nearest_of(cases[i].name, &cases[i].known, 1);

		if ((got != NULL) != cases[i].near)
			fail_msg("%s, %s", cases[i].name, cases[i].known);
	}
	assert_ptr_equal(key_nearest_of("abcz", two, 2), two[0]);
	assert_ptr_equal(key_nearest_of("abyc", two, 2), two[1]);
	assert_null(key_nearest_of("abcz", two, 0));
}

/* 48 letters are compared, 49 resemble nothing; neither may be too many. */
static void
has_a_limit(void **state)
{
	char name[64], known[64];
	const char *list[] = {known};

	(void)state;
	for (size_t size = 46; size < 60; size++) {
		memset(name, 'a', size);
		memset(known, 'a', size);
		name[size] = known[size] = '\0';
		known[0] = 'b';
		assert_int_equal(
		    key_nearest_of(name, list, 1) != NULL, size <= 48);
		name[40] = '\0';
		/* Only one of them is too long. */
		assert_int_equal(
		    key_nearest_of(name, list, 1) != NULL, size <= 48);
		name[40] = 'a';
		(void)key_nearest(name);
	}
}

static void
knows_protections(void **state)
{
	const struct word *words = key_protections();
	struct error error = {0};
	const char *means = "left over";

	(void)state;
	assert_int_equal(
	    key_word_find(words, "none", "x", &means, &error), LANYARD_OK);
	assert_string_equal(means, "none");
	assert_int_equal(
	    key_word_find(words, "key_file", "WHAT", &means, &error),
	    LANYARD_ERR_CONFIG);
	assert_null(means);
	assert_string_equal(
	    error.message, "WHAT: \"key_file\" is not supported yet");
	assert_string_equal(error.hint, "it takes \"none\"");
	means = "left over";
	assert_int_equal(key_word_find(words, "None", "WHAT", &means, &error),
	    LANYARD_ERR_CONFIG);
	assert_null(means);
	assert_string_equal(error.message, "WHAT cannot be \"None\"");
	assert_string_equal(error.hint, "it takes \"none\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(knows_every_key),
	    cmocka_unit_test(guesses_the_key_meant),
	    cmocka_unit_test(measures_distance),
	    cmocka_unit_test(has_a_limit),
	    cmocka_unit_test(knows_protections),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
