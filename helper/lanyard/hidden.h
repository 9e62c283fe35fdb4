/*
 * hidden.h - one line from a terminal that does not show what is typed
 */
#ifndef HIDDEN_H
#define HIDDEN_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Print PROMPT on the terminal FD and read one line from it into LINE, of at
 * most SIZE bytes, without its end; *USED is its length. The line may be longer
 * than a terminal's own 4,096 bytes. A signal that ends or stops us takes
 * effect once the terminal is as it was. False: given up (Ctrl-C, or Ctrl-D on
 * an empty line), nothing was typed for five minutes, the terminal is gone, or
 * the line is too long.
 */
bool hidden_read(
    int fd, const char *prompt, char *line, size_t size, size_t *used);

#endif
