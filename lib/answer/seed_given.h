/*
 * seed_given.h - a refresh token that was handed in, and what came with it
 */
#ifndef SEED_GIVEN_H
#define SEED_GIVEN_H

#include "base/attributes.h"
#include "login/tokens.h"

struct seed_given {
	struct token token; /* refresh_token; where known access_token, scope */
	int64_t expires_at; /* of the access token; 0: unknown */
	/* Whose it says it is: git's place, and issuer, client_id and the like
	 * as a record has them. */
	struct attributes about;
};

void seed_given_init(struct seed_given *given);
void seed_given_clear(struct seed_given *given);

/* One of the keys that are known; they have one meaning in every form. */
struct seed_key {
	const char *name;
	int meaning;  /* seed_given.c's */
	bool in_json; /* a token endpoint or another tool's file may have it */
};

/* The key number I, NULL at the end; that of the SIZE bytes at NAME in any
 * case, or NULL. */
const struct seed_key *seed_key(size_t i);
const struct seed_key *seed_key_find(const char *name, size_t size);

/*
 * Set what KEY means to the SIZE bytes at VALUE. LANYARD_ERR_PROTOCOL: no such
 * value; the message does not repeat it. LANYARD_ERR_MEMORY.
 */
enum lanyard_error seed_given_set(struct seed_given *given,
    const struct seed_key *key, const void *value, size_t size,
    struct error *error);

/* Is KEY one of those whose values are numbers? */
bool seed_key_is_number(const struct seed_key *key);

/* The refresh token: not empty, nothing in it that no token has, and one. */
enum lanyard_error seed_given_set_refresh(struct seed_given *given,
    const void *value, size_t size, struct error *error);

/* LANYARD_ERR_PROTOCOL: WHAT is wrong, so nothing is kept. */
enum lanyard_error seed_given_fail(struct error *error, const char *what);

/* May it be a token: printable ASCII, no blank and no quote at either end? */
bool seed_given_is_token(const struct secret *secret);

#endif
