/*
 * presence.h - is somebody there?
 */
#ifndef PRESENCE_H
#define PRESENCE_H

#include <stdbool.h>

/*
 * True if a person can be asked: a terminal whose foreground group we are in,
 * or a display or browser; and neither environment nor git (lanyard(1), LOGGING
 * IN) says no. LANYARD_INTERACTIVE=1 or 0 overrules all of it.
 * *WHY (may be NULL): what says no, a variable or a key of git's, lent; NULL if
 * nothing does, and there just is nobody.
 */
bool presence_somebody(const char **why);

/* There is a terminal, but we are a job of its background, as timeout(1)'s. */
bool presence_in_background(void);

/*
 * Who has typed this very command at a terminal is there, whatever else says
 * that nobody is to be asked, but LANYARD_INTERACTIVE: for lanyard-oauth, too.
 */
void presence_by_hand(void);

/* True if FD is a terminal and we are in its foreground group. */
bool presence_foreground(int fd);

#endif
