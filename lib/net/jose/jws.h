/*
 * jws.h - a signed token, and what it says of its signature (RFC 7515)
 */
#ifndef JWS_H
#define JWS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"

/* What a signed token says of its signature. */
struct jws {
	char *alg;
	char *kid;	      /* NULL: none */
	struct buf signature; /* decoded */
	size_t size;	      /* how much of the token is signed */
};

/*
 * Take TOKEN in its compact form. LANYARD_ERR_SERVER: it is not signed (alg
 * none), demands what nobody here knows (crit), or is no such token; the
 * message is the rest of a sentence. LANYARD_ERR_MEMORY. JWS is cleared by the
 * caller, after an error, too.
 */
enum lanyard_error jws_read(
    struct jws *jws, const struct secret *token, struct error *error);
void jws_clear(struct jws *jws);

/* Is its alg one that is verified here: RS256, PS256, ES256, EdDSA? */
bool jws_is_usable(const struct jws *jws);

#endif
