/*
 * gitinclude.h - what git reads in some repositories only
 *
 * An includeIf of the user's own files that asks for a repository (gitdir,
 * onbranch, hasconfig) is not read here, as no repository is looked at. Where
 * something is lacking that may be what is in it.
 */
#ifndef GITINCLUDE_H
#define GITINCLUDE_H

#include "base/buf.h"
#include "base/error.h"

/*
 * Append to HINT a sentence that names the file, of those that an includeIf
 * names, and the setting in it that concerns the way to URL (a proxy, a CA, a
 * client certificate); nothing where there is none, or git does not say.
 * LANYARD_ERR_MEMORY, LANYARD_ERR_PROTOCOL: HINT is too small.
 */
enum lanyard_error gitinclude_hint(const char *url, struct buf *hint);

#endif
