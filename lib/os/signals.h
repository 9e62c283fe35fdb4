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

/*
 * Something is about to be sent. Between the two above SIGALRM is held too,
 * from here on: with it lanyard-oauth ends itself where it hangs, and what may
 * cost a login must not be ended. Elsewhere nothing is done.
 */
void signals_hold_alarm(void);

#endif
