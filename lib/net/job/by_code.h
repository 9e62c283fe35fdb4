/*
 * by_code.h - a login by authorization code: called back, or pasted
 */
#ifndef BY_CODE_H
#define BY_CODE_H

#include "net/job/attempt.h"
#include "net/oauth/paste.h"

/*
 * Each returns LANYARD_OK when the wait goes on, or is over with DONE set; an
 * error ends the login. What is no answer to this login is only told. So is a
 * code that brings no tokens, if another one might: see attempt_failed().
 */

/*
 * A callback's QUERY, which is answered. An error of the server's ends the
 * login; LANYARD_ERR_CANCELLED: the person refused.
 */
enum lanyard_error by_code_callback(struct attempt *attempt, const char *query);

/* A callback did not come so far, for REASON: one line for the person. */
void by_code_refused(struct attempt *attempt, const char *reason);

/*
 * The login is over: answer a callback's QUERY that comes late as the one that
 * ended it was answered, if it is of the same login.
 */
void by_code_late(struct attempt *attempt, const char *query);

/* What a person pasted: what paste_read() has GOT as KIND. */
enum lanyard_error by_code_paste(
    struct attempt *attempt, enum paste_kind kind, const struct secret *got);

#endif
