/*
 * signature.h - signatures of JSON Web Algorithms: made, and verified
 *
 * RS256 and PS256 (RSA, 2,048 bits or more), ES256 (P-256), EdDSA (Ed25519):
 * RFC 7518 3.1 and RFC 8037 3.1, by libcrypto (libcrypto.h).
 */
#ifndef SIGNATURE_H
#define SIGNATURE_H

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"

struct signature_key;

/*
 * The private key in PEM (RFC 5208, RFC 5958, and the older forms that
 * libcrypto reads). WHAT ("private_key_file of login \"work\"") begins the
 * message. LANYARD_ERR_CONFIG: it is no private key, is encrypted, or is of a
 * kind or length that is not used here. LANYARD_ERR_SYSTEM: no libcrypto.
 * LANYARD_ERR_MEMORY. *KEY is NULL after an error.
 */
enum lanyard_error signature_key_new(struct signature_key **key,
    const struct secret *pem, const char *what, struct error *error);
void signature_key_free(struct signature_key **key);

/*
 * The same in DER, SIZE bytes, as libcrypto_take_private() has it.
 * LANYARD_ERR_CONFIG: it is none, or not used here.
 */
enum lanyard_error signature_key_private(struct signature_key **key,
    const void *der, size_t size, const char *what, struct error *error);

/*
 * A public key, the SIZE bytes of its SubjectPublicKeyInfo in DER (RFC 5280
 * 4.1.2.7), for signature_verifies(). LANYARD_ERR_SERVER: it is none, or of a
 * kind or length that is not used here; WHAT begins the message.
 * LANYARD_ERR_SYSTEM, LANYARD_ERR_MEMORY. *KEY is NULL after an error.
 */
enum lanyard_error signature_key_public(struct signature_key **key,
    const void *info, size_t size, const char *what, struct error *error);

/*
 * Is the LENGTH bytes at SIGNATURE, as a JWS has it, the one of the SIZE bytes
 * at TEXT by KEY and its alg? KEY is here, public or private.
 */
bool signature_verifies(const struct signature_key *key, const void *text,
    size_t size, const void *signature, size_t length);

/*
 * Is KEY that of the first certificate in the SIZE bytes of PEM? True, too,
 * where the key is not here: who has it is not asked.
 */
bool signature_is_certified(
    const struct signature_key *key, const void *pem, size_t size);

/* A key that is not here: who has it signs (agent.h, signer.h, shared_key.h).
 */
struct signature_way {
	/* As signature_add() does; errors, too. */
	enum lanyard_error (*sign)(const void *context, struct buf *buf,
	    const void *text, size_t size, struct error *error);
	void (*release)(void *context);
};

/*
 * Make *KEY of such a one, for ALG, constant. CONTEXT is released with it, but
 * not after an error. LANYARD_ERR_MEMORY: *KEY is NULL.
 */
enum lanyard_error signature_key_elsewhere(struct signature_key **key,
    const char *alg, const struct signature_way *way, void *context,
    struct error *error);

/* The "alg" that it signs with: "RS256", "ES256", "EdDSA", or what it was made
 * for; constant. */
const char *signature_alg(const struct signature_key *key);

/*
 * Sign with "PS256" instead. False: the key is not of RSA. Other names than
 * that and signature_alg()'s own: false, too.
 */
bool signature_use_alg(struct signature_key *key, const char *alg);

/*
 * Append the signature of the SIZE bytes at TEXT to BUF, as a JWS has it: for
 * ES256 two numbers of 32 bytes (RFC 7518 3.4), not DER.
 * LANYARD_ERR_SYSTEM: libcrypto did not sign.
 */
enum lanyard_error signature_add(struct buf *buf,
    const struct signature_key *key, const void *text, size_t size,
    struct error *error);

#endif
