/*
 * utf8.h - what is a character of UTF-8 (RFC 3629 4)
 */
#ifndef UTF8_H
#define UTF8_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The bytes of the character that the SIZE bytes at TEXT begin with, 1 for
 * ASCII. 0: none, or malformed: a lone tail, cut short, an overlong form, a
 * surrogate, beyond U+10FFFF.
 */
size_t utf8_length(const void *text, size_t size);

/* Is all of TEXT made of such characters? */
bool utf8_is_text(const char *text);

/*
 * Is CHARACTER, which is well-formed, one that moves a terminal's cursor or
 * turns the text around: a control character (many terminals take U+009B for
 * the start of a sequence), or a mark of direction?
 */
bool utf8_is_control(const void *character);

#endif
