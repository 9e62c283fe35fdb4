/*
 * t_import_text.c - what is a login's record from elsewhere, and what is none
 */
#include "scratch.h"

#include "answer/import_text.h"
#include "base/limits.h"

#define E(name) LANYARD_ERR_##name

/* Everything but name and token. */
#define ABOUT                                                                  \
	"url[]=https://git.example.com\nissuer=https://id.example.com\n"       \
	"client_id=c1\n"
#define GOOD "name=work\n" ABOUT "refresh_token=rt\n"

static void
takes_what_is_a_record(void **state)
{
	static const struct {
		const char *what, *text, *name, *login;
	} cases[] = {
	    {"the least", GOOD "\n", NULL, "work"},
	    {"another name", GOOD "\n", "other", "other"},
	    {"no name but one given", ABOUT "access_token=at\n\n", "x", "x"},
	    {"CR LF",
		"name=work\r\nclient_id=c\r\nissuer=https://i\r\n"
		"access_token=at\r\n\r\n",
		NULL, "work"},
	    {"loopback",
		"name=work\nclient_id=c\n"
		"token_endpoint=http://127.0.0.1:8/t\nrefresh_token=rt\n\n",
		NULL, "work"},
	    {"empty lines behind", GOOD "\n\n\n", NULL, "work"},
	    {"all keys",
		GOOD
		"token_endpoint=https://id.example.com/t\n"
		"revocation_endpoint=https://id.example.com/r\n"
		"token_endpoint_auth_method=client_secret_post\n"
		"client_secret=s\nusername=ada\nbasic_username=x\n"
		"git_authtype=bearer\nuse_id_token=true\n"
		"resource=https://r\naudience=a\n"
		"authorization_scheme=OAuth\ntoken_parameter[]=a=b\n"
		"url[]=imaps://mail.example.com\naccess_token=at\n"
		"token_type=Bearer\nexpires_at=12\nobtained_at=1\n"
		"refresh_token_before=true\nrefresh_token_rotates=true\n"
		"scope=a b\ngeneration=7\nrefresh_token_error=no\n"
		"refresh_token_error_at=3\nlast_error=x\nlast_error_code=4\n"
		"last_error_hint=y\nlast_error_mark=z\nretry_at=9\n"
		"login_error=x\nlogin_error_code=3\nlogin_error_mark=z\n"
		"login_failures=1\nlogin_retry_at=9\n\n",
		NULL, "work"},
	};
	(void)state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		struct record record;
		struct login login;

		print_message("# %s\n", cases[i].what);
		record_init(&record);
		login_init(&login);
		if (import_text_parse(&record, &login, cases[i].text,
			strlen(cases[i].text), cases[i].name,
			&error) != LANYARD_OK)
			fail_msg("%s", error.message);
		assert_string_equal(login.name, cases[i].login);
		assert_null(attributes_text(&record.attributes, "name"));
		assert_null(attributes_text(&record.attributes, "client_id"));
		/* Of that machine's failures nothing; of the token all. */
		assert_null(attributes_text(&record.attributes, "last_error"));
		assert_null(attributes_text(&record.attributes, "retry_at"));
		assert_null(attributes_text(&record.attributes, "login_error"));
		if (strcmp(cases[i].what, "all keys") == 0) {
			assert_int_equal(tokens_generation(&record), 7);
			assert_null(tokens_refresh(&record));
			assert_non_null(tokens_stored_refresh(&record));
			assert_int_equal(
			    tokens_rotation(&record), TOKENS_ROTATION_YES);
			assert_true(login.bearer);
			assert_string_equal(login.username, "ada");
		}
		login_clear(&login);
		record_clear(&record);
	}
}

/* Which is refused with what; no secret is repeated. */
static const struct {
	const char *text;
	enum lanyard_error code;
	const char *said;
} bad[] = {
    {"", E(PROTOCOL), "nothing was handed in"},
    {"\n", E(PROTOCOL), "cut off"},
    {"\n\n", E(PROTOCOL), "cut off"},
    {GOOD, E(PROTOCOL), "cut off: no empty line"},
    {"name=work\n" ABOUT "refresh_token=rt-sec", E(PROTOCOL), "cut off"},
    {GOOD "\nname=other\n\n", E(PROTOCOL), "more behind the empty line"},
    {GOOD "rt-secret\n\n", E(PROTOCOL), "not each line is key=value"},
    {GOOD "=rt-secret\n\n", E(PROTOCOL), "not each line is key=value"},
    {GOOD "client_id=c2\n\n", E(PROTOCOL), "twice"},
    {GOOD "url[]=\n\n", E(PROTOCOL), "twice, or without a value"},
    {"{\"name\": \"work\"}\n\n", E(PROTOCOL), "key=value"},
    /* Keys that no record has. */
    {GOOD "colour=blue\n\n", E(PROTOCOL), "colour is no key"},
    {GOOD "client_secret_command=/bin/sh\n\n", E(PROTOCOL),
	"client_secret_command is no key"},
    {GOOD "client_secret_file=/etc/shadow\n\n", E(PROTOCOL),
	"client_secret_file is no key"},
    {GOOD "ca_file=/tmp/ca\n\n", E(PROTOCOL), "ca_file is no key"},
    {GOOD "proxy=http://evil\n\n", E(PROTOCOL), "proxy is no key"},
    {GOOD "private_key_file=/x\n\n", E(PROTOCOL), "private_key_file is no"},
    {GOOD "allow_http=true\n\n", E(PROTOCOL), "allow_http is no key"},
    {GOOD "authorization_endpoint=https://x\n\n", E(PROTOCOL),
	"authorization_endpoint is no key"},
    {GOOD "moved_at=1\n\n", E(PROTOCOL), "moved_at is no key"},
    {GOOD "moved_refresh_token=rt-secret\n\n", E(PROTOCOL), "is no key"},
    {GOOD "\033[2J=1\n\n", E(PROTOCOL), "?[2J is no key"},
    /* Values. */
    {GOOD "git_authtype=digest\n\n", E(PROTOCOL), "value of git_authtype"},
    {GOOD "use_id_token=yes\n\n", E(PROTOCOL), "value of use_id_token"},
    {GOOD "generation=-1\n\n", E(PROTOCOL), "value of generation"},
    {GOOD "generation=99999999999999999999\n\n", E(PROTOCOL),
	"value of generation"},
    {GOOD "expires_at=soon\n\n", E(PROTOCOL), "value of expires_at"},
    {GOOD "obtained_at=\n\n", E(PROTOCOL), "value of obtained_at"},
    {GOOD "access_token=rt-secret\303\244\n\n", E(PROTOCOL),
	"value of access_token"},
    {GOOD "access_token=\n\n", E(PROTOCOL), "value of access_token"},
    {GOOD "authorization_scheme=a b\n\n", E(PROTOCOL),
	"value of authorization_scheme"},
    {GOOD "token_endpoint_auth_method=magic\n\n", E(PROTOCOL),
	"value of token_endpoint_auth_method"},
    {GOOD "username=a\033b\n\n", E(PROTOCOL), "value of username"},
    {GOOD "refresh_token_rotates=maybe\n\n", E(PROTOCOL),
	"value of refresh_token_rotates"},
    /* What makes no login. */
    {ABOUT "refresh_token=rt\n\n", E(PROTOCOL), "no name"},
    {"name=work\n" ABOUT "\n", E(PROTOCOL), "no token in it"},
    {"name=w\nissuer=https://i\nrefresh_token=rt\n\n", E(CONFIG),
	"no client_id"},
    {"name=w\nclient_id=c\nrefresh_token=rt\n\n", E(CONFIG),
	"neither issuer nor token_endpoint"},
    {GOOD "url[]=http://git.example.com\n\n", E(CONFIG), "is not https"},
    {GOOD "url[]=https://*.com\n\n", E(CONFIG), "two labels"},
    {GOOD "url[]=git.example.com\n\n", E(CONFIG), "is no URL"},
    {GOOD "url[]=https://u@git.example.com\n\n", E(CONFIG), "user name"},
    {GOOD "token_endpoint=http://id.example.com/t\n\n", E(CONFIG),
	"\"token_endpoint\" in login \"work\" is not https"},
    {GOOD "token_endpoint=http://127.0.0.1/t\n\n", E(CONFIG),
	"token_endpoint is http, though its issuer is https"},
    {GOOD "token_endpoint=file:///etc/passwd\n\n", E(CONFIG), "token_endpoint"},
    {GOOD "revocation_endpoint=http://evil/\n\n", E(CONFIG),
	"revocation_endpoint"},
    {GOOD "token_endpoint=https://u@id.example.com/t\n\n", E(CONFIG),
	"user name"},
    {"name=w\nclient_id=c\nissuer=http://id\nrefresh_token=rt\n\n", E(CONFIG),
	"\"issuer\" in login \"w\" is not https"},
};

static void
expect_refusal(
    const char *text, size_t size, enum lanyard_error code, const char *said)
{
	struct error error = {0};
	struct record record;
	struct login login;

	record_init(&record);
	login_init(&login);
	assert_int_equal(
	    import_text_parse(&record, &login, text, size, NULL, &error), code);
	if (strstr(error.message, said) == NULL)
		fail_msg("said \"%s\", not \"%s\"", error.message, said);
	assert_null(strstr(error.message, "rt-secret"));
	login_clear(&login);
	record_clear(&record);
}

static void
refuses_what_is_none(void **state)
{
	static const char nul[] = GOOD "scope=a\0b\n\n";
	char *large;
	(void)state;

	for (size_t i = 0; i < COUNT(bad); i++) {
		print_message("# %s\n", bad[i].said);
		expect_refusal(
		    bad[i].text, strlen(bad[i].text), bad[i].code, bad[i].said);
	}
	expect_refusal(nul, sizeof(nul) - 1, E(PROTOCOL), "key=value");
	assert_non_null(large = malloc(LIMIT_RECORD + 1));
	memset(large, 'x', LIMIT_RECORD + 1);
	expect_refusal(large, LIMIT_RECORD + 1, E(PROTOCOL), "too large");
	free(large);
}

/* However early it ends, half a record is none. */
static void
refuses_each_beginning(void **state)
{
	static const char whole[] = GOOD "access_token=at\n\n";
	(void)state;

	for (size_t size = 0; size < sizeof(whole) - 1; size++) {
		struct record record;
		struct login login;

		record_init(&record);
		login_init(&login);
		assert_int_equal(
		    import_text_parse(&record, &login, whole, size, NULL, NULL),
		    E(PROTOCOL));
		login_clear(&login);
		record_clear(&record);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_what_is_a_record),
	    cmocka_unit_test(refuses_what_is_none),
	    cmocka_unit_test(refuses_each_beginning),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
