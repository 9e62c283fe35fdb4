/*
 * visible.h - text of others, shown so that it moves no cursor
 */
#ifndef VISIBLE_H
#define VISIBLE_H

#include <stddef.h>

/* How many characters TEXT has: a terminal shows most of them in one column. */
size_t visible_width(const char *text);

/*
 * Print TEXT on stdout, "?" for each control character; of one with more than
 * LIMIT characters the beginning and "...". Returns how many were printed.
 */
size_t visible_print(const char *text, size_t limit);

#endif
