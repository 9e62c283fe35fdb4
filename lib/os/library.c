/*
 * library.c - another project's library, loaded when it is first needed
 *
 * By dlopen. It is never unloaded: OpenSSL, for one, is not made for that.
 */
#include "os/library.h"

#include <dlfcn.h>
#include <errno.h>
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

/*
 * What dlopen's TEXT is about: errno is not kept, but its text is in it, or
 * what could not be had for lack of memory (as glibc's and musl's dynamic
 * linkers say it).
 */
static enum lanyard_error
class_of(const char *text)
{
	static const int errnums[] = {EMFILE, ENFILE, ENOMEM, EAGAIN};
	static const char *const lacks[] = {"failed to map segment",
	    "cannot allocate", "cannot create", "out of memory"};

	for (size_t i = 0; i < sizeof(errnums) / sizeof(errnums[0]); i++)
		if (strstr(text, strerror(errnums[i])) != NULL)
			return error_class(errnums[i], LANYARD_ERR_SYSTEM);
	for (size_t i = 0; i < sizeof(lacks) / sizeof(lacks[0]); i++)
		if (strstr(text, lacks[i]) != NULL)
			return error_class(ENOMEM, LANYARD_ERR_SYSTEM);
	return LANYARD_ERR_SYSTEM;
}

enum lanyard_error
library_load(
    const struct library *library, void *functions, struct error *error)
{
	void *loaded = dlopen(library->file, RTLD_LAZY | RTLD_LOCAL);
	enum lanyard_error r;
	const char *text;

	if (loaded != NULL && find_functions(library, loaded, functions))
		return LANYARD_OK;
	if ((text = dlerror()) == NULL)
		text = "a function is missing";
	r = class_of(text);
	error_set(error, r, "cannot load %s: %s", library->project, text);
	if (r == LANYARD_ERR_SYSTEM)
		error_hint(
		    error, "install the package that has %s", library->file);
	return r;
}
