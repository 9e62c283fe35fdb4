/*
 * t_jwt.c - jwt.h: the three parts of a token, as RFC 7515 7.1 has them
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"
#include "net/jose/jwt.h"

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

/* The part of TOKEN before the N-th dot, decoded. */
static void
part(const char *token, int n, char text[300])
{
	size_t size;

	while (n-- > 0)
		token = strchr(token, '.') + 1;
	assert_int_equal(sodium_base642bin((unsigned char *)text, 299, token,
			     strcspn(token, "."), NULL, &size, NULL, VARIANT),
	    0);
	text[size] = '\0';
}

static void
has_three_parts(void **state)
{
	static const struct {
		struct jwt_header says;
		const char *header;
	} cases[] = {
	    {{NULL, NULL, NULL}, "{\"alg\":\"EdDSA\",\"typ\":\"JWT\"}"},
	    {{"k\"1", NULL, NULL},
		"{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"k\\\"1\"}"},
	    {{"k", NULL, "t"},
		"{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"kid\":\"k\","
		"\"x5t#S256\":\"t\"}"},
	    {{NULL, "s", NULL},
		"{\"alg\":\"EdDSA\",\"typ\":\"JWT\",\"x5t\":\"s\"}"},
	};
	struct secret pem = {
	    (unsigned char *)(uintptr_t)key_ed, strlen(key_ed)};
	struct error error = {0};
	struct signature_key *key;

	(void)state;
	assert_int_equal(
	    signature_key_new(&key, &pem, "the key", &error), LANYARD_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf buf, signature;
		char text[300];
		const char *dot;

		buf_init(&buf, 4096);
		buf_init(&signature, 4096);
		assert_int_equal(jwt_add(&buf, key, &cases[i].says,
				     "{\"iss\":\"me\"}", &error),
		    LANYARD_OK);
		part(buf_text(&buf), 0, text);
		assert_string_equal(text, cases[i].header);
		part(buf_text(&buf), 1, text);
		assert_string_equal(text, "{\"iss\":\"me\"}");
		/* EdDSA is the same each time: of what is before the dot. */
		dot = strrchr(buf_text(&buf), '.');
		assert_int_equal(signature_add(&signature, key, buf.data,
				     (size_t)(dot - buf_text(&buf)), &error),
		    LANYARD_OK);
		sodium_bin2base64(text, sizeof(text), signature.data,
		    signature.size, VARIANT);
		assert_string_equal(dot + 1, text);
		buf_clear(&signature);
		buf_clear(&buf);
	}
	signature_key_free(&key);
}

static void
keeps_to_its_limit(void **state)
{
	struct secret pem = {
	    (unsigned char *)(uintptr_t)key_ed, strlen(key_ed)};
	struct error error = {0};
	struct signature_key *key;
	struct buf buf;

	(void)state;
	assert_int_equal(
	    signature_key_new(&key, &pem, "the key", &error), LANYARD_OK);
	for (size_t limit = 0; limit < 120; limit += 17) {
		buf_init(&buf, limit);
		assert_int_equal(
		    jwt_add(&buf, key, NULL, "{\"iss\":\"me\"}", &error),
		    LANYARD_ERR_PROTOCOL);
		buf_clear(&buf);
	}
	signature_key_free(&key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(has_three_parts),
	    cmocka_unit_test(keeps_to_its_limit),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
