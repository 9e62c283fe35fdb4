/*
 * failure.h - what went wrong with a login's tokens, and when to try again
 *
 * This room alone knows the record's keys for it: last_error, last_error_code,
 * last_error_hint, last_error_mark and retry_at of a refresh;
 * refresh_token_error and refresh_token_error_at, by which a refresh token is
 * dead; login_error, login_error_code, login_error_mark, login_failures and
 * login_retry_at of a login. Texts are lent until the record changes. Times are
 * seconds since 1970.
 */
#ifndef FAILURE_H
#define FAILURE_H

#include "base/error.h"
#include "login/record.h"

/*
 * Is KEY one of those? *STAYS: it is true wherever the tokens are; else it
 * tells of an attempt of this machine.
 */
bool failure_has_key(const char *key, bool *stays);

/* ---- a refresh ---- */

/*
 * Note that one failed with ERROR, and the time before which the server must
 * not be asked again: RETRY_AFTER_S, which it asked for (-1: it did not),
 * within RETRY_S and RETRY_AFTER_MAX_S, from NOW. MARK ("": none) tells by
 * which configuration (session/mark.h). LANYARD_ERR_MEMORY, or _PROTOCOL where
 * the message is no line.
 */
enum lanyard_error failure_note_refresh(struct record *record,
    const struct error *error, const char *mark, int64_t retry_after_s,
    int64_t now);

/* What the last one failed with, and its TEXT. LANYARD_OK: it did not. */
enum lanyard_error failure_of_refresh(
    const struct record *record, const char **text);

/* What its error said to do; NULL: nothing. */
const char *failure_hint(const struct record *record);

/* By which configuration it failed; NULL: it is not known. */
const char *failure_mark(const struct record *record);

/*
 * When the server may be asked again after that; 0: now. A clock that was set
 * back does not turn seconds into years.
 */
int64_t failure_retry_at(const struct record *record, int64_t now);

void failure_forget_refresh(struct record *record);

/* ---- the refresh token ---- */

/* The server has refused it at NOW, and said WHY. Results as above. */
enum lanyard_error failure_note_dead(
    struct record *record, const char *why, int64_t now);

/* Why it is dead; NULL: it is not known to be. */
const char *failure_of_refresh_token(const struct record *record);

/* When the server said so; 0: it is not known. */
int64_t failure_refused_at(const struct record *record);

void failure_forget_dead(struct record *record);

/* ---- a login ---- */

/*
 * Note that one failed with ERROR, and until when nobody is asked again
 * without having said so: LOGIN_PAUSE_S from NOW, doubled with each failure in
 * a row, LOGIN_PAUSE_MAX_S at most. MARK and results as above.
 */
enum lanyard_error failure_note_login(struct record *record,
    const struct error *error, const char *mark, int64_t now);

/*
 * What the last one failed with, and its TEXT, NULL where none is known.
 * LANYARD_OK: it did not.
 */
enum lanyard_error failure_of_login(
    const struct record *record, const char **text);

/* By which configuration it failed; NULL: it is not known. */
const char *failure_mark_of_login(const struct record *record);

/* How many failed in a row. */
int64_t failure_logins(const struct record *record);

/* The seconds of the pause that are left; not positive: it is over. */
int64_t failure_login_pause_s(const struct record *record, int64_t now);

/* How many seconds ago, in such a pause, the login has failed. */
int64_t failure_login_age_s(const struct record *record, int64_t now);

void failure_forget_login(struct record *record);

/* ---- what a person is told ---- */

/*
 * The text of what stands in the way: of the refresh token, else of the last
 * refresh, else, where only a login can help (RENEWABLE false), of the last
 * login; NULL: nothing.
 */
const char *failure_text(const struct record *record, bool renewable);

#endif
