/*
 * t_config.c - lanyard.conf(5): what is read, and every reason to refuse
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/strings.h"
#include "config/config.h"
#include "os/clock.h"

/* A folder with the two files. */
struct files {
	char folder[32];
	char user[64];
	char system[64];
};

static int
setup(void **state)
{
	struct files *files = calloc(1, sizeof(*files));

	assert_non_null(files);
	(void)snprintf(files->folder, sizeof(files->folder), "/tmp/t_c.XXXXXX");
	assert_non_null(mkdtemp(files->folder));
	(void)snprintf(
	    files->user, sizeof(files->user), "%s/user", files->folder);
	(void)snprintf(
	    files->system, sizeof(files->system), "%s/system", files->folder);
	*state = files;
	return 0;
}

static int
teardown(void **state)
{
	struct files *files = *state;

	unlink(files->user);
	unlink(files->system);
	rmdir(files->user);
	rmdir(files->folder);
	free(files);
	return 0;
}

static void
write_bytes(const char *path, const void *bytes, size_t size, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, size), (long)size);
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void
write_text(const char *path, const char *text)
{
	write_bytes(path, text, strlen(text), 0600);
}

/* ---- what is refused ---- */

#define LOGIN(keys)                                                            \
	"logins = { work = {\nurl = \"https://h.org\";\n"                      \
	"issuer = \"https://i.org\";\nclient_id = \"id\";\n" keys "\n}; };\n"

/* MESSAGE follows "FILE:"; HINT is within the hint, which "" says is there. */
struct refusal {
	const char *text;
	const char *message;
	const char *hint;
};

static const struct refusal refusals[] = {
    /* unknown keys */
    {LOGIN("clientid = \"x\";"),
	"5: unknown key \"clientid\" in login \"work\"; did you mean "
	"\"client_id\"?",
	"man 5 lanyard.conf"},
    {LOGIN("Scopes = \"x\";"),
	"5: unknown key \"Scopes\" in login \"work\"; did you mean \"scope\"?",
	""},
    {LOGIN("token_enpdoint = \"x\";"),
	"5: unknown key \"token_enpdoint\" in login \"work\"; did you mean "
	"\"token_endpoint\"?",
	""},
    {LOGIN("timeout = 5;"),
	"5: unknown key \"timeout\" in login \"work\"; did you mean "
	"\"timeout_ms\"?",
	""},
    {LOGIN("user = 5;"),
	"5: unknown key \"user\" in login \"work\"; did you mean "
	"\"username\"?",
	""},
    {LOGIN("colour = \"x\";"), "5: unknown key \"colour\" in login \"work\"",
	""},
    {LOGIN("a2345678901234567890123456789012345678901234567890 = 1;"),
	"5: unknown key \"a2345678901234567890123456789012345678901234567890\""
	" in login \"work\"",
	""},
    {"login = { };", "1: unknown key \"login\"; did you mean \"logins\"?", ""},
    {"\n\nstore_password = true;",
	"3: unknown key \"store_password\"; did you mean \"store_passwords\"?",
	""},
    {"something = 1;", "1: unknown key \"something\"", ""},
    {"store = {\nprotect = \"none\"; };",
	"2: unknown key \"protect\" in "
	"\"store\"; did you mean \"protection\"?",
	""},
    /* known, not built yet */
    {LOGIN("private_key_file = \"/k\";"),
	"5: \"private_key_file\" in login \"work\" is not supported yet", ""},
    {LOGIN("pushed_authorization_request_endpoint = \"https://x.org\";"),
	"5: \"pushed_authorization_request_endpoint\" in login \"work\" is "
	"not supported yet",
	""},
    {LOGIN("introspection_endpoint = 1;"),
	"5: \"introspection_endpoint\" in login \"work\" is not supported yet",
	""},
    {LOGIN("registration_endpoint = 1;"),
	"5: \"registration_endpoint\" in login \"work\" is not supported yet",
	""},
    {LOGIN("tls_client_cert_file = 1;"),
	"5: \"tls_client_cert_file\" in login \"work\" is not supported yet",
	""},
    {LOGIN("tls_client_key_file = 1;"),
	"5: \"tls_client_key_file\" in login \"work\" is not supported yet",
	""},
    {LOGIN("response_mode = 1;"),
	"5: \"response_mode\" in login \"work\" is not supported yet", ""},
    {LOGIN("authorization_scheme = 1;"),
	"5: \"authorization_scheme\" in login \"work\" must be a string", NULL},
    {LOGIN("authorization_scheme = \"Bearer x\";"),
	"5: \"authorization_scheme\" in login \"work\" is no name of a scheme, "
	"such as Bearer",
	NULL},
    {LOGIN("grant_type = \"client_credentials\";"),
	"5: \"grant_type\" in login \"work\": \"client_credentials\" is not "
	"supported yet",
	"\"authorization_code\""},
    {LOGIN("token_endpoint_auth_method = \"private_key_jwt\";"),
	"5: \"token_endpoint_auth_method\" in login \"work\": "
	"\"private_key_jwt\" is not supported yet",
	"client_secret_basic"},
    {"store = { protection = \"passphrase\"; };",
	"1: \"protection\" in \"store\": \"passphrase\" is not supported yet",
	"\"none\""},
    {"store = {\nprotection = \"key_file\"; };",
	"2: \"protection\" in \"store\": \"key_file\" is not supported yet",
	""},
    /* wrong types */
    {LOGIN("username = 5;"),
	"5: \"username\" in login \"work\" must be a "
	"string",
	NULL},
    {LOGIN("scope = 5;"),
	"5: \"scope\" in login \"work\" must be a string or a list of strings",
	NULL},
    {LOGIN("scope = [ 5 ];"),
	"5: \"scope\" in login \"work\" must be a string or a list of strings",
	NULL},
    {LOGIN("scope = { a = \"b\"; };"),
	"5: \"scope\" in login \"work\" must be a string or a list of strings",
	NULL},
    {LOGIN("timeout_ms = \"5\";"),
	"5: \"timeout_ms\" in login \"work\" must be a whole number", NULL},
    {LOGIN("timeout_ms = 5.5;"),
	"5: \"timeout_ms\" in login \"work\" must be a whole number", NULL},
    {LOGIN("allow_http = 1;"),
	"5: \"allow_http\" in login \"work\" must be true or false", NULL},
    {LOGIN("client_secret_command = \"pass x\";"),
	"5: \"client_secret_command\" in login \"work\" must be a list of "
	"strings, program and arguments",
	NULL},
    {LOGIN("token_parameters = \"a=b\";"),
	"5: \"token_parameters\" in login \"work\" must be a group of strings, "
	"or a list of [\"name\", \"value\"]",
	NULL},
    {LOGIN("token_parameters = { a = 1; };"),
	"5: \"token_parameters\" in login \"work\" must be a group of strings, "
	"or a list of [\"name\", \"value\"]",
	NULL},
    {LOGIN("token_parameters = ( [ \"a\" ] );"),
	"5: \"token_parameters\" in login \"work\" must be a group of strings, "
	"or a list of [\"name\", \"value\"]",
	NULL},
    {"logins = [ ];",
	"1: \"logins\" must be a group: logins = { NAME = { ... }; };", NULL},
    {"logins = { work = \"x\"; };",
	"1: login \"work\" must be a group: work = { ... };", NULL},
    {"store = \"none\";", "1: \"store\" must be a group: store = { ... };",
	NULL},
    {"store = { protection = false; };",
	"1: \"protection\" in \"store\" must be a string", NULL},
    {"store_passwords = \"yes\";",
	"1: \"store_passwords\" must be true or false", NULL},
    /* values */
    {LOGIN("username = \"\";"), "5: \"username\" in login \"work\" is empty",
	"remove the line"},
    {LOGIN("username = \"a\nb\";"),
	"5: \"username\" in login \"work\" has a line break or another control "
	"character",
	NULL},
    {LOGIN("audience = \"a\\x1bb\";"),
	"5: \"audience\" in login \"work\" has a line break or another control "
	"character",
	NULL},
    {LOGIN("scope = [ ];"), "5: \"scope\" in login \"work\" is empty", ""},
    {LOGIN("scope = \"a\\\"b\";"),
	"5: \"scope\" in login \"work\" has a quote, a backslash or characters "
	"outside ASCII",
	NULL},
    {LOGIN("timeout_ms = 0;"),
	"5: \"timeout_ms\" in login \"work\" is out of range: it goes from 1 "
	"to 600000",
	NULL},
    {LOGIN("refresh_margin_s = -1;"),
	"5: \"refresh_margin_s\" in login \"work\" is out of range: it goes "
	"from 0 to 86400",
	NULL},
    {LOGIN("timeout_ms = 4294967396;"), "5: this number is out of range", NULL},
    {LOGIN("timeout_ms = 4294967396L;"), "5: this number is out of range",
	NULL},
    {LOGIN("grant_type = \"password\";"),
	"5: \"grant_type\" in login \"work\" cannot be \"password\"",
	"\"authorization_code\", "
	"\"urn:ietf:params:oauth:grant-type:device_code\""},
    {LOGIN("git_authtype = \"Bearer\";"),
	"5: \"git_authtype\" in login \"work\" cannot be \"Bearer\"",
	"it takes \"basic\", \"bearer\""},
    {LOGIN("ca_file = \"ca.pem\";"),
	"5: \"ca_file\" in login \"work\" is not an absolute path", "~/"},
    {LOGIN("client_secret_file = \"~other/s\";"),
	"5: \"client_secret_file\" in login \"work\" is not an absolute path",
	""},
    {LOGIN("redirect_uri = \"/callback\";"),
	"5: \"redirect_uri\" in login \"work\" is not an absolute URL", ""},
    {LOGIN("redirect_uri = \"http://127.0.0.1/#f\";"),
	"5: \"redirect_uri\" in login \"work\" is not an absolute URL", ""},
    {LOGIN("redirect_uri = \"http://127.0.0.1:0/callback\";"),
	"5: \"redirect_uri\" in login \"work\" has no usable host or port",
	"leave the port out"},
    {LOGIN("listen_address = \"127.0.0.1:x\";"),
	"5: \"listen_address\" in login \"work\" is not a loopback address",
	"[::1]:PORT"},
    {LOGIN("listen_address = \"[::1\";"),
	"5: \"listen_address\" in login \"work\" is not a loopback address",
	"[::1]:PORT"},
    {LOGIN("listen_address = \"127.0.0.1.evil.org\";"),
	"5: \"listen_address\" in login \"work\" is not a loopback address",
	"[::1]:PORT"},
    {LOGIN("listen_address = \"[::]:80\";"),
	"5: \"listen_address\" in login \"work\" is not a loopback address",
	"[::1]:PORT"},
    {LOGIN("listen_address = \"0.0.0.0\";"),
	"5: \"listen_address\" in login \"work\" is not a loopback address",
	"127.0.0.1"},
    {LOGIN("token_parameters = ( [ \"\", \"x\" ] );"),
	"5: \"token_parameters\" in login \"work\" has a parameter without a "
	"name",
	NULL},
    {LOGIN("client_secret_command = [ ];"),
	"5: \"client_secret_command\" in login \"work\" is empty", ""},
    /* URLs */
    {LOGIN("token_endpoint = \"http://i.org/t\";"),
	"5: \"token_endpoint\" in login \"work\" is not https", "allow_http"},
    {LOGIN("revocation_endpoint = \"/revoke\";"),
	"5: \"revocation_endpoint\" in login \"work\" is not an absolute URL",
	"https://"},
    {"logins = { a = {\nurl = \"\"; }; };",
	"2: \"url\" in login \"a\" is empty", ""},
    {"logins = { a = {\nurl = [ \"https://a.org\", \"b.org\" ]; }; };",
	"2: login \"a\": URL pattern \"b.org\" is no URL of the form "
	"SCHEME://HOST/PATH",
	""},
    {"logins = { a = {\nurl = \"http://a.org\"; }; };",
	"2: login \"a\": URL pattern \"http://a.org\" is not https",
	"allow_http"},
    /* a login as a whole */
    {"logins = {\n1x = { }; };", "2: syntax error", "just before"},
    {"logins = {\na*b = { }; };", "2: \"a*b\" cannot be a login's name",
	"letters"},
    {"logins = {\n\nwork = { }; };", "3: login \"work\" has no url", "url"},
    {"logins = { work = { url = \"https://a.org\"; }; };",
	"1: login \"work\" has no client_id", ""},
    {"logins = { work = { url = \"https://a.org\"; client_id = \"x\"; }; };",
	"1: login \"work\" has neither issuer nor token_endpoint", ""},
    {LOGIN("client_secret = \"a\"; client_secret_file = \"/b\";"),
	"1: login \"work\" has more than one of client_secret, "
	"client_secret_file and client_secret_command",
	NULL},
    {LOGIN("client_secret_command = [ \"a\" ]; client_secret_file = \"/b\";"),
	"1: login \"work\" has more than one of client_secret, "
	"client_secret_file and client_secret_command",
	NULL},
    {LOGIN("token_endpoint_auth_method = \"none\"; client_secret = \"a\";"),
	"1: login \"work\" has a client secret, but "
	"token_endpoint_auth_method \"none\"",
	NULL},
    {LOGIN("token_endpoint_auth_method = \"client_secret_post\";"),
	"1: login \"work\" has no client secret, but a "
	"token_endpoint_auth_method that needs one",
	NULL},
    /* syntax, and what libconfig would let pass */
    {LOGIN("username = \"a\";\nusername = \"b\";"), "6: duplicate setting name",
	""},
    {"logins = { a = { };\na = { }; };", "2: duplicate setting name", ""},
    {"store_passwords = true\nlogins", "2: syntax error", ""},
    {"logins = {\n", "2: syntax error", ""},
    {"@include \"/etc/passwd\"", "1: @include is refused", "itself"},
    {"\n\t @include \"/etc/passwd\"", "2: @include is refused", ""},
    {"# \"\n@include \"/etc/passwd\"", "2: @include is refused", ""},
    {"/* \" */\n@include \"/etc/passwd\"", "2: @include is refused", ""},
    {"/*\n@include \"x\"\n*/", "2: @include is refused", ""},
    {"store_passwords = true; @include \"x\"", "1: syntax error", ""},
    {"\n/* no end\n\n", "2: this comment has no end", NULL},
    {"\n\nstore = \"none;\n\n", "3: this string has no end", NULL},
    {"store = \"a\\x00b\";", "1: a string holds a NUL", NULL},
};

static void
test_refusals(void **state)
{
	const struct files *files = *state;
	char expected[512];
	size_t i;

	for (i = 0; i < sizeof(refusals) / sizeof(*refusals); i++) {
		const struct refusal *f = &refusals[i];
		struct config *config = NULL;
		struct error error = {0};

		write_text(files->user, f->text);
		if (config_load(&config, files->user, true, NULL, &error) !=
		    LANYARD_ERR_CONFIG)
			fail_msg("accepted: %s", f->text);
		assert_null(config);
		(void)snprintf(expected, sizeof(expected), "%s:%s", files->user,
		    f->message);
		assert_string_equal(error.message, expected);
		if (f->hint != NULL && (error.hint[0] == '\0' ||
					   strstr(error.hint, f->hint) == NULL))
			fail_msg("hint \"%s\" of: %s", error.hint, f->text);
	}
}

/* A secret is in no message, whatever is wrong with it. */
static void
test_secret_is_not_shown(void **state)
{
	static const char *const texts[] = {
	    LOGIN("client_secret = \"h\x01unter2\";"),
	    LOGIN("client_secret = [ \"hunter2\" ];"),
	    LOGIN("client_secret = \"hunter2\"; client_secret_file = \"/x\";"),
	    LOGIN("client_secret = hunter2;"),
	};
	const struct files *files = *state;
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct config *config = NULL;
		struct error error = {0};

		write_text(files->user, texts[i]);
		assert_int_equal(
		    config_load(&config, files->user, true, NULL, &error),
		    LANYARD_ERR_CONFIG);
		assert_null(strstr(error.message, "unter2"));
		assert_null(strstr(error.hint, "unter2"));
	}
}

/* ---- what is read ---- */

static const char everything[] =
    "# comment @include \"x\"\n"
    "// another \"\n"
    "/* a third: \" */\n"
    "store_passwords = true;\n"
    "store : { protection = \"none\" }\n"
    "logins = {\n"
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
    " };\n"
    " few = { url = \"https://f.org\"; issuer = \"https://i.org\";\n"
    "  client_id = \"few\"; scope = \"x y\";\n"
    "  client_secret_command = [ \"printf\", \"\" ];\n"
    "  listen_address = \"::1\"; };\n"
    "};\n";

static void
check_everything(const struct login *login)
{
	assert_non_null(login);
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
	assert_string_equal(login->resource, "https://r.org");
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
test_everything(void **state)
{
	const struct files *files = *state;
	struct config *config = NULL;
	struct error error = {0};
	const struct login *few;

	assert_int_equal(setenv("HOME", "/home/alice", 1), 0);
	write_text(files->user, everything);
	if (config_load(&config, files->user, true, NULL, &error) != LANYARD_OK)
		fail_msg("%s", error.message);
	assert_true(config->store_passwords);
	assert_int_equal(config->count, 2);
	check_everything(config_login(config, "all"));
	few = config_login(config, "few");
	assert_ptr_equal(few, &config->logins[1]);
	assert_int_equal(strings_count(few->url), 1);
	assert_int_equal(strings_count(few->scope), 2);
	assert_int_equal(strings_count(few->client_secret_command), 2);
	assert_int_equal(few->refresh_margin_s, REFRESH_MARGIN_S);
	assert_int_equal(few->timeout_ms, TIMEOUT_OPERATION_MS);
	assert_null(few->grant_type);
	assert_string_equal(few->listen_address, "::1");
	assert_null(few->proxy);
	assert_false(few->bearer);
	assert_null(config_login(config, "none"));
	config_free(&config);
	assert_null(config);
	config_free(&config);
}

static void
test_no_home(void **state)
{
	const struct files *files = *state;
	struct config *config = NULL;
	struct error error = {0};

	assert_int_equal(unsetenv("HOME"), 0);
	write_text(files->user, everything);
	assert_int_equal(config_load(&config, files->user, true, NULL, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "HOME is not an absolute path"));
}

static void
test_two_files(void **state)
{
	const struct files *files = *state;
	struct config *config = NULL;
	struct error error = {0};

	write_text(files->user,
	    "store_passwords = false;\n"
	    "logins = { b = { url = \"https://b.org\"; client_id = \"mine\";\n"
	    " issuer = \"https://i.org\"; }; a = { url = \"https://a.org\";\n"
	    " client_id = \"mine\"; issuer = \"https://i.org\"; }; };\n");
	write_text(files->system,
	    "store_passwords = true;\n"
	    "logins = { c = { url = \"https://c.org\"; client_id = \"c\";\n"
	    " issuer = \"https://i.org\"; }; b = { url = \"https://x.org\";\n"
	    " client_id = \"b\"; scope = \"x\"; issuer = \"https://i.org\";\n"
	    " }; };\n");
	assert_int_equal(
	    config_load(&config, files->user, false, files->system, &error),
	    LANYARD_OK);
	assert_false(config->store_passwords);
	assert_int_equal(config->count, 3);
	assert_string_equal(config->logins[0].name, "b");
	assert_string_equal(config->logins[1].name, "a");
	assert_string_equal(config->logins[2].name, "c");
	assert_string_equal(config->logins[0].client_id, "mine");
	assert_null(config->logins[0].scope);
	config_free(&config);

	assert_int_equal(unlink(files->user), 0);
	assert_int_equal(
	    config_load(&config, files->user, false, files->system, &error),
	    LANYARD_OK);
	assert_true(config->store_passwords);
	assert_int_equal(config->count, 2);
	config_free(&config);
	assert_int_equal(
	    config_load(&config, NULL, false, files->system, &error),
	    LANYARD_OK);
	assert_int_equal(config->count, 2);
	config_free(&config);

	write_text(files->system, "logins = {\nb = 1; };");
	assert_int_equal(
	    config_load(&config, files->user, false, files->system, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, files->system));
}

static void
test_absent(void **state)
{
	const struct files *files = *state;
	struct config *config = NULL;
	struct error error = {0};

	assert_int_equal(
	    config_load(&config, files->user, false, files->system, &error),
	    LANYARD_OK);
	assert_int_equal(config->count, 0);
	assert_false(config->store_passwords);
	config_free(&config);
	assert_int_equal(config_load(&config, files->user, true, NULL, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, files->user));
	assert_non_null(strstr(error.hint, "LANYARD_CONFIG"));
	write_text(files->user, "");
	assert_int_equal(
	    config_load(&config, files->user, true, NULL, &error), LANYARD_OK);
	config_free(&config);
}

/* ---- the file itself ---- */

static enum lanyard_error
load(const char *path, struct error *error)
{
	struct config *config = NULL;
	enum lanyard_error r = config_load(&config, path, true, NULL, error);

	assert_int_equal(config == NULL, r != LANYARD_OK);
	config_free(&config);
	return r;
}

struct mode {
	mode_t mode;
	bool secret;
	const char *hint; /* NULL: accepted */
};

static const struct mode modes[] = {
    {0600, false, NULL},
    {0644, false, NULL},
    {0400, true, NULL},
    {0600, true, NULL},
    {0644, true, "chmod 600 "},
    {0640, true, "chmod 600 "},
    {0604, true, "chmod 600 "},
    {0620, false, "chmod go-w "},
    {0602, false, "chmod go-w "},
    {0666, true, "chmod go-w "},
};

static void
test_modes(void **state)
{
	static const char plain[] = LOGIN("");
	static const char secret[] = LOGIN("client_secret = \"hunter2\";");
	const struct files *files = *state;
	size_t i;

	for (i = 0; i < sizeof(modes) / sizeof(*modes); i++) {
		const char *text = modes[i].secret ? secret : plain;
		struct error error = {0};
		enum lanyard_error r;

		unlink(files->user);
		write_bytes(files->user, text, strlen(text), modes[i].mode);
		r = load(files->user, &error);
		if (modes[i].hint == NULL) {
			assert_int_equal(r, LANYARD_OK);
			continue;
		}
		assert_int_equal(r, LANYARD_ERR_CONFIG);
		assert_non_null(strstr(error.message, files->user));
		assert_ptr_equal(strstr(error.hint, modes[i].hint), error.hint);
		assert_non_null(strstr(error.hint, files->user));
	}
}

/* 0 if a user is not told to close a file of root's to all the others. */
static int
load_as_user(const char *path, uid_t uid)
{
	struct error error = {0};

	if (seteuid(uid) != 0 || load(path, &error) != LANYARD_ERR_CONFIG)
		return 1;
	return strstr(error.message, "that others may read") == NULL ||
	       strstr(error.hint, "chmod") != NULL ||
	       strstr(error.hint, "client_secret_file") == NULL;
}

static void
test_secret_of_the_system(void **state)
{
	static const char text[] = LOGIN("client_secret = \"hunter2\";");
	const struct files *files = *state;
	int status = 1;
	pid_t pid;

	/* Not skip(): cmocka says "not ok" for that, and prove believes it. */
	if (geteuid() != 0)
		return;
	write_bytes(files->user, text, strlen(text), 0644);
	assert_int_equal(chmod(files->folder, 0755), 0);
	/* In a child, or the sanitizers could not look at this process. */
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit(load_as_user(files->user, 4242));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
test_kinds(void **state)
{
	const struct files *files = *state;
	struct error error = {0};

	write_text(files->system, LOGIN(""));
	assert_int_equal(symlink(files->system, files->user), 0);
	assert_int_equal(load(files->user, &error), LANYARD_OK);
	assert_int_equal(chmod(files->system, 0666), 0);
	assert_int_equal(load(files->user, &error), LANYARD_ERR_CONFIG);
	unlink(files->user);

	assert_int_equal(mkdir(files->user, 0700), 0);
	assert_int_equal(load(files->user, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "is a folder"));
	rmdir(files->user);

	assert_int_equal(mkfifo(files->user, 0600), 0);
	assert_int_equal(load(files->user, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "is a device or pipe"));
	unlink(files->user);

	assert_int_equal(load("/dev/null", &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "is a device or pipe"));

	write_text(files->user, LOGIN(""));
	if (geteuid() == 0) {
		assert_int_equal(chown(files->user, 12345, 0), 0);
		assert_int_equal(load(files->user, &error), LANYARD_ERR_CONFIG);
		assert_non_null(strstr(error.message, "neither you nor root"));
	} else {
		assert_int_equal(chmod(files->user, 0000), 0);
		assert_int_equal(load(files->user, &error), LANYARD_ERR_CONFIG);
		assert_non_null(strstr(error.message, "Permission denied"));
	}
}

static void
test_nul_and_size(void **state)
{
	static const char nul[] = "store_passwords = true;\0logins = { };";
	const struct files *files = *state;
	struct error error = {0};
	size_t size = LIMIT_CONFIG + 1;
	char *spaces = malloc(size);

	write_bytes(files->user, nul, sizeof(nul) - 1, 0600);
	assert_int_equal(load(files->user, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "holds a NUL"));

	assert_non_null(spaces);
	memset(spaces, '\n', size);
	write_bytes(files->user, spaces, size, 0600);
	assert_int_equal(load(files->user, &error), LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "is larger than"));
	free(spaces);
}

/* Nested beyond what a parser's stack takes: an error, not a crash. */
static void
test_depth(void **state)
{
	const struct files *files = *state;
	struct error error = {0};
	char text[60000];

	memset(text, '(', sizeof(text));
	memcpy(text, "logins = ", strlen("logins = "));
	write_bytes(files->user, text, sizeof(text), 0600);
	assert_int_equal(load(files->user, &error), LANYARD_ERR_CONFIG);
}

static void
test_many(void **state)
{
	const struct files *files = *state;
	struct config *config = NULL;
	struct error error = {0};
	struct buf text;
	int64_t begin;
	int i;

	buf_init(&text, LIMIT_CONFIG);
	buf_add_text(&text, "logins = {\n");
	for (i = 0; i < 1000; i++)
		buf_printf(&text,
		    "l%d = { url = [ \"https://h%d.org\" ]; client_id = \"c\";"
		    " issuer = \"https://i.org\"; scope = \"a b\"; };\n",
		    i, i);
	buf_add_text(&text, "};\n");
	write_bytes(files->user, text.data, text.size, 0600);
	begin = clock_monotonic_ms();
	assert_int_equal(
	    config_load(&config, files->user, true, NULL, &error), LANYARD_OK);
	assert_true(clock_monotonic_ms() - begin < 1000);
	assert_int_equal(config->count, 1000);
	assert_string_equal(config->logins[999].url[0], "https://h999.org");
	config_free(&config);
	buf_clear(&text);
}

#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_refusals),
	    TEST(test_secret_is_not_shown),
	    TEST(test_everything),
	    TEST(test_no_home),
	    TEST(test_two_files),
	    TEST(test_absent),
	    TEST(test_modes),
	    TEST(test_secret_of_the_system),
	    TEST(test_kinds),
	    TEST(test_nul_and_size),
	    TEST(test_depth),
	    TEST(test_many),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
