/*
 * library.h - another project's library, loaded when it is first needed
 */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stddef.h>

#include "base/error.h"

struct library {
	const char *project;	  /* what an error calls it */
	const char *file;	  /* a soname, or a path */
	const char *const *names; /* of the functions that are called */
	size_t count;
};

/*
 * Load LIBRARY and put the addresses of its functions into FUNCTIONS, a struct
 * of COUNT pointers to function in the order of the names. It stays loaded for
 * as long as the process lives. LANYARD_ERR_SYSTEM: it, or a function of it,
 * is not there; FUNCTIONS is then not to be used.
 */
enum lanyard_error library_load(
    const struct library *library, void *functions, struct error *error);

#endif
