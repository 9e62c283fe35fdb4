/*
 * executable.h - where a program is
 */
#ifndef EXECUTABLE_H
#define EXECUTABLE_H

#include <stddef.h>

#include "base/error.h"

/*
 * *PROGRAM, the caller's to free: NAME if it is an absolute path, else from the
 * absolute folders of PATH (/usr/bin and /bin where that is not set). Relative
 * folders and relative paths lead nowhere: what lies in the current folder may
 * be a cloned repository's.
 * LANYARD_ERR_SYSTEM: none, errno tells. LANYARD_ERR_MEMORY.
 */
enum lanyard_error executable_find(char **program, const char *name);

/*
 * Append to PROGRAMS (strings.h) each NAME, which has no "/", that lies in an
 * absolute folder of PATH, in that order. LANYARD_ERR_MEMORY.
 */
enum lanyard_error executable_find_all(char ***programs, const char *name);

/*
 * TEXT, which has room for executable_path_size() bytes, becomes the absolute
 * folders of PATH; those of a system where there are none. For what is started
 * and starts others.
 */
void executable_path(char *text, const char *path);
size_t executable_path_size(const char *path);

#endif
