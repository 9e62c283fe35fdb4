/*
 * browser.h - the person's web browser
 */
#ifndef BROWSER_H
#define BROWSER_H

#include <stdbool.h>

#define BROWSER_WHY 256

/*
 * Open URL (http or https) with a command of $BROWSER, or with xdg-open where
 * there is a display. Detached: it outlives us and holds no descriptor of
 * ours. True if a program was started; else WHY says why the last one was not,
 * or is "" where there is none to start.
 */
bool browser_open(const char *url, char why[BROWSER_WHY]);

#endif
