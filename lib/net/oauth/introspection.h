/*
 * introspection.h - what the server says of a token (RFC 7662)
 */
#ifndef INTROSPECTION_H
#define INTROSPECTION_H

#include "net/oauth/client.h"

/*
 * Ask ENDPOINT, as CLIENT, whether the access token TOKEN is good: *ACTIVE
 * (2.2). LANYARD_ERR_REFUSED: it does not tell this client (2.3, and 4xx of
 * whatever kind), with the server's word in the message. LANYARD_ERR_SERVER: it
 * answers otherwise. Else as client_post(). No message has the token.
 */
enum lanyard_error introspection_request(struct http *http,
    const struct client *client, const char *endpoint,
    const struct secret *token, bool *active, struct error *error);

#endif
