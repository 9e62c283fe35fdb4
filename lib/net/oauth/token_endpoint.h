/*
 * token_endpoint.h - the token endpoint's request and reply (RFC 6749 5)
 */
#ifndef TOKEN_ENDPOINT_H
#define TOKEN_ENDPOINT_H

#include "net/oauth/client.h"
#include "json/json.h"
#include "login/tokens.h"

/*
 * Send BODY and take the reply apart. An error reply is an error whatever its
 * status, never a token:
 * LANYARD_ERR_GRANT    invalid_grant and its kin (bad_refresh_token,
 *                      invalid_refresh_token, interaction_required,
 *                      consent_required, login_required), status 4xx or 2xx
 * LANYARD_ERR_REFUSED  any other OAuth error with status 4xx or 2xx, but
 *                      temporarily_unavailable, server_error, slow_down
 * LANYARD_ERR_SERVER   those, 5xx, 429, 3xx, not JSON, no usable access_token
 * and http_post()'s. The message has host, status, error, error_description.
 * Also after an error TOKEN->refresh_token is set when the reply was no error
 * reply and held a new well-formed one exactly once. After a refresh save it:
 * the server has forgotten the old one. After a code it is of no use: the old
 * grant, if there is one, still stands.
 * Tokens are visible ASCII (RFC 6749 A.12, A.17); others are not usable.
 */
enum lanyard_error token_endpoint_request(struct token *token,
    struct http *http, const struct client *client, const char *token_endpoint,
    struct buf *body, struct error *error);

/*
 * An error reply of HOST's (RFC 6749 5.2): take its "error" into TOKEN, set
 * ERROR and return the class, as above. BODY is the request: a description
 * that repeats a secret of it, form-encoded or not, is left out. JSON may be
 * NULL, or no error reply at all: then LANYARD_ERR_SERVER.
 */
enum lanyard_error token_endpoint_refusal(struct token *token,
    const struct json *json, const char *host, const struct client *client,
    const struct buf *body, struct error *error);

#endif
