/*
 * identify.h - is it the account that was asked for?
 */
#ifndef IDENTIFY_H
#define IDENTIFY_H

#include "net/job/exchange.h"
#include "net/job/server.h"

/*
 * EXCHANGE, of a grant by a person at SERVER, has its tokens, and has not
 * ended. Where the ID token that came with them tells the account, or the login
 * has a username and the userinfo endpoint tells it, that is EXCHANGE->account.
 * NONCE: what the authorization request had for the ID token; NULL: none, as
 * without openid, or with a device code.
 *
 * LANYARD_ERR_REFUSED: the account is another than the username; both are
 * named. Or the login asks for openid, and the ID token is not good (OpenID
 * Connect Core 3.1.3.7: issuer, audience, expiry, nonce, and the signature
 * where the server names its keys); the message says why. Its tokens are
 * revoked where that can be, and are no longer in EXCHANGE. Where a server
 * tells nothing, or nothing that can be verified or compared, that is
 * LANYARD_OK, as is a bad ID token that nobody asked for, and
 * LANYARD_ERR_MEMORY is too: the tokens count for more.
 */
enum lanyard_error identify_account(
    struct exchange *exchange, const struct server *server, const char *nonce);

#endif
