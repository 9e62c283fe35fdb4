/*
 * terminal.c - the person at the terminal, as a struct lanyard_ui
 *
 * URLs and codes come from servers: nothing but visible ASCII of them reaches
 * the terminal.
 */
#include "terminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "browser.h"
#include "common/presence.h"

#define WRITE_MS 1000 /* for a terminal that was stopped with Ctrl-S */

static int
terminal_input_fd(void *context)
{
	const struct terminal *terminal = context;

	if (terminal->fd == -1 || !presence_foreground(terminal->fd))
		return -1;
	return terminal->fd;
}

/* In one piece, so that other programs' output does not get in between. */
static void
write_all(int fd, const char *text, size_t size)
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

/* What is not visible ASCII, space or our own line's end becomes "?". */
static void
clean(char *text)
{
	for (; *text != '\0'; text++) {
		if ((*text < ' ' || *text > '~') && *text != '\n')
			*text = '?';
	}
}

/*
 * FORMAT's own line ends stay; its arguments must have none, for which
 * one_line() is.
 */
static void __attribute__((format(printf, 2, 3)))
say(struct terminal *terminal, const char *format, ...)
{
	int fd = terminal_input_fd(terminal);
	char *text = NULL;
	va_list list;
	int size;

	va_start(list, format);
	size = vsnprintf(NULL, 0, format, list);
	va_end(list);
	if (size < 0 || (text = malloc((size_t)size + 1)) == NULL)
		return;
	va_start(list, format);
	vsnprintf(text, (size_t)size + 1, format, list);
	va_end(list);
	clean(text);
	write_all(fd != -1 ? fd : STDERR_FILENO, text, (size_t)size);
	free(text);
}

/* TEXT up to its first line end: more than one line is no URL and no code. */
static int
one_line(const char *text)
{
	size_t size = strcspn(text, "\r\n");

	return size < TERMINAL_LINE ? (int)size : TERMINAL_LINE;
}

static bool
terminal_may_ask(void *context)
{
	(void)context;
	return presence_somebody();
}

static bool
terminal_open_url(void *context, const char *url)
{
	(void)context;
	return browser_open(url);
}

static void
terminal_show_url(void *context, const char *login, const char *host,
    const char *url, bool opened)
{
	struct terminal *terminal = context;
	bool field = terminal_input_fd(terminal) != -1;

	say(terminal,
	    "lanyard: log in as \"%.*s\" (tokens come from %.*s)\n"
	    "%s\n"
	    "  %.*s\n"
	    "%s",
	    one_line(login), login, one_line(host), host,
	    opened
		? "A browser was started. If it shows nothing, open this URL:"
		: "Open this URL in a browser:",
	    one_line(url), url,
	    field ? "Then come back here, or paste the final URL or the code; "
		    "d for a device code, q to give up.\n"
		  : "");
}

static void
terminal_show_device_code(void *context, const char *login, const char *uri,
    const char *uri_complete, const char *user_code)
{
	struct terminal *terminal = context;

	say(terminal,
	    "lanyard: log in as \"%.*s\" on any device\n"
	    "Open this URL in a browser:\n"
	    "  %.*s\n"
	    "Enter this code there, and give it to nobody:\n"
	    "  %.*s\n",
	    one_line(login), login, one_line(uri), uri, one_line(user_code),
	    user_code);
	/* RFC 8628 3.3.1: the code is shown all the same, to be compared. */
	if (uri_complete != NULL)
		say(terminal,
		    "Or open this one, which has the code in it:\n  %.*s\n",
		    one_line(uri_complete), uri_complete);
}

static void
terminal_notice(void *context, const char *text)
{
	say(context, "lanyard: %.*s\n", one_line(text), text);
}

/*
 * Read what is there without waiting: -1 when that is nothing now, 0 at the
 * end. With TTIN blocked, a read from the background fails and does not stop
 * us, should the shell have taken the terminal away since we looked.
 */
static ssize_t
read_some(struct terminal *terminal)
{
	struct pollfd fds = {.fd = terminal->fd, .events = POLLIN};
	sigset_t ttin, old;
	ssize_t n;

	if (terminal_input_fd(terminal) == -1 || poll(&fds, 1, 0) <= 0)
		return -1;
	sigemptyset(&ttin);
	sigaddset(&ttin, SIGTTIN);
	sigprocmask(SIG_BLOCK, &ttin, &old);
	n = read(terminal->fd, terminal->line + terminal->used,
	    TERMINAL_LINE - terminal->used);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return n;
}

/*
 * In canonical mode a read is one line. Where another program has left the
 * terminal without it, a piece of a line is kept for the next time, and this
 * line is empty.
 */
static bool
terminal_read_line(void *context, char *line, unsigned size)
{
	struct terminal *terminal = context;
	char *end;
	size_t length;
	ssize_t n;

	line[0] = '\0';
	if (terminal->line == NULL &&
	    (terminal->line = calloc(1, TERMINAL_LINE + 1)) == NULL)
		return false;
	n = read_some(terminal);
	if (n == 0)
		return false;
	if (n < 0)
		return true;
	terminal->used += (size_t)n;
	end = memchr(terminal->line, '\n', terminal->used);
	if (end == NULL && terminal->used < TERMINAL_LINE)
		return true;
	length = end != NULL ? (size_t)(end - terminal->line) : 0;
	/* Too long a line is dropped whole: half a code is none. */
	if (length < size) {
		memcpy(line, terminal->line, length);
		line[length] = '\0';
	}
	memset(terminal->line, 0, TERMINAL_LINE);
	terminal->used = 0;
	return true;
}

void
terminal_init(struct terminal *terminal, struct lanyard_ui *ui)
{
	memset(terminal, 0, sizeof(*terminal));
	terminal->fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
	*ui = (struct lanyard_ui){
	    .context = terminal,
	    .may_ask = terminal_may_ask,
	    .show_url = terminal_show_url,
	    .open_url = terminal_open_url,
	    .show_device_code = terminal_show_device_code,
	    .input_fd = terminal_input_fd,
	    .read_line = terminal_read_line,
	    .notice = terminal_notice,
	};
}

void
terminal_clear(struct terminal *terminal)
{
	if (terminal->fd != -1)
		close(terminal->fd);
	lanyard_text_free(&terminal->line);
	memset(terminal, 0, sizeof(*terminal));
	terminal->fd = -1;
}
