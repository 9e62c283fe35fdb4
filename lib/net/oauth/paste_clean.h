/*
 * paste_clean.h - what was pasted, without what terminals, pages and shells add
 */
#ifndef PASTE_CLEAN_H
#define PASTE_CLEAN_H

#include "base/buf.h"

/*
 * Append TEXT to BUF without what no URL and no code has: the marks of a
 * bracketed paste and other escape sequences, whole or without their first
 * byte; control characters, backslashes, characters of no width. "&amp;" and
 * its kin become what they stand for, typographic quotes become ", and any
 * line end becomes one "\n". Blanks around a line, and empty lines, go.
 * LANYARD_ERR_MEMORY; LANYARD_ERR_PROTOCOL: BUF's limit would be passed.
 */
enum lanyard_error paste_clean(struct buf *buf, const char *text);

/* Append the first COUNT lines of what paste_clean() gave, as one line. */
enum lanyard_error paste_clean_join(
    struct buf *buf, const char *text, size_t count);

/* Append TEXT without its blanks and line ends. */
enum lanyard_error paste_clean_squeeze(struct buf *buf, const char *text);

/* How many lines what paste_clean() gave has. */
size_t paste_clean_lines(const char *text);

#endif
