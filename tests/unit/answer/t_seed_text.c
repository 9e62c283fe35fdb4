/*
 * t_seed_text.c - a refresh token as people have it: alone, as JSON, or lines
 */
#include "scratch.h"

#include "answer/seed_text.h"

#define NOW				1000000
#define BOM				"\xef\xbb\xbf"
#define OK(refresh, access, expires_at) refresh, access, expires_at, NULL
#define FAILS(why)			NULL, NULL, 0, why

static const struct {
	const char *text;
	const char *refresh_token; /* NULL: refused, with WHY in the message */
	const char *access_token;  /* NULL: none */
	int64_t expires_at;
	const char *why;
} cases[] = {
    /* alone */
    {"rt", OK("rt", NULL, 0)},
    {"rt\n", OK("rt", NULL, 0)},
    {"  rt \t\r\n\r\n", OK("rt", NULL, 0)},
    {"\n\nrt", OK("rt", NULL, 0)},
    {BOM "rt\n", OK("rt", NULL, 0)},
    {"\"rt\"\n", OK("rt", NULL, 0)},
    {"'rt'", OK("rt", NULL, 0)},
    {"\" rt \"", OK("rt", NULL, 0)},
    {"1//0abc-_=", OK("1//0abc-_=", NULL, 0)},
    {"1//0a=b&c", OK("1//0a=b&c", NULL, 0)},
    {"eyJ0.eyJ0.eyJ0==", OK("eyJ0.eyJ0.eyJ0==", NULL, 0)},
    {"", FAILS("nothing")},
    {BOM, FAILS("nothing")},
    {" \r\n\n", FAILS("nothing")},
    {"\"rt", FAILS("quotes")},
    {"rt,\"", FAILS("quotes")},
    {"''", FAILS("empty")},
    {"a b", FAILS("blanks")},
    {"Bearer rt", FAILS("blanks")},
    {"r\tt", FAILS("characters")},
    {"r\xc3\xa4", FAILS("characters")},
    {"rt\nrt2\n", FAILS("key=value")},
    {"oauth_refesh_token=rt", FAILS("not known")},
    {"refresh-token=rt", FAILS("not known")},
    /* lines */
    {"oauth_refresh_token=rt\n", OK("rt", NULL, 0)},
    {"refresh_token=rt", OK("rt", NULL, 0)},
    {"REFRESH_TOKEN=rt", OK("rt", NULL, 0)},
    {BOM "refresh_token = \"rt\" \r\n", OK("rt", NULL, 0)},
    {"\nrefresh_token=rt\n\npassword=at\nother=x\n", OK("rt", "at", 0)},
    {"oauth_refresh_token=rt\nurl=https://h\n", OK("rt", NULL, 0)},
    {"refresh_token=a=b&c", OK("a=b&c", NULL, 0)},
    {"password=at\npassword_expiry_utc=5\noauth_refresh_token=rt",
	OK("rt", "at", 5)},
    {"access_token=at\nexpires_at=5\nrefresh_token=rt", OK("rt", "at", 5)},
    {"access_token=at\nexpires_in=5\nrefresh_token=rt",
	OK("rt", "at", NOW + 5)},
    {"refresh_token=rt\noauth_refresh_token=rt\n", OK("rt", NULL, 0)},
    {"refresh_token=rt\noauth_refresh_token=other\n", FAILS("two")},
    {"refresh_token=rt\nx2=y\n", OK("rt", NULL, 0)},
    {"refresh_token=\n", FAILS("empty")},
    {"refresh_token=rt\nnonsense\n", FAILS("key=value")},
    {"password=at\nother=x\n", FAILS("access token alone")},
    {"url=https://h\nother=x\n", FAILS("none in it")},
    {"refresh_token=rt\nexpires_at=soon", FAILS("expires_at is no number")},
    {"refresh_token=rt\nurl=x", FAILS("url is malformed")},
    /* a form */
    {"access_token=at&expires_in=5&refresh_token=r%2Ft&scope=&x=y",
	OK("r/t", "at", NOW + 5)},
    {"refresh_token=rt&token_type=bearer", OK("rt", NULL, 0)},
    {"error=bad&error_description=no+more", FAILS("none in it")},
    {"refresh_token=a&refresh_token=b", FAILS("twice")},
    {"?x=y&refresh_token=rt", OK("rt", NULL, 0)},
    {"https://h/cb?x=y#refresh_token=rt&x=y", OK("rt", NULL, 0)},
    {"https://h/cb#refresh_token=rt", FAILS("URL")},
    {"?refresh_token=rt", FAILS("URL")},
    {"#rt?", OK("#rt?", NULL, 0)},
    {"refresh_token=a b", FAILS("blanks")},
    {"\"{\\\"refresh_token\\\":\\\"rt\\\"}\"", FAILS("quotes")},
    /* JSON */
    {"{\"refresh_token\":\"rt\"}", OK("rt", NULL, 0)},
    {BOM " {\"refresh_token\":\"rt\"}\n", OK("rt", NULL, 0)},
    {"{\"access_token\":\"at\",\"token_type\":\"Bearer\",\n\"expires_in\":5,"
     "\"refresh_token\":\"rt\",\"scope\":\"a b\"}",
	OK("rt", "at", NOW + 5)},
    {"{\"access_token\":\"at\",\"expires_in\":\"5\",\"refresh_token\":\"rt\"}",
	OK("rt", "at", NOW + 5)},
    {"{\"access_token\":\"at\",\"expires_in\":5,\"created_at\":999000,"
     "\"refresh_token\":\"rt\"}",
	OK("rt", "at", 999005)},
    {"{\"access_token\":\"at\",\"expires_in\":5,\"created_at\":2000000,"
     "\"refresh_token\":\"rt\"}",
	OK("rt", "at", NOW + 5)},
    {"{\"access_token\":\"at\",\"expires_at\":1000009,"
     "\"refresh_token\":\"rt\"}",
	OK("rt", "at", 1000009)},
    {"{\"access_token\":\"at\",\"expires_at\":\"2026-11-28T00:00:00Z\","
     "\"refresh_token\":\"rt\"}",
	OK("rt", "at", 0)},
    {"{\"access_token\":\"at\",\"expires_in\":null,\"refresh_token\":\"rt\"}",
	OK("rt", "at", 0)},
    {"{\"access_token\":\"at\",\"expires_in\":-5,\"refresh_token\":\"rt\"}",
	OK("rt", "at", 0)},
    {"{\"access_token\":\"at\",\"expires_in\":\"soon\","
     "\"refresh_token\":\"rt\"}",
	FAILS("expires_in is no number")},
    {"{\"data\":{\"access_token\":\"at\",\"refresh_token\":\"rt\"}}",
	OK("rt", NULL, 0)},
    {"[{\"access_token\":\"at\",\"refresh_token\":\"rt\"}]", OK("rt", NULL, 0)},
    {"{\"refresh_token\":\"rt\",\"x\":", OK("rt", NULL, 0)},
    {"[{\"refresh_token\":\"a\"},{\"refresh_token\":\"b\"}]",
	FAILS("two of them")},
    {"{\"refresh_token\":\"\"}", FAILS("none in it")},
    {"{\"refresh_token\":\"a\\u0007\"}", FAILS("none in it")},
    {"{\"access_token\":\"at\"}", FAILS("access token alone")},
    {"{\"error\":\"invalid_grant\"}", FAILS("none in it")},
    {"{}", FAILS("none in it")},
    {"{", FAILS("none in it")},
};

static void
assert_secret(const struct secret *secret, const char *text)
{
	if (text == NULL) {
		assert_false(secret_is_set(secret));
		return;
	}
	assert_true(secret_is_set(secret));
	assert_string_equal((const char *)secret->bytes, text);
}

static void
reads_each_form(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *text = cases[i].text;
		struct error error = {0};
		struct seed_given given;
		enum lanyard_error r;

		print_message("# %zu %s\n", i, text);
		seed_given_init(&given);
		r = seed_text_parse(&given, text, strlen(text), NOW, &error);
		if (cases[i].refresh_token == NULL) {
			assert_int_equal(r, LANYARD_ERR_PROTOCOL);
			assert_non_null(strstr(error.message, cases[i].why));
			assert_non_null(
			    strstr(error.message, "no refresh token is kept"));
		} else {
			assert_int_equal(r, LANYARD_OK);
			assert_string_equal(error.message, "");
			assert_secret(
			    &given.token.refresh_token, cases[i].refresh_token);
			assert_secret(
			    &given.token.access_token, cases[i].access_token);
			assert_int_equal(given.expires_at, cases[i].expires_at);
		}
		seed_given_clear(&given);
	}
}

static void
refuses_a_nul_byte(void **state)
{
	struct seed_given given;
	struct error error = {0};

	(void)state;
	seed_given_init(&given);
	assert_int_equal(seed_text_parse(&given, "rt\0x", 4, NOW, &error),
	    LANYARD_ERR_PROTOCOL);
	assert_non_null(strstr(error.message, "NUL"));
	seed_given_clear(&given);
	assert_int_equal(
	    seed_text_parse(&given, "{\0", 2, NOW, NULL), LANYARD_ERR_PROTOCOL);
	seed_given_clear(&given);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_each_form),
	    cmocka_unit_test(refuses_a_nul_byte),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
