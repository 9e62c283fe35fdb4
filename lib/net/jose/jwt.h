/*
 * jwt.h - a JSON Web Token that is signed here (RFC 7519, RFC 7515 7.1)
 */
#ifndef JWT_H
#define JWT_H

#include "net/jose/signature.h"

/* What a header says beside alg and typ "JWT" (RFC 7515 4.1); lent, NULL:
 * nothing. */
struct jwt_header {
	const char *kid;
	const char *x5t;      /* 4.1.7, of a certificate, SHA-1 */
	const char *x5t_s256; /* 4.1.8, SHA-256 */
};

/*
 * Append to BUF the compact form of CLAIMS, a JSON object as text, signed by
 * KEY, with HEADER, which may be NULL.
 * LANYARD_ERR_MEMORY, LANYARD_ERR_SYSTEM; LANYARD_ERR_PROTOCOL: BUF's limit.
 */
enum lanyard_error jwt_add(struct buf *buf, const struct signature_key *key,
    const struct jwt_header *header, const char *claims, struct error *error);

#endif
