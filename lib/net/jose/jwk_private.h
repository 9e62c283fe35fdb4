/*
 * jwk_private.h - a private key as a JSON Web Key (RFC 7517, RFC 7518 6, RFC
 * 8037 2)
 */
#ifndef JWK_PRIVATE_H
#define JWK_PRIVATE_H

#include "net/jose/signature.h"
#include "json/json.h"

/*
 * The private key that JWK is: of kty RSA (n, e, d, p, q, dp, dq, qi), EC (crv
 * P-256: x, y, d) or OKP (crv Ed25519: x, d); alg, use and key_ops count. WHAT
 * begins the message. LANYARD_ERR_CONFIG: it is none of these, is for something
 * else, or its parts do not belong together. LANYARD_ERR_SYSTEM: no libcrypto.
 * LANYARD_ERR_MEMORY. *KEY is NULL after an error.
 */
enum lanyard_error jwk_private_new(struct signature_key **key,
    const struct json *jwk, const char *what, struct error *error);

#endif
