/*
 * libcrypto.h - a key as libcrypto has it, and what it signs
 *
 * libcrypto.c alone knows libcrypto's headers; the library is loaded with the
 * first key. What a JWS makes of it is signature.h's.
 */
#ifndef LIBCRYPTO_H
#define LIBCRYPTO_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"

struct libcrypto_key;

/*
 * One with nothing in it, for one of the next functions. LANYARD_ERR_MEMORY;
 * LANYARD_ERR_SYSTEM: no libcrypto.
 */
enum lanyard_error libcrypto_key_new(
    struct libcrypto_key **key, struct error *error);
void libcrypto_key_free(struct libcrypto_key **key);

/*
 * The first private key of PEM (RFC 5208, RFC 5958, and older forms). False:
 * there is none that can be read; *ENCRYPTED: for want of a passphrase.
 */
bool libcrypto_take_pem(
    struct libcrypto_key *key, const struct secret *pem, bool *encrypted);

/*
 * A private key in DER, SIZE bytes: of RSA (RFC 8017 A.1.2) or EC (RFC 5915 3),
 * or a PrivateKeyInfo (RFC 5958 2). False: it is none.
 */
bool libcrypto_take_private(
    struct libcrypto_key *key, const void *der, size_t size);

/* A SubjectPublicKeyInfo in DER, SIZE bytes. False: it is none. */
bool libcrypto_take_public(
    struct libcrypto_key *key, const void *info, size_t size);

/* The first alg that KEY signs with, constant; NULL: *WHY it is not used. */
const char *libcrypto_alg(const struct libcrypto_key *key, const char **why);

/*
 * Append the signature for ALG, which KEY can, of the SIZE bytes at TEXT, as a
 * JWS has it. LANYARD_ERR_SYSTEM: libcrypto did not sign. LANYARD_ERR_MEMORY.
 */
enum lanyard_error libcrypto_sign(const struct libcrypto_key *key,
    const char *alg, struct buf *buf, const void *text, size_t size);

/* Is the LENGTH bytes at SIGNATURE such a one? */
bool libcrypto_verifies(const struct libcrypto_key *key, const char *alg,
    const void *text, size_t size, const void *signature, size_t length);

/* A certificate (RFC 5280): from when to when it is good, in seconds since 1970
 * (-1: it does not say), and whether it is that of the private key. */
struct libcrypto_certificate {
	int64_t begins_at, ends_at;
	bool fits;
};

/*
 * The first certificate in the SIZE bytes of PEM, as KEY, which may have
 * nothing in it. False: there is none.
 */
bool libcrypto_read_certificate(const struct libcrypto_key *key,
    const void *pem, size_t size, struct libcrypto_certificate *certificate);

/*
 * SHA-1 of the SIZE bytes, for what is named by it. Its length, or 0: there is
 * no libcrypto, or it forbids that.
 */
#define LIBCRYPTO_SHA1 20
size_t libcrypto_sha1(
    unsigned char hash[LIBCRYPTO_SHA1], const void *bytes, size_t size);

#endif
