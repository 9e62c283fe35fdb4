/*
 * unpack.h - a reply's body that is compressed though nobody asked for it
 */
#ifndef UNPACK_H
#define UNPACK_H

#include "base/buf.h"

/*
 * Replace BODY by what it unpacks to, if it begins as gzip (RFC 1952) or zlib
 * (RFC 1950) do, or is deflate (RFC 1951) and nothing else; whatever a header
 * says, JSON and forms are otherwise. So is what is packed in it, three deep.
 * Of a body that is damaged or cut, what can be had. It stays as it is where
 * nothing can, or zlib is not there. LANYARD_ERR_MEMORY; LANYARD_ERR_PROTOCOL:
 * it is longer than BODY's limit.
 */
enum lanyard_error unpack_body(struct buf *body);

#endif
