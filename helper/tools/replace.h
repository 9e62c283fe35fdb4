/*
 * replace.h - a small file of the user's, replaced whole
 */
#ifndef REPLACE_H
#define REPLACE_H

#include <sys/types.h>

/*
 * TEXT and a line feed as the file PATH of mode 600, by rename: a reader sees
 * the old one or the new one, whenever we are killed, and is on the disk when
 * this returns. PATH.new, or PATH.lanyard-new, is locked meanwhile, so that
 * several take turns, and what a killed process has left there is used up. A
 * link, a folder or a
 * device at PATH is not replaced. Returns the exit status; stderr has what is
 * wrong.
 */
int replace_file(const char *path, char *text);

/* TEXT as it is, of MODE, likewise. */
int replace_text(const char *path, const char *text, mode_t mode);

#endif
