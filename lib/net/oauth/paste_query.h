/*
 * paste_query.h - the query of a redirect in what was pasted
 */
#ifndef PASTE_QUERY_H
#define PASTE_QUERY_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/secret.h"

/*
 * Look in TEXT, of paste_clean(), for the query of an address, or for its
 * fragment, which may be broken in lines or by blanks, or have words around it.
 * *GOOD: QUERY has STATE, and a code or an error; else it is the first query
 * found, or empty. LANYARD_ERR_MEMORY; LANYARD_ERR_PROTOCOL: a limit.
 */
enum lanyard_error paste_query_find(const struct secret *state,
    const char *text, struct buf *query, bool *good);

/* Has QUERY anything that a redirect has? */
bool paste_query_is_redirect(const char *query);

/* Is TEXT an address or the end of one, whatever that brings? */
bool paste_query_is_address(const char *text);

#endif
