/*
 * refusal.h - an endpoint's error reply, and what heals it (RFC 6749 5.2)
 */
#ifndef REFUSAL_H
#define REFUSAL_H

#include "login/tokens.h"
#include "net/oauth/client.h"
#include "net/oauth/reply.h"

/*
 * REPLY is HOST's, with the status in TOKEN, to the request BODY of CLIENT.
 * Take its "error" into TOKEN, set ERROR and return the class:
 * LANYARD_ERR_GRANT    status 4xx or 2xx. Of a refresh (BODY has a
 *                      refresh_token) any that is not about the client, the
 *                      scope or the moment: servers have many words for a dead
 *                      refresh token. Else invalid_grant and its kin.
 * LANYARD_ERR_REFUSED  any other with such a status
 * LANYARD_ERR_SERVER   those about the moment (slow_down,
 *                      temporarily_unavailable, 429, ...), 5xx, 3xx; REPLY is
 *                      NULL or a page, or says only that nothing is at that
 *                      address (404 "Not Found", ...)
 * Some servers answer 400, 401, 403, 409 or 422 and no error at all to what
 * they will never take. Of a refresh that is LANYARD_ERR_GRANT with
 * TOKEN->in_doubt, as a gateway may have said it: the refresh token is to stay,
 * and to be tried again. Of another grant it is LANYARD_ERR_REFUSED, of a
 * device code and of what is no grant LANYARD_ERR_SERVER.
 * The message has host, status, error, what invalid_grant means, and
 * error_description in parentheses; what repeats a
 * secret of CLIENT or BODY, form-encoded or not, is left out of it. Where the
 * server does not know the client the hint names CLIENT's login and the
 * settings that say who it is.
 */
enum lanyard_error refusal_take(struct token *token, const struct reply *reply,
    const char *host, const struct client *client, const struct buf *body,
    struct error *error);

#endif
