/*
 * refusal_request.h - the refusal of a request that brings no grant
 *
 * A device's authorization request (RFC 8628 3.2) and a pushed one (RFC 9126
 * 2.3) are refused in the token endpoint's words.
 */
#ifndef REFUSAL_REQUEST_H
#define REFUSAL_REQUEST_H

#include "net/oauth/client.h"
#include "net/oauth/reply.h"

/*
 * As refusal_take(), of a reply with STATUS, but that no grant can have died:
 * LANYARD_ERR_REFUSED, or LANYARD_ERR_SERVER of the moment.
 */
enum lanyard_error refusal_of_request(int status, const struct reply *reply,
    const char *host, const struct client *client, const struct buf *body,
    struct error *error);

#endif
