/*
 * interrupt.c - a signal that ends a login which leaves more than a terminal
 *
 * A signal's handler gets no other state than what is in no struct.
 */
#include "interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "raw.h"

static volatile sig_atomic_t ends_with; /* a process; 0: none */
static volatile sig_atomic_t notes;	/* the first is noted only */
static volatile sig_atomic_t noted;	/* a signal's number */
static int ends[2] = {-1, -1};		/* of a pipe, once NOTES */

/* Only async-signal-safe calls (POSIX 2.4.3). */
static void
end_by(int number)
{
	struct sigaction action = {.sa_handler = SIG_DFL};
	sigset_t set;

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, number);
	raise(number);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static void
handle(int number)
{
	int errnum = errno;
	ssize_t n;

	if (notes && noted == 0) {
		noted = number;
		n = write(ends[1], "", 1);
		(void)n;
		errno = errnum;
		return;
	}
	if (ends_with > 0)
		kill((pid_t)ends_with, SIGTERM);
	raw_leave();
	end_by(number);
}

static void
catch_signals(void)
{
	static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	struct sigaction action = {.sa_handler = handle}, old;

	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
		if (sigaction(signals[i], NULL, &old) == 0 &&
		    old.sa_handler == SIG_DFL)
			sigaction(signals[i], &action, NULL);
	}
}

void
interrupt_with(pid_t child)
{
	ends_with = (sig_atomic_t)child;
	catch_signals();
}

void
interrupt_note(void)
{
	if (notes || pipe(ends) != 0)
		return;
	for (int i = 0; i < 2; i++) {
		fcntl(ends[i], F_SETFD, FD_CLOEXEC);
		fcntl(ends[i], F_SETFL, O_NONBLOCK);
	}
	catch_signals();
	notes = 1;
}

int
interrupt_number(void)
{
	return noted;
}

int
interrupt_fd(void)
{
	return noted != 0 ? ends[0] : -1;
}

void
interrupt_raise(void)
{
	if (noted != 0)
		end_by(noted);
}
