/*
 * jwt.h - a JSON Web Token that is signed here (RFC 7519, RFC 7515 7.1)
 */
#ifndef JWT_H
#define JWT_H

#include "net/jose/signature.h"

/*
 * Append to BUF the compact form of CLAIMS, a JSON object as text, signed by
 * KEY: its header has alg, typ "JWT", and kid KID and x5t#S256 X5T (RFC
 * 7515 4.1.8), where they are not NULL. LANYARD_ERR_MEMORY, LANYARD_ERR_SYSTEM;
 * LANYARD_ERR_PROTOCOL: BUF's limit.
 */
enum lanyard_error jwt_add(struct buf *buf, const struct signature_key *key,
    const char *kid, const char *x5t, const char *claims, struct error *error);

#endif
