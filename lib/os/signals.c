/*
 * signals.c - no signal between a token request and its save
 */
#include "os/signals.h"

#include <stddef.h>

/*
 * The mask is the thread's: a library must not change it for the process.
 * pthread_sigmask() fails only for an unknown first argument.
 */
void
signals_hold(sigset_t *old)
{
	const int held[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGTSTP};
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++)
		sigaddset(&set, held[i]);
	pthread_sigmask(SIG_BLOCK, &set, old);
}

void
signals_hold_alarm(void)
{
	sigset_t now, alarm;

	pthread_sigmask(SIG_BLOCK, NULL, &now);
	if (sigismember(&now, SIGINT) != 1 || sigismember(&now, SIGTERM) != 1)
		return;
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	pthread_sigmask(SIG_BLOCK, &alarm, NULL);
}

void
signals_release(const sigset_t *old)
{
	pthread_sigmask(SIG_SETMASK, old, NULL);
}
