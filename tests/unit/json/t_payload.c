/*
 * t_payload.c - what a JSON Web Token says, whoever has signed it
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/limits.h"
#include "json/payload.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The example of RFC 7519 3.1. */
#define RFC_7519                                                               \
	"eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."                            \
	"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGx"  \
	"lLmNvbS9pc19yb290Ijp0cnVlfQ."                                         \
	"dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

static void
knows_when_it_is_over(void **state)
{
	static const struct {
		const char *token;
		int64_t expires_at;
	} cases[] = {
	    {RFC_7519, 1300819380},
	    {"e30.e30.x", 0},		       /* {} */
	    {"e30.eyJleHAiOjEyM30.", 123},     /* {"exp":123} */
	    {"e30.eyJleHAiOjEyM30=.x", 123},   /* padded */
	    {"e30.eyJleHAiOiIxMjMifQ.x", 123}, /* {"exp":"123"} */
	    {"e30.eyJleHAiOi01fQ.x", 0},       /* {"exp":-5} */
	    {"e30.eyJleHAiOnRydWV9.x", 0},     /* {"exp":true} */
	    {"e30.eyJleHAiOjEyM30", 0},	       /* two parts */
	    {"e30.eyJleHAiOjEyM30.x.y.z", 0},  /* encrypted */
	    {"e30.!.x", 0},
	    {"e30..x", 0},
	    {"..", 0},
	    {"glpat-1234", 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct secret token = {0};
		int64_t expires_at = -1;

		assert_int_equal(
		    secret_set_text(&token, cases[i].token), LANYARD_OK);
		assert_int_equal(
		    payload_expires_at(&token, &expires_at), LANYARD_OK);
		if (expires_at != cases[i].expires_at)
			print_error("%s\n", cases[i].token);
		assert_int_equal(expires_at, cases[i].expires_at);
		secret_clear(&token);
	}
}

static void
tells_what_cannot_be_decoded(void **state)
{
	static const struct {
		const char *token;
		enum lanyard_error r;
		const char *payload;
	} cases[] = {
	    {"e30.e30.x", LANYARD_OK, "{}"},
	    {"e30.e30", LANYARD_ERR_ARGUMENT, ""},
	    {"e30", LANYARD_ERR_ARGUMENT, ""},
	    {"a.b.c.d", LANYARD_ERR_ARGUMENT, ""},
	    {"e30.e3+/.x", LANYARD_ERR_PROTOCOL, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct secret token = {0};
		struct buf payload;

		buf_init(&payload, LIMIT_LINE);
		assert_int_equal(
		    secret_set_text(&token, cases[i].token), LANYARD_OK);
		assert_int_equal(payload_decode(&payload, &token), cases[i].r);
		assert_string_equal(buf_text(&payload), cases[i].payload);
		buf_clear(&payload);
		secret_clear(&token);
	}
}

static void
has_the_parts_around_it(void **state)
{
	static const struct {
		enum payload_part part;
		const char *text;
	} cases[] = {
	    {PAYLOAD_HEADER, "{\"alg\":\"none\"}"},
	    {PAYLOAD_CLAIMS, "{}"},
	    {PAYLOAD_SIGNATURE, "sig"},
	};
	static const char text[] = "eyJhbGciOiJub25lIn0.e30.c2ln";
	struct secret token = {0};
	struct buf part;

	(void)state;
	buf_init(&part, LIMIT_LINE);
	assert_int_equal(secret_set_text(&token, text), LANYARD_OK);
	for (size_t i = 0; i < COUNT(cases); i++) {
		buf_reset(&part);
		assert_int_equal(
		    payload_part(&part, &token, cases[i].part), LANYARD_OK);
		assert_string_equal(buf_text(&part), cases[i].text);
	}
	buf_clear(&part);
	secret_clear(&token);
}

static void
knows_its_form(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} cases[] = {
	    {RFC_7519, true},
	    {"e30.e30.x", true},
	    {"e30.e30.", true}, /* no signature */
	    {"e30..x", false},
	    {".e30.x", false},
	    {"e30.e30", false},
	    {"e30.e30.x.y", false},
	    {"e30.e30.x.y.z", false}, /* encrypted */
	    {"e30.e30.x=", false},
	    {"e30.e3/0.x", false},
	    {"e30.e30.x ", false},
	    {"glpat-1234", false},
	    {"a.b.c", false}, /* letters of base64url, and no JSON */
	    {"com.example.app", false},
	    {"e30.W10.x", false}, /* [] */
	    {"W10.e30.x", false},
	    {"e30.IjEi.x", false}, /* "1" */
	    {"e30.e30K.x", true},  /* {} and a line feed */
	    {"e30.e3.x", false},   /* { */
	    {"", false},
	};
	struct secret token = {0};

	(void)state;
	assert_false(payload_is_jwt(&token));
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    secret_set_text(&token, cases[i].text), LANYARD_OK);
		if (payload_is_jwt(&token) != cases[i].is)
			print_error("%s\n", cases[i].text);
		assert_int_equal(payload_is_jwt(&token), cases[i].is);
	}
	secret_clear(&token);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(knows_when_it_is_over),
	    cmocka_unit_test(tells_what_cannot_be_decoded),
	    cmocka_unit_test(has_the_parts_around_it),
	    cmocka_unit_test(knows_its_form),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
