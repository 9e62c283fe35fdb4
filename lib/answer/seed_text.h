/*
 * seed_text.h - a refresh token as people have it: alone, as JSON, or as lines
 */
#ifndef SEED_TEXT_H
#define SEED_TEXT_H

#include "answer/seed_given.h"

/*
 * Fill GIVEN (initialized) from the SIZE bytes at TEXT, read at NOW: a refresh
 * token alone on a line; the reply of a token endpoint, JSON or a form; or
 * lines of key=value with git's names or the record's. A byte-order mark,
 * blanks and quotes around values, and empty lines do not count.
 * LANYARD_ERR_PROTOCOL: it is none of these, or has no refresh token that could
 * be one; the message repeats nothing of the text. LANYARD_ERR_MEMORY.
 */
enum lanyard_error seed_text_parse(struct seed_given *given, const void *text,
    size_t size, int64_t now, struct error *error);

#endif
