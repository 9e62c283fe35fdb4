/*
 * progress.h - a line at a terminal that is redrawn in its place
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>

/* What clears the line that the cursor is in (ECMA-48 8.3.41). */
#define PROGRESS_CLEAR "\r\033[K"

/*
 * Can a line be redrawn at FD? Not where that is no terminal of ours, or a dumb
 * one (TERM), nor where only errors are wanted.
 */
bool progress_can(int fd);

/* The width of the terminal FD, 80 where it does not know, 256 at most. */
int progress_columns(int fd);

/*
 * Show TEXT in the place of what is there, as much as fits into the width: more
 * would break into lines that stay. "" clears it.
 */
void progress_show(int fd, const char *text);

#endif
