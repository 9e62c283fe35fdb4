/*
 * text.h - what ASCII letters and texts are, whatever locale the program has
 * set
 *
 * In a Turkish one strcasecmp() tells "I" from "i", and so would let a header
 * AUTHORIZATION pass. Protocols compare ASCII (RFC 9110 5.1, RFC 3986 3.1).
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "lanyard.h"

/*
 * *TO, which is freed, becomes a copy of TEXT, and NULL of NULL.
 * LANYARD_ERR_MEMORY: it is as it was.
 */
enum lanyard_error text_set(char **to, const char *text);

/* C in lower case, if it is one of A to Z. */
char text_lower(char c);

/* The first SIZE bytes of TEXT, or less, in lower case; allocated, or NULL. */
char *text_lower_copy(const char *text, size_t size);

/* Is C one of ASCII's control characters, DEL among them? */
bool text_is_control(char c);

/* Has TEXT one of them? Then it is no line of a record, header or terminal. */
bool text_has_control(const char *text);

/* Is each of its bytes ASCII? */
bool text_is_ascii(const char *text);

/* As strcasecmp(3) and strncasecmp(3): 0 is equal. */
int text_compare(const char *a, const char *b);
int text_compare_n(const char *a, const char *b, size_t size);

/* Is TEXT, as it is written, one of WORDS (NULL at the end)? */
bool text_is_one_of(const char *text, const char *const *words);

/*
 * Is it 1*VSCHAR (RFC 6749 appendix A), printable ASCII and not empty, as every
 * token and code must be? The second is for SIZE bytes, which a NUL does not
 * end.
 */
bool text_is_visible(const char *text);
bool text_is_visible_n(const void *bytes, size_t size);

/* A token as HTTP has it (RFC 9110 5.6.2): a method, a field's name, a scheme.
 */
bool text_is_token(const char *text);

#endif
