/*
 * t_jwk_private.c - private keys as the RFCs' JSON Web Keys, and what is none
 */
#include "signatures.h"

#include <stdio.h>

#include "jwks_private.h"
#include "net/jose/jwk_private.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* "%" in TEXT is where MEMBERS go. */
static enum lanyard_error
take(struct signature_key **key, const char *text, const char *members,
    struct error *error)
{
	char filled[8192];
	const char *at = strchr(text, '%');
	struct json *json;
	enum lanyard_error r;

	snprintf(filled, sizeof(filled), "%.*s%s%s", (int)(at - text), text,
	    members, at + 1);
	assert_int_equal(
	    json_parse(&json, filled, strlen(filled), JSON_OUTERMOST, NULL),
	    LANYARD_OK);
	r = jwk_private_new(key, json, "the key", error);
	assert_int_equal(r == LANYARD_OK, *key != NULL);
	json_free(&json);
	return r;
}

/* RFC 7515 A.2 and RFC 8037 A.4 have the signatures that come of them. */
static void
signs_as_the_rfcs_do(void **state)
{
	static const struct {
		const char *text, *members, *alg, *input, *signature;
	} cases[] = {
	    {"{\"kty\":\"RSA\",%}", jwk_rsa, "RS256", RS256_INPUT,
		RS256_SIGNATURE},
	    {"{\"kty\":\"OKP\",\"crv\":\"Ed25519\",%}", jwk_ed, "EdDSA",
		EDDSA_INPUT, EDDSA_SIGNATURE},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct signature_key *key;
		struct error error = {0};

		if (take(&key, cases[i].text, cases[i].members, &error) !=
		    LANYARD_OK)
			fail_msg("%zu: %s", i, error.message);
		assert_signs(
		    &key, cases[i].alg, cases[i].input, cases[i].signature);
	}
}

#define RSA "\"kty\":\"RSA\""
#define EC  "\"kty\":\"EC\",\"crv\":\"P-256\""
#define OKP "\"kty\":\"OKP\",\"crv\":\"Ed25519\""
#define D32 "\"d\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE\""

static void
says_what_a_key_is(void **state)
{
	static const struct {
		const char *text, *members;
		const char *alg;     /* that it signs with; or */
		const char *message; /* after "the key " */
	} cases[] = {
	    {"{" RSA ",%}", jwk_rsa, "RS256", NULL},
	    {"{" EC ",%}", jwk_ec, "ES256", NULL},
	    {"{" RSA ",\"alg\":\"RS256\",\"kid\":\"2011-04-29\",%}",
		jwk_rsa_7517, "RS256", NULL},
	    {"{" EC ",\"kid\":\"1\",%}", jwk_ec_7517, "ES256", NULL},
	    {"{" RSA ",\"alg\":\"PS256\",\"use\":\"sig\",%}", jwk_rsa, "PS256",
		NULL},
	    {"{" OKP ",\"alg\":\"EdDSA\",\"key_ops\":[\"sign\",\"verify\"],%}",
		jwk_ed, "EdDSA", NULL},
	    /* For something else. */
	    {"{" EC ",\"use\":\"enc\",\"kid\":\"1\",%}", jwk_ec_7517, NULL,
		"is a key of \"use\":\"enc\", not for signatures"},
	    {"{" RSA ",\"key_ops\":[\"decrypt\"],%}", jwk_rsa, NULL,
		"is a key whose \"key_ops\" do not have \"sign\""},
	    {"{" RSA ",\"key_ops\":[],%}", jwk_rsa, NULL,
		"is a key whose \"key_ops\" do not have \"sign\""},
	    {"{" RSA ",\"alg\":\"RSA-OAEP\",%}", jwk_rsa, NULL,
		"is a key for \"alg\":\"RSA-OAEP\", and RS256 is what"},
	    {"{" RSA ",\"alg\":\"RS512\",%}", jwk_rsa, NULL,
		"is a key for \"alg\":\"RS512\""},
	    {"{" EC ",\"alg\":\"RS256\",%}", jwk_ec, NULL,
		"is a key for \"alg\":\"RS256\", and ES256 is what"},
	    /* Of another kind. */
	    {"{%}", jwk_rsa, NULL, "is a JSON Web Key without \"kty\""},
	    {"{\"kty\":7,%}", jwk_rsa, NULL,
		"is a JSON Web Key without \"kty\""},
	    {"{\"kty\":\"rsa\",%}", jwk_rsa, NULL,
		"is a key of \"kty\":\"rsa\", and RSA, EC and OKP are taken"},
	    {"{\"kty\":\"oct\",\"k\":\"AAAA\"%}", "", NULL,
		"is a shared secret (\"kty\":\"oct\")"},
	    {"{\"kty\":\"EC\",\"crv\":\"P-384\",%}", jwk_ec, NULL,
		"is a key of \"crv\":\"P-384\", and for \"kty\":\"EC\" P-256"},
	    {"{\"kty\":\"EC\",\"crv\":\"secp256k1\",%}", jwk_ec, NULL,
		"is a key of \"crv\":\"secp256k1\""},
	    {"{\"kty\":\"EC\",%}", jwk_ec, NULL, "is a key of \"crv\":\"\""},
	    {"{\"kty\":\"OKP\",\"crv\":\"X25519\",%}", jwk_ed, NULL,
		"is a key of \"crv\":\"X25519\", and for \"kty\":\"OKP\" "
		"Ed25519"},
	    {"{\"kty\":\"OKP\",\"crv\":\"Ed448\",%}", jwk_ed, NULL,
		"is a key of \"crv\":\"Ed448\""},
	    {"{" RSA ",%}", jwk_rsa_short, NULL,
		"is an RSA key of less than 2048 bits"},
	    /* Not whole. */
	    {"{" RSA ",\"n\":\"AQAB\",\"e\":\"AQAB\"%}", "", NULL,
		"is a public key only: it has no \"d\""},
	    {"{" OKP ",\"x\":\"AA\"%}", "", NULL,
		"is a public key only: it has no \"d\""},
	    {"{" RSA ",\"n\":\"AQAB\",\"e\":\"AQAB\",\"d\":\"AQAB\"%}", "",
		NULL, "is a JSON Web Key without \"p\""},
	    {"{" EC "," D32 "%}", "", NULL, "is a JSON Web Key without \"x\""},
	    {"{" OKP ",\"d\":7,\"x\":\"AA\"%}", "", NULL,
		"is a public key only: it has no \"d\""},
	    {"{" OKP ",\"d\":\"!\"%}", "", NULL,
		"has a \"d\" that is no base64url"},
	    {"{" OKP ",\"d\":\"\"%}", "", NULL,
		"has a \"d\" that is no base64url"},
	    {"{" OKP ",\"d\":\"AAAA\"%}", "", NULL,
		"has a \"d\" of 3 bytes, not 32"},
	    {"{" EC "," D32 ",\"x\":\"AAAA\"%}", "", NULL,
		"has a \"x\" of 3 bytes, not 32"},
	    {"{" RSA ",\"oth\":[{}],%}", jwk_rsa, NULL,
		"is an RSA key of more than two primes"},
	    {"{" RSA ",\"n\":\"AA\",\"e\":\"AA\",\"d\":\"AA\",\"p\":\"AA\","
	     "\"q\":\"AA\","
	     "\"dp\":\"AA\",\"dq\":\"AA\",\"qi\":\"AA\"%}",
		"", NULL, "is "},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct signature_key *key;
		struct error error = {0};
		enum lanyard_error r =
		    take(&key, cases[i].text, cases[i].members, &error);

		if (cases[i].alg != NULL) {
			if (r != LANYARD_OK)
				fail_msg("%zu: %s", i, error.message);
			assert_string_equal(signature_alg(key), cases[i].alg);
		} else {
			assert_int_equal(r, LANYARD_ERR_CONFIG);
			if (strncmp(error.message, "the key ", 8) != 0 ||
			    strstr(error.message, cases[i].message) == NULL)
				fail_msg("%zu: %s", i, error.message);
		}
		signature_key_free(&key);
	}
}

/* Parts of two keys: its signatures would be refused one by one. */
static void
finds_parts_of_another(void **state)
{
	static const struct {
		const char *text, *of, *d;
	} cases[] = {
	    {"{" EC ",%," D32 "}", jwk_ec, NULL},
	    {"{" OKP ",%," D32 "}", jwk_ed, NULL},
	    {"{" EC ",%}", jwk_ec, jwk_ec_7517},
	    {"{" RSA ",%}", jwk_rsa, jwk_rsa_7517},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const char *end = strstr(cases[i].of, ",\"d\"");
		struct signature_key *key;
		struct error error = {0};
		char members[8192];

		snprintf(members, sizeof(members), "%.*s%s",
		    (int)(end - cases[i].of), cases[i].of,
		    cases[i].d != NULL ? strstr(cases[i].d, ",\"d\"") : "");
		assert_int_equal(take(&key, cases[i].text, members, &error),
		    LANYARD_ERR_CONFIG);
		if (strstr(error.message, "do not belong together") == NULL)
			fail_msg("%zu: %s", i, error.message);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(signs_as_the_rfcs_do),
	    cmocka_unit_test(says_what_a_key_is),
	    cmocka_unit_test(finds_parts_of_another),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
