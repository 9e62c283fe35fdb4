/*
 * F3 attempt.h - one login attempt at a time, whoever wants one
 */
#ifndef ATTEMPT_H
#define ATTEMPT_H

#include "entry.h"

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

#endif
