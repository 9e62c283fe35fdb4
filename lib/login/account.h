/*
 * account.h - which account a login is, as the server tells it
 *
 * What people write as username is what they know: a name, or an address of
 * mail. Servers tell both, one or neither (OpenID Connect Core 5.1), and a sub
 * that often means nothing to anybody. This room says which of them speak for
 * or against a username, and knows the record's key for it, account.
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include "login/record.h"

/* The claims; allocated, NULL: not told. */
struct account {
	char *sub;
	char *preferred_username;
	char *email;
	char *nickname;
};

void account_clear(struct account *account);

enum account_is {
	ACCOUNT_UNKNOWN, /* nothing was told that can be compared */
	ACCOUNT_SAME,
	ACCOUNT_OTHER,
};

/*
 * Is ACCOUNT the one that USERNAME names? It is where any claim equals it,
 * ASCII without case, sub as it is; or where it has no "@", and what stands
 * before that in an address equals it. It is another one where a claim of
 * USERNAME's form (email or preferred_username with "@", else
 * preferred_username without) was told and none is equal.
 */
enum account_is account_compare(
    const struct account *account, const char *username);

/*
 * What to call it, lent: preferred_username, email or nickname, the first that
 * was told; of the form that LIKE (may be NULL) has where there is one. NULL:
 * there is no name for people.
 */
const char *account_name(const struct account *account, const char *like);

/* What the record has of it; NULL: nothing. NULL drops it. */
const char *account_of(const struct record *record);
enum lanyard_error account_keep(struct record *record, const char *name);

/* Is KEY the record's for it? */
bool account_has_key(const char *key);

#endif
