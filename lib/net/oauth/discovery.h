/*
 * discovery.h - where an authorization server's metadata are
 *
 * RFC 8414 3 first (/.well-known/oauth-authorization-server before the path),
 * then OpenID Connect Discovery 4 (/.well-known/openid-configuration after
 * it).
 */
#ifndef DISCOVERY_H
#define DISCOVERY_H

#include "net/oauth/metadata.h"

/*
 * LANYARD_ERR_SERVER: no document, or one for another issuer (the message names
 * both), or without a token_endpoint that HTTP may ask (http_check_url())
 * unless TOKEN_GIVEN. Other endpoints that it may not ask are not advertised.
 * Where the first place is silent or breaks off the second has its turn, and
 * half the time. LANYARD_ERR_CONFIG: ISSUER is no URL that one
 * can have, or too long.
 */
enum lanyard_error discovery_fetch(struct metadata *metadata, struct http *http,
    const char *issuer, bool token_given, struct error *error);

#endif
