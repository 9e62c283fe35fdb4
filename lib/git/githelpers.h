/*
 * githelpers.h - which helpers git asks for the credentials of a URL
 *
 * As credential_apply_config() of git's credential.c reads them: in the order
 * of the files, each helper of credential.helper and of any
 * credential.<url>.helper whose URL matches; an empty one forgets those before
 * it. A repository's own configuration is not looked at.
 */
#ifndef GITHELPERS_H
#define GITHELPERS_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * *HELPERS is a list of them, NULL at the end, for strings_free(); NULL: none.
 * *FORGOTTEN is one of those that an empty helper has git forget.
 * LANYARD_ERR_MEMORY, _TIMEOUT; LANYARD_ERR_SYSTEM: git cannot be started,
 * errno tells.
 */
enum lanyard_error githelpers_find(
    const char *url, char ***helpers, char ***forgotten);

/* Does what git calls PATTERN, in credential.<PATTERN>.helper, mean URL? */
bool githelpers_match(const char *pattern, const char *url);

#endif
