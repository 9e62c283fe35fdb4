/*
 * discovery.h - the authorization server's metadata
 *
 * RFC 8414 3 first (/.well-known/oauth-authorization-server before the path),
 * then OpenID Connect Discovery 4 (/.well-known/openid-configuration after
 * it). The issuer in the document equals the one asked for, byte for byte
 * (RFC 8414 3.3).
 */
#ifndef DISCOVERY_H
#define DISCOVERY_H

#include "base/error.h"
#include "login/login.h"
#include "net/http/http.h"

/* mtls_endpoint_aliases (RFC 8705 5); NULL: not advertised. */
struct mtls_aliases {
	char *token_endpoint;
	char *revocation_endpoint;
	char *device_authorization_endpoint;
	char *pushed_authorization_request_endpoint;
	char *unusable; /* why one is not here; NULL: that is not so */
};

struct metadata {
	char *authorization_endpoint; /* NULL: not advertised */
	char *token_endpoint;
	bool token_given;  /* the configuration has that one: none is needed */
	bool has_document; /* there was one, good or bad: after an error, too */
	char *device_authorization_endpoint;
	struct error unusable; /* why one of these two is not here, though it is
				  advertised; code 0: that is not so */
	char *revocation_endpoint;
	char *pushed_authorization_request_endpoint; /* RFC 9126 5 */
	bool require_pushed_authorization_requests;
	char *registration_endpoint; /* RFC 7591 */
	char *userinfo_endpoint;     /* OpenID Connect Discovery 3 */
	char *jwks_uri;		     /* the keys that sign its ID tokens */
	char *scopes_supported;	     /* words joined by spaces; NULL: none */
	/* token_endpoint_auth_methods_supported and
	 * token_endpoint_auth_signing_alg_values_supported, likewise */
	char *auth_methods, *auth_algs;
	char *introspection_endpoint; /* RFC 7662 */
	/* introspection_endpoint_auth_methods_supported and that of the
	 * revocation endpoint, likewise */
	char *introspection_methods, *revocation_methods;
	struct mtls_aliases aliases;
	/* authorization_response_iss_parameter_supported, RFC 9207 */
	bool iss_parameter;
	/* client_id_metadata_document_supported: a client_id may be a URL */
	bool client_id_document;
};

/*
 * LANYARD_ERR_SERVER: no document, or one for another issuer (the message names
 * both), or without a token_endpoint that HTTP may ask (http_check_url())
 * unless TOKEN_GIVEN. Other endpoints that it may not ask are not advertised.
 * Where the first place is silent or breaks off the second has its turn, and
 * half the time. LANYARD_ERR_CONFIG: ISSUER is no URL that one can have, or too
 * long.
 */
enum lanyard_error discovery_fetch(struct metadata *metadata, struct http *http,
    const char *issuer, bool token_given, struct error *error);
void discovery_clear(struct metadata *metadata);

/*
 * The endpoints for a client that shows a certificate by TLS take the places of
 * the others, where there are such. LANYARD_ERR_SERVER: one may not be asked.
 */
enum lanyard_error discovery_use_aliases(
    struct metadata *metadata, struct error *error);

#endif
