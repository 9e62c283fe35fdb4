/*
 * mark.h - by which configuration a login has failed
 *
 * A failure that is noted keeps others from trying, for a while. That is right
 * as long as they would fare alike: who has mended the configuration since is
 * not to wait. So the note bears a mark of it, and one with another mark counts
 * as none.
 */
#ifndef MARK_H
#define MARK_H

#include "session/entry.h"

/* Hexadecimal digits, and a NUL. */
#define MARK_SIZE 33

/*
 * The mark of how ENTRY's login is described, which is completed first
 * (entry_complete()): a hash of what the requests are made of, and of the
 * stamps (os/stamp.h) of the files that it names. Secrets are not in it: where
 * lanyard.conf has one, its stamp is. "": there is none, as the configuration
 * cannot be read. The session's error stays as it is.
 */
void mark_make(
    char mark[MARK_SIZE], struct entry *entry, struct lanyard_session *session);

/*
 * Does a failure that was noted with NOTED (NULL or "": without a mark) concern
 * ENTRY as it is described now?
 */
bool mark_holds(const char *noted, struct entry *entry,
    struct lanyard_session *session);

#endif
