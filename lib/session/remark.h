/*
 * remark.h - a person is told that a server has granted less than was asked
 *
 * One notice to the program's ui, where it has one, from the process that had
 * the login or the refresh run: others that wait for it are not told again.
 * lanyard_each() tells it at any time.
 */
#ifndef REMARK_H
#define REMARK_H

#include "session/entry.h"

/* After a login: ENTRY's record has what came. */
void remark_login(struct entry *entry, struct lanyard_session *session);

/* After a refresh: BEFORE is the scope that was granted until then, or NULL. */
void remark_refresh(struct entry *entry, struct lanyard_session *session,
    const char *before);

#endif
