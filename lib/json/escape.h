/*
 * escape.h - the escapes in JSON's strings (RFC 8259 7)
 */
#ifndef ESCAPE_H
#define ESCAPE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Unescape the SIZE bytes of a checked string (syntax.h) in place; the new
 * size, never a larger one.
 */
size_t escape_undo(unsigned char *bytes, size_t size);

/* Is TEXT what the SIZE bytes of a checked string unescape to? */
bool escape_equals(const unsigned char *bytes, size_t size, const char *text);

/* False if an unescaped string has a NUL or a lone surrogate in it. */
bool escape_is_text(const unsigned char *bytes, size_t size);

#endif
