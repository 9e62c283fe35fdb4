/*
 * visible.h - text of others, shown so that it moves no cursor
 */
#ifndef VISIBLE_H
#define VISIBLE_H

#include <stddef.h>

/* How many columns of a terminal TEXT takes: two for what is wide, none for
 * marks. */
size_t visible_width(const char *text);

/*
 * Print TEXT on stdout, "?" for each control character; of one that is wider
 * than LIMIT columns the beginning and "...". Returns the columns it took.
 */
size_t visible_print(const char *text, size_t limit);

#endif
