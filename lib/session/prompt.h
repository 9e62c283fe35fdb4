/*
 * prompt.h - one login attempt at a time, whoever wants one
 */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include "session/entry.h"

/*
 * Have a person log in for ENTRY, or take the outcome of the attempt that is
 * under way. BY_NAME: somebody asked for just this, so neither a pause after
 * a failure nor a token that is there stands in the way.
 * LANYARD_ERR_LOGIN_NEEDED: nobody is there, or the pause is on; one line that
 * names the login and the command. LANYARD_ERR_CANCELLED, and what a login can
 * fail with.
 */
enum lanyard_error attempt_login(
    struct entry *entry, struct lanyard_session *session, bool by_name);

/*
 * See that ENTRY has an access token to hand out: refreshed when due, or when
 * generation REJECTED (0: none) is the stored one; by a login where there is
 * nothing to refresh with. Errors of refresh_when_due() and attempt_login().
 */
enum lanyard_error attempt_token(struct entry *entry,
    struct lanyard_session *session, uint64_t rejected);

#endif
