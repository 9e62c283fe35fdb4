/*
 * library.c - another project's library, loaded when it is first needed
 *
 * By dlopen. It is never unloaded: OpenSSL, for one, is not made for that.
 */
#include "os/library.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

/* What dlsym says is where a function is, as POSIX has it. */
_Static_assert(sizeof(void *) == sizeof(void (*)(void)), "one size of pointer");

static bool
find_functions(const struct library *library, void *loaded, char *functions)
{
	void *found;

	for (size_t i = 0; i < library->count; i++) {
		if ((found = dlsym(loaded, library->names[i])) == NULL)
			return false;
		memcpy(functions + i * sizeof(found), &found, sizeof(found));
	}
	return true;
}

enum lanyard_error
library_load(
    const struct library *library, void *functions, struct error *error)
{
	void *loaded = dlopen(library->file, RTLD_LAZY | RTLD_LOCAL);

	if (loaded != NULL && find_functions(library, loaded, functions))
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_SYSTEM, "cannot load %s: %s",
	    library->project, dlerror());
	error_hint(error, "install the package that has %s", library->file);
	return LANYARD_ERR_SYSTEM;
}
