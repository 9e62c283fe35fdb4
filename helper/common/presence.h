/*
 * presence.h - is somebody there?
 */
#ifndef PRESENCE_H
#define PRESENCE_H

#include <stdbool.h>

/*
 * True if a person can be asked: a terminal whose foreground group we are in,
 * or a display or browser; and neither environment nor git's configuration
 * (lanyard_git_is_interactive()) says no. LANYARD_INTERACTIVE=1 or 0 overrules
 * all of it.
 */
bool presence_somebody(void);

/* True if FD is a terminal and we are in its foreground group. */
bool presence_foreground(int fd);

#endif
