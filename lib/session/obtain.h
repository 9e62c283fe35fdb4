/*
 * obtain.h - a token to hand out: the stored one, a refreshed one, a login's
 */
#ifndef OBTAIN_H
#define OBTAIN_H

#include "session/entry.h"

/*
 * See that ENTRY has an access token to hand out: refreshed when due, or when
 * generation REJECTED (0: none) is the stored one; by a login where there is
 * nothing to refresh with. Errors of refresh_when_due() and prompt_login();
 * LANYARD_ERR_STORE where what was saved is no token of this login.
 */
enum lanyard_error obtain_token(struct entry *entry,
    struct lanyard_session *session, uint64_t rejected);

#endif
