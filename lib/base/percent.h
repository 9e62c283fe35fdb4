/*
 * percent.h - the %XX encodings of URLs, forms and file names
 *
 * What cannot be appended whole, for want of room or memory, leaves the buffer
 * as it was.
 */
#ifndef PERCENT_H
#define PERCENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

/* Append TEXT with all but [A-Za-z0-9-_] as %XX: a file name in the store. */
enum lanyard_error percent_add_file_name(struct buf *buf, const char *text);

/* Append TEXT with all but RFC 3986 unreserved characters as %XX. */
enum lanyard_error percent_add_escaped(
    struct buf *buf, const void *bytes, size_t size);

/*
 * application/x-www-form-urlencoded (RFC 6749 appendix B): "NAME=VALUE", with
 * "&" before it when BUF is not empty and does not end in "?" or "&".
 */
enum lanyard_error percent_add_parameter(struct buf *buf, const char *name,
    const void *value, size_t size);

/* VALUE alone in that encoding: space is "+". */
enum lanyard_error percent_add_form_encoded(
    struct buf *buf, const void *bytes, size_t size);

/*
 * Append FORM, which is in that encoding, as a URL's query: space is "%20",
 * which is read as one by those too who take "+" for what it is (RFC 3986).
 */
enum lanyard_error percent_add_query(struct buf *buf, const char *form);

/*
 * Append a part of HTTP Basic credentials of a client (RFC 6749 2.3.1): as %XX
 * only what would not come back as it was from who decodes it, "%", "+",
 * control characters and bytes outside ASCII, and ":" where COLON, so that who
 * does not decode it understands all else.
 */
enum lanyard_error percent_add_basic(
    struct buf *buf, const void *bytes, size_t size, bool colon);

/*
 * The decoded value of parameter NAME in a query (without "?") appended to
 * VALUE, *COUNT (may be NULL) how often it occurs. False if absent, malformed
 * (bad %XX) or decoding to NUL.
 */
bool percent_query_parameter(
    const char *query, const char *name, struct buf *value, size_t *count);

/*
 * Append SIZE bytes of TEXT with %XX decoded as git does it: what is malformed,
 * and %00, stands for itself.
 */
enum lanyard_error percent_add_loosely(
    struct buf *buf, const char *text, size_t size);

/*
 * Append TEXT, of a URL, with what no URL has (RFC 3986 2) escaped, an escape
 * that is none with it. What is escaped stays as it is.
 */
enum lanyard_error percent_add_shown(struct buf *buf, const char *text);

/* Append TEXT with %XX decoded. LANYARD_ERR_ARGUMENT: malformed, or NUL. */
enum lanyard_error percent_add_decoded(struct buf *buf, const char *text);

#endif
