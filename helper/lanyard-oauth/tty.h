/*
 * tty.h - bytes to and from a terminal that may be another program's by now
 */
#ifndef TTY_H
#define TTY_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* Is FD (-1: none) a terminal whose foreground group we are? */
bool tty_is_ours(int fd);

/*
 * Write in one piece, so that other programs' output does not get in between.
 * What a terminal does not take within a second is lost.
 */
void tty_write(int fd, const char *text, size_t size);

/*
 * Read what is there within TIME_MS: -1 when that is nothing, or the terminal
 * is not ours, 0 at the end.
 */
ssize_t tty_read(int fd, char *bytes, size_t size, int time_ms);

/*
 * Throw away the rest of a paste that is still on its way, for a second at
 * most: it is not for the shell, either.
 */
void tty_drain(int fd);

#endif
