/*
 * jwk_private.c - a private key as a JSON Web Key
 */
#include "net/jose/jwk_private.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "net/jose/der.h"
#include "net/jose/jwk.h"
#include "json/payload.h"

#define KEY_MAX 16384 /* bytes in DER; RSA of 16384 bits has 9290 */
#define PROBE	"probe"

/* RFC 5915 3: the curve of an ECPrivateKey, P-256. */
static const unsigned char p256[] = {
    0xa0, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
/* RFC 8410 7: version and algorithm of a PrivateKeyInfo for Ed25519. */
static const unsigned char ed25519[] = {
    0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70};

static const char *const rsa_members[] = {
    "n", "e", "d", "p", "q", "dp", "dq", "qi", NULL};
static const char *const ec_members[] = {"x", "y", "d", NULL};
static const char *const okp_members[] = {"x", "d", NULL};

/* What is used here: by kty, and crv where there are several. */
static const struct kind {
	const char *kty, *crv; /* NULL: kty has none */
	const char *const *members;
	size_t size; /* of each member in bytes; 0: any */
	const char *name;
} kinds[] = {
    {"RSA", NULL, rsa_members, 0, "RSA"},
    {"EC", "P-256", ec_members, 32, "P-256"},
    {"OKP", "Ed25519", okp_members, 32, "Ed25519"},
};

static enum lanyard_error
fail(struct error *error, const char *what, const char *why)
{
	return error_set(error, LANYARD_ERR_CONFIG, "%s %s", what, why);
}

/* ---- is it one, and for what? ---- */

static enum lanyard_error
check_kty(const struct kind **kind, const struct json *jwk, const char *what,
    struct error *error)
{
	char *kty = json_text(jwk, "kty"), *crv = json_text(jwk, "crv");
	bool known = false;
	enum lanyard_error r = LANYARD_OK;

	*kind = NULL;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		if (kty == NULL || strcmp(kty, kinds[i].kty) != 0)
			continue;
		known = true;
		if (kinds[i].crv == NULL ||
		    (crv != NULL && strcmp(crv, kinds[i].crv) == 0))
			*kind = &kinds[i];
	}
	if (kty == NULL)
		r = fail(error, what, "is a JSON Web Key without \"kty\"");
	else if (strcmp(kty, "oct") == 0) {
		r = fail(error, what,
		    "is a shared secret (\"kty\":\"oct\"), not a private key");
		error_hint(error,
		    "make it client_secret_file, with "
		    "token_endpoint_auth_method = \"client_secret_jwt\"");
	} else if (!known)
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s is a key of \"kty\":\"%s\", and RSA, EC and OKP are "
		    "taken",
		    what, kty);
	else if (*kind == NULL)
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s is a key of \"crv\":\"%s\", and for \"kty\":\"%s\" %s "
		    "is taken",
		    what, crv != NULL ? crv : "", kty,
		    kty[0] == 'E' ? "P-256" : "Ed25519");
	free(kty);
	free(crv);
	return r;
}

/* RFC 7517 4.2 and 4.3: may it sign? */
static enum lanyard_error
check_use(const struct json *jwk, const char *what, struct error *error)
{
	char *use = json_text(jwk, "use");
	enum lanyard_error r = LANYARD_OK;

	if (use != NULL && strcmp(use, "sig") != 0)
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s is a key of \"use\":\"%s\", not for signatures", what,
		    use);
	else if (json_type(jwk, "key_ops") == JSON_ARRAY &&
		 !json_array_has(jwk, "key_ops", "sign"))
		r = fail(error, what,
		    "is a key whose \"key_ops\" do not have \"sign\"");
	free(use);
	return r;
}

/* ---- its members ---- */

static enum lanyard_error
add_member(struct buf *to, const struct json *jwk, const char *name,
    size_t size, const char *what, struct error *error)
{
	struct secret text = {NULL, 0};
	size_t before = to->size;
	enum lanyard_error r;

	if (!json_secret(jwk, name, &text))
		return error_set(error, LANYARD_ERR_CONFIG,
		    strcmp(name, "d") == 0
			? "%s is a public key only: it has no \"%s\""
			: "%s is a JSON Web Key without \"%s\"",
		    what, name);
	r = payload_decode_letters(to, (const char *)text.bytes, text.size);
	secret_clear(&text);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r != LANYARD_OK || to->size == before)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "%s has a \"%s\" that is no base64url", what, name);
	if (size != 0 && to->size - before != size)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "%s has a \"%s\" of %zu bytes, not %zu", what, name,
		    to->size - before, size);
	return LANYARD_OK;
}

/* Each is there, and as long as it should be. */
static enum lanyard_error
check_members(const struct json *jwk, const struct kind *kind, const char *what,
    struct error *error)
{
	enum lanyard_error r;
	struct buf bytes;

	buf_init(&bytes, KEY_MAX);
	/* Without that all others are of no use; check_kty() found the kind. */
	/* NOLINTNEXTLINE(clang-analyzer-core.NullDereference) */
	r = add_member(&bytes, jwk, "d", kind->size, what, error);
	for (size_t i = 0; r == LANYARD_OK && kind->members[i] != NULL; i++)
		r = add_member(
		    &bytes, jwk, kind->members[i], kind->size, what, error);
	if (r == LANYARD_OK && json_type(jwk, "oth") != JSON_ABSENT)
		r = fail(error, what, "is an RSA key of more than two primes");
	buf_clear(&bytes);
	return r;
}

/* ---- as DER, which libcrypto reads; errors are those of buf_add() ---- */

static enum lanyard_error
add_number(struct buf *der, const struct json *jwk, const char *name)
{
	struct secret text = {NULL, 0};
	enum lanyard_error r;
	struct buf bytes;

	buf_init(&bytes, KEY_MAX);
	r = json_secret(jwk, name, &text)
		? payload_decode_letters(
		      &bytes, (const char *)text.bytes, text.size)
		: LANYARD_ERR_MEMORY;
	if (r == LANYARD_OK)
		r = der_add_integer(der, bytes.data, bytes.size);
	secret_clear(&text);
	buf_clear(&bytes);
	return r;
}

/* RFC 8017 A.1.2: version 0, then the eight numbers. */
static enum lanyard_error
add_rsa(struct buf *der, const struct json *jwk)
{
	enum lanyard_error r = der_add_integer(der, NULL, 0);

	for (size_t i = 0; r == LANYARD_OK && rsa_members[i] != NULL; i++)
		r = add_number(der, jwk, rsa_members[i]);
	return r;
}

/* The member d as an OCTET STRING, TWICE within another. */
static enum lanyard_error
add_octets(struct buf *der, const struct json *jwk, bool twice)
{
	enum lanyard_error r;
	struct buf bytes, inner;

	buf_init(&bytes, KEY_MAX);
	buf_init(&inner, KEY_MAX);
	r = add_member(&bytes, jwk, "d", 0, "", NULL);
	if (r == LANYARD_OK && twice)
		r = der_add(&inner, DER_OCTET_STRING, bytes.data, bytes.size);
	else if (r == LANYARD_OK)
		r = buf_add(&inner, bytes.data, bytes.size);
	if (r == LANYARD_OK)
		r = der_add(der, DER_OCTET_STRING, inner.data, inner.size);
	buf_clear(&inner);
	buf_clear(&bytes);
	return r;
}

static enum lanyard_error
add_parts(struct buf *der, const struct json *jwk, const struct kind *kind)
{
	enum lanyard_error r;

	if (kind->members == rsa_members)
		return add_rsa(der, jwk);
	if (kind->members == okp_members) {
		r = buf_add(der, ed25519, sizeof(ed25519));
		return r == LANYARD_OK ? add_octets(der, jwk, true) : r;
	}
	r = der_add_integer(der, (const unsigned char *)"\1", 1);
	if (r == LANYARD_OK)
		r = add_octets(der, jwk, false);
	return r == LANYARD_OK ? buf_add(der, p256, sizeof(p256)) : r;
}

static enum lanyard_error
load_der(struct signature_key **key, const struct json *jwk,
    const struct kind *kind, const char *what, struct error *error)
{
	enum lanyard_error r;
	struct buf parts, der;

	buf_init(&parts, KEY_MAX);
	buf_init(&der, KEY_MAX);
	r = add_parts(&parts, jwk, kind);
	if (r == LANYARD_OK)
		r = der_add(&der, DER_SEQUENCE, parts.data, parts.size);
	if (r == LANYARD_OK)
		r = signature_key_private(key, der.data, der.size, what, error);
	else if (r == LANYARD_ERR_MEMORY)
		r = error_memory(error);
	else
		r = fail(error, what, "is a key that is too long");
	buf_clear(&parts);
	buf_clear(&der);
	return r;
}

/* ---- what it is ---- */

/* Does what KEY signs verify by the public part of JWK? */
static enum lanyard_error
check_pair(const struct signature_key *key, const struct json *jwk,
    const char *what, struct error *error)
{
	struct signature_key *other;
	struct buf signature;
	enum lanyard_error r = jwk_key_new(&other, jwk, what, error);

	if (r != LANYARD_OK)
		return r == LANYARD_ERR_SERVER
			   ? fail(error, what, "has a public part that is none")
			   : r;
	buf_init(&signature, LIMIT_LINE);
	r = signature_add(&signature, key, PROBE, sizeof(PROBE) - 1, error);
	if (r == LANYARD_ERR_SYSTEM ||
	    (r == LANYARD_OK &&
		!signature_verifies(other, PROBE, sizeof(PROBE) - 1,
		    signature.data, signature.size)))
		r = fail(error, what,
		    "has parts that do not belong together: its \"d\" is "
		    "another key's");
	buf_clear(&signature);
	signature_key_free(&other);
	return r;
}

/* An alg that it says is what it signs with (RFC 7517 4.4). */
static enum lanyard_error
use_alg(struct signature_key *key, const struct json *jwk, const char *what,
    struct error *error)
{
	char *alg = json_text(jwk, "alg");
	enum lanyard_error r = LANYARD_OK;

	if (alg != NULL && !signature_use_alg(key, alg))
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s is a key for \"alg\":\"%s\", and %s is what it could "
		    "sign with here",
		    what, alg, signature_alg(key));
	free(alg);
	return r;
}

enum lanyard_error
jwk_private_new(struct signature_key **key, const struct json *jwk,
    const char *what, struct error *error)
{
	const struct kind *kind;
	enum lanyard_error r;

	*key = NULL;
	if ((r = check_kty(&kind, jwk, what, error)) != LANYARD_OK ||
	    (r = check_members(jwk, kind, what, error)) != LANYARD_OK ||
	    (r = check_use(jwk, what, error)) != LANYARD_OK ||
	    (r = load_der(key, jwk, kind, what, error)) != LANYARD_OK)
		return r;
	if ((r = check_pair(*key, jwk, what, error)) != LANYARD_OK ||
	    (r = use_alg(*key, jwk, what, error)) != LANYARD_OK)
		signature_key_free(key);
	return r;
}
