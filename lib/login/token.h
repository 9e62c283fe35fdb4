/*
 * token.h - what a server gave, or said instead
 */
#ifndef TOKEN_H
#define TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/secret.h"

/* An end is told, but not in a way that is understood. */
#define TOKEN_LIFE_UNREAD (-1)

/* What the token endpoint replied. */
struct token {
	struct secret access_token;
	struct secret refresh_token; /* unset: the reply had none */
	struct secret id_token;	     /* OpenID Connect; never stored */
	char *token_type;
	char *issued_token_type;      /* RFC 8693 2.2.1; never stored */
	char *scope;		      /* NULL: the reply had none */
	int64_t expires_in_s;	      /* 0: no end is told; TOKEN_LIFE_UNREAD */
	int64_t refresh_expires_in_s; /* 0: absent, or it has no end */
	int64_t asked_at;	      /* clock_now() before the request left */
	/* After an error: */
	int status;  /* of the reply; 0: none came */
	char *error; /* the server's "error", or NULL */
	/* The refresh token is perhaps dead: a refusal that has no error. */
	bool in_doubt;
	int64_t retry_after_s; /* -1: none */
	/* Something of the request may have left; or nothing, but it may yet.
	 */
	bool sent, unsent;
	struct buf raw; /* the reply as it came, or as much as is kept */
};

void token_init(struct token *token);
void token_clear(struct token *token);

/*
 * For how many seconds TOKEN is taken for good from asked_at on; 0: until it is
 * rejected. An end that cannot be read is an hour away, as most servers have
 * it, if the token is RENEWABLE: that is, without a person.
 */
int64_t token_life_s(const struct token *token, bool renewable);

#endif
