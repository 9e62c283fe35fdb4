/*
 * signatures.h - signatures that are the same each time, of the RFCs
 *
 * RFC 7515 A.2 and RFC 8037 A.4; the keys are keys.h's, and as JSON Web Keys
 * jwks_private.h's.
 */
#ifndef SIGNATURES_H
#define SIGNATURES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "net/jose/signature.h"

#define SIGNATURE_TEXT 400 /* of the longest in base64url, and a NUL */

#define RS256_INPUT                                                            \
	"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzO"       \
	"DAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
#define RS256_SIGNATURE                                                        \
	"cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZm"       \
	"h7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKB"       \
	"YNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L"       \
	"07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6Bf"       \
	"I7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWk"       \
	"WywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
#define EDDSA_INPUT "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
#define EDDSA_SIGNATURE                                                        \
	"hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg"       \
	"5BhVsPt9g7sVvpAr_MuM0KAg"

/* The signature of INPUT by KEY, in base64url. */
static inline void
sign(const struct signature_key *key, const char *input,
    char text[SIGNATURE_TEXT])
{
	struct error error = {0};
	struct buf buf;

	buf_init(&buf, 4096);
	assert_int_equal(
	    signature_add(&buf, key, input, strlen(input), &error), LANYARD_OK);
	sodium_bin2base64(text, SIGNATURE_TEXT, buf.data, buf.size,
	    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	buf_clear(&buf);
}

/* KEY, which is freed, signs with ALG, and as the RFC does. */
static inline void
assert_signs(struct signature_key **key, const char *alg, const char *input,
    const char *signature)
{
	char text[SIGNATURE_TEXT];

	assert_string_equal(signature_alg(*key), alg);
	sign(*key, input, text);
	assert_string_equal(text, signature);
	signature_key_free(key);
	assert_null(*key);
}

#endif
