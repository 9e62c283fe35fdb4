/*
 * paths.h - where configuration and store are
 */
#ifndef PATHS_H
#define PATHS_H

#include "base/error.h"

struct paths_kind {
	const char *name;     /* the variable that has the path */
	const char *xdg;      /* the one that has the folder of such files */
	const char *fallback; /* that folder in HOME */
	const char *rest;     /* the path in that folder */
};

/* An environment variable that is set and not empty, lent, or NULL. */
const char *paths_environment(const char *name);

/*
 * GIVEN, else $NAME, else $XDG/REST, else HOME/FALLBACK/REST; XDG only if
 * absolute (XDG Base Directory Specification). *PATH, allocated, stays NULL
 * where none of them is known. LANYARD_ERR_MEMORY; LANYARD_ERR_CONFIG: it is
 * too long.
 */
enum lanyard_error paths_choose(const struct paths_kind *kind,
    const char *given, char **path, struct error *error);

/* LANYARD_ERR_CONFIG, and what to do about a user without a home. */
enum lanyard_error paths_fail_home(struct error *error);

#endif
