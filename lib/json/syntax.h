/*
 * syntax.h - is this text JSON? (RFC 8259), in one pass and no memory
 *
 * jsmn finds tokens in text that is JSON; it does not tell whether it is.
 */
#ifndef SYNTAX_H
#define SYNTAX_H

#include <stdbool.h>
#include <stddef.h>

struct syntax {
	size_t tokens;	     /* values, and names of members */
	size_t offset;	     /* of the first byte that is wrong */
	const char *problem; /* NULL: none */
};

/*
 * Check that the SIZE bytes at TEXT are one JSON object and white space:
 * grammar, UTF-8, escapes, no more than LIMIT_JSON_DEPTH levels and
 * LIMIT_JSON_TOKENS tokens. False: offset and problem tell.
 */
bool syntax_check(
    struct syntax *syntax, const unsigned char *text, size_t size);

/*
 * The end of the value that begins at AT, checked likewise; 0: none does, or it
 * is not whole. A number or word that the text ends with may have been cut.
 */
size_t syntax_value(const unsigned char *text, size_t size, size_t at);

#endif
