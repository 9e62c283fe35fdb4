/*
 * server.h - the authorization server of a login, as a job talks to it
 */
#ifndef SERVER_H
#define SERVER_H

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
 * The endpoints, into SERVER->metadata: what the configuration gives wins over
 * what RECORD has (NULL: nothing). Where neither has a token endpoint the
 * issuer's metadata are asked for, by SERVER->http.
 * LANYARD_ERR_NETWORK, _TIMEOUT, _SERVER: no metadata.
 */
enum lanyard_error server_find_endpoints(
    struct server *server, const struct record *record);

/*
 * Ask the issuer's metadata again for endpoints that were discovered. True: the
 * token endpoint is another now, and in SERVER->metadata. False: all is as it
 * was, errors included.
 */
bool server_has_moved(struct server *server);

#endif
