/*
 * server.h - the authorization server of a login, as a job talks to it
 */
#ifndef SERVER_H
#define SERVER_H

#include "login/recipe.h"
#include "login/record.h"
#include "net/oauth/client.h"
#include "net/oauth/client_key.h"
#include "net/oauth/client_tls.h"
#include "net/oauth/discovery.h"
#include "session/session.h"

struct server {
	struct lanyard_session *session; /* errors are its own */
	const struct login *login;
	/* Set by server_prepare(): */
	struct http *http;
	struct metadata metadata; /* the endpoints, given or discovered */
	struct client client;
	struct secret client_secret;
	struct client_key key;		/* what is signed with, if anything */
	struct client_tls tls;		/* whom we are by TLS, if anybody */
	struct secret client_assertion; /* of a source; unset: none */
	char *auth_method; /* the record's, where nothing was discovered */
	bool signs_ps256;  /* the record's alg, likewise */
};

/* Whom the first request is likely to go to, lent; NULL: nobody is known. */
const char *server_first_url(
    const struct login *login, const struct record *record);

/* SESSION and LOGIN are lent until server_clear(). */
void server_init(struct server *server, struct lanyard_session *session,
    const struct login *login);
void server_clear(struct server *server);

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

/*
 * The same for a grant that is RECIPE: HTTP to API, and the key that signs. No
 * endpoint is looked for.
 */
enum lanyard_error server_prepare_recipe(struct server *server,
    const struct recipe *recipe, const char *api, int64_t timeout_ms);

/*
 * Ask the issuer's metadata again for endpoints that were discovered. True: the
 * token endpoint is another now, and in SERVER->metadata. False: all is as it
 * was, errors included.
 */
bool server_has_moved(struct server *server);

#endif
