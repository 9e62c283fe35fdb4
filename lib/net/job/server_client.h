/*
 * server_client.h - who the client is to the server, and how it proves that
 *
 * What the configuration does not say the server's metadata do, else the record
 * (client_method.h).
 */
#ifndef SERVER_CLIENT_H
#define SERVER_CLIENT_H

#include "net/job/server.h"

/*
 * SERVER->client, where keys, certificate and endpoints are known: its secret
 * or assertion is fetched by DEADLINE_MS (clock_monotonic_ms()), and method and
 * algorithm are chosen. Errors are the session's: client_secret_get()'s,
 * source_read()'s, client_method_choose()'s, client_key_choose()'s.
 */
enum lanyard_error server_make_client(
    struct server *server, int64_t deadline_ms);

/*
 * For an endpoint that takes METHODS (words joined by spaces; NULL: it does not
 * say), have the client prove itself by one of those, unless what it does is
 * among them. A client that has nothing to prove itself by stays as it is.
 * LANYARD_ERR_CONFIG: it has none of them.
 */
enum lanyard_error server_use_methods(
    struct server *server, const char *methods);

/*
 * Ask the issuer which methods its other endpoints take, where that is not
 * known, into SERVER->metadata. What fails is not known then.
 */
void server_ask_methods(struct server *server);

/* What the client's assertions are signed with; NULL: with nothing. */
const char *server_signing_alg(const struct server *server);

#endif
