/*
 * t_jwks.c - has one of a server's keys signed this?
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "keys.h"
#include "net/jose/jwks.h"
#include "net/jose/jwt.h"

#define COUNT(a)   (sizeof(a) / sizeof((a)[0]))
#define E(name)	   LANYARD_ERR_##name
#define KEYS(text) "{\"keys\":[" text "]}"

static enum lanyard_error
verify(const char *text, const char *keys, bool *no_key, struct error *error)
{
	struct secret token = {(unsigned char *)(uintptr_t)text, strlen(text)};
	enum lanyard_error r;
	struct jws jws;
	struct buf set;

	buf_init(&set, 1 << 16);
	assert_int_equal(buf_add_text(&set, keys), LANYARD_OK);
	r = jws_read(&jws, &token, error);
	if (r == LANYARD_OK)
		r = jwks_verify(&set, &jws, &token, no_key, error);
	jws_clear(&jws);
	buf_clear(&set);
	return r;
}

/* The payload of RFC 7515 A.1 to A.3. */
#define JOE                                                                    \
	"eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leG"       \
	"FtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ."
/* RFC 7515 A.2, A.3; RFC 8037 A.4. */
#define BY_RSA                                                                 \
	"eyJhbGciOiJSUzI1NiJ9." JOE                                            \
	"cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5R"         \
	"Zmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQ"         \
	"jbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQB"         \
	"MHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqt"         \
	"FZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rq"         \
	"Vt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
#define BY_EC                                                                  \
	"eyJhbGciOiJFUzI1NiJ9." JOE                                            \
	"DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8I"         \
	"SlSApmWQxfKTUJqPP3-Kg6NU1Q"
#define BY_ED                                                                  \
	"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."            \
	"hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylG"         \
	"jg5BhVsPt9g7sVvpAr_MuM0KAg"
#define ED_FLIPPED                                                             \
	"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."            \
	"hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylG"         \
	"jg5BhVsPt9g7sVvpAr_MuM0KAA"
#define ANOTHER_EC                                                             \
	"\"kty\":\"EC\",\"crv\":\"P-256\","                                    \
	"\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\","               \
	"\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\""

static void
tells_who_has_signed(void **state)
{
	static const char wrong[] = "is not signed by who issued it";
	static const char unknown[] = "a key that its issuer does not have";
	static const struct {
		const char *token, *keys;
		enum lanyard_error r;
		bool no_key;
		const char *why;
	} cases[] = {
	    {BY_RSA, KEYS("{" JWK_RSA "}"), LANYARD_OK, false, ""},
	    {BY_EC, KEYS("{" JWK_EC "}"), LANYARD_OK, false, ""},
	    {BY_ED, KEYS("{" JWK_ED "}"), LANYARD_OK, false, ""},
	    /* Among others, with what says nothing against it. */
	    {BY_EC,
		KEYS("{" JWK_RSA "},7,{\"x\":\"}{\\\"{\"},{" ANOTHER_EC
		     "},{" JWK_EC ",\"use\":\"sig\",\"alg\":\"ES256\","
		     "\"kid\":\"k\"}"),
		LANYARD_OK, false, ""},
	    /* RFC 7517 A.1's key has not. */
	    {BY_EC, KEYS("{" ANOTHER_EC "}"), E(SERVER), false, wrong},
	    {ED_FLIPPED, KEYS("{" JWK_ED "}"), E(SERVER), false, wrong},
	    {"eyJhbGciOiJFUzI1NiJ9.e30.AAAA", KEYS("{" JWK_EC "}"), E(SERVER),
		false, wrong},
	    {"eyJhbGciOiJFUzI1NiJ9.e30.", KEYS("{" JWK_EC "}"), E(SERVER),
		false, wrong},
	    {BY_RSA, KEYS("{" JWK_RSA_SHORT "}"), E(SERVER), false,
		"less than 2048 bits"},
	    {BY_RSA, KEYS("{\"kty\":\"RSA\"}"), E(SERVER), false,
		"no public key"},
	    /* Those that are for something else do not count. */
	    {BY_EC, KEYS("{" JWK_EC ",\"use\":\"enc\"}"), E(SERVER), true,
		unknown},
	    {BY_EC, KEYS("{" JWK_EC ",\"key_ops\":[\"encrypt\"]}"), E(SERVER),
		true, unknown},
	    {BY_EC, KEYS("{" JWK_EC ",\"key_ops\":[\"verify\"]}"), LANYARD_OK,
		false, ""},
	    /* Twice the same kid, and a key that is none before the right one.
	     */
	    {BY_EC,
		KEYS("{" ANOTHER_EC ",\"kid\":\"k\"},{" JWK_EC
		     ",\"kid\":\"k\"}"),
		LANYARD_OK, false, ""},
	    {BY_EC,
		KEYS("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\","
		     "\"y\":\"AA\"},{" JWK_EC "}"),
		LANYARD_OK, false, ""},
	    /* A public key is no shared secret: {"alg":"HS256"}. */
	    {"eyJhbGciOiJIUzI1NiJ9.e30.AAAA", KEYS("{" JWK_EC "}"), E(SERVER),
		true, unknown},
	    {"eyJhbGciOiJIUzI1NiJ9.e30.AAAA",
		KEYS("{\"kty\":\"oct\",\"k\":\"AAAA\"}"), E(SERVER), true,
		unknown},
	    {BY_EC, KEYS("{" JWK_EC ",\"alg\":\"ES384\"}"), E(SERVER), true,
		unknown},
	    {BY_EC, KEYS("{" JWK_RSA "}"), E(SERVER), true, unknown},
	    {BY_EC, KEYS(""), E(SERVER), true, unknown},
	    {BY_EC, "{}", E(SERVER), true, unknown},
	    {BY_EC, "{\"keys\":7}", E(SERVER), true, unknown},
	    {BY_EC, "<html>", E(SERVER), true, unknown},
	    {BY_EC, "{\"keys\":[{" JWK_EC "}", E(SERVER), true, unknown},
	    /* {"alg":"none"}, {"alg":"ES256","crit":["x"]}, {} */
	    {"eyJhbGciOiJub25lIn0.e30.", KEYS("{" JWK_EC "}"), E(SERVER), true,
		"is not signed (alg none)"},
	    {"eyJhbGciOiJFUzI1NiIsImNyaXQiOlsieCJdfQ.e30.AA", KEYS(""),
		E(SERVER), true, "(crit)"},
	    {"e30.e30.AA", KEYS(""), E(SERVER), true, "(alg)"},
	    {"!.e30.AA", KEYS(""), E(SERVER), true, "cannot be read"},
	    {"e30", KEYS(""), E(SERVER), true, "cannot be read"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		bool no_key = true;
		enum lanyard_error r =
		    verify(cases[i].token, cases[i].keys, &no_key, &error);

		if (r != cases[i].r || no_key != cases[i].no_key ||
		    strstr(error.message, cases[i].why) == NULL)
			fail_msg("%zu: %d %d %s", i, r, no_key, error.message);
	}
}

/* Of keys that are of one kind only the one of its kid is tried. */
static void
goes_by_kid_and_alg(void **state)
{
	static const struct {
		const char *pem, *alg, *kid, *keys;
		enum lanyard_error r;
		bool no_key;
	} cases[] = {
	    {key_rsa, "PS256", NULL, KEYS("{" JWK_RSA "}"), LANYARD_OK, false},
	    {key_ec, "ES256", "a", KEYS("{" JWK_EC ",\"kid\":\"a\"}"),
		LANYARD_OK, false},
	    {key_ec, "ES256", "a", KEYS("{" JWK_EC "}"), LANYARD_OK, false},
	    {key_ec, "ES256", "a", KEYS("{" JWK_EC ",\"kid\":\"b\"}"),
		E(SERVER), true},
	    {key_rsa, "PS256", NULL, KEYS("{" JWK_RSA ",\"alg\":\"RS256\"}"),
		E(SERVER), true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct secret pem = {(unsigned char *)(uintptr_t)cases[i].pem,
		    strlen(cases[i].pem)};
		struct signature_key *key;
		struct error error = {0};
		bool no_key = true;
		struct buf token;

		buf_init(&token, 4096);
		assert_int_equal(
		    signature_key_new(&key, &pem, "k", &error), LANYARD_OK);
		assert_true(signature_use_alg(key, cases[i].alg));
		assert_int_equal(
		    jwt_add(&token, key,
			&(const struct jwt_header){.kid = cases[i].kid}, "{}",
			&error),
		    LANYARD_OK);
		if (verify(buf_text(&token), cases[i].keys, &no_key, &error) !=
			cases[i].r ||
		    no_key != cases[i].no_key)
			fail_msg("%zu: %s", i, error.message);
		buf_clear(&token);
		signature_key_free(&key);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_who_has_signed),
	    cmocka_unit_test(goes_by_kid_and_alg),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
