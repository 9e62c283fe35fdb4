/*
 * jwks.h - has one of a server's keys signed this? (RFC 7515 5.2, RFC 7517 5)
 */
#ifndef JWKS_H
#define JWKS_H

#include "net/jose/jws.h"

/*
 * Has a key of KEYS, a JSON Web Key Set, signed TOKEN, as JWS has it? A key
 * counts whose kid, use and alg do not say otherwise. LANYARD_ERR_SERVER: none
 * has, and *NO_KEY says whether there was no key to try; or KEYS is no such
 * set. The message is the rest of a sentence. LANYARD_ERR_SYSTEM: no
 * libcrypto. LANYARD_ERR_MEMORY.
 */
enum lanyard_error jwks_verify(const struct buf *keys, const struct jws *jws,
    const struct secret *token, bool *no_key, struct error *error);

/*
 * The next object of a whole JSON array, from *AT on: SIZE bytes at BEGIN,
 * lent. False: no more.
 */
bool jwks_next(const char **at, const char **begin, size_t *size);

#endif
