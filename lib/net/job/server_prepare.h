/*
 * server_prepare.h - all that is needed before a server gets a request
 */
#ifndef SERVER_PREPARE_H
#define SERVER_PREPARE_H

#include "login/recipe.h"
#include "net/job/server.h"

/*
 * What is needed before a request is sent: HTTP for TIMEOUT_MS in all, the
 * endpoints, client id, secret and authentication method. The configuration's
 * endpoints win over those of RECORD, whose authentication method is taken,
 * too. Where neither has a token endpoint, or RECORD is NULL, the issuer's
 * metadata is asked for instead.
 * LANYARD_ERR_CONFIG; LANYARD_ERR_NETWORK, _TIMEOUT, _SERVER: no metadata.
 */
enum lanyard_error server_prepare(
    struct server *server, const struct record *record, int64_t timeout_ms);

/*
 * The same for a grant that is RECIPE: HTTP to API, and the key that signs. No
 * endpoint is looked for.
 */
enum lanyard_error server_prepare_recipe(struct server *server,
    const struct recipe *recipe, const char *api, int64_t timeout_ms);

#endif
