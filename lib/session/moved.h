/*
 * moved.h - a login that was moved to another machine (lanyard_export())
 */
#ifndef MOVED_H
#define MOVED_H

#include "session/entry.h"

/*
 * LANYARD_OK, or LANYARD_ERR_MOVED where ENTRY's was moved: when, and how it
 * comes back.
 */
enum lanyard_error moved_check(const struct entry *entry, struct error *error);

#endif
