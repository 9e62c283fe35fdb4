/*
 * executable.h - where a program is
 */
#ifndef EXECUTABLE_H
#define EXECUTABLE_H

#include "base/error.h"

/*
 * *PROGRAM, the caller's to free: NAME as it stands if it has a slash, else
 * from PATH, leaving out relative folders: with those, a file in a cloned
 * repository would be run.
 * LANYARD_ERR_SYSTEM: none, errno tells. LANYARD_ERR_MEMORY.
 */
enum lanyard_error executable_find(char **program, const char *name);

#endif
