/*
 * tty.c - bytes to and from a terminal that may be another program's by now
 */
#include "tty.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "common/presence.h"

#define WRITE_MS 1000 /* for a terminal that was stopped with Ctrl-S */
#define QUIET_MS 100  /* after which a paste has come to its end */
#define DRAIN_MS 1000 /* for one that goes on at the end of the login */
#define PIECE	 4096

bool
tty_is_ours(int fd)
{
	return fd != -1 && presence_foreground(fd);
}

/* In one piece, so that other programs' output does not get in between. */
void
tty_write(int fd, const char *text, size_t size)
{
	struct pollfd fds = {.fd = fd, .events = POLLOUT};
	ssize_t n;

	while (size > 0) {
		if (poll(&fds, 1, WRITE_MS) == 0)
			return;
		n = write(fd, text, size);
		if (n == -1 && errno != EINTR && errno != EAGAIN)
			return;
		if (n > 0) {
			text += n;
			size -= (size_t)n;
		}
	}
}

/*
 * With TTIN blocked, a read from the background fails and does not stop us,
 * should the shell have taken the terminal away since we looked.
 */
ssize_t
tty_read(int fd, char *bytes, size_t size, int time_ms)
{
	struct pollfd fds = {.fd = fd, .events = POLLIN};
	sigset_t ttin, old;
	ssize_t n;

	if (!tty_is_ours(fd) || poll(&fds, 1, time_ms) <= 0)
		return -1;
	sigemptyset(&ttin);
	sigaddset(&ttin, SIGTTIN);
	sigprocmask(SIG_BLOCK, &ttin, &old);
	n = read(fd, bytes, size);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return n;
}

void
tty_drain(int fd)
{
	char bytes[PIECE];
	int left_ms = DRAIN_MS;

	while (left_ms > 0 && tty_read(fd, bytes, sizeof(bytes), 0) > 0) {
		left_ms -= QUIET_MS;
		poll(NULL, 0, QUIET_MS);
	}
	memset(bytes, 0, sizeof(bytes));
}
