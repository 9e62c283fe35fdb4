/*
 * paste_pairs.h - a code and its state as a browser's tools list them
 */
#ifndef PASTE_PAIRS_H
#define PASTE_PAIRS_H

#include "base/buf.h"
#include "base/secret.h"

/*
 * Look in TEXT, of paste_clean(), for a code and for STATE, each behind its
 * name: as JSON's members, as a HAR file's "name" and "value", or as lines of
 * a table. QUERY, which is empty, becomes a redirect's query of both, and stays
 * empty where either lacks. LANYARD_ERR_MEMORY; LANYARD_ERR_PROTOCOL: a limit.
 */
enum lanyard_error paste_pairs_find(
    const struct secret *state, const char *text, struct buf *query);

#endif
