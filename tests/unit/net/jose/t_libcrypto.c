/*
 * t_libcrypto.c - keys that libcrypto reads, and signatures of theirs
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "../oauth/certificates.h"
#include "keys.h"
#include "net/jose/libcrypto.h"

static struct libcrypto_key *
key_of(const char *pem, bool *good, bool *encrypted)
{
	struct secret secret = {(unsigned char *)(uintptr_t)pem, strlen(pem)};
	struct error error = {0};
	struct libcrypto_key *key;

	assert_int_equal(libcrypto_key_new(&key, &error), LANYARD_OK);
	*good = libcrypto_take_pem(key, &secret, encrypted);
	return key;
}

static void
reads_and_signs(void **state)
{
	static const struct {
		const char *pem, *alg;
		size_t size;
	} cases[] = {{key_rsa, "RS256", 256}, {key_ec, "ES256", 64},
	    {key_ed, "EdDSA", 64}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *why = NULL, *alg = cases[i].alg;
		bool good, encrypted;
		struct libcrypto_key *key =
		    key_of(cases[i].pem, &good, &encrypted);
		struct buf buf;

		assert_true(good);
		assert_false(encrypted);
		assert_string_equal(libcrypto_alg(key, &why), alg);
		buf_init(&buf, 1024);
		assert_int_equal(
		    libcrypto_sign(key, alg, &buf, "text", 4), LANYARD_OK);
		assert_int_equal(buf.size, cases[i].size);
		assert_true(libcrypto_verifies(
		    key, alg, "text", 4, buf.data, buf.size));
		assert_false(
		    libcrypto_verifies(key, alg, "tex", 3, buf.data, buf.size));
		buf_clear(&buf);
		buf_init(&buf, 16);
		assert_int_equal(libcrypto_sign(key, alg, &buf, "text", 4),
		    LANYARD_ERR_MEMORY);
		buf_clear(&buf);
		libcrypto_key_free(&key);
		assert_null(key);
	}
}

static void
says_what_it_cannot_read(void **state)
{
	bool good, encrypted;
	struct libcrypto_key *key = key_of("rubbish", &good, &encrypted);

	(void)state;
	assert_false(good);
	assert_false(encrypted);
	assert_false(libcrypto_take_public(key, "rubbish", 7));
	libcrypto_key_free(&key);
	libcrypto_key_free(&key);
}

/* t_client_tls.c has what is made of it. */
static void
reads_certificates(void **state)
{
	static const struct {
		const char *pem, *key;
		bool fits;
		int64_t begins_at, ends_at;
	} cases[] = {
	    {cert_good, key_ec, true, 1577836800, 4733510400},
	    {cert_good, key_rsa, false, 1577836800, 4733510400},
	    {cert_over, key_ec, true, 1577836800, 1577923200},
	    {cert_early, "", false, 4417977600, 4733510400},
	};
	struct libcrypto_certificate found;
	struct libcrypto_key *key;
	bool good, encrypted;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		key = key_of(cases[i].key, &good, &encrypted);
		assert_true(libcrypto_read_certificate(
		    key, cases[i].pem, strlen(cases[i].pem), &found));
		assert_int_equal(found.fits, cases[i].fits);
		assert_int_equal(found.begins_at, cases[i].begins_at);
		assert_int_equal(found.ends_at, cases[i].ends_at);
		assert_false(
		    libcrypto_read_certificate(key, key_ec, 40, &found));
		libcrypto_key_free(&key);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_and_signs),
	    cmocka_unit_test(says_what_it_cannot_read),
	    cmocka_unit_test(reads_certificates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
