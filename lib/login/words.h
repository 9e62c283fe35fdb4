/*
 * words.h - the words that a login's keys may be, and what an absent one means
 */
#ifndef WORDS_H
#define WORDS_H

#include "login/login.h"

/* A word that a key takes; MEANS is NULL where it is not built yet. */
struct word {
	const char *text;
	const char *means;
};

/* How a client proves itself (RFC 7591 2, token_endpoint_auth_method). */
enum auth_method {
	AUTH_METHOD_NONE,
	AUTH_METHOD_BASIC,
	AUTH_METHOD_POST,
	AUTH_METHOD_PRIVATE_KEY_JWT, /* RFC 7523 2.2 */
	AUTH_METHOD_SECRET_JWT,	     /* the same by HS256 */
	AUTH_METHOD_TLS,	     /* RFC 8705 2.1, by a certificate */
	AUTH_METHOD_SELF_SIGNED_TLS, /* 2.2, by one that is registered */
};

/* Their names, in that order; TEXT NULL ends. */
extern const struct word words_auth_methods[];

/* Algorithms of signatures (RFC 7518 3.1, RFC 8037 3.1); TEXT NULL ends. */
extern const struct word words_signing_algs[];

/* By which hash a certificate is named (RFC 7515 4.1.7, 4.1.8). */
#define WORDS_X5T      "x5t"
#define WORDS_X5T_S256 "x5t#S256"
extern const struct word words_thumbprints[];

/* Which one NAME is. False: unknown, or not built. */
bool words_find_auth_method(const char *name, enum auth_method *method);

/* The name of METHOD, constant. */
const char *words_auth_method(enum auth_method method);

/* True if a client with the method of that name has no secret: "none". */
bool words_is_public(const char *auth_method);

/* Is the method of that name (NULL: none) one by a client certificate? */
bool words_is_tls(const char *auth_method);

/* The authorization_scheme of a login that names none (RFC 6750). */
#define WORDS_SCHEME "Bearer"

/* A user name for HTTP Basic where any will do; nobody's account. */
#define WORDS_USER "oauth2"

/* LOGIN's authorization_scheme and basic_username, or the above; lent. */
const char *words_scheme(const struct login *login);
const char *words_basic_username(const struct login *login);

#endif
