/*
 * t_config_login.c - one login of a configuration file
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
#include "config/config_login.h"
#include "config/key.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define BASE                                                                   \
	"url = \"https://h.org\"; client_id = \"c\"; "                         \
	"token_endpoint = \"https://i.org/t\"; "

/* Read the first setting of TEXT into LOGIN, which is the caller's to clear. */
static enum lanyard_error
read_text(struct login *login, struct setting_tree *tree, const char *text,
    bool readable, struct error *error)
{
	login_init(login);
	memset(error, 0, sizeof(*error));
	if (setting_tree_parse(tree, "FILE", readable, text, error) !=
	    LANYARD_OK)
		fail_msg("%s: %s", text, error->message);
	return config_login_read(
	    login, tree, setting_at(setting_tree_root(tree), 0), NULL, error);
}

static enum lanyard_error
read_keys(const char *keys, bool readable, struct error *error)
{
	struct setting_tree tree;
	struct login login;
	enum lanyard_error r;
	char text[512];

	snprintf(text, sizeof(text), "work = {\n%s };\n", keys);
	r = read_text(&login, &tree, text, readable, error);
	login_clear(&login);
	setting_tree_clear(&tree);
	return r;
}

static const char everything[] =
    " all = {\n"
    "  url = [ \"https://h.org\", \"http://h.org/x\" ];\n"
    "  username = \"alice\"; basic_username = \"x-token\";\n"
    "  git_authtype = \"bearer\";\n"
    "  issuer = \"http://i.org\";\n"
    "  authorization_endpoint = \"https://i.org/a\";\n"
    "  token_endpoint = \"https://i.org/t\";\n"
    "  device_authorization_endpoint = \"https://i.org/d\";\n"
    "  revocation_endpoint = \"https://i.org/r\";\n"
    "  client_id = \"id with space\";\n"
    "  client_secret = \"s3cr\\\"et\";\n"
    "  token_endpoint_auth_method = \"client_secret_post\";\n"
    "  scope = ( \"a\", \"b c\" );\n"
    "  resource = \"https://r.org\"; audience = \"aud\";\n"
    "  grant_type = \"urn:ietf:params:oauth:grant-type:device_code\";\n"
    "  redirect_uri = \"urn:ietf:wg:oauth:2.0:oob\";\n"
    "  listen_address = \"[::1]:7777\";\n"
    "  authorization_parameters = { prompt = \"consent\"; empty = \"\"; };\n"
    "  token_parameters = ( [ \"a.b\", \"1\" ], ( \"c\", \"2\" ) );\n"
    "  refresh_margin_s = 0L; timeout_ms = 600000;\n"
    "  ca_file = \"~/ca.pem\"; proxy = \"\"; authorization_scheme = "
    "\"OAuth\";\n"
    "  allow_http = true;\n"
    " };\n";

static void
check_everything(const struct login *login)
{
	assert_string_equal(login->name, "all");
	assert_true(login->configured);
	assert_int_equal(strings_count(login->url), 2);
	assert_string_equal(login->url[1], "http://h.org/x");
	assert_string_equal(login->username, "alice");
	assert_string_equal(login->basic_username, "x-token");
	assert_true(login->bearer);
	assert_string_equal(login->issuer, "http://i.org");
	assert_string_equal(login->authorization_endpoint, "https://i.org/a");
	assert_string_equal(login->token_endpoint, "https://i.org/t");
	assert_string_equal(
	    login->device_authorization_endpoint, "https://i.org/d");
	assert_string_equal(login->revocation_endpoint, "https://i.org/r");
	assert_string_equal(login->client_id, "id with space");
	assert_int_equal(login->client_secret.size, strlen("s3cr\"et"));
	assert_memory_equal(login->client_secret.bytes, "s3cr\"et", 7);
	assert_string_equal(
	    login->token_endpoint_auth_method, "client_secret_post");
	assert_int_equal(strings_count(login->scope), 3);
	assert_string_equal(login->scope[2], "c");
	assert_int_equal(strings_count(login->resource), 1);
	assert_string_equal(login->resource[0], "https://r.org");
	assert_string_equal(login->audience, "aud");
	assert_string_equal(login->grant_type, "device_code");
	assert_string_equal(login->redirect_uri, "urn:ietf:wg:oauth:2.0:oob");
	assert_string_equal(login->listen_address, "[::1]:7777");
	assert_string_equal(login->authorization_parameters[1].name, "empty");
	assert_string_equal(login->authorization_parameters[1].value, "");
	assert_null(login->authorization_parameters[2].name);
	assert_string_equal(login->token_parameters[0].name, "a.b");
	assert_string_equal(login->token_parameters[1].value, "2");
	assert_int_equal(login->refresh_margin_s, 0);
	assert_int_equal(login->timeout_ms, 600000);
	assert_string_equal(login->ca_file, "/home/alice/ca.pem");
	assert_string_equal(login->proxy, "");
	assert_string_equal(login->authorization_scheme, "OAuth");
	assert_true(login->allow_http);
}

static void
fills_a_login(void **state)
{
	struct setting_tree tree;
	struct login login;
	struct error error;

	(void)state;
	assert_int_equal(setenv("HOME", "/home/alice", 1), 0);
	if (read_text(&login, &tree, everything, false, &error) != LANYARD_OK)
		fail_msg("%s", error.message);
	/* Nothing is lent from the tree. */
	setting_tree_clear(&tree);
	check_everything(&login);
	login_clear(&login);
	assert_int_equal(unsetenv("HOME"), 0);
	assert_int_equal(read_text(&login, &tree, everything, false, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "HOME is not an absolute path"));
	login_clear(&login);
	setting_tree_clear(&tree);
}

static void
has_defaults(void **state)
{
	struct setting_tree tree;
	struct login login;
	struct error error;

	(void)state;
	assert_int_equal(read_text(&login, &tree,
			     "my-Login_2 = { " BASE "scope = \"x y\"; "
			     "client_secret_command = [ \"pass\", \"\" ]; };",
			     true, &error),
	    LANYARD_OK);
	assert_string_equal(login.name, "my-Login_2");
	assert_int_equal(strings_count(login.url), 1);
	assert_int_equal(strings_count(login.scope), 2);
	assert_int_equal(strings_count(login.client_secret_command), 2);
	assert_int_equal(login.refresh_margin_s, REFRESH_MARGIN_S);
	assert_int_equal(login.timeout_ms, TIMEOUT_OPERATION_MS);
	assert_null(login.grant_type);
	assert_null(login.proxy);
	assert_false(login.bearer);
	login_clear(&login);
	setting_tree_clear(&tree);
}

/* Wherever it stands, and for that login's URLs only. */
static void
heeds_allow_http_first(void **state)
{
	struct error error;

	(void)state;
	assert_int_equal(read_keys("url = \"http://h.org\"; token_endpoint = "
				   "\"http://i.org/t\"; client_id = \"c\"; "
				   "allow_http = true;",
			     false, &error),
	    LANYARD_OK);
	assert_int_equal(read_keys("url = \"http://h.org\"; token_endpoint = "
				   "\"http://i.org/t\"; client_id = \"c\"; "
				   "allow_http = false;",
			     false, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "is not https"));
}

/* What the tree held of it is overwritten, be it good or bad. */
static void
guards_the_client_secret(void **state)
{
	static const struct {
		const char *value;
		bool readable, good;
	} cases[] = {
	    {"\"SECRET\"", false, true},
	    {"\"SEC\nRET\"", false, false},
	    {"\"SECRET\"", true, false},
	    {"[ \"SECRET\" ]", false, false},
	};
	struct error error;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct setting_tree tree;
		struct login login;
		const char *left;
		char text[256];

		snprintf(text, sizeof(text),
		    "work = { client_secret = %s; " BASE "};", cases[i].value);
		assert_int_equal(
		    read_text(&login, &tree, text, cases[i].readable, &error),
		    cases[i].good ? LANYARD_OK : LANYARD_ERR_CONFIG);
		assert_int_equal(
		    secret_is_set(&login.client_secret), cases[i].good);
		assert_null(strstr(error.message, "SEC"));
		left = setting_text(
		    setting_at(setting_at(setting_tree_root(&tree), 0), 0));
		if (!cases[i].readable && left != NULL)
			assert_string_equal(left, "");
		login_clear(&login);
		setting_tree_clear(&tree);
	}
	/* Others may read it: the way out is shown. */
	assert_int_equal(
	    read_keys(BASE "\nclient_secret = \"SECRET\";", true, &error),
	    LANYARD_ERR_CONFIG);
	assert_string_equal(error.message,
	    "FILE:3: \"client_secret\" is in a file that others may read");
	assert_string_equal(error.hint, "chmod 600 'FILE'");
	assert_int_equal(
	    read_keys(BASE "client_secret_file = \"/s\";", true, &error),
	    LANYARD_OK);
}

static void
checks_the_whole(void **state)
{
#define TLS "token_endpoint_auth_method = \"tls_client_auth\"; "
#define BESIDE                                                                 \
	"has a token_endpoint_auth_method by TLS, and a secret, key or "       \
	"client_assertion beside it"
	static const struct {
		const char *keys, *message; /* NULL: good */
	} cases[] = {
	    {BASE, NULL},
	    {BASE "token_endpoint_auth_method = \"none\";", NULL},
	    {BASE "token_endpoint_auth_method = \"client_secret_basic\"; "
		  "client_secret_file = \"/s\";",
		NULL},
	    {BASE "client_secret = \"x\"; client_secret_file = \"/s\";",
		"has more than one of client_secret, client_secret_file and "
		"client_secret_command"},
	    {BASE "client_secret = \"x\"; client_secret_command = [ \"p\" ];",
		"has more than one of client_secret, client_secret_file and "
		"client_secret_command"},
	    {BASE "token_endpoint_auth_method = \"none\"; "
		  "client_secret_file = \"/s\";",
		"has a client secret, but token_endpoint_auth_method \"none\""},
	    {BASE "token_endpoint_auth_method = \"client_secret_basic\";",
		"has no client secret, but a token_endpoint_auth_method that "
		"needs one"},
	    {BASE "private_key_file = \"/k\"; "
		  "token_endpoint_auth_signing_alg = \"HS256\";",
		"has token_endpoint_auth_signing_alg \"HS256\", which a client "
		"secret signs with, and a private key"},
	    {BASE "private_key_certificate_thumbprint = \"x5t\";",
		"has private_key_certificate_thumbprint, but no "
		"private_key_certificate_file"},
	    {BASE "tls_client_cert_file = \"/c\";", NULL},
	    {BASE "tls_client_cert_file = \"/c\"; client_secret = \"x\";",
		NULL},
	    {BASE TLS "tls_client_cert_file = \"/c\"; "
		      "tls_client_key_file = \"/k\";",
		NULL},
	    {BASE TLS, "has a token_endpoint_auth_method that needs "
		       "tls_client_cert_file"},
	    {BASE "tls_client_key_file = \"/k\";",
		"has tls_client_key_file, but no tls_client_cert_file"},
	    {BASE TLS "tls_client_cert_file = \"/c\"; client_secret = \"x\";",
		BESIDE},
	    {BASE TLS "tls_client_cert_file = \"/c\"; "
		      "private_key_file = \"/k\";",
		BESIDE},
	    {BASE TLS "tls_client_cert_file = \"/c\"; "
		      "client_assertion_file = \"/a\";",
		BESIDE},
	    {BASE "basic_username = \"a:b\";",
		"has a \":\" in basic_username, which ends a user name in HTTP "
		"Basic (RFC 7617)"},
	    {BASE "username = \"a:b\";",
		"has a \":\" in username, which ends a user name in HTTP Basic "
		"(RFC 7617): add basic_username = \"oauth2\";"},
	    {"", "has no url"},
	    {"client_id = \"c\";", "has no url"},
	    {"url = \"https://h.org\";", "has no client_id"},
	    {"url = \"https://h.org\"; client_id = \"c\";",
		"has neither issuer nor token_endpoint"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error;
		enum lanyard_error r = read_keys(cases[i].keys, false, &error);
		char expected[256];

		if (cases[i].message == NULL) {
			assert_int_equal(r, LANYARD_OK);
			continue;
		}
		assert_int_equal(r, LANYARD_ERR_CONFIG);
		snprintf(expected, sizeof(expected),
		    "FILE:1: login \"work\" %s", cases[i].message);
		assert_string_equal(error.message, expected);
	}
}

/* The first fault ends it, with its own line; the rest is not looked at. */
static void
stops_in_the_middle(void **state)
{
	struct error error;

	(void)state;
	assert_int_equal(
	    read_keys("url = [ \"https://h.org\" ];\n"
		      "token_parameters = ( [ \"a\", \"b\" ],\n [ 1 ] );\n"
		      "scope = 5;\n",
		false, &error),
	    LANYARD_ERR_CONFIG);
	assert_string_equal(error.message,
	    "FILE:3: \"token_parameters\" in login \"work\" must be a group of "
	    "strings, or a list of [\"name\", \"value\"]");
	assert_int_equal(
	    read_keys("scope = ( \"a\",\n \"b\", 5 );", false, &error),
	    LANYARD_ERR_CONFIG);
	assert_string_equal(error.message,
	    "FILE:2: \"scope\" in login \"work\" must be a string or a list of "
	    "strings");
	assert_int_equal(
	    read_keys(BASE "\nsope = 1;", false, &error), LANYARD_ERR_CONFIG);
	assert_string_equal(error.message,
	    "FILE:3: unknown key \"sope\" in login \"work\"; did you mean "
	    "\"scope\"?");
	assert_int_equal(
	    read_keys(BASE "colour = 1;", false, &error), LANYARD_ERR_CONFIG);
	assert_string_equal(
	    error.message, "FILE:2: unknown key \"colour\" in login \"work\"");
}

/* Also where a string or a number would do for libconfig. */
static void
wants_each_key_of_its_type(void **state)
{
	static const struct {
		const char *key, *value;
	} cases[] = {
	    {"username", "5"},
	    {"scope", "[ 5 ]"},
	    {"scope", "{ a = \"b\"; }"},
	    {"timeout_ms", "\"5\""},
	    {"timeout_ms", "5.5"},
	    {"allow_http", "1"},
	    {"client_secret_command", "\"pass x\""},
	    {"token_parameters", "\"a=b\""},
	    {"token_parameters", "{ a = 1; }"},
	    {"token_parameters", "( [ \"a\" ] )"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error;
		char keys[256], expected[512];

		snprintf(keys, sizeof(keys), BASE "\n%s = %s;", cases[i].key,
		    cases[i].value);
		assert_int_equal(
		    read_keys(keys, false, &error), LANYARD_ERR_CONFIG);
		snprintf(expected, sizeof(expected),
		    "FILE:3: \"%s\" in login \"work\" must be %s", cases[i].key,
		    key_expects(key_find(cases[i].key)));
		assert_string_equal(error.message, expected);
	}
}

static void
needs_a_name_and_a_group(void **state)
{
	static const struct {
		const char *text, *message;
	} cases[] = {
	    {"a*b = { };", "FILE:1: \"a*b\" cannot be a login's name"},
	    {"work = 1;", "FILE:1: login \"work\" must be a group"},
	    {"work = ( { } );", "FILE:1: login \"work\" must be a group"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct setting_tree tree;
		struct login login;
		struct error error;

		assert_int_equal(
		    read_text(&login, &tree, cases[i].text, false, &error),
		    LANYARD_ERR_CONFIG);
		assert_string_equal(error.message, cases[i].message);
		assert_null(login.name);
		login_clear(&login);
		setting_tree_clear(&tree);
	}
	for (size_t size = LIMIT_NAME; size <= LIMIT_NAME + 1; size++) {
		struct setting_tree tree;
		struct login login;
		struct error error;
		char text[LIMIT_NAME + 256];

		memset(text, 'a', size);
		snprintf(text + size, sizeof(text) - size, " = { " BASE "};");
		assert_int_equal(read_text(&login, &tree, text, false, &error),
		    size == LIMIT_NAME ? LANYARD_OK : LANYARD_ERR_CONFIG);
		login_clear(&login);
		setting_tree_clear(&tree);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fills_a_login),
	    cmocka_unit_test(has_defaults),
	    cmocka_unit_test(heeds_allow_http_first),
	    cmocka_unit_test(guards_the_client_secret),
	    cmocka_unit_test(checks_the_whole),
	    cmocka_unit_test(stops_in_the_middle),
	    cmocka_unit_test(wants_each_key_of_its_type),
	    cmocka_unit_test(needs_a_name_and_a_group),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
