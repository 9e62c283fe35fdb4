/*
 * prompt.h - one login attempt at a time, whoever wants one
 */
#ifndef PROMPT_H
#define PROMPT_H

#include "session/entry.h"

/*
 * Have a person log in for ENTRY, or take the outcome of the attempt that is
 * under way. BY_NAME: somebody asked for just this, so neither a pause after
 * a failure nor a token that is there stands in the way.
 * LANYARD_ERR_LOGIN_NEEDED: nobody is there, or the pause is on; one line that
 * names the login and the command. LANYARD_ERR_MOVED (moved.h).
 * LANYARD_ERR_CANCELLED, and what a login can fail with.
 */
enum lanyard_error prompt_login(
    struct entry *entry, struct lanyard_session *session, bool by_name);

#endif
