/*
 * strings.h - a list of strings that grows
 *
 * char **: NULL while it is empty, else strings of its own and a NULL behind
 * the last, all allocated.
 */
#ifndef STRINGS_H
#define STRINGS_H

#include <stddef.h>

#include "base/error.h"

/* Free *STRINGS with what is in it; it is NULL then. STRINGS may be NULL. */
void strings_free(char ***strings);

size_t strings_count(char *const *strings);

/* Append a copy of TEXT. LANYARD_ERR_MEMORY: nothing changed. */
enum lanyard_error strings_add(char ***strings, const char *text);

/*
 * Append each of the words, separated by spaces, in TEXT. LANYARD_ERR_MEMORY:
 * the words before it stay.
 */
enum lanyard_error strings_add_words(char ***strings, const char *text);

#endif
