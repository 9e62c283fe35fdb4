/*
 * text.h - letters without case, whatever locale the program has set
 *
 * In a Turkish one strcasecmp() tells "I" from "i", and so would let a header
 * AUTHORIZATION pass. Protocols compare ASCII (RFC 9110 5.1, RFC 3986 3.1).
 */
#ifndef ASCII_H
#define ASCII_H

#include <stddef.h>

/* C in lower case, if it is one of A to Z. */
char ascii_lower(char c);

/* As strcasecmp(3) and strncasecmp(3): 0 is equal. */
int ascii_compare(const char *a, const char *b);
int ascii_compare_n(const char *a, const char *b, size_t size);

#endif
