/*
 * raw.h - a terminal that gives each byte as it comes
 */
#ifndef RAW_H
#define RAW_H

#include <stdbool.h>

/*
 * Take the terminal FD out of canonical mode, in which it cuts a line at 4,095
 * bytes, and let it echo nothing, until raw_leave(); signals keep their keys.
 * A signal that ends or stops us leaves it as it was, and what was typed is
 * not for the shell. Call it again whenever FD may be ours again; there is one
 * such terminal. False: its modes cannot be changed. *ECHO: it had echo.
 */
bool raw_enter(int fd, bool *echo);

/* A line is shown there that a signal has to take away (progress.h), or not. */
void raw_shows(bool line);

/* As it was, and without what has been typed and not been read. */
void raw_leave(void);

#endif
