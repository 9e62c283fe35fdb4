/*
 * input.h - a secret on standard input
 */
#ifndef INPUT_H
#define INPUT_H

#include <stddef.h>

/*
 * Append all of standard input to the *SIZE bytes at TEXT, which has room for
 * LIMIT; *SIZE grows. EXIT_DONE; else what it was is told on stderr, and the exit
 * status returned: EXIT_USAGE where it is LIMIT or longer, too long for WHAT.
 */
int input_read(const char *what, char *text, size_t limit, size_t *size);

/* Overwrite the SIZE bytes at TEXT, so that no compiler leaves it out. */
void input_wipe(char *text, size_t size);

#endif
