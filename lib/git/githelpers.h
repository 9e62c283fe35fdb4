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
 * LANYARD_ERR_MEMORY, _TIMEOUT; LANYARD_ERR_SYSTEM: git cannot be started,
 * errno tells.
 */
enum lanyard_error githelpers_find(const char *url, char ***helpers);

/* Does what git calls PATTERN, in credential.<PATTERN>.helper, mean URL? */
bool githelpers_match(const char *pattern, const char *url);

/*
 * The program that HELPER is: the last part of the path of its first word, and
 * what follows "git-credential-" in that, allocated; "!" where it is a command
 * of a shell's. NULL: memory ran out.
 */
char *githelpers_name(const char *helper);

/* Is HELPER lanyard, by whichever of its names, a shell's command too? */
bool githelpers_is_lanyard(const char *helper);

/*
 * Does git find the program of HELPER, a shell's command aside, in EXEC_PATH
 * (that of "git --exec-path"), in PATH, or where it says?
 */
bool githelpers_is_there(const char *helper, const char *exec_path);

#endif
