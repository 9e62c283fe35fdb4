/*
 * raw.c - a terminal that gives each byte as it comes
 *
 * The only state in the programs that is not in a struct: a signal's handler
 * gets no other.
 */
#include "raw.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "common/presence.h"
#include "common/progress.h"

static struct termios before;
static volatile sig_atomic_t raw_fd = -1;
static volatile sig_atomic_t raw_line; /* one of progress is shown */

/* All that end us, and Ctrl-Z. SIGXFSZ is ignored (common/report.c). */
static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM,
    SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF, SIGXCPU, SIGPIPE, SIGABRT, SIGSEGV,
    SIGBUS, SIGFPE, SIGILL, SIGTSTP};

#define SIGNALS (sizeof(signals) / sizeof(signals[0]))

/*
 * Only async-signal-safe calls (POSIX 2.4.3). From the background it would
 * stop us, and the terminal is another's by then. TCSANOW: one that was stopped
 * with Ctrl-S drains never.
 */
static void
restore(void)
{
	int fd = raw_fd;
	ssize_t n;

	raw_fd = -1;
	if (fd == -1 || !presence_foreground(fd))
		return;
	n = raw_line ? write(fd, PROGRESS_CLEAR, strlen(PROGRESS_CLEAR)) : 0;
	(void)n;
	raw_line = 0;
	tcflush(fd, TCIFLUSH);
	tcsetattr(fd, TCSANOW, &before);
}

/* It has its own effect then. After a stop we are here again. */
static void
handle(int number)
{
	struct sigaction action = {.sa_handler = SIG_DFL}, ours;
	int errnum = errno;
	sigset_t set, old;

	restore();
	sigemptyset(&action.sa_mask);
	sigaction(number, &action, &ours);
	sigemptyset(&set);
	sigaddset(&set, number);
	raise(number);
	sigprocmask(SIG_UNBLOCK, &set, &old);
	sigprocmask(SIG_SETMASK, &old, NULL);
	sigaction(number, &ours, NULL);
	errno = errnum;
}

/* One that is ignored stays so. */
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

static bool
is_raw(const struct termios *modes)
{
	return (modes->c_lflag & (ICANON | ECHO)) == 0;
}

bool
raw_enter(int fd, bool *echo)
{
	struct termios now, raw;

	if (tcgetattr(fd, &now) != 0)
		return false;
	if (raw_fd == fd && is_raw(&now))
		return true;
	catch_signals();
	*echo = (now.c_lflag & ECHO) != 0;
	before = raw = now;
	raw.c_lflag &= (tcflag_t) ~(ECHO | ECHONL | ICANON | IEXTEN);
	raw.c_cc[VMIN] = 1;
	raw.c_cc[VTIME] = 0;
	raw_fd = fd;
	return tcsetattr(fd, TCSANOW, &raw) == 0;
}

void
raw_shows(bool line)
{
	raw_line = line;
}

void
raw_leave(void)
{
	restore();
}
