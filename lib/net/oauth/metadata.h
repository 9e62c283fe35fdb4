/*
 * metadata.h - what an authorization server says of itself (RFC 8414 2)
 */
#ifndef METADATA_H
#define METADATA_H

#include "base/error.h"
#include "net/http/http.h"
#include "json/json.h"

/*
 * mtls_endpoint_aliases (RFC 8705 5); NULL: not advertised; empty: one that may
 * not be asked, so that a client with a certificate has none.
 */
struct mtls_aliases {
	char *token_endpoint;
	char *revocation_endpoint;
	char *device_authorization_endpoint;
	char *pushed_authorization_request_endpoint;
	char *introspection_endpoint;
	/* Why token_endpoint is empty, or the device's; NULL: that is not so */
	char *unusable, *device_unusable;
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
 * Fill METADATA, whose token_given is set, from JSON, for ISSUER: the issuer in
 * it equals that byte for byte (RFC 8414 3.3).
 * LANYARD_ERR_SERVER: it does not (the hint has the issuer as it is spelled
 * there, where that is the same host), or has no token_endpoint that HTTP may
 * ask, unless token_given. Other endpoints that it may not ask are left out.
 * LANYARD_ERR_MEMORY. METADATA is to be cleared in any case.
 */
enum lanyard_error metadata_take(struct metadata *metadata,
    const struct json *json, const struct http *http, const char *issuer,
    struct error *error);
void metadata_clear(struct metadata *metadata);

/* What helps a login where its issuer's metadata are none that can be used. */
void metadata_hint(struct error *error);

/*
 * The endpoints for a client that shows a certificate by TLS take the places of
 * the others, where there are such; one that may not be asked leaves none.
 * LANYARD_ERR_SERVER: that is the token endpoint's, which is not given.
 */
enum lanyard_error metadata_use_aliases(
    struct metadata *metadata, struct error *error);

#endif
