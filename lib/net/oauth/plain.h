/*
 * plain.h - a reply that was encoded once more on its way
 *
 * A gateway that passes on what a function returned may give the reply as a
 * string in an object of its own ({"statusCode":200,"body":"{\"access_..."}), a
 * framework all of it as one string; older ones answer in UTF-16, which JSON
 * may be in by RFC 4627 3.
 */
#ifndef PLAIN_H
#define PLAIN_H

#include "base/buf.h"
#include "base/error.h"

/*
 * TEXT with one such encoding taken off, appended to PLAIN, which gets nothing
 * where there is none. It may be no JSON then, but its members are there to be
 * found (reply.h). LANYARD_ERR_MEMORY, LANYARD_ERR_PROTOCOL (PLAIN's limit).
 */
enum lanyard_error plain_take(const struct buf *text, struct buf *plain);

#endif
