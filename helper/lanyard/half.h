/*
 * half.h - where lanyard-oauth, the network half, is
 */
#ifndef HALF_H
#define HALF_H

#include <stdbool.h>

#include "lanyard.h"

#define HALF_PATH 4096

/* Where the build puts it. */
#define HALF_BUILT_FOR LIBEXECDIR "/lanyard-oauth"

/* The folder that we are in. False: it cannot be told. */
bool half_folder(char path[HALF_PATH]);

/*
 * Its path, in PATH: beside us (the build folder), else in the libexec that
 * was installed with us. NULL: in neither, and where the library was built to
 * find it is left.
 */
const char *half_program(char path[HALF_PATH]);

/* keep_refresh(), with an error that names where it was sought. */
lanyard_refresh_function half_refresh;

#endif
