/*
 * terminal.h - the person at the terminal, as a struct lanyard_ui
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stddef.h>

#include "lanyard.h"

#define TERMINAL_LINE 16384

struct terminal {
	int fd; /* /dev/tty, or -1 */
	char *line; /* TERMINAL_LINE bytes, NULL until something is typed */
	size_t used;
};

/*
 * Fill UI, whose callbacks use TERMINAL until terminal_clear(). Prompts go to
 * /dev/tty while we are its foreground group, else to stderr; stdin and stdout
 * are never touched.
 */
void terminal_init(struct terminal *terminal, struct lanyard_ui *ui);
void terminal_clear(struct terminal *terminal);

#endif
