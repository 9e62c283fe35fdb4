/*
 * no_token.h - why there is no token to be had, in words
 *
 * Nothing is tried or changed here: each function looks at what is stored,
 * makes the session's error and hint of it, and returns the error's code.
 */
#ifndef NO_TOKEN_H
#define NO_TOKEN_H

#include "session/entry.h"

/*
 * The failure of before that the record notes, with when the server is asked
 * again: RETRY_AT, seconds since 1970. LANYARD_OK: it notes none.
 */
enum lanyard_error no_token_yet(const struct entry *entry,
    struct lanyard_session *session, int64_t retry_at);

/*
 * LANYARD_ERR_REJECTED: a host rejects a token that is as good as tokens get;
 * the message names host, login and account.
 */
enum lanyard_error no_token_accepted(
    const struct entry *entry, struct lanyard_session *session);

/*
 * Why there is nothing to refresh with: LANYARD_ERR_GRANT, the server has
 * refused the refresh token; LANYARD_ERR_LOGIN_NEEDED, there is none, or it is
 * another server's or client's; LANYARD_ERR_MOVED (moved.h).
 */
enum lanyard_error no_token_to_renew(
    const struct entry *entry, struct error *error);

#endif
