/*
 * kept.h - replies that could not be saved, in memory
 *
 * The last resort of a program's storage. Room for one is made before its
 * request, so that keeping it asks for no memory. All of it is wiped.
 */
#ifndef KEPT_H
#define KEPT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

struct kept; /* a list; NULL is an empty one */

/*
 * Have room for SIZE bytes of a reply of NAME (copied), beside one that is
 * held. LANYARD_ERR_MEMORY.
 */
enum lanyard_error kept_reserve(
    struct kept **list, const char *name, size_t size);

/* Give back all room in which nothing is held. */
void kept_release(struct kept **list);

/*
 * Hold HEAD and RAW, one behind the other, in the room of NAME, in the place of
 * what was held before. False: there is no such room, or not so much of it.
 */
bool kept_hold(struct kept **list, const char *name, const struct buf *head,
    const struct buf *raw);

/* What is held of NAME, lent until it is dropped; NULL: nothing. */
const struct buf *kept_find(const struct kept *list, const char *name);

void kept_drop(struct kept **list, const char *name);
void kept_clear(struct kept **list);

#endif
