/*
 * browser.h - the person's web browser
 */
#ifndef BROWSER_H
#define BROWSER_H

#include <stdbool.h>

/*
 * Open URL (http or https) with a command of $BROWSER, or with xdg-open where
 * there is a display. Detached: it outlives us and holds no descriptor of
 * ours. True if a program was started.
 */
bool browser_open(const char *url);

#endif
