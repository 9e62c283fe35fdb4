/*
 * revocation.h - a token that the server is to forget (RFC 7009)
 */
#ifndef REVOCATION_H
#define REVOCATION_H

#include "net/oauth/client.h"

enum revocation_type { REVOCATION_REFRESH, REVOCATION_ACCESS };

/*
 * Have ENDPOINT revoke TOKEN, a refresh or an access token as TYPE says (2.1's
 * token_type_hint). LANYARD_OK also where the server does
 * not know it any more, or revokes no token of that type (2.2, 2.2.1).
 * LANYARD_ERR_REFUSED, _SERVER: as refusal.h has it. Else as client_post().
 */
enum lanyard_error revocation_request(struct http *http,
    const struct client *client, const char *endpoint,
    enum revocation_type type, const struct secret *token, struct error *error);

#endif
