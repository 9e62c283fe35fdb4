/*
 * gitfiles.h - can git's configuration have something to say at all?
 *
 * To start git takes longer than a known answer takes. Most people have set
 * nothing that concerns us, and that is seen in git's files without
 * understanding them: a key that is set is written somewhere.
 */
#ifndef GITFILES_H
#define GITFILES_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * True: git knows no key that has one of KEYS (lower case, NULL-terminated) in
 * its name, other than from a repository. None of its files, system's and
 * user's (git-config(1), FILES and ENVIRONMENT), has such a word anywhere, or
 * includes another file, and no variable of the environment sets keys. False
 * where that is not sure, as with a git whose files we do not know: ask it.
 */
bool gitfiles_are_silent(const char *const keys[]);

/*
 * Is one of a user's files closed to us, which git passes over in silence?
 * PATH is its path then.
 */
bool gitfiles_find_closed(struct buf *path);

/* Is one of them a named pipe, for which git would wait? Likewise. */
bool gitfiles_find_pipe(struct buf *path);

/* Does one of them, or the system's, name Lanyard somewhere? Likewise. */
bool gitfiles_find_lanyard(struct buf *path);

#endif
