/*
 * pushed_request.h - an authorization request that the server is told directly
 *
 * RFC 9126: its parameters are posted, the client proving itself as at the
 * token endpoint; the browser is sent with the name that the server gives them
 * (request_uri), and client_id, alone. What is asked for is then in no URL, and
 * a request that the server does not take fails before a page is opened.
 */
#ifndef PUSHED_REQUEST_H
#define PUSHED_REQUEST_H

#include "net/http/http.h"
#include "net/oauth/authorization.h"
#include "net/oauth/client.h"

/*
 * Post what AUTHORIZATION (drawn, with its redirect_uri) asks for LOGIN to
 * ENDPOINT, and put the URL at AUTHORIZATION_ENDPOINT that names it in the
 * place of AUTHORIZATION->url. *LIFE_S: for how many seconds it is good; 0: the
 * reply does not say. LANYARD_ERR_REFUSED: the server does not take the
 * request, or the client; the message has its error, the hint what mends it.
 * LANYARD_ERR_SERVER: one of the moment, or a reply without a usable
 * request_uri. Else as client_post().
 */
enum lanyard_error pushed_request_send(struct authorization *authorization,
    struct http *http, const struct client *client, const struct login *login,
    const char *endpoint, const char *authorization_endpoint, int64_t *life_s,
    struct error *error);

#endif
