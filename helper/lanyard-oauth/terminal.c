/*
 * terminal.c - the person at the terminal, as a struct lanyard_ui
 *
 * URLs and codes come from servers: nothing but visible ASCII of them reaches
 * the terminal.
 */
#include "terminal.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/browser.h"
#include "common/presence.h"
#include "common/progress.h"
#include "common/surroundings.h"
#include "interrupt.h"
#include "qr.h"
#include "raw.h"
#include "tty.h"

#define QUIET_MS 100	   /* after which a paste has come to its end */
#define ALL_MAX	 (1 << 20) /* no person pastes more: others are served */
#define PIECE	 4096

static int
terminal_input_fd(void *context)
{
	struct terminal *terminal = context;

	if (terminal->notes_signals)
		interrupt_note();
	if (interrupt_fd() != -1)
		return interrupt_fd();
	if (terminal->line == NULL || !tty_is_ours(terminal->fd))
		return -1;
	/* Where it cannot be raw it gives lines, as far as they go. */
	terminal->asked = true;
	if (!raw_enter(terminal->fd, &terminal->echo))
		terminal->echo = false;
	return terminal->fd;
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

/* The line of progress makes room for what is written, or typed. */
static void
hide_progress(struct terminal *terminal)
{
	if (terminal->waits && tty_is_ours(terminal->fd))
		progress_show(terminal->fd, "");
	terminal->waits = false;
	raw_shows(false);
}

/* What is being typed stands again below TEXT. */
static void
write_between(struct terminal *terminal, const char *text, size_t size)
{
	size_t shown = 0;
	const char *typed = "";

	hide_progress(terminal);
	if (terminal->echo)
		typed = line_shown(terminal->line, &shown);
	if (shown > 0)
		tty_write(terminal->fd, "\n", 1);
	tty_write(terminal->fd, text, size);
	tty_write(terminal->fd, typed, shown);
}

/*
 * FORMAT's own line ends stay; its arguments must have none, for which
 * one_line() is.
 */
static void __attribute__((format(printf, 2, 3)))
say(struct terminal *terminal, const char *format, ...)
{
	bool ours = tty_is_ours(terminal->fd);
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
	if (ours)
		write_between(terminal, text, (size_t)size);
	else
		tty_write(STDERR_FILENO, text, (size_t)size);
	free(text);
}

/* TEXT up to its first line end: more than one line is no URL and no code. */
static int
one_line(const char *text)
{
	size_t size = strcspn(text, "\r\n");

	return size < LINE_SIZE ? (int)size : LINE_SIZE;
}

static bool
terminal_may_ask(void *context)
{
	(void)context;
	return presence_somebody(NULL);
}

static void
terminal_notice(void *context, const char *text)
{
	say(context, "lanyard: %.*s\n", one_line(text), text);
}

/* Not where something is being typed: it would take that away. */
static void
terminal_progress(void *context, const char *text)
{
	struct terminal *terminal = context;
	size_t typed = 0;

	if (terminal->line != NULL)
		(void)line_shown(terminal->line, &typed);
	if (text[0] == '\0' || typed > 0 || !progress_can(terminal->fd)) {
		hide_progress(terminal);
		return;
	}
	/* Before: a signal may come in between. */
	raw_shows(true);
	progress_show(terminal->fd, text);
	terminal->waits = true;
}

static bool
terminal_open_url(void *context, const char *url)
{
	char why[BROWSER_WHY];
	bool started = browser_open(url, why);

	if (!started && why[0] != '\0')
		terminal_notice(context, why);
	return started;
}

/* A browser that was OPENED from here comes back by itself, most often. */
static const char *
how_to_go_on(struct terminal *terminal, bool opened)
{
	if (terminal_input_fd(terminal) == -1)
		return "";
	switch (opened ? SURROUNDINGS_DESK : surroundings()) {
	case SURROUNDINGS_SSH:
		return "In a browser on another machine the last page will not "
		       "load: that is right.\n"
		       "Copy its address and paste it here; ? explains, d is "
		       "for a device code, q gives up.\n";
	case SURROUNDINGS_CONTAINER:
		return "In a browser outside of this container the last page "
		       "may not load: that is right.\n"
		       "Copy its address and paste it here; ? explains, d is "
		       "for a device code, q gives up.\n";
	case SURROUNDINGS_DESK:
		break;
	}
	return "Then come back here, or paste the final URL or the code; "
	       "? explains, d is for a device code, q gives up.\n";
}

static void
terminal_show_url(void *context, const char *login, const char *host,
    const char *url, bool opened)
{
	struct terminal *terminal = context;

	say(terminal,
	    "lanyard: log in as \"%.*s\" (tokens come from %.*s)\n"
	    "%s\n"
	    "  %.*s\n"
	    "%s",
	    one_line(login), login, one_line(host), host,
	    opened
		? "A browser was started. If it shows nothing, open this URL:"
		: "Open this URL in a browser:",
	    one_line(url), url, how_to_go_on(terminal, opened));
}

/* The same address, for a telephone. */
static void
show_qr(struct terminal *terminal, const char *uri)
{
	char *text;

	if (!progress_can(terminal->fd))
		return;
	text = qr_draw(uri, progress_columns(terminal->fd), qr_style());
	if (text != NULL)
		write_between(terminal, text, strlen(text));
	free(text);
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
	show_qr(terminal, uri_complete != NULL ? uri_complete : uri);
}

static void
take_in(struct terminal *terminal, const char *bytes, size_t size)
{
	char show[8];
	const char *again;
	size_t n;

	hide_progress(terminal);
	for (size_t i = 0; i < size; i++) {
		line_take(terminal->line, bytes[i], show);
		if (!terminal->echo)
			continue;
		tty_write(terminal->fd, show, strlen(show));
		again = line_shown(terminal->line, &n);
		if (show[0] == '\n')
			tty_write(terminal->fd, again, n);
	}
}

/* What was typed, up to Enter, becomes LINE; "" where that is of no use. */
static void
give_line(struct terminal *terminal, char *line, unsigned size)
{
	struct line *typed = terminal->line;

	while (typed->used > 0 && typed->text[typed->used - 1] == '\n')
		typed->used--;
	if (typed->too_long || typed->used >= size) {
		line_clear(typed);
		say(terminal, "lanyard: that is too long for an address or a "
			      "code; ? explains\n");
		return;
	}
	memcpy(line, typed->text, typed->used);
	line[typed->used] = '\0';
	line_clear(typed);
}

/*
 * What is pasted may have several lines, of which all are ours: the rest of
 * an address, or what the shell must not get. They come at once.
 */
static bool
terminal_read_line(void *context, char *line, unsigned size)
{
	struct terminal *terminal = context;
	char bytes[PIECE];
	ssize_t n = 1;

	if (interrupt_number() != 0) {
		snprintf(line, size, "q");
		return true;
	}
	line[0] = '\0';
	for (size_t all = 0; n > 0 && all < ALL_MAX; all += (size_t)n) {
		n = tty_read(terminal->fd, bytes, sizeof(bytes),
		    terminal->line->ended ? QUIET_MS : 0);
		if (n <= 0)
			break;
		take_in(terminal, bytes, (size_t)n);
	}
	memset(bytes, 0, sizeof(bytes));
	if (terminal->line->asks && size > 1) {
		/* Ctrl-D ends no login that others may still complete. */
		snprintf(line, size, "?");
		line_clear(terminal->line);
	} else if (terminal->line->ended) {
		give_line(terminal, line, size);
	}
	return n != 0;
}

void
terminal_init(struct terminal *terminal, struct lanyard_ui *ui)
{
	memset(terminal, 0, sizeof(*terminal));
	terminal->line = calloc(1, sizeof(*terminal->line));
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
	    .progress = terminal_progress,
	};
}

void
terminal_clear(struct terminal *terminal)
{
	hide_progress(terminal);
	if (terminal->asked)
		tty_drain(terminal->fd);
	if (terminal->fd != -1) {
		raw_leave();
		close(terminal->fd);
	}
	if (terminal->line != NULL)
		line_clear(terminal->line);
	free(terminal->line);
	memset(terminal, 0, sizeof(*terminal));
	terminal->fd = -1;
}
