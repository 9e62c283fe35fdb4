/*
 * inherited.c - signals, as the programs that take our place inherit them
 */
#include "inherited.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>

/* Its address tells what we have caught. */
static void
nothing(int signal)
{
	(void)signal;
}

static void
handle(int number)
{
	struct sigaction action;

	memset(&action, 0, sizeof(action));
	action.sa_handler = nothing;
	action.sa_flags = SA_RESTART;
	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

void
inherited_catch(int number)
{
	struct sigaction old;

	/* One that is ignored does nothing already, and stays so. */
	if (sigaction(number, NULL, &old) == 0 && old.sa_handler != SIG_IGN)
		handle(number);
}

void
inherited_init(void)
{
	struct sigaction old;

	inherited_catch(SIGXFSZ);
	/* Only where it is ignored: else the default does what we need. */
	if (sigaction(SIGCHLD, NULL, &old) == 0 && old.sa_handler == SIG_IGN)
		handle(SIGCHLD);
}

void
inherited_restore(void)
{
	struct sigaction now;

	/* Caught, so it was ignored; exec forgets all else that is caught. */
	if (sigaction(SIGCHLD, NULL, &now) == 0 && now.sa_handler == nothing)
		signal(SIGCHLD, SIG_IGN);
}
