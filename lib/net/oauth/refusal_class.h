/*
 * refusal_class.h - what heals a refusal, by the words that servers have
 *
 * RFC 6749 5.2 has a few words; servers have many more, and spell them as they
 * like.
 */
#ifndef REFUSAL_CLASS_H
#define REFUSAL_CLASS_H

#include <stdbool.h>

#include "base/error.h"

/* Is TEXT one of WORDS, which end with NULL, in whatever case? */
bool refusal_is_one_of(const char *text, const char *const *words);

/*
 * Has TEXT one of PARTS, which are in lower case and end with NULL? What parts
 * words does not count: invalid_client, "Invalid Client" and invalidClient are
 * one.
 */
bool refusal_speaks_of(const char *text, const char *const *parts);

/* May the server that says ERROR with STATUS say something else in a while? */
bool refusal_is_of_moment(const char *error, int status);

/*
 * The same by PROSE, which stands beside ERROR: a word that is surely of a dead
 * grant goes before it.
 */
bool refusal_asks_to_wait(const char *error, const char *prose);

/*
 * Is ERROR about the client or the scope, so that another grant of this login
 * would be refused likewise?
 */
bool refusal_is_of_client(const char *error);

/*
 * Is ERROR a gateway's or a framework's word for its STATUS: nothing at this
 * address looked at what was sent?
 */
bool refusal_is_of_address(const char *error, int status);

/*
 * What the caller can do about ERROR with this STATUS, to a refresh or another
 * request: LANYARD_ERR_GRANT, _REFUSED or _SERVER, as refusal_take() has them.
 */
enum lanyard_error refusal_class(const char *error, int status, bool refresh);

#endif
