/*
 * output.h - a secret on stdout
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

/*
 * TEXT and a line feed, which takes the place of its NUL for as long. Not by
 * stdio, whose buffer nobody wipes. False: it could not be written; errno
 * tells.
 */
bool output_line(char *text);

/* The same to FD. */
bool output_line_to(int fd, char *text);

#endif
