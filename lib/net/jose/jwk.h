/*
 * jwk.h - a public key as a JSON Web Key (RFC 7517, RFC 7518 6, RFC 8037 2)
 */
#ifndef JWK_H
#define JWK_H

#include "net/jose/signature.h"
#include "json/json.h"

/* The kty of keys that sign with ALG, constant; NULL: none that is used here.
 */
const char *jwk_kty(const char *alg);

/*
 * The public key that JWK is: of kty RSA (n, e), EC (crv P-256; x, y) or OKP
 * (crv Ed25519; x). WHAT begins the message. LANYARD_ERR_SERVER: it is none
 * of these, or not used here (signature_key_public()). LANYARD_ERR_SYSTEM: no
 * libcrypto. LANYARD_ERR_MEMORY. *KEY is NULL after an error.
 */
enum lanyard_error jwk_key_new(struct signature_key **key,
    const struct json *jwk, const char *what, struct error *error);

#endif
