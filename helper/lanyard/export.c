/*
 * export.c - a login on stdout, for another machine
 *
 * Who moves a login must know that it arrived: a pipe takes more than its
 * reader may ever read. So the last byte, without which lanyard import refuses
 * the rest, is written when all the others have been read, and then it is
 * waited for that this one is.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/inherited.h"
#include "common/report.h"
#include "options.h"
#include "usage.h"
#include "verbs.h"

/* POSIX's PIPE_BUF is no less: a pipe that is writable takes it at once. */
#define CHUNK_SIZE 512
#define INTERRUPTS 100 /* of an fsync, that are passed over */
#define LOOK_MS	   100

struct output {
	struct lanyard_session *session;
	const char *target;
	bool pipe;
};

static enum lanyard_error
fail(const struct output *output, int errnum, const char *what)
{
	char text[512];

	snprintf(text, sizeof(text), "login %.256s is not exported: %s%s%s",
	    output->target, what, errnum != 0 ? ": " : "",
	    errnum != 0 ? strerror(errnum) : "");
	return lanyard_session_fail(output->session,
	    errnum == ENOSPC || errnum == EDQUOT ? LANYARD_ERR_NO_ROOM
						 : LANYARD_ERR_SYSTEM,
	    text, NULL);
}

/* The library has blocked them, so that nothing is left half-done. */
static bool
is_interrupted(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
	sigset_t pending;

	if (sigpending(&pending) != 0)
		return false;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (sigismember(&pending, numbers[i]) == 1)
			return true;
	return false;
}

/* Until a pipe takes a chunk, or its reader has gone. */
static enum lanyard_error
wait_writable(const struct output *output)
{
	struct pollfd wait = {.fd = STDOUT_FILENO, .events = POLLOUT};

	while (poll(&wait, 1, LOOK_MS) <= 0)
		if (is_interrupted())
			return fail(output, 0, "interrupted");
	return LANYARD_OK;
}

static enum lanyard_error
write_bytes(const struct output *output, const char *bytes, size_t size)
{
	enum lanyard_error r;
	ssize_t n;

	while (size > 0) {
		if ((r = wait_writable(output)) != LANYARD_OK)
			return r;
		n = write(STDOUT_FILENO, bytes,
		    size < CHUNK_SIZE ? size : CHUNK_SIZE);
		if (n >= 0) {
			bytes += n;
			size -= (size_t)n;
		} else if (errno == EPIPE)
			return fail(output, 0, "nobody reads it");
		else if (errno != EINTR && errno != EAGAIN &&
			 errno != EWOULDBLOCK)
			return fail(output, errno, "stdout");
	}
	return LANYARD_OK;
}

/* Until all that is in the pipe has been read. */
static enum lanyard_error
wait_read(const struct output *output)
{
	struct pollfd wait = {.fd = STDOUT_FILENO};
	int left, n, pause_ms = 1;

	while (output->pipe && ioctl(STDOUT_FILENO, FIONREAD, &left) == 0 &&
	       left > 0) {
		/* POLLERR alone: the reader has gone, and what is left stays.
		 */
		n = poll(&wait, 1, pause_ms);
		if (pause_ms < LOOK_MS)
			pause_ms *= 2;
		if (n > 0 && ioctl(STDOUT_FILENO, FIONREAD, &left) == 0 &&
		    left > 0)
			return fail(output, 0, "nobody reads it");
		if (is_interrupted())
			return fail(output, 0, "interrupted");
	}
	return LANYARD_OK;
}

static enum lanyard_error
give(void *to, const void *data, size_t size)
{
	struct output *output = to;
	const char *bytes = data;
	enum lanyard_error r;
	struct stat st;
	bool file;

	if (fstat(STDOUT_FILENO, &st) != 0)
		return fail(output, errno, "stdout");
	output->pipe = S_ISFIFO(st.st_mode);
	file = S_ISREG(st.st_mode);
	if ((r = write_bytes(output, bytes, size - 1)) != LANYARD_OK ||
	    (r = wait_read(output)) != LANYARD_OK ||
	    (r = write_bytes(output, bytes + size - 1, 1)) != LANYARD_OK ||
	    (r = wait_read(output)) != LANYARD_OK)
		return r;
	/* A full disk may show no earlier. */
	for (int n = 0; file && fsync(STDOUT_FILENO) != 0; n++)
		if (errno != EINTR || n == INTERRUPTS || is_interrupted())
			return fail(output, errno, "stdout");
	return LANYARD_OK;
}

int
verb_export(struct lanyard_session *session, char *const *arguments)
{
	struct output output = {.session = session};
	bool move = false, force = false;
	const struct option options[] = {
	    {"--move", NULL, &move},
	    {"--force", NULL, &force},
	    {NULL, NULL, NULL},
	};
	int status =
	    options_target("export", arguments, options, &output.target);

	if (status != EXIT_DONE)
		return status;
	if (isatty(STDOUT_FILENO) && !force) {
		report_error("tokens are not shown on a terminal",
		    "lanyard export NAME | ssh HOST lanyard import; or give "
		    "--force");
		return EXIT_USAGE;
	}
	/* A reader that has gone is an error to tell, not an end. */
	inherited_catch(SIGPIPE);
	return report_session(session,
	    lanyard_export(session, output.target, move, give, &output));
}
