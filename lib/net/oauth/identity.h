/*
 * identity.h - who has logged in, by the ID token or the userinfo endpoint
 *
 * OpenID Connect Core 1.0. The ID token is taken from the reply of the token
 * endpoint, over TLS: where the server names no keys its signature need not be
 * checked (3.1.3.7, 6), whatever its alg; where it does (jwks_uri), it is.
 */
#ifndef IDENTITY_H
#define IDENTITY_H

#include "base/secret.h"
#include "login/account.h"
#include "net/http/http.h"

/* What an ID token must say (3.1.3.7). */
struct identity_expected {
	const char *issuer;    /* NULL: not known, and not compared */
	const char *client_id; /* of aud, and of azp where that is there */
	const char *nonce;     /* that was sent; NULL: none */
	int64_t now;	       /* seconds since 1970, UTC */
};

/*
 * Fill ACCOUNT (zeroed, or cleared) from ID_TOKEN. Claims that no account could
 * have (empty, long, with control characters) are left out.
 * LANYARD_ERR_SERVER: it is no ID token, or not one for us now; the message
 * says why, and repeats nothing of it. LANYARD_ERR_MEMORY.
 */
enum lanyard_error identity_read(struct account *account,
    const struct secret *id_token, const struct identity_expected *expected,
    struct error *error);

/*
 * Is ID_TOKEN signed by a key that is at JWKS_URI? It is asked once more, past
 * caches, where it has none that could have signed (10.1.1: keys rotate).
 * LANYARD_ERR_SERVER: it is not, or by a key that is not there, is too short,
 * or it is not signed at all; the message says so. Other errors: that cannot be
 * told, as there are no keys to be had (LANYARD_ERR_NETWORK and as
 * http_send()), or its alg is none that is verified here (LANYARD_ERR_CONFIG).
 */
enum lanyard_error identity_verify(const struct secret *id_token,
    struct http *http, const char *jwks_uri, struct error *error);

/*
 * Fill ACCOUNT from the userinfo ENDPOINT (5.3), asked with ACCESS_TOKEN. Where
 * ACCOUNT has a sub already it must be the same (5.3.2). LANYARD_ERR_SERVER: no
 * answer that tells it, ACCOUNT is as it was. Else as http_send().
 */
enum lanyard_error identity_ask(struct account *account, struct http *http,
    const char *endpoint, const struct secret *access_token,
    struct error *error);

#endif
