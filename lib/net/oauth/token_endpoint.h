/*
 * token_endpoint.h - the token endpoint's request and reply (RFC 6749 5)
 */
#ifndef TOKEN_ENDPOINT_H
#define TOKEN_ENDPOINT_H

#include "login/tokens.h"
#include "net/oauth/client.h"
#include "net/oauth/reply.h"

/*
 * Send BODY and take the reply apart, whatever it is wrapped in (reply.h). A
 * usable access_token with status 2xx is the answer, however the rest of the
 * reply looks: LANYARD_OK. Else a non-empty "error" is a refusal:
 * LANYARD_ERR_GRANT    see refusal.h
 * LANYARD_ERR_REFUSED  see refusal.h
 * LANYARD_ERR_SERVER   see refusal.h; no OAuth error; no usable access_token
 * and http_post()'s. The message has host, status, error, error_description.
 * Also after an error TOKEN->refresh_token is set when the reply was no refusal
 * and exactly one well-formed one was anywhere in its bytes that is not the one
 * sent. Save it: the server has forgotten the old one.
 * expires_in may be a moment, and expires_at, expires_on, expires or .expires
 * stand in its place, as a number or a date: TOKEN->expires_in_s is the
 * lifetime in any case. Tokens are visible ASCII (RFC 6749 A.12, A.17); others
 * are not usable.
 */
enum lanyard_error token_endpoint_request(struct token *token,
    struct http *http, const struct client *client, const char *token_endpoint,
    struct buf *body, struct error *error);

/*
 * The same of a reply that came earlier, RAW as token->raw had it; SENT, the
 * refresh token of its request, is not taken for a new one; NULL: there was
 * none. TOKEN_MEMBER is the client's, or NULL. The error has no host.
 */
enum lanyard_error token_endpoint_read(struct token *token,
    const struct buf *raw, const char *token_member, const struct secret *sent,
    struct error *error);

#endif
