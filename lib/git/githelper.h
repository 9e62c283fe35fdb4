/*
 * githelper.h - one helper of git's, as credential.helper has it
 *
 * gitcredentials(7): a command of a shell's after "!", an absolute path with
 * words behind it, or else a name to which "git credential-" is put before.
 */
#ifndef GITHELPER_H
#define GITHELPER_H

#include <stdbool.h>

#include "base/error.h"

/*
 * The program that HELPER is: the last part of the path of its first word, and
 * what follows "git-credential-" in that, allocated; "!" where it is a command
 * of a shell's. NULL: memory ran out.
 */
char *githelper_name(const char *helper);

/*
 * *PROGRAM, the caller's to free: where git finds HELPER's program, in
 * EXEC_PATH (that of "git --exec-path"), in PATH, or where it says; NULL for a
 * shell's command. LANYARD_ERR_SYSTEM: nowhere. LANYARD_ERR_MEMORY.
 */
enum lanyard_error githelper_find(
    const char *helper, const char *exec_path, char **program);

/*
 * Is HELPER lanyard: by one of its names; as a shell's command, a script or a
 * link that leads to it? EXEC_PATH as above.
 */
bool githelper_is_lanyard(const char *helper, const char *exec_path);

#endif
