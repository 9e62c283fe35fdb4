/*
 * signature.c - signatures of JSON Web Algorithms: made, and verified
 */
#include "net/jose/signature.h"

#include <stdlib.h>
#include <string.h>

#include "net/jose/key_text.h"
#include "net/jose/libcrypto.h"

struct signature_key {
	struct libcrypto_key *key;
	const char *alg;
	const struct signature_way *way; /* NULL: libcrypto's, by KEY */
	void *context;
};

/* Fill KEY from PEM; the problem is NULL, or what is wrong. */
static struct key_text
read_pem(struct signature_key *key, const struct secret *pem)
{
	struct key_text wrong = {NULL,
	    "RSA of 2048 bits and more, P-256 and Ed25519 are taken; openssl "
	    "pkey -in FILE -text says what it is"};
	bool encrypted;

	if (libcrypto_take_pem(key->key, pem, &encrypted)) {
		key->alg = libcrypto_alg(key->key, &wrong.problem);
		return wrong;
	}
	if (!encrypted)
		return key_text_explain(pem);
	wrong.problem = "is encrypted";
	wrong.remedy = "take the passphrase off, into a file of mode 600: "
		       "openssl pkey -in KEY -out NEW; or sign_command";
	return wrong;
}

/* One without a key yet. */
static enum lanyard_error
new_key(struct signature_key **key, struct error *error)
{
	enum lanyard_error r;

	if ((*key = calloc(1, sizeof(**key))) == NULL)
		return error_memory(error);
	r = libcrypto_key_new(&(*key)->key, error);
	if (r != LANYARD_OK)
		signature_key_free(key);
	return r;
}

enum lanyard_error
signature_key_new(struct signature_key **key, const struct secret *pem,
    const char *what, struct error *error)
{
	struct signature_key *new;
	struct key_text wrong;
	enum lanyard_error r;

	*key = NULL;
	if ((r = new_key(&new, error)) != LANYARD_OK)
		return r;
	wrong = read_pem(new, pem);
	if (wrong.problem != NULL) {
		signature_key_free(&new);
		error_set(
		    error, LANYARD_ERR_CONFIG, "%s %s", what, wrong.problem);
		error_hint(error, "%s", wrong.remedy);
		return LANYARD_ERR_CONFIG;
	}
	*key = new;
	return LANYARD_OK;
}

/* One of DER, which TAKE takes; CODE is the error if it is none. */
static enum lanyard_error
new_of_der(struct signature_key **key,
    bool (*take)(struct libcrypto_key *, const void *, size_t), const void *der,
    size_t size, const char *why, const char *what, enum lanyard_error code,
    struct error *error)
{
	struct signature_key *new;
	enum lanyard_error r;

	*key = NULL;
	if ((r = new_key(&new, error)) != LANYARD_OK)
		return r;
	if (take(new->key, der, size))
		new->alg = libcrypto_alg(new->key, &why);
	if (new->alg == NULL) {
		signature_key_free(&new);
		return error_set(error, code, "%s %s", what, why);
	}
	*key = new;
	return LANYARD_OK;
}

enum lanyard_error
signature_key_private(struct signature_key **key, const void *der, size_t size,
    const char *what, struct error *error)
{
	return new_of_der(key, libcrypto_take_private, der, size,
	    "is no private key", what, LANYARD_ERR_CONFIG, error);
}

enum lanyard_error
signature_key_public(struct signature_key **key, const void *info, size_t size,
    const char *what, struct error *error)
{
	return new_of_der(key, libcrypto_take_public, info, size,
	    "is no public key", what, LANYARD_ERR_SERVER, error);
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
	libcrypto_key_free(&(*key)->key);
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

enum lanyard_error
signature_add(struct buf *buf, const struct signature_key *key,
    const void *text, size_t size, struct error *error)
{
	enum lanyard_error r;

	if (key->way != NULL)
		return key->way->sign(key->context, buf, text, size, error);
	r = libcrypto_sign(key->key, key->alg, buf, text, size);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	return r == LANYARD_OK ? r
			       : error_set(error, LANYARD_ERR_SYSTEM,
				     "libcrypto did not sign");
}

bool
signature_verifies(const struct signature_key *key, const void *text,
    size_t size, const void *signature, size_t length)
{
	return key->way == NULL && length > 0 &&
	       libcrypto_verifies(
		   key->key, key->alg, text, size, signature, length);
}

bool
signature_is_certified(
    const struct signature_key *key, const void *pem, size_t size)
{
	struct libcrypto_certificate certificate = {0};

	return key->way != NULL ||
	       (libcrypto_read_certificate(key->key, pem, size, &certificate) &&
		   certificate.fits);
}
