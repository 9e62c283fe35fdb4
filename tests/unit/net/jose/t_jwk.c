/*
 * t_jwk.c - a public key as a JSON Web Key (RFC 7517, RFC 7518 6, RFC 8037 2)
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "keys.h"
#include "net/jose/jwk.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static enum lanyard_error
take(struct signature_key **key, const char *text, struct error *error)
{
	struct json *json;
	enum lanyard_error r;

	assert_int_equal(
	    json_parse(&json, text, strlen(text), JSON_OUTERMOST, NULL),
	    LANYARD_OK);
	r = jwk_key_new(key, json, "the key", error);
	json_free(&json);
	return r;
}

static void
takes_the_rfcs_keys(void **state)
{
	static const struct {
		const char *jwk, *alg;
	} cases[] = {
	    {"{" JWK_RSA "}", "RS256"},
	    {"{" JWK_EC "}", "ES256"},
	    {"{" JWK_ED "}", "EdDSA"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct signature_key *key;
		struct error error = {0};

		if (take(&key, cases[i].jwk, &error) != LANYARD_OK)
			fail_msg("%s: %s", cases[i].alg, error.message);
		assert_string_equal(signature_alg(key), cases[i].alg);
		signature_key_free(&key);
	}
}

static void
refuses_what_is_no_key(void **state)
{
	static const char none[] = "is no public key of RSA, P-256 or Ed25519";
	static const struct {
		const char *jwk, *why;
	} cases[] = {
	    {"{}", none},
	    {"{\"kty\":\"oct\",\"k\":\"AAAA\"}", none},
	    {"{\"kty\":\"RSA\",\"e\":\"AQAB\"}", none},
	    {"{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"\"}", none},
	    {"{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"!\"}", none},
	    {"{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":[]}", none},
	    {"{" JWK_RSA_SHORT "}", "less than 2048 bits"},
	    {"{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"AA\",\"y\":\"AA\"}",
		none},
	    {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}",
		none},
	    /* A point that is not on the curve. */
	    {"{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":"
	     "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\",\"y\":"
	     "\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
		"is no public key"},
	    {"{\"kty\":\"OKP\",\"crv\":\"X25519\",\"x\":\"AA\"}", none},
	    {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"}", none},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct signature_key *key;
		struct error error = {0};

		assert_int_equal(
		    take(&key, cases[i].jwk, &error), LANYARD_ERR_SERVER);
		assert_null(key);
		if (strncmp(error.message, "the key is ", 11) != 0 ||
		    strstr(error.message, cases[i].why) == NULL)
			fail_msg("%zu: %s", i, error.message);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_the_rfcs_keys),
	    cmocka_unit_test(refuses_what_is_no_key),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
