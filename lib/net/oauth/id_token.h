/*
 * id_token.h - a login that answers with its ID token
 *
 * Kubernetes, AWS and Google Cloud take a token that says who somebody is: the
 * ID token of OpenID Connect, and not the access token beside it.
 */
#ifndef ID_TOKEN_H
#define ID_TOKEN_H

#include "login/tokens.h"

/*
 * TOKEN, a good reply of HOST, has its ID token as access token from now on,
 * with that one's exp. LANYARD_ERR_SERVER: there is none, as a refresh need not
 * bring one (OpenID Connect Core 12.2), it is no JWT, or over; TOKEN is as it
 * was. LANYARD_ERR_MEMORY.
 */
enum lanyard_error id_token_take(
    struct token *token, const char *host, struct error *error);

#endif
