/*
 * terminal.h - the person at the terminal, as a struct lanyard_ui
 */
#ifndef TERMINAL_H
#define TERMINAL_H

#include <stddef.h>

#include "lanyard.h"
#include "line.h"

struct terminal {
	int fd;			   /* /dev/tty, or -1 */
	bool echo;		   /* it shows what is typed */
	bool asked;		   /* the person may have typed */
	bool waits;		   /* a line of progress is shown */
	bool notes_signals;	   /* once somebody is asked (interrupt.h) */
	struct line *line;	   /* NULL: there was no memory */
	struct watchdog *watchdog; /* NULL: none */
};

/*
 * Fill UI, whose callbacks use TERMINAL until terminal_clear(). Prompts go to
 * /dev/tty while we are its foreground group, else to stderr; stdin and stdout
 * are never touched. While a person may type the terminal is raw (raw.h), and
 * it is as it was after terminal_clear().
 */
void terminal_init(struct terminal *terminal, struct lanyard_ui *ui);
void terminal_clear(struct terminal *terminal);

#endif
