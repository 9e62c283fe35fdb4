/*
 * signals.h - no signal between a token request and its save
 */
#ifndef SIGNALS_H
#define SIGNALS_H

#include <signal.h>

/*
 * Block INT, TERM, HUP, QUIT, PIPE and TSTP in this thread; *OLD is for
 * signals_release(). A signal that came meanwhile is delivered then.
 */
void signals_hold(sigset_t *old);
void signals_release(const sigset_t *old);

#endif
