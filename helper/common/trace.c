/*
 * trace.c - what is done, line by line, for who looks for a fault
 */
#include "trace.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define LINE_SIZE 2048 /* less than PIPE_BUF: a pipe takes it whole */
#define WRITE_MS  1000

static bool
is_one_of(const char *word, const char *a, const char *b)
{
	return strcasecmp(word, a) == 0 || strcasecmp(word, b) == 0;
}

/* Why FD is not to be written to, or NULL: it is ours, and ours alone. */
static const char *
check(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == -1)
		return strerror(errno);
	if (!S_ISREG(st.st_mode))
		return "it is no regular file";
	if (st.st_uid != geteuid())
		return "it belongs to another user";
	if (st.st_nlink != 1)
		return "it is a link: the file has another name";
	/* Whatever the umask was: the next process is to append. */
	if ((st.st_mode & 07777) != 0600 && fchmod(fd, 0600) == -1)
		return strerror(errno);
	return NULL;
}

/* O_NONBLOCK: a FIFO that nobody reads is an error, and not waited for. */
static const char *
open_file(struct trace *trace, const char *path)
{
	const char *why;
	int fd = open(path,
	    O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY |
		O_CLOEXEC,
	    0600);

	if (fd == -1)
		return errno == ELOOP	? "it is a link"
		       : errno == ENXIO ? "it is no regular file"
					: strerror(errno);
	if ((why = check(fd)) != NULL)
		close(fd);
	else
		trace->fd = fd;
	return why;
}

void
trace_open(struct trace *trace, char why[TRACE_WHY])
{
	const char *value = getenv(TRACE_VARIABLE), *problem = NULL;

	trace->fd = -1;
	why[0] = '\0';
	if (value == NULL || value[0] == '\0' || is_one_of(value, "0", "false"))
		return;
	if (is_one_of(value, "1", "true"))
		trace->fd = STDERR_FILENO;
	else if (strchr(value, '/') == NULL)
		problem = "neither 1 nor a path with a / in it";
	else
		problem = open_file(trace, value);
	if (problem != NULL)
		(void)snprintf(why, TRACE_WHY,
		    "no trace: " TRACE_VARIABLE "=%.300s: %s", value, problem);
}

/* "2026-11-28T17:53:05.123Z NAME[PID] ": the length. */
static size_t
write_head(char *line)
{
	struct timespec now = {0};
	struct tm tm = {0};
	size_t size;
	int more;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	(void)gmtime_r(&now.tv_sec, &tm);
	size = strftime(line, LINE_SIZE, "%Y-%m-%dT%H:%M:%S", &tm);
	more = snprintf(line + size, LINE_SIZE - size, ".%03ldZ lanyard[%ld] ",
	    now.tv_nsec / 1000000, (long)getpid());
	return more > 0 ? size + (size_t)more : size;
}

void
trace_write(void *context, const char *text)
{
	const struct trace *trace = context;
	struct pollfd wait = {.fd = trace->fd, .events = POLLOUT};
	char line[LINE_SIZE];
	size_t size;

	if (trace->fd == -1)
		return;
	size = write_head(line);
	for (; *text != '\0' && size < LINE_SIZE - 1; text++)
		line[size++] = (char)(*text < ' ' || *text > '~' ? '?' : *text);
	line[size++] = '\n';
	/* In one piece, lest two processes' lines are mixed. */
	if (poll(&wait, 1, WRITE_MS) > 0)
		(void)!write(trace->fd, line, size);
}

void
trace_close(struct trace *trace)
{
	if (trace->fd > STDERR_FILENO)
		close(trace->fd);
	trace->fd = -1;
}
