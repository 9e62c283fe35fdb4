/*
 * line.h - what is typed at a terminal that edits and shows nothing by itself
 */
#ifndef LINE_H
#define LINE_H

#include <stdbool.h>
#include <stddef.h>

#define LINE_SIZE 16384
#define LINE_SHOW 1024 /* what is shown of a line; a URL may have thousands */

struct line {
	char text[LINE_SIZE];
	size_t used;
	size_t begin; /* where in TEXT its last line begins */
	bool ended;   /* Enter was pressed, or pasted */
	bool too_long;
	bool asks; /* Ctrl-D, which ends nothing */
	char escape; /* within an escape sequence: its last byte; else 0 */
};

/*
 * Take BYTE in: a character, a key that edits, a part of an escape sequence
 * (arrows, the marks of a bracketed paste), which is dropped. Lines but the
 * last end in '\n'. SHOW is what the terminal is to show for it, "" for
 * nothing.
 */
void line_take(struct line *line, char byte, char show[8]);

/* What of the last line is on the screen, *SIZE bytes. */
const char *line_shown(const struct line *line, size_t *size);

/* Wipe it: the next begins. */
void line_clear(struct line *line);

#endif
