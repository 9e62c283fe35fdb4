/*
 * replaceable.h - may a file be replaced by another?
 */
#ifndef REPLACEABLE_H
#define REPLACEABLE_H

#include "base/error.h"

/*
 * May NAME in FOLDER (as openat(2) has them) get another file in its place by
 * rename(2)? It may not where it is a mount point of its own, and where it or
 * its folder is immutable or append-only. Where the system cannot tell, or
 * there is no such file, it may.
 * LANYARD_ERR_STORE: the message names PLACE, and the hint is what to do. INNER
 * is what the folder is called within PLACE; NULL: it is PLACE.
 */
enum lanyard_error replaceable_check(int folder, const char *place,
    const char *inner, const char *name, struct error *error);

#endif
