/*
 * login.h - the description of a login: everything but its tokens
 *
 * Filled from the configuration (config.h) or from a record (lines.h). Keys
 * are the terms of RFC 8414 and RFC 7591. All strings are owned; NULL: unset.
 */
#ifndef LOGIN_H
#define LOGIN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/secret.h"

struct recipe;

struct login_parameter {
	char *name;
	char *value;
};

/* Where a token that a request shows comes from (sources.h). */
struct login_source {
	char *source;	/* "github-actions", ...; NULL: what follows says */
	char *file;	/* of the token alone, as secret as one */
	char *variable; /* of the environment */
	char **command; /* that prints it */
	char *audience; /* whom it is asked for; NULL: the server */
};

struct login {
	char *name;
	char *preset; /* of the configuration only: preset.h */
	char **url;   /* patterns */
	char *username;
	char *basic_username;
	bool bearer;	   /* git_authtype = "bearer" */
	bool use_id_token; /* its token is the ID token, not the access token */

	char *issuer;
	char *authorization_endpoint;
	char *token_endpoint;
	char *device_authorization_endpoint;
	char *revocation_endpoint;
	char *pushed_authorization_request_endpoint; /* RFC 9126 */
	bool require_pushed_authorization_requests;

	char *client_id;
	struct secret client_secret;
	char *client_secret_file;
	char **client_secret_command;
	char *private_key_file;	 /* PEM, for private_key_jwt */
	char *private_key_id;	 /* its "kid"; NULL: none */
	char *private_key_agent; /* of an ssh-agent: fingerprint or comment */
	char **sign_command;	 /* that signs with a key of its own */
	char *private_key_certificate_file; /* PEM, for its hash; NULL: none */
	char *private_key_certificate_thumbprint; /* NULL: WORDS_X5T_S256 */
	/* Whom the client is by TLS (RFC 8705), PEM; a key that is NULL is in
	 * the certificate's file. */
	char *tls_client_cert_file;
	char *tls_client_key_file;
	char *token_endpoint_auth_method;
	char *token_endpoint_auth_signing_alg; /* NULL: the key's first */
	struct login_source subject_token; /* of a token exchange, RFC 8693 */
	struct login_source actor_token;
	struct login_source assertion;	      /* of a grant, RFC 7523 2.1 */
	struct login_source client_assertion; /* in a key's place, 2.2 */

	char **scope;
	char **resource; /* RFC 8707: any number */
	char *audience;
	char *authorization_scheme; /* NULL: "Bearer" (RFC 6750) */
	char *grant_type; /* NULL: by a code or a device code (grant.h) */
	struct login_source access_token; /* itself, if it is kept elsewhere */
	char *subject;		  /* whom a signed assertion speaks for */
	char *subject_token_type; /* of RFC 8693 3, as the next ones */
	char *actor_token_type;
	char *requested_token_type;
	char *token_member;  /* of a reply, with the tokens; NULL: found out */
	char *response_mode; /* NULL: the server's default, a query */
	/* Of a grant that is a recipe (recipe.h): */
	const struct recipe *recipe; /* lanyard.conf's own, lent; else NULL */
	char *api_endpoint;    /* NULL: the recipe's own, or of the host */
	char *installation_id; /* of a GitHub App; NULL: found out */
	char **repositories;   /* that a token is for; NULL: all */
	struct login_parameter *permissions; /* of it; NULL: all there are */
	struct login_parameter *recipe_parameters; /* name NULL ends */
	char *redirect_uri;
	char *listen_address;
	struct login_parameter *authorization_parameters; /* name NULL ends */
	struct login_parameter *token_parameters;

	int64_t refresh_margin_s; /* REFRESH_MARGIN_S unless set */
	int64_t min_life_s;	  /* that a token is to have left; 0: any */
	int64_t timeout_ms;	  /* TIMEOUT_OPERATION_MS unless set */
	char *ca_file;
	char *proxy;
	bool allow_http;
	bool configured; /* from the configuration, not from a record */
};

/* Zeroed, with the defaults. */
void login_init(struct login *login);
void login_clear(struct login *login);

/* Append to a parameter list, which is NULL when empty. */
enum lanyard_error login_add_parameter(
    struct login_parameter **list, const char *name, const char *value);

/* The scope list as RFC 6749 3.3 writes it, joined by spaces; NULL if none. */
enum lanyard_error login_scope_text(const struct login *login, char **text);

/* True for a configured name: [A-Za-z][A-Za-z0-9_-]{0,63}. */
bool login_name_is_valid(const char *name);

/*
 * Has LOGIN a client_id, and an issuer or a token_endpoint? LANYARD_ERR_CONFIG
 * names what is missing, and the login.
 */
enum lanyard_error login_check_client(
    const struct login *login, struct error *error);
enum lanyard_error login_check_server(
    const struct login *login, struct error *error);

/*
 * Does LOGIN's description allow a refresh, a login? Checks what the
 * configuration can tell: token_endpoint or issuer and client_id, but for a
 * grant whose own check asks for them (grant.h), URLs without a user name and
 * https or loopback or allow_http. LANYARD_ERR_CONFIG names key and login.
 */
enum lanyard_error login_check(const struct login *login, struct error *error);

/*
 * May ENDPOINT be one of ISSUER (NULL: none)? Not http of an https one: that
 * can be no more than a slip, or whoever listens on a port of this machine.
 */
bool login_endpoint_fits(const char *issuer, const char *endpoint);

/* Has LOGIN a client secret, or a private key, wherever that is kept? */
bool login_has_secret(const struct login *login);
bool login_has_key(const struct login *login);

/*
 * "\"KEY\" in login \"NAME\"", as what is wrong in a message; KEY alone where
 * LOGIN has no name.
 */
#define LOGIN_KEY_TEXT 256
void login_print_key(
    const struct login *login, const char *key, char what[LOGIN_KEY_TEXT]);

/*
 * The part of it about URLs: may TEXT be LOGIN's KEY? LANYARD_ERR_CONFIG names
 * key and login.
 */
enum lanyard_error login_check_url(const struct login *login, const char *key,
    const char *text, struct error *error);

#endif
