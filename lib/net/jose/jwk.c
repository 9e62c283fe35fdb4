/*
 * jwk.c - a public key as a JSON Web Key (RFC 7517, RFC 7518 6, RFC 8037 2)
 */
#include "net/jose/jwk.h"

#include <stdlib.h>
#include <string.h>

#include "net/jose/der.h"
#include "json/payload.h"

#define KEY_MAX 4096 /* bytes; RSA of 16384 bits has 2060 */
#define POINT	32   /* bytes of a coordinate of P-256, and of Ed25519 */

/* RFC 5280 4.1.2.7: a SubjectPublicKeyInfo up to what the key is made of. */
static const unsigned char rsa_algorithm[] = {0x30, 0x0d, 0x06, 0x09, 0x2a,
    0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
static const unsigned char p256_algorithm[] = {0x30, 0x13, 0x06, 0x07, 0x2a,
    0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07};
static const unsigned char ed25519_algorithm[] = {
    0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70};

const char *
jwk_kty(const char *alg)
{
	static const char *const table[][2] = {{"RS256", "RSA"},
	    {"PS256", "RSA"}, {"ES256", "EC"}, {"EdDSA", "OKP"}};

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
		if (strcmp(alg, table[i][0]) == 0)
			return table[i][1];
	return NULL;
}

/* Append member NAME, base64url of SIZE bytes (0: of any number). */
static enum lanyard_error
add_number(
    struct buf *buf, const struct json *jwk, const char *name, size_t size)
{
	char *text = json_text(jwk, name);
	size_t before = buf->size;
	enum lanyard_error r;

	if (text == NULL)
		return LANYARD_ERR_PROTOCOL;
	r = payload_decode_letters(buf, text, strlen(text));
	if (r == LANYARD_OK &&
	    (size == 0 ? buf->size == before : buf->size - before != size))
		r = LANYARD_ERR_PROTOCOL;
	free(text);
	return r;
}

/* RFC 8017 A.1.1: the two numbers of an RSA key. */
static enum lanyard_error
add_rsa(struct buf *bits, const struct json *jwk)
{
	struct buf pair, number;
	enum lanyard_error r;

	buf_init(&pair, KEY_MAX);
	buf_init(&number, KEY_MAX);
	r = add_number(&number, jwk, "n", 0);
	if (r == LANYARD_OK)
		r = der_add_integer(&pair, number.data, number.size);
	buf_reset(&number);
	if (r == LANYARD_OK)
		r = add_number(&number, jwk, "e", 0);
	if (r == LANYARD_OK)
		r = der_add_integer(&pair, number.data, number.size);
	if (r == LANYARD_OK)
		r = der_add(bits, DER_SEQUENCE, pair.data, pair.size);
	buf_clear(&pair);
	buf_clear(&number);
	return r;
}

/* RFC 5480 2.2: a point that is not compressed. */
static enum lanyard_error
add_point(struct buf *bits, const struct json *jwk)
{
	enum lanyard_error r = buf_add(bits, "\x04", 1);

	if (r == LANYARD_OK)
		r = add_number(bits, jwk, "x", POINT);
	return r == LANYARD_OK ? add_number(bits, jwk, "y", POINT) : r;
}

static bool
is_text(const struct json *jwk, const char *name, const char *value)
{
	char *text = json_text(jwk, name);
	bool same = text != NULL && strcmp(text, value) == 0;

	free(text);
	return same;
}

/* The algorithm, and what the key is made of, as a BIT STRING. */
static enum lanyard_error
add_parts(struct buf *to, const struct json *jwk)
{
	enum lanyard_error r;
	struct buf bits;

	buf_init(&bits, KEY_MAX);
	/* No bit is left over. */
	if ((r = buf_add(&bits, "", 1)) != LANYARD_OK)
		return r;
	r = LANYARD_ERR_PROTOCOL;
	if (is_text(jwk, "kty", "RSA")) {
		r = buf_add(to, rsa_algorithm, sizeof(rsa_algorithm));
		if (r == LANYARD_OK)
			r = add_rsa(&bits, jwk);
	} else if (is_text(jwk, "kty", "EC") && is_text(jwk, "crv", "P-256")) {
		r = buf_add(to, p256_algorithm, sizeof(p256_algorithm));
		if (r == LANYARD_OK)
			r = add_point(&bits, jwk);
	} else if (is_text(jwk, "kty", "OKP") &&
		   is_text(jwk, "crv", "Ed25519")) {
		r = buf_add(to, ed25519_algorithm, sizeof(ed25519_algorithm));
		if (r == LANYARD_OK)
			r = add_number(&bits, jwk, "x", POINT);
	}
	if (r == LANYARD_OK)
		r = der_add(to, DER_BIT_STRING, bits.data, bits.size);
	buf_clear(&bits);
	return r;
}

enum lanyard_error
jwk_key_new(struct signature_key **key, const struct json *jwk,
    const char *what, struct error *error)
{
	struct buf parts, info;
	enum lanyard_error r;

	*key = NULL;
	buf_init(&parts, KEY_MAX);
	buf_init(&info, KEY_MAX);
	r = add_parts(&parts, jwk);
	if (r == LANYARD_OK)
		r = der_add(&info, DER_SEQUENCE, parts.data, parts.size);
	if (r == LANYARD_OK)
		r = signature_key_public(
		    key, info.data, info.size, what, error);
	else if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	else
		r = error_set(error, LANYARD_ERR_SERVER,
		    "%s is no public key of RSA, P-256 or Ed25519", what);
	buf_clear(&parts);
	buf_clear(&info);
	return r;
}
