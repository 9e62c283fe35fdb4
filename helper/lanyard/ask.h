/*
 * ask.h - a question at the terminal
 */
#ifndef ASK_H
#define ASK_H

#include <stdbool.h>
#include <stddef.h>

#define ASK_LINE 2048

enum ask_answer {
	ASK_NOBODY,  /* no terminal, or nobody is to be asked */
	ASK_NOTHING, /* the end of input, Ctrl-C, five minutes, too long */
	ASK_ANSWERED,
};

/* Is there a terminal to ask at? */
bool ask_somebody(void);

/*
 * Ask for one line: PROMPT, and what is typed into LINE, without blanks at its
 * ends. HIDDEN: it is not shown (hidden.h).
 */
enum ask_answer ask_line(const char *prompt, bool hidden, char line[ASK_LINE]);

/*
 * Ask for y or n, three times until it is one of them, then it is ASK_NOTHING.
 * With NONE_IS_YES an empty line is a yes; else it is asked again.
 */
enum ask_answer ask_yes(const char *prompt, bool none_is_yes, bool *yes);

#endif
