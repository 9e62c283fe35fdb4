/*
 * hidden.c - one line from a terminal that does not show what is typed
 */
#include "hidden.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define LOOK_MS	    100	   /* how soon a signal takes effect */
#define PATIENCE_MS 300000 /* five minutes */

#define INTERRUPT 3 /* Ctrl-C */
#define END	  4 /* Ctrl-D */
#define BACKSPACE 8
#define KILL_LINE 21 /* Ctrl-U */
#define DELETE	  127

static const int held[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGTSTP};

static void
held_signals(sigset_t *set)
{
	sigemptyset(set);
	for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++)
		sigaddset(set, held[i]);
}

/* Has one come that is not ignored? */
static bool
is_pending(void)
{
	struct sigaction action;
	sigset_t pending;

	sigpending(&pending);
	for (size_t i = 0; i < sizeof(held) / sizeof(held[0]); i++)
		if (sigismember(&pending, held[i]) == 1 &&
		    sigaction(held[i], NULL, &action) == 0 &&
		    action.sa_handler != SIG_IGN)
			return true;
	return false;
}

/* The next byte; -1: the end, a signal, or nothing for PATIENCE_MS. */
static int
next_byte(int fd)
{
	struct pollfd fds = {.fd = fd, .events = POLLIN};
	unsigned char byte;
	ssize_t n;
	int ready, idle = 0;

	for (;;) {
		if (is_pending() || idle == PATIENCE_MS / LOOK_MS)
			return -1;
		ready = poll(&fds, 1, LOOK_MS);
		idle += ready == 0;
		if (ready == 0 || (ready == -1 && errno == EINTR))
			continue;
		n = read(fd, &byte, 1);
		if (n == 1)
			return byte;
		if (n == -1 && (errno == EINTR || errno == EAGAIN))
			continue;
		return -1;
	}
}

/* Without canonical mode, so what edits a line is done here. */
static bool
read_line(int fd, char *line, size_t size, size_t *used)
{
	int byte;

	for (*used = 0; *used < size;) {
		byte = next_byte(fd);
		if (byte == '\n' || byte == '\r')
			return true;
		if (byte == -1 || byte == INTERRUPT)
			return false;
		if (byte == END)
			return *used != 0;
		if (byte == KILL_LINE)
			*used = 0;
		else if (byte != BACKSPACE && byte != DELETE)
			line[(*used)++] = (char)byte;
		else if (*used != 0)
			(*used)--;
	}
	return false;
}

static void
say(int fd, const char *text)
{
	if (write(fd, text, strlen(text)) == -1)
		return; /* who cannot see it can still type */
}

bool
hidden_read(int fd, const char *prompt, char *line, size_t size, size_t *used)
{
	struct termios before, quiet;
	sigset_t set, old;
	bool done;

	*used = 0;
	if (tcgetattr(fd, &before) != 0)
		return false;
	quiet = before;
	quiet.c_lflag &= (tcflag_t) ~(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	quiet.c_cc[VMIN] = 1;
	quiet.c_cc[VTIME] = 0;
	held_signals(&set);
	sigprocmask(SIG_BLOCK, &set, &old);
	done = tcsetattr(fd, TCSAFLUSH, &quiet) == 0;
	if (done) {
		say(fd, prompt);
		done = read_line(fd, line, size, used);
		tcsetattr(fd, TCSAFLUSH, &before);
		say(fd, "\n");
	}
	sigprocmask(SIG_SETMASK, &old, NULL);
	return done;
}
