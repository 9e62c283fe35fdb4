/*
 * t_shared_key.c - a secret that both sides have, as a key
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>
#include <string.h>

#include "net/jose/shared_key.h"

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* RFC 7515 A.1. */
static void
signs_as_the_rfc_does(void **state)
{
	static const char key_text[] =
	    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0i"
	    "PS4hcgUuTwjAzZr1Z9CAow";
	static const char text[] =
	    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJ"
	    "leHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp"
	    "0cnVlfQ";
	unsigned char bytes[64];
	struct secret secret = {bytes, 0};
	struct signature_key *key;
	struct error error = {0};
	char encoded[64];
	struct buf buf;

	(void)state;
	assert_int_equal(
	    sodium_base642bin(bytes, sizeof(bytes), key_text, strlen(key_text),
		NULL, &secret.size, NULL, VARIANT),
	    0);
	assert_int_equal(shared_key_new(&key, &secret, &error), LANYARD_OK);
	assert_string_equal(signature_alg(key), "HS256");
	assert_true(signature_use_alg(key, "HS256"));
	assert_false(signature_use_alg(key, "RS256"));
	buf_init(&buf, 100);
	assert_int_equal(
	    signature_add(&buf, key, text, strlen(text), &error), LANYARD_OK);
	sodium_bin2base64(
	    encoded, sizeof(encoded), buf.data, buf.size, VARIANT);
	assert_string_equal(
	    encoded, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
	buf_clear(&buf);
	signature_key_free(&key);
	assert_null(key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(signs_as_the_rfc_does),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
