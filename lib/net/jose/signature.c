/*
 * signature.c - signatures of JSON Web Algorithms: made, and verified
 */
#include "net/jose/signature.h"

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
	APPLY(EVP_sha256)                                                      \
	APPLY(EVP_DigestSignInit)                                              \
	APPLY(EVP_DigestSign)                                                  \
	APPLY(EVP_DigestVerifyInit)                                            \
	APPLY(EVP_DigestVerify)                                                \
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

struct signature_key {
	struct functions crypto;
	EVP_PKEY *key;
	const char *alg;
	const struct signature_way *way; /* NULL: libcrypto's, by KEY */
	void *context;
};

/* A passphrase would have to be asked for: the key is refused instead. */
static int
no_passphrase(char *text, int size, int writing, void *asked)
{
	(void)text;
	(void)size;
	(void)writing;
	*(bool *)asked = true;
	return -1;
}

/* What KEY signs with; NULL: *WHY says why it is not used. */
static const char *
find_alg(const struct signature_key *key, const char **why)
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

/* Fill KEY from PEM; NULL, or what is wrong. */
static const char *
read_pem(struct signature_key *key, const struct secret *pem)
{
	const char *why = "has no private key in PEM";
	bool asked = false;
	BIO *bio;

	if (pem->size > INT_MAX || (bio = key->crypto.BIO_new_mem_buf(
					pem->bytes, (int)pem->size)) == NULL)
		return "cannot be read";
	key->key = key->crypto.PEM_read_bio_PrivateKey(
	    bio, NULL, no_passphrase, &asked);
	key->crypto.BIO_free(bio);
	key->crypto.ERR_clear_error();
	if (asked)
		return "is encrypted";
	if (key->key == NULL)
		return why;
	key->alg = find_alg(key, &why);
	return key->alg == NULL ? why : NULL;
}

static void
hint(struct error *error, const char *why)
{
	if (strcmp(why, "is encrypted") == 0)
		error_hint(error,
		    "take the passphrase off, into a file of mode 600: openssl "
		    "pkey -in KEY -out NEW; or sign_command");
	else
		error_hint(error,
		    "RSA of 2048 bits and more, P-256 and Ed25519 are taken; "
		    "openssl pkey -in FILE -text says what it is");
}

/* One without a key yet. */
static enum lanyard_error
new_key(struct signature_key **key, struct error *error)
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

enum lanyard_error
signature_key_new(struct signature_key **key, const struct secret *pem,
    const char *what, struct error *error)
{
	struct signature_key *new;
	enum lanyard_error r;
	const char *why;

	*key = NULL;
	if ((r = new_key(&new, error)) != LANYARD_OK)
		return r;
	if ((why = read_pem(new, pem)) != NULL) {
		signature_key_free(&new);
		error_set(error, LANYARD_ERR_CONFIG, "%s %s", what, why);
		hint(error, why);
		return LANYARD_ERR_CONFIG;
	}
	*key = new;
	return LANYARD_OK;
}

enum lanyard_error
signature_key_public(struct signature_key **key, const void *info, size_t size,
    const char *what, struct error *error)
{
	const char *why = "is no public key";
	const unsigned char *at = info;
	struct signature_key *new;
	enum lanyard_error r;

	*key = NULL;
	if ((r = new_key(&new, error)) != LANYARD_OK)
		return r;
	new->key = new->crypto.d2i_PUBKEY(NULL, &at, (long)size);
	new->crypto.ERR_clear_error();
	if (new->key != NULL)
		new->alg = find_alg(new, &why);
	if (new->alg == NULL) {
		signature_key_free(&new);
		return error_set(error, LANYARD_ERR_SERVER, "%s %s", what, why);
	}
	*key = new;
	return LANYARD_OK;
}

enum lanyard_error
signature_key_elsewhere(struct signature_key **key, const char *alg,
    const struct signature_way *way, void *context, struct error *error)
{
	if ((*key = calloc(1, sizeof(**key))) == NULL)
		return error_memory(error);
	(*key)->alg = alg;
	(*key)->way = way;
	(*key)->context = context;
	return LANYARD_OK;
}

void
signature_key_free(struct signature_key **key)
{
	if (*key == NULL)
		return;
	if ((*key)->way != NULL)
		(*key)->way->release((*key)->context);
	else if ((*key)->key != NULL)
		(*key)->crypto.EVP_PKEY_free((*key)->key);
	free(*key);
	*key = NULL;
}

const char *
signature_alg(const struct signature_key *key)
{
	return key->alg;
}

bool
signature_use_alg(struct signature_key *key, const char *alg)
{
	bool rsa = key->way == NULL && (strcmp(key->alg, "RS256") == 0 ||
					   strcmp(key->alg, "PS256") == 0);

	if (rsa && strcmp(alg, "PS256") == 0)
		key->alg = "PS256";
	else if (rsa && strcmp(alg, "RS256") == 0)
		key->alg = "RS256";
	return strcmp(key->alg, alg) == 0;
}

/* DER's two numbers in a row, each of its full length. */
static bool
add_numbers(struct buf *buf, const struct signature_key *key,
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
set_padding(const struct signature_key *key, EVP_PKEY_CTX *context)
{
	if (strcmp(key->alg, "PS256") != 0)
		return true;
	return key->crypto.EVP_PKEY_CTX_set_rsa_padding(
		   context, RSA_PKCS1_PSS_PADDING) == 1 &&
	       key->crypto.EVP_PKEY_CTX_set_rsa_pss_saltlen(
		   context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

static bool
sign(const struct signature_key *key, const void *text, size_t size,
    unsigned char signature[SIGNATURE_MAX], size_t *length)
{
	EVP_MD_CTX *digest = key->crypto.EVP_MD_CTX_new();
	bool hashes = strcmp(key->alg, "EdDSA") != 0;
	EVP_PKEY_CTX *context = NULL;
	bool good;

	*length = SIGNATURE_MAX;
	good = digest != NULL &&
	       key->crypto.EVP_DigestSignInit(digest, &context,
		   hashes ? key->crypto.EVP_sha256() : NULL, NULL,
		   key->key) == 1 &&
	       set_padding(key, context) &&
	       key->crypto.EVP_DigestSign(
		   digest, signature, length, text, size) == 1;
	key->crypto.EVP_MD_CTX_free(digest);
	key->crypto.ERR_clear_error();
	return good;
}

enum lanyard_error
signature_add(struct buf *buf, const struct signature_key *key,
    const void *text, size_t size, struct error *error)
{
	unsigned char signature[SIGNATURE_MAX];
	size_t length;
	bool added;

	if (key->way != NULL)
		return key->way->sign(key->context, buf, text, size, error);
	if (!sign(key, text, size, signature, &length))
		return error_set(
		    error, LANYARD_ERR_SYSTEM, "libcrypto did not sign");
	if (strcmp(key->alg, "ES256") == 0)
		added = add_numbers(buf, key, signature, length);
	else
		added = buf_add(buf, signature, length) == LANYARD_OK;
	return added ? LANYARD_OK : error_memory(error);
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
verify(const struct signature_key *key, const void *text, size_t size,
    const struct buf *signature)
{
	EVP_MD_CTX *digest = key->crypto.EVP_MD_CTX_new();
	bool hashes = strcmp(key->alg, "EdDSA") != 0;
	EVP_PKEY_CTX *context = NULL;
	bool good;

	good = digest != NULL &&
	       key->crypto.EVP_DigestVerifyInit(digest, &context,
		   hashes ? key->crypto.EVP_sha256() : NULL, NULL,
		   key->key) == 1 &&
	       set_padding(key, context) &&
	       key->crypto.EVP_DigestVerify(
		   digest, signature->data, signature->size, text, size) == 1;
	key->crypto.EVP_MD_CTX_free(digest);
	key->crypto.ERR_clear_error();
	return good;
}

bool
signature_verifies(const struct signature_key *key, const void *text,
    size_t size, const void *signature, size_t length)
{
	struct buf given;
	bool good;

	if (key->way != NULL || length == 0)
		return false;
	buf_init(&given, SIGNATURE_MAX);
	if (strcmp(key->alg, "ES256") == 0)
		good = add_pair(&given, signature, length);
	else
		good = buf_add(&given, signature, length) == LANYARD_OK;
	good = good && verify(key, text, size, &given);
	buf_clear(&given);
	return good;
}
