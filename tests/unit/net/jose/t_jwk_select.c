/*
 * t_jwk_select.c - the private key that is meant, of a JSON Web Key Set
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "jwks_private.h"
#include "net/jose/jwk_select.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A letter for each key: "1" to "3" that sign, "p" public, "e" to encrypt. */
static void
write_set(struct buf *buf, const char *letters)
{
	assert_int_equal(buf_add_text(buf, "{\"keys\":["), LANYARD_OK);
	for (const char *c = letters; *c != '\0'; c++) {
		const char *members = *c == '1'	  ? jwk_ed
				      : *c == '2' ? jwk_ec
				      : *c == '3' ? jwk_rsa
						  : jwk_ec_7517;
		const char *end = *c == 'p' ? strstr(members, ",\"d\"")
					    : members + strlen(members);

		assert_int_equal(
		    buf_printf(buf, "%s{%s,\"kid\":\"k%c\"%s,%.*s}",
			c > letters ? "," : "",
			*c == '1'   ? "\"kty\":\"OKP\",\"crv\":\"Ed25519\""
			: *c == '3' ? "\"kty\":\"RSA\""
				    : "\"kty\":\"EC\",\"crv\":\"P-256\"",
			*c, *c == 'e' ? ",\"use\":\"enc\"" : "",
			(int)(end - members), members),
		    LANYARD_OK);
	}
	assert_int_equal(buf_add_text(buf, "]}"), LANYARD_OK);
}

static void
finds_the_one_that_is_meant(void **state)
{
	static const struct {
		const char *keys, *wanted;
		const char *alg, *kid; /* of the one taken; or */
		const char *message, *hint;
	} cases[] = {
	    {"1", NULL, "EdDSA", "k1", NULL, NULL},
	    {"p1e", NULL, "EdDSA", "k1", NULL, NULL},
	    /* RFC 7517 A.2: the first is to encrypt with. */
	    {"e3", NULL, "RS256", "k3", NULL, NULL},
	    {"123", "k2", "ES256", "k2", NULL, NULL},
	    {"123", "k3", "RS256", "k3", NULL, NULL},
	    {"12", NULL, NULL, NULL,
		"the key is a set with 2 keys that sign, and which is meant is "
		"not said; their kid: k1, k2",
		"private_key_id = \"KID\""},
	    {"12", "k9", NULL, NULL,
		"the key is a set without a key of kid k9, as private_key_id "
		"has it; it has k1, k2",
		""},
	    {"11", "k1", NULL, NULL, "the key is a set with 2 keys of kid k1",
		""},
	    {"", NULL, NULL, NULL, "the key is a set without a key", ""},
	    {"", "k1", NULL, NULL, "the key is a set without a key", ""},
	    {"p", NULL, NULL, NULL,
		"the key is a public key only: it has no \"d\"", ""},
	    {"pe", NULL, NULL, NULL, "is a public key only", ""},
	    {"e1", "ke", NULL, NULL,
		"the key is a key of \"use\":\"enc\", not for signatures", ""},
	    {"1p", "kp", NULL, NULL, "is a public key only", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct signature_key *key;
		struct error error = {0};
		struct json *json;
		struct buf set;
		enum lanyard_error r;
		char *kid;

		buf_init(&set, 1 << 16);
		write_set(&set, cases[i].keys);
		assert_int_equal(
		    json_parse(&json, set.data, set.size, JSON_OUTERMOST, NULL),
		    LANYARD_OK);
		assert_true(jwk_select_is(json));
		r = jwk_select(
		    &key, &kid, json, cases[i].wanted, "the key", &error);
		if (cases[i].alg != NULL) {
			if (r != LANYARD_OK)
				fail_msg("%zu: %s", i, error.message);
			assert_string_equal(signature_alg(key), cases[i].alg);
			assert_string_equal(kid, cases[i].kid);
		} else {
			assert_int_equal(r, LANYARD_ERR_CONFIG);
			assert_null(key);
			assert_null(kid);
			if (strstr(error.message, cases[i].message) == NULL ||
			    strstr(error.hint, cases[i].hint) == NULL)
				fail_msg("%zu: %s (%s)", i, error.message,
				    error.hint);
		}
		signature_key_free(&key);
		free(kid);
		json_free(&json);
		buf_clear(&set);
	}
}

static void
knows_what_is_one(void **state)
{
	static const struct {
		const char *text;
		bool is;
	} cases[] = {
	    {"{\"kty\":\"RSA\"}", true},
	    {"{\"keys\":[]}", true},
	    {"{\"keys\":{}}", false},
	    {"{\"kty\":[]}", false},
	    {"{\"type\":\"service_account\"}", false},
	    {"{}", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct json *json;

		assert_int_equal(
		    json_parse(&json, cases[i].text, strlen(cases[i].text),
			JSON_OUTERMOST, NULL),
		    LANYARD_OK);
		assert_int_equal(jwk_select_is(json), cases[i].is);
		json_free(&json);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(finds_the_one_that_is_meant),
	    cmocka_unit_test(knows_what_is_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
