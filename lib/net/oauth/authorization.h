/*
 * authorization.h - the authorization code grant (RFC 6749 4.1)
 *
 * PKCE S256 always (RFC 7636), state always, a nonce
 * where an ID token is asked for (OpenID Connect Core 3.1.2.1).
 */
#ifndef AUTHORIZATION_H
#define AUTHORIZATION_H

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"
#include "login/login.h"

struct authorization {
	struct secret state;
	struct secret code_verifier;
	struct secret nonce; /* of the ID token, where LOGIN asks for one */
	char *redirect_uri;
	char *url; /* to send the browser to */
};

/*
 * Make state, verifier and URL for LOGIN at AUTHORIZATION_ENDPOINT (which may
 * have a query of its own). The library's parameters win over those of
 * authorization_parameters.
 */
enum lanyard_error authorization_begin(struct authorization *authorization,
    const struct login *login, const char *authorization_endpoint,
    const char *redirect_uri, struct error *error);
/*
 * The two halves of it: state, verifier and nonce; with them, drawn now or kept
 * from before, the URL, once.
 */
enum lanyard_error authorization_draw(
    struct authorization *authorization, struct error *error);
enum lanyard_error authorization_make(struct authorization *authorization,
    const struct login *login, const char *authorization_endpoint,
    const char *redirect_uri, struct error *error);
/*
 * Append to FORM what is asked for: the query of such a URL, or what is pushed
 * (RFC 9126 2.1), form-encoded, and no name that FORM has since byte START.
 */
enum lanyard_error authorization_add_request(
    const struct authorization *authorization, struct buf *form, size_t start,
    const struct login *login);

/*
 * URL becomes one at AUTHORIZATION_ENDPOINT that has client_id and REQUEST_URI
 * alone (RFC 9126 4). LANYARD_ERR_MEMORY, _TOO_LARGE.
 */
enum lanyard_error authorization_refer(struct authorization *authorization,
    const struct login *login, const char *authorization_endpoint,
    const char *request_uri);
void authorization_clear(struct authorization *authorization);

/*
 * Does LOGIN ask for an ID token (OpenID Connect Core 3.1.2.1)? By its scope,
 * or by that of authorization_parameters, which counts where it has none.
 */
bool authorization_asks_for_openid(const struct login *login);

/*
 * What the ID token that comes for LOGIN must have as its nonce: the text that
 * the URL has, lent. NULL: the URL has none.
 */
const char *authorization_nonce(
    const struct authorization *authorization, const struct login *login);

/* Append to BODY grant_type=authorization_code, and LOGIN's parameters. */
enum lanyard_error authorization_add_code(
    const struct authorization *authorization, struct buf *body,
    const struct login *login, const struct secret *code);

#endif
