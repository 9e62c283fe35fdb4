/*
 * libcrypto.c - the one file that includes libcrypto's headers
 */
#include "net/jose/libcrypto.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "net/jose/der.h"
#include "os/library.h"

#define RSA_BITS_MIN  2048 /* RFC 7518 3.3 */
#define EC_BYTES      32   /* of each of the two numbers of ES256 */
#define SIGNATURE_MAX 2048

#define FUNCTIONS(APPLY)                                                       \
	APPLY(BIO_new_mem_buf)                                                 \
	APPLY(BIO_free)                                                        \
	APPLY(PEM_read_bio_PrivateKey)                                         \
	APPLY(EVP_PKEY_free)                                                   \
	APPLY(EVP_PKEY_get_base_id)                                            \
	APPLY(EVP_PKEY_get_bits)                                               \
	APPLY(EVP_PKEY_get_group_name)                                         \
	APPLY(EVP_PKEY_CTX_set_rsa_padding)                                    \
	APPLY(EVP_PKEY_CTX_set_rsa_pss_saltlen)                                \
	APPLY(EVP_MD_CTX_new)                                                  \
	APPLY(EVP_MD_CTX_free)                                                 \
	APPLY(EVP_Digest)                                                      \
	APPLY(EVP_sha1)                                                        \
	APPLY(EVP_sha256)                                                      \
	APPLY(EVP_DigestSignInit)                                              \
	APPLY(EVP_DigestSign)                                                  \
	APPLY(EVP_DigestVerifyInit)                                            \
	APPLY(EVP_DigestVerify)                                                \
	APPLY(PEM_read_bio_X509)                                               \
	APPLY(X509_get0_notBefore)                                             \
	APPLY(X509_get0_notAfter)                                              \
	APPLY(X509_check_private_key)                                          \
	APPLY(X509_free)                                                       \
	APPLY(ASN1_TIME_set)                                                   \
	APPLY(ASN1_TIME_diff)                                                  \
	APPLY(ASN1_TIME_free)                                                  \
	APPLY(d2i_AutoPrivateKey)                                              \
	APPLY(d2i_PUBKEY)                                                      \
	APPLY(d2i_ECDSA_SIG)                                                   \
	APPLY(ECDSA_SIG_get0)                                                  \
	APPLY(ECDSA_SIG_free)                                                  \
	APPLY(BN_bn2binpad)                                                    \
	APPLY(ERR_clear_error)

struct functions {
#define MEMBER(name) __typeof__(name) *(name);
	FUNCTIONS(MEMBER)
};

static const char *const names[] = {
#define NAME(name) #name,
    FUNCTIONS(NAME)};

static const struct library libcrypto = {
    "libcrypto", LIBCRYPTO, names, sizeof(names) / sizeof(names[0])};
LIBRARY_NOTE(note, "jwt", "Signs assertions, and checks ID tokens",
    "recommended", LIBCRYPTO);

struct libcrypto_key {
	struct functions crypto;
	EVP_PKEY *key;
};

enum lanyard_error
libcrypto_key_new(struct libcrypto_key **key, struct error *error)
{
	enum lanyard_error r;

	if ((*key = calloc(1, sizeof(**key))) == NULL)
		return error_memory(error);
	r = library_load(&libcrypto, &(*key)->crypto, error);
	if (r != LANYARD_OK) {
		free(*key);
		*key = NULL;
	}
	return r;
}

void
libcrypto_key_free(struct libcrypto_key **key)
{
	if (*key == NULL)
		return;
	if ((*key)->key != NULL)
		(*key)->crypto.EVP_PKEY_free((*key)->key);
	free(*key);
	*key = NULL;
}

/* A passphrase would have to be asked for: the key is refused instead. */
static int
no_passphrase(char *text, int size, int writing, void *asked)
{
	(void)text;
	(void)size;
	(void)writing;
	if (asked != NULL)
		*(bool *)asked = true;
	return -1;
}

bool
libcrypto_take_pem(
    struct libcrypto_key *key, const struct secret *pem, bool *encrypted)
{
	BIO *bio;

	*encrypted = false;
	if (pem->size > INT_MAX || (bio = key->crypto.BIO_new_mem_buf(
					pem->bytes, (int)pem->size)) == NULL)
		return false;
	key->key = key->crypto.PEM_read_bio_PrivateKey(
	    bio, NULL, no_passphrase, encrypted);
	key->crypto.BIO_free(bio);
	key->crypto.ERR_clear_error();
	return key->key != NULL;
}

bool
libcrypto_take_private(struct libcrypto_key *key, const void *der, size_t size)
{
	const unsigned char *at = der;

	key->key = key->crypto.d2i_AutoPrivateKey(NULL, &at, (long)size);
	key->crypto.ERR_clear_error();
	return key->key != NULL;
}

bool
libcrypto_take_public(struct libcrypto_key *key, const void *info, size_t size)
{
	const unsigned char *at = info;

	key->key = key->crypto.d2i_PUBKEY(NULL, &at, (long)size);
	key->crypto.ERR_clear_error();
	return key->key != NULL;
}

const char *
libcrypto_alg(const struct libcrypto_key *key, const char **why)
{
	char group[32] = "";

	switch (key->crypto.EVP_PKEY_get_base_id(key->key)) {
	case EVP_PKEY_RSA:
		if (key->crypto.EVP_PKEY_get_bits(key->key) >= RSA_BITS_MIN)
			return "RS256";
		*why = "is an RSA key of less than 2048 bits (RFC 7518 3.3)";
		return NULL;
	case EVP_PKEY_EC:
		if (key->crypto.EVP_PKEY_get_group_name(
			key->key, group, sizeof(group), NULL) == 1 &&
		    strcmp(group, "prime256v1") == 0)
			return "ES256";
		*why = "is an EC key of another curve than P-256";
		return NULL;
	case EVP_PKEY_ED25519:
		return "EdDSA";
	default:
		*why = "is a key of another kind than RSA, P-256 or Ed25519";
		return NULL;
	}
}

/* DER's two numbers in a row, each of its full length. */
static bool
add_numbers(struct buf *buf, const struct libcrypto_key *key,
    const unsigned char *der, size_t size)
{
	unsigned char numbers[2 * EC_BYTES];
	const BIGNUM *r, *s;
	ECDSA_SIG *pair = key->crypto.d2i_ECDSA_SIG(NULL, &der, (long)size);
	bool good = false;

	if (pair == NULL)
		return false;
	key->crypto.ECDSA_SIG_get0(pair, &r, &s);
	good = key->crypto.BN_bn2binpad(r, numbers, EC_BYTES) == EC_BYTES &&
	       key->crypto.BN_bn2binpad(s, numbers + EC_BYTES, EC_BYTES) ==
		   EC_BYTES;
	key->crypto.ECDSA_SIG_free(pair);
	return good && buf_add(buf, numbers, sizeof(numbers)) == LANYARD_OK;
}

/* RFC 7518 3.5: the salt is as long as the hash. */
static bool
set_padding(
    const struct libcrypto_key *key, const char *alg, EVP_PKEY_CTX *context)
{
	if (strcmp(alg, "PS256") != 0)
		return true;
	return key->crypto.EVP_PKEY_CTX_set_rsa_padding(
		   context, RSA_PKCS1_PSS_PADDING) == 1 &&
	       key->crypto.EVP_PKEY_CTX_set_rsa_pss_saltlen(
		   context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

static bool
sign(const struct libcrypto_key *key, const char *alg, const void *text,
    size_t size, unsigned char signature[SIGNATURE_MAX], size_t *length)
{
	EVP_MD_CTX *digest = key->crypto.EVP_MD_CTX_new();
	bool hashes = strcmp(alg, "EdDSA") != 0;
	EVP_PKEY_CTX *context = NULL;
	bool good;

	*length = SIGNATURE_MAX;
	good = digest != NULL &&
	       key->crypto.EVP_DigestSignInit(digest, &context,
		   hashes ? key->crypto.EVP_sha256() : NULL, NULL,
		   key->key) == 1 &&
	       set_padding(key, alg, context) &&
	       key->crypto.EVP_DigestSign(
		   digest, signature, length, text, size) == 1;
	key->crypto.EVP_MD_CTX_free(digest);
	key->crypto.ERR_clear_error();
	return good;
}

enum lanyard_error
libcrypto_sign(const struct libcrypto_key *key, const char *alg,
    struct buf *buf, const void *text, size_t size)
{
	unsigned char signature[SIGNATURE_MAX];
	size_t length;
	bool added;

	if (!sign(key, alg, text, size, signature, &length))
		return LANYARD_ERR_SYSTEM;
	if (strcmp(alg, "ES256") == 0)
		added = add_numbers(buf, key, signature, length);
	else
		added = buf_add(buf, signature, length) == LANYARD_OK;
	return added ? LANYARD_OK : LANYARD_ERR_MEMORY;
}

/* The other way round: the two numbers of ES256 as DER has them. */
static bool
add_pair(struct buf *der, const unsigned char *numbers, size_t size)
{
	struct buf pair;
	bool good;

	if (size != 2 * (size_t)EC_BYTES)
		return false;
	buf_init(&pair, SIGNATURE_MAX);
	good = der_add_integer(&pair, numbers, EC_BYTES) == LANYARD_OK &&
	       der_add_integer(&pair, numbers + EC_BYTES, EC_BYTES) ==
		   LANYARD_OK &&
	       der_add(der, DER_SEQUENCE, pair.data, pair.size) == LANYARD_OK;
	buf_clear(&pair);
	return good;
}

static bool
verify(const struct libcrypto_key *key, const char *alg, const void *text,
    size_t size, const struct buf *signature)
{
	EVP_MD_CTX *digest = key->crypto.EVP_MD_CTX_new();
	bool hashes = strcmp(alg, "EdDSA") != 0;
	EVP_PKEY_CTX *context = NULL;
	bool good;

	good = digest != NULL &&
	       key->crypto.EVP_DigestVerifyInit(digest, &context,
		   hashes ? key->crypto.EVP_sha256() : NULL, NULL,
		   key->key) == 1 &&
	       set_padding(key, alg, context) &&
	       key->crypto.EVP_DigestVerify(
		   digest, signature->data, signature->size, text, size) == 1;
	key->crypto.EVP_MD_CTX_free(digest);
	key->crypto.ERR_clear_error();
	return good;
}

bool
libcrypto_verifies(const struct libcrypto_key *key, const char *alg,
    const void *text, size_t size, const void *signature, size_t length)
{
	struct buf given;
	bool good;

	buf_init(&given, SIGNATURE_MAX);
	if (strcmp(alg, "ES256") == 0)
		good = add_pair(&given, signature, length);
	else
		good = buf_add(&given, signature, length) == LANYARD_OK;
	good = good && verify(key, alg, text, size, &given);
	buf_clear(&given);
	return good;
}

/* TIME in seconds since 1970; -1: it is none. */
static int64_t
read_time(const struct libcrypto_key *key, const ASN1_TIME *time)
{
	ASN1_TIME *epoch = key->crypto.ASN1_TIME_set(NULL, 0);
	int days = 0, seconds = 0;
	bool good = epoch != NULL && key->crypto.ASN1_TIME_diff(
					 &days, &seconds, epoch, time) == 1;

	if (epoch != NULL)
		key->crypto.ASN1_TIME_free(epoch);
	return good ? days * INT64_C(86400) + seconds : -1;
}

bool
libcrypto_read_certificate(const struct libcrypto_key *key, const void *pem,
    size_t size, struct libcrypto_certificate *certificate)
{
	X509 *x509;
	BIO *bio;

	if (size > INT_MAX ||
	    (bio = key->crypto.BIO_new_mem_buf(pem, (int)size)) == NULL)
		return false;
	x509 = key->crypto.PEM_read_bio_X509(bio, NULL, no_passphrase, NULL);
	key->crypto.BIO_free(bio);
	if (x509 != NULL) {
		certificate->begins_at =
		    read_time(key, key->crypto.X509_get0_notBefore(x509));
		certificate->ends_at =
		    read_time(key, key->crypto.X509_get0_notAfter(x509));
		certificate->fits =
		    key->key != NULL &&
		    key->crypto.X509_check_private_key(x509, key->key) == 1;
		key->crypto.X509_free(x509);
	}
	key->crypto.ERR_clear_error();
	return x509 != NULL;
}

size_t
libcrypto_sha1(
    unsigned char hash[LIBCRYPTO_SHA1], const void *bytes, size_t size)
{
	struct libcrypto_key *key;
	unsigned length = 0;

	if (libcrypto_key_new(&key, NULL) != LANYARD_OK)
		return 0;
	if (key->crypto.EVP_Digest(
		bytes, size, hash, &length, key->crypto.EVP_sha1(), NULL) != 1)
		length = 0;
	libcrypto_key_free(&key);
	return length;
}
