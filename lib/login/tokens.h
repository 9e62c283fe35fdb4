/*
 * tokens.h - the tokens of a login in its record
 *
 * This room alone knows the record's keys for them: access_token, token_type,
 * expires_in, expires_at, obtained_at, refresh_token, refresh_token_before,
 * refresh_token_expires_at, refresh_token_rotates, scope, generation, and those
 * of a login that was moved away, moved_at and moved_access_token and so on.
 * What requests and replies call by such names is the token endpoint's
 * (net/oauth), or the form's that is printed (answer/form). Times are seconds
 * since 1970, UTC; what is lent is the record's, until it changes.
 */
#ifndef TOKENS_H
#define TOKENS_H

#include "base/secret.h"
#include "login/login.h"
#include "login/record.h"
#include "login/token.h"

/* ---- what there is ---- */

const struct secret *tokens_access(const struct record *record);

/* NULL when there is none or it is dead (failure.h); dead or not. */
const struct secret *tokens_refresh(const struct record *record);
const struct secret *tokens_stored_refresh(const struct record *record);

/* There is none, not even a dead one, but the grant before had one. */
bool tokens_had_refresh(const struct record *record);

/* Does the server give another refresh token with each refresh? */
enum tokens_rotation {
	TOKENS_ROTATION_UNKNOWN, /* there was no refresh yet */
	TOKENS_ROTATION_NO,
	TOKENS_ROTATION_YES, /* it has done so */
};

enum tokens_rotation tokens_rotation(const struct record *record);

/* When the tokens were moved to another machine; 0: they were not. */
int64_t tokens_moved_at(const struct record *record);

/* Is KEY one of those above that another machine may be given? */
bool tokens_has_key(const char *key);

/* May TEXT, of another machine, be the value of KEY, one of those? */
bool tokens_accept(const char *key, const char *text);

int64_t tokens_expires_at(const struct record *record);	 /* 0: unknown */
int64_t tokens_obtained_at(const struct record *record); /* 0: unknown */

/*
 * How long the server's latest access token was to live; 0: unknown. It stays
 * when that token goes, and does not tell of one from elsewhere.
 */
int64_t tokens_given_life_s(const struct record *record);

/* When the refresh token is over, by its server's word; 0: unknown. */
int64_t tokens_refresh_expires_at(const struct record *record);

/* The scope that was granted, words joined by spaces; NULL: unknown. */
const char *tokens_scope(const struct record *record);

/* How often tokens were saved; 0: never. */
uint64_t tokens_generation(const struct record *record);

/* ---- what is changed; LANYARD_ERR_MEMORY: the record is not to be saved ----
 */

/*
 * A new grant of LOGIN: what the old one had is not the new one's. A reply
 * without scope grants what was asked for (RFC 6749 5.1).
 */
enum lanyard_error tokens_begin(
    struct record *record, const struct login *login);

/*
 * What the reply brought. Without an access token (the reply was refused, but
 * a rotated refresh token came with it) only the refresh token changes. What
 * failed before is over then (failure.h).
 */
enum lanyard_error tokens_keep(
    struct record *record, const struct token *token);

/*
 * What came from elsewhere, at NOW: TOKEN's refresh token, and its access token
 * where EXPIRES_AT says credibly when that is over, which is after NOW and no
 * more than a year. Else the first use is to ask for another. asked_at is when
 * TOKEN was obtained; 0: it is not known, which is no reason to take it for
 * young. expires_in_s counts for nothing here.
 */
enum lanyard_error tokens_seed(struct record *record, const struct token *token,
    int64_t expires_at, int64_t now);

/* Drop the access token; the refresh token stays. */
void tokens_drop_access(struct record *record);

/*
 * Moved away at NOW: the tokens are kept under keys that none of the functions
 * above reads, so that there are none for whoever asks. And back again; or what
 * is kept so is dropped.
 */
enum lanyard_error tokens_move(struct record *record, int64_t now);
enum lanyard_error tokens_move_back(struct record *record);
void tokens_forget_moved(struct record *record);

/* Count one more save of tokens. */
enum lanyard_error tokens_next_generation(struct record *record);

/* The generation after that of BEFORE. */
enum lanyard_error tokens_follow_generation(
    struct record *record, const struct record *before);

#endif
