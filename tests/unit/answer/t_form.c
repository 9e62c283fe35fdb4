/*
 * t_form.c - a token in the forms that programs want it in
 */
#include "scratch.h"

static struct lanyard_credential *
token(const char *lines)
{
	return scratch_request(lines);
}

#define TOKEN "password=T\n"
#define ALL                                                                    \
	TOKEN "authtype=Bearer\nusername=me\nhost=h.org:8443\n"                \
	      "password_expiry_utc=99\n"

static void
writes_each_form(void **state)
{
	static const struct {
		const char *lines, *format, *user, *text;
	} cases[] = {
	    {ALL, "raw", NULL, "T"},
	    {ALL, "value", NULL, "Bearer T"},
	    {ALL, "header", NULL, "Authorization: Bearer T"},
	    {TOKEN "authtype=OAuth\n", "header", NULL,
		"Authorization: OAuth T"},
	    {TOKEN, "value", NULL, "Bearer T"},
	    {ALL, "curl", NULL, "oauth2-bearer = \"T\""},
	    {"password=a\"b\\c\n", "curl", NULL,
		"oauth2-bearer = \"a\\\"b\\\\c\""},
	    {TOKEN "authtype=X\n", "curl", NULL,
		"header = \"Authorization: X T\""},
	    /* no proxy for this machine */
	    {TOKEN "protocol=http\nhost=127.0.0.1:8\n", "curl", NULL,
		"oauth2-bearer = \"T\"\nnoproxy = \"*\""},
	    {TOKEN "authtype=X\nhost=LOCALHOST\n", "curl", NULL,
		"header = \"Authorization: X T\"\nnoproxy = \"*\""},
	    {TOKEN "protocol=https\nhost=127.0.0.1.example\n", "curl", NULL,
		"oauth2-bearer = \"T\""},
	    /* mail: oauth2-bearer only, and a user */
	    {ALL "protocol=https\n", "curl", "you", "oauth2-bearer = \"T\""},
	    {ALL "protocol=imaps\n", "curl", NULL,
		"oauth2-bearer = \"T\"\nuser = \"me\""},
	    {ALL "protocol=smtp\nauthtype=X\n", "curl", "a\"\\b",
		"oauth2-bearer = \"T\"\nuser = \"a\\\"\\\\b\""},
	    {TOKEN "protocol=imaps\n", "curl", NULL, "oauth2-bearer = \"T\""},
	    {ALL, "json", NULL,
		"{\"access_token\":\"T\",\"token_type\":\"Bearer\","
		"\"username\":\"me\",\"expires_at\":99}"},
	    {TOKEN, "json", NULL,
		"{\"access_token\":\"T\",\"token_type\":\"Bearer\"}"},
	    {ALL, "json", "a\"\\b",
		"{\"access_token\":\"T\",\"token_type\":\"Bearer\","
		"\"username\":\"a\\\"\\\\b\",\"expires_at\":99}"},
	    {ALL, "json", "\xc3\xa9\xf0\x9f\x94\x91",
		"{\"access_token\":\"T\",\"token_type\":\"Bearer\","
		"\"username\":\"\xc3\xa9\xf0\x9f\x94\x91\",\"expires_at\":99}"},
	    {TOKEN "password_expiry_utc=soon\n", "json", NULL,
		"{\"access_token\":\"T\",\"token_type\":\"Bearer\"}"},
	    /* a user that the form has no place for */
	    {TOKEN "username=a\001b\n", "raw", NULL, "T"},
	    {TOKEN "host=h:99999\n", "header", "", "Authorization: Bearer T"},
	    {ALL, "netrc", NULL, "machine h.org login me password T"},
	    {ALL, "netrc", "you", "machine h.org login you password T"},
	    {ALL, "netrc", "y o#u", "machine h.org login \"y o#u\" password T"},
	    {TOKEN "host=h\n", "netrc", NULL,
		"machine h login oauth2 password T"},
	    {ALL, "fingerprint", NULL, "e632b7095b0bf32c"},
	    {ALL, "lines", NULL, "me\nT"},
	    {TOKEN, "lines", NULL, "oauth2\nT"},
	    {ALL, "headers", NULL, "{\"Authorization\":\"Bearer T\"}"},
	    /* user=me^Aauth=Bearer T^A^A and n,a=a=2Cb,^Aauth=... */
	    {ALL, "xoauth2", NULL, "dXNlcj1tZQFhdXRoPUJlYXJlciBUAQE="},
	    {ALL, "oauthbearer", "a,b", "bixhPWE9MkNiLAFhdXRoPUJlYXJlciBUAQE="},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_credential *c = token(cases[i].lines);
		char *text = NULL;

		assert_int_equal(lanyard_token_format(
				     c, cases[i].format, cases[i].user, &text),
		    LANYARD_OK);
		assert_string_equal(text, cases[i].text);
		lanyard_text_free(&text);
		assert_null(text);
		lanyard_credential_free(&c);
	}
	lanyard_text_free(NULL);
}

static void
refuses_what_cannot_be_written(void **state)
{
	static const struct {
		const char *lines, *format, *user;
	} cases[] = {
	    {ALL, "yaml", NULL},
	    {ALL, "", NULL},
	    {ALL, NULL, NULL},
	    {NULL, "raw", NULL},
	    {"username=me\n", "raw", NULL},
	    {"password=\n", "raw", NULL},
	    {"password=a\001b\n", "raw", NULL},
	    {TOKEN, "xoauth2", NULL},
	    {TOKEN, "oauthbearer", ""},
	    {ALL, "xoauth2", "a\001b"},
	    {ALL, "json", "a\nb"},
	    {ALL, "json", ""},
	    {ALL, "json", "a\377"},
	    {TOKEN "username=\377\n", "json", NULL},
	    {ALL, "netrc", "a\tb"},
	    {ALL, "netrc", ""},
	    {ALL, "netrc", "a:b"},
	    {ALL "protocol=imap\n", "curl", "a:b"},
	    {ALL "protocol=imap\n", "curl", "a\nb"},
	    {TOKEN "host=h:99999\n", "curl", NULL},
	    {TOKEN "authtype=a b\n", "header", NULL},
	    {TOKEN "authtype=a\001\n", "value", NULL},
	    {TOKEN, "netrc", NULL},
	    {TOKEN "host=h:99999\n", "netrc", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_credential *c =
		    cases[i].lines == NULL ? NULL : token(cases[i].lines);
		char *text = (char *)state;

		assert_int_equal(lanyard_token_format(
				     c, cases[i].format, cases[i].user, &text),
		    LANYARD_ERR_ARGUMENT);
		assert_null(text);
		lanyard_credential_free(&c);
	}
}

/* curl reads no line of a netrc of 4,095 bytes or more, and says nothing. */
static void
refuses_a_netrc_that_curl_would_not_read(void **state)
{
	static const char rest[] = "machine h login oauth2 password ";
	char lines[5000] = "host=h\npassword=";
	size_t start = strlen(lines), fits = 4094 - strlen(rest);

	(void)state;
	for (size_t more = 0; more <= 1; more++) {
		struct lanyard_credential *c;
		char *text = NULL;

		memset(lines + start, 'x', fits + more);
		lines[start + fits + more] = '\n';
		lines[start + fits + more + 1] = '\0';
		c = token(lines);
		assert_int_equal(lanyard_token_format(c, "netrc", NULL, &text),
		    more == 0 ? LANYARD_OK : LANYARD_ERR_TOO_LARGE);
		lanyard_text_free(&text);
		lanyard_credential_free(&c);
	}
}

/* A record may hold a token of megabytes; its forms are no shorter. */
static void
writes_a_huge_token(void **state)
{
	static const char *const formats[] = {
	    "raw", "header", "curl", "json", "oauthbearer"};
	enum { size = 2000000 };
	struct lanyard_credential *c = token(ALL);
	char *value = malloc(size + 1);

	(void)state;
	assert_non_null(value);
	memset(value, '"', size);
	value[size] = '\0';
	assert_int_equal(
	    lanyard_credential_set(c, "password", value), LANYARD_OK);
	for (size_t i = 0; i < COUNT(formats); i++) {
		char *text = NULL;

		assert_int_equal(
		    lanyard_token_format(c, formats[i], NULL, &text),
		    LANYARD_OK);
		assert_true(strlen(text) >= size);
		lanyard_text_free(&text);
	}
	lanyard_credential_free(&c);
	free(value);
}

static void
knows_its_forms(void **state)
{
	bool needs = true;

	(void)state;
	assert_true(lanyard_token_has_format("raw", &needs));
	assert_false(needs);
	assert_true(lanyard_token_has_format("xoauth2", &needs));
	assert_true(needs);
	assert_true(lanyard_token_has_format("oauthbearer", NULL));
	assert_false(lanyard_token_has_format("nothing", &needs));
	assert_false(needs);
	assert_false(lanyard_token_has_format(NULL, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(writes_each_form),
	    cmocka_unit_test(refuses_what_cannot_be_written),
	    cmocka_unit_test(refuses_a_netrc_that_curl_would_not_read),
	    cmocka_unit_test(writes_a_huge_token),
	    cmocka_unit_test(knows_its_forms),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
