/*
 * t_jws.c - a signed token, and what it says of its signature (RFC 7515)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "net/jose/jws.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void
reads_the_header(void **state)
{
	static const struct {
		const char *token;
		enum lanyard_error r;
		bool usable;
		const char *alg, *kid, *why;
	} cases[] = {
	    /* {"alg":"ES256"}, {"alg":"RS512","kid":"a"}, {"alg":"none"} */
	    {"eyJhbGciOiJFUzI1NiJ9.e30.c2ln", LANYARD_OK, true, "ES256", NULL,
		""},
	    {"eyJhbGciOiJSUzUxMiIsImtpZCI6ImEifQ.e30.c2ln", LANYARD_OK, false,
		"RS512", "a", ""},
	    {"eyJhbGciOiJub25lIn0.e30.", LANYARD_ERR_SERVER, false, NULL, NULL,
		"is not signed (alg none)"},
	    /* {"alg":"ES256","crit":["x"]} */
	    {"eyJhbGciOiJFUzI1NiIsImNyaXQiOlsieCJdfQ.e30.AA",
		LANYARD_ERR_SERVER, false, NULL, NULL, "(crit)"},
	    {"e30.e30.AA", LANYARD_ERR_SERVER, false, NULL, NULL, "(alg)"},
	    {"e30.e30.!", LANYARD_ERR_SERVER, false, NULL, NULL, "be read"},
	    {"e30.e30", LANYARD_ERR_SERVER, false, NULL, NULL, "be read"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct secret token = {
		    (unsigned char *)(uintptr_t)cases[i].token,
		    strlen(cases[i].token)};
		struct error error = {0};
		struct jws jws;

		if (jws_read(&jws, &token, &error) != cases[i].r ||
		    strstr(error.message, cases[i].why) == NULL)
			fail_msg("%zu: %s", i, error.message);
		if (cases[i].r == LANYARD_OK) {
			assert_string_equal(jws.alg, cases[i].alg);
			assert_int_equal(jws_is_usable(&jws), cases[i].usable);
			assert_string_equal(buf_text(&jws.signature), "sig");
			assert_int_equal(jws.size, token.size - 5);
			assert_int_equal(jws.kid == NULL, cases[i].kid == NULL);
		}
		jws_clear(&jws);
	}
}

/* RFC 7515 A.4 to A.7: what is not verified here is not taken for verified. */
static void
reads_the_rfcs_others(void **state)
{
	static const struct {
		const char *token;
		enum lanyard_error r;
		const char *why;
	} cases[] = {
	    {"eyJhbGciOiJFUzUxMiJ9.UGF5bG9hZA."
	     "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZq"
	     "wqT2SI-KGDKB34XO0aw_7XdtAG8GaSwFKdCAPZgoXD2YBJZCPEX3xKpRwcdOO8Kp"
	     "EHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn",
		LANYARD_OK, ""},
	    {"eyJhbGciOiJub25lIn0."
	     "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
	     "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.",
		LANYARD_ERR_SERVER, "is not signed (alg none)"},
	    {"{\"payload\":\"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogIm"
	     "h0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ\",\"protected\":"
	     "\"eyJhbGciOiJFUzI1NiJ9\",\"header\":{\"kid\":\"e9bc097a\"},"
	     "\"signature\":\"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfT"
	     "jDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q\"}",
		LANYARD_ERR_SERVER, "be read"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct secret token = {
		    (unsigned char *)(uintptr_t)cases[i].token,
		    strlen(cases[i].token)};
		struct error error = {0};
		struct jws jws;

		if (jws_read(&jws, &token, &error) != cases[i].r ||
		    strstr(error.message, cases[i].why) == NULL)
			fail_msg("%zu: %s", i, error.message);
		if (cases[i].r == LANYARD_OK) {
			assert_string_equal(jws.alg, "ES512");
			assert_false(jws_is_usable(&jws));
			assert_int_equal(jws.signature.size, 132);
		}
		jws_clear(&jws);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_the_header),
	    cmocka_unit_test(reads_the_rfcs_others),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
