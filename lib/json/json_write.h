/*
 * json_write.h - the members of a JSON object, written
 */
#ifndef JSON_WRITE_H
#define JSON_WRITE_H

#include <stdint.h>

#include "base/buf.h"

/*
 * Each appends one member to BUF, with the comma before it unless BUF ends in
 * the brace that begins the object. Braces are the caller's. NAME needs no
 * escapes. LANYARD_ERR_MEMORY, or LANYARD_ERR_PROTOCOL at BUF's limit; BUF then
 * ends in the middle.
 */

/*
 * TEXT as a string (RFC 8259 7); NULL: none. What is no UTF-8 becomes U+FFFD.
 */
enum lanyard_error json_write_text(
    struct buf *buf, const char *name, const char *text);
/* The value alone, without a name: an array's. */
enum lanyard_error json_write_string(struct buf *buf, const char *text);
/* TEXTS (NULL at the end) as an array. */
enum lanyard_error json_write_array(
    struct buf *buf, const char *name, const char *const *texts);
enum lanyard_error json_write_number(
    struct buf *buf, const char *name, int64_t number);
enum lanyard_error json_write_boolean(
    struct buf *buf, const char *name, bool value);

#endif
