/*
 * assertion.h - what a client or a grant says of itself, signed (RFC 7523)
 */
#ifndef ASSERTION_H
#define ASSERTION_H

#include "base/buf.h"
#include "base/error.h"
#include "net/jose/jwt.h"

/*
 * Append to BODY client_assertion_type and client_assertion (RFC 7523 2.2): a
 * JWT of CLIENT_ID for AUDIENCE, signed by KEY, good for a minute, used once.
 * HEADER is what it says of KEY, NULL: nothing.
 * LANYARD_ERR_MEMORY, _SYSTEM; _CONFIG: it does not fit.
 */
enum lanyard_error assertion_add_client(struct buf *body,
    const struct signature_key *key, const struct jwt_header *header,
    const char *client_id, const char *audience, struct error *error);

/* What a grant's assertion says; all lent. */
struct assertion_claims {
	const char *issuer;   /* iss */
	const char *subject;  /* sub; NULL: the issuer */
	const char *audience; /* aud */
	const char *scope;    /* NULL: none */
};

/*
 * Append to BODY the parameter assertion (RFC 7523 2.1): a JWT of CLAIMS,
 * signed by KEY, good for five minutes. Errors as above.
 */
enum lanyard_error assertion_add_grant(struct buf *body,
    const struct signature_key *key, const struct jwt_header *header,
    const struct assertion_claims *claims, struct error *error);

/*
 * Append to BODY client_assertion_type and CLIENT_ASSERTION, which another has
 * made. LANYARD_ERR_MEMORY; _CONFIG: it does not fit.
 */
enum lanyard_error assertion_add_given(struct buf *body,
    const struct secret *client_assertion, struct error *error);

#endif
