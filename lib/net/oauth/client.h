/*
 * client.h - how the client proves itself to the token endpoint
 *
 * RFC 6749 2.3, RFC 8414 token_endpoint_auth_methods_supported: none,
 * client_secret_basic (id and secret encoded first, 2.3.1, as
 * percent_add_basic() has it), client_secret_post, private_key_jwt (RFC
 * 7523 2.2), client_secret_jwt (OpenID Connect Core 9), tls_client_auth and
 * self_signed_tls_client_auth (RFC 8705 2).
 */
#ifndef CLIENT_H
#define CLIENT_H

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"
#include "net/http/http.h"
#include "net/jose/jwt.h"

struct client {
	const char *client_id;		    /* lent */
	const struct secret *client_secret; /* lent; NULL or unset: public */
	const char *token_endpoint_auth_method; /* lent; NULL: basic or none */
	/* For private_key_jwt, lent: the key, what a header says of it, and
	 * whom the assertion is for (NULL: the URL that it is sent to). */
	const struct signature_key *key;
	struct jwt_header header;
	const char *audience;
	/* In the key's place, lent: made by another; NULL or unset: none. */
	const struct secret *assertion;
	/* Shown to a server that asks by TLS, whatever the method, as tokens
	 * may be bound to it (RFC 8705 3); lent; NULL or without a file: none.
	 */
	const struct client_certificate *certificate;
	const char *token_member; /* of a reply, with the tokens (member_path
				     .h); lent; NULL: wherever they are */
	bool nameless;	   /* the grant says who asks: client_id may be NULL */
	const char *login; /* its name, for hints; lent; NULL: it has none */
};

/*
 * POST the parameters in BODY to URL as CLIENT: adds client_id, unless it is
 * there, and client_secret to BODY, or sends HTTP Basic. BODY belongs to the
 * caller, who clears it. LANYARD_ERR_CONFIG: a method that is not known, or
 * that needs a secret, or certificate, which is not there, or a certificate and
 * a URL of http. Else as http_post().
 */
enum lanyard_error client_post(const struct client *client, struct http *http,
    const char *url, struct buf *body, struct http_reply *reply,
    struct error *error);

/*
 * The same to an endpoint that is asked about TOKEN, a HINT says of which kind
 * (RFC 7009 2.1, RFC 7662 2.1): BODY, empty, becomes the parameters.
 */
enum lanyard_error client_post_token(const struct client *client,
    struct http *http, const char *url, const struct secret *token,
    const char *hint, struct buf *body, struct http_reply *reply,
    struct error *error);

#endif
