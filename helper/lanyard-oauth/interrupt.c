/*
 * interrupt.c - a signal that ends a login which leaves more than a terminal
 *
 * A signal's handler gets no other state than what is in no struct.
 */
#include "interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "raw.h"

#define BEHIND_S 10 /* for what is left behind */

/*
 * POSIX.1-2024's fork for handlers: what was interrupted may have malloc's
 * lock. glibc 2.34 and musl 1.2.2 have it.
 */
pid_t _Fork(void); /* NOLINT(bugprone-reserved-identifier,cert-*) */

static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

#define SIGNALS (sizeof(signals) / sizeof(signals[0]))

static char hint[512];			/* "": none */
static volatile sig_atomic_t works;	/* nobody looks at what is noted */
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
note(int number)
{
	ssize_t n;

	noted = number;
	n = write(ends[1], "", 1);
	(void)n;
}

/*
 * What is asked for may be granted at this moment, and must be revoked then:
 * another process sees to that, which nobody waits for, and only for a while.
 */
static bool
is_left_behind(int number)
{
	int null;

	if (_Fork() != 0)
		return false;
	note(number);
	ends_with = 0;
	setsid();
	null = open("/dev/null", O_RDWR);
	for (int i = 0; i <= 2 && null != -1; i++)
		dup2(null, i);
	alarm(BEHIND_S);
	return true;
}

static void
say(const char *text)
{
	ssize_t n = write(STDERR_FILENO, text, strlen(text));

	(void)n;
}

static void
say_interrupted(void)
{
	say("lanyard: error: the login was interrupted\n");
	if (hint[0] == '\0')
		return;
	say("lanyard: hint: ");
	say(hint);
	say("\n");
}

static void
handle(int number)
{
	int errnum = errno;
	bool first = notes && noted == 0;

	if (first && !works) {
		note(number);
		errno = errnum;
		return;
	}
	if (ends_with > 0)
		kill((pid_t)ends_with, SIGTERM);
	raw_leave();
	if (first && is_left_behind(number)) {
		errno = errnum;
		return;
	}
	if (first)
		say_interrupted();
	end_by(number);
}

static void
catch_signals(void)
{
	struct sigaction action = {.sa_handler = handle}, old;

	sigfillset(&action.sa_mask);
	for (size_t i = 0; i < SIGNALS; i++) {
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

void
interrupt_hint(const char *text)
{
	(void)snprintf(hint, sizeof(hint), "%s", text);
}

/* What is asked for is in memory alone: there is nothing to be held for. */
void
interrupt_works(bool on)
{
	sigset_t set;

	works = on;
	if (!notes || !on)
		return;
	sigemptyset(&set);
	for (size_t i = 0; i < SIGNALS; i++)
		sigaddset(&set, signals[i]);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
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
