/*
 * grant.h - how a login comes to its tokens: with a person, or without
 *
 * A grant without a person (RFC 6749 4.4, RFC 7523 2.1, RFC 8693) is asked for
 * again when its token is over: it needs no refresh token, and nobody.
 */
#ifndef GRANT_H
#define GRANT_H

#include "login/login.h"

/* The values of grant_type, as requests have them. */
#define GRANT_CODE		 "authorization_code"
#define GRANT_DEVICE		 "device_code"
#define GRANT_CLIENT_CREDENTIALS "client_credentials"
#define GRANT_JWT_BEARER	 "urn:ietf:params:oauth:grant-type:jwt-bearer"
#define GRANT_TOKEN_EXCHANGE	 "urn:ietf:params:oauth:grant-type:token-exchange"

/* No request at all: where the token itself is kept, by somebody else. */
#define GRANT_FILE     "file"
#define GRANT_VARIABLE "variable"
#define GRANT_COMMAND  "command"

/*
 * Does GRANT_TYPE (NULL: not said) bring tokens without a person, and without a
 * token that is stored?
 */
bool grant_is_unattended(const char *grant_type);

/* Is it one of the last three: read at each use, and never stored? */
bool grant_is_external(const char *grant_type);

/*
 * Fill in LOGIN's grant_type where it is not said, and where its token is kept
 * is. LANYARD_ERR_MEMORY.
 */
enum lanyard_error grant_imply(struct login *login);

/* Is LOGIN's of that TYPE? */
bool grant_is(const struct login *login, const char *type);

/* Does LOGIN's key sign the grant's assertion, and not the client's? */
bool grant_signs(const struct login *login);
/* Can a person log in by it, at an authorization server? */
bool grant_has_login(const char *grant_type);

/*
 * Has LOGIN what its grant needs: what login_check() wants, or its recipe does?
 * LANYARD_ERR_CONFIG names the key that is missing.
 */
enum lanyard_error grant_check(const struct login *login, struct error *error);

#endif
