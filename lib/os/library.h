/*
 * library.h - another project's library, loaded when it is first needed
 */
#ifndef LIBRARY_H
#define LIBRARY_H

#include <stddef.h>
#include <stdint.h>

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
 * is not there; by error_class() where memory or descriptors are lacking.
 * FUNCTIONS is then not to be used.
 */
enum lanyard_error library_load(
    const struct library *library, void *functions, struct error *error);

/*
 * Tell the tools of packagers that FILE will be loaded, which ldd and the like
 * do not see: an ELF note as systemd's "dlopen() Metadata for ELF Files" has
 * it. FEATURE, DESCRIPTION, PRIORITY ("required", "recommended") and FILE are
 * literals that JSON need not escape.
 */
#define LIBRARY_NOTE(variable, feature, description, priority, file)           \
	LIBRARY_NOTE_OF(variable,                                              \
	    "[{\"feature\":\"" feature "\",\"description\":\"" description     \
	    "\",\"priority\":\"" priority "\",\"soname\":[\"" file "\"]}]")

/* The linker keeps notes, and the next one begins at a multiple of four. */
#define LIBRARY_NOTE_OF(variable, json)                                        \
	static const struct {                                                  \
		uint32_t owner_size, json_size, type;                          \
		char owner[sizeof("FDO")];                                     \
		char text[(sizeof(json) + 3) / 4 * 4];                         \
	} variable                                                             \
	    __attribute__((used, aligned(4), section(".note.dlopen"))) = {     \
		sizeof("FDO"), sizeof(json), 0x407c0c0a, "FDO", json}

#endif
