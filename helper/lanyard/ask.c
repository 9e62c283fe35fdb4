/*
 * ask.c - a question at the terminal
 */
#include "ask.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "common/presence.h"
#include "hidden.h"

#define PATIENCE_MS 300000
#define BLANKS	    " \t\r\n"
#define TRIES	    3

/* Its foreground is ours; -1: there is none. */
static int
open_terminal(void)
{
	int fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);

	if (fd != -1 && !presence_foreground(fd)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

bool
ask_somebody(void)
{
	int fd = open_terminal();

	if (fd == -1)
		return false;
	close(fd);
	return presence_somebody(NULL);
}

static void
trim(char *line)
{
	size_t before = strspn(line, BLANKS), size;

	memmove(line, line + before, strlen(line) - before + 1);
	for (size = strlen(line);
	     size > 0 && strchr(BLANKS, line[size - 1]) != NULL; size--)
		line[size - 1] = '\0';
}

/* As much of a line as there is room for. */
static bool
read_part(int fd, char line[ASK_LINE])
{
	struct pollfd fds = {.fd = fd, .events = POLLIN};
	ssize_t n = -1;
	int ready;

	while ((ready = poll(&fds, 1, PATIENCE_MS)) == -1 && errno == EINTR)
		continue;
	if (ready == 1)
		while (
		    (n = read(fd, line, ASK_LINE - 1)) == -1 && errno == EINTR)
			continue;
	line[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/*
 * One line of the terminal's own editing. One that is too long is none, and its
 * rest no answer to the next question.
 */
static bool
read_shown(int fd, char line[ASK_LINE])
{
	bool whole = true;

	while (read_part(fd, line)) {
		if (strlen(line) < ASK_LINE - 1 || strchr(line, '\n') != NULL)
			return whole;
		whole = false;
	}
	return false;
}

static bool
read_hidden(int fd, const char *prompt, char line[ASK_LINE])
{
	size_t size;

	if (!hidden_read(fd, prompt, line, ASK_LINE - 1, &size))
		return false;
	line[size] = '\0';
	return strlen(line) == size;
}

enum ask_answer
ask_line(const char *prompt, bool hidden, char line[ASK_LINE])
{
	bool done;
	int fd;

	line[0] = '\0';
	if (!presence_somebody(NULL) || (fd = open_terminal()) == -1)
		return ASK_NOBODY;
	if (hidden)
		done = read_hidden(fd, prompt, line);
	else
		done = write(fd, prompt, strlen(prompt)) != -1 &&
		       read_shown(fd, line);
	close(fd);
	trim(line);
	return done ? ASK_ANSWERED : ASK_NOTHING;
}

enum ask_answer
ask_yes(const char *prompt, bool none_is_yes, bool *yes)
{
	char line[ASK_LINE];
	enum ask_answer answer;

	*yes = false;
	for (int i = 0; i < TRIES; i++) {
		answer = ask_line(prompt, false, line);
		if (answer != ASK_ANSWERED)
			return answer;
		*yes = strcasecmp(line, "y") == 0 ||
		       strcasecmp(line, "yes") == 0 ||
		       (none_is_yes && line[0] == '\0');
		if (*yes || strcasecmp(line, "n") == 0 ||
		    strcasecmp(line, "no") == 0)
			return ASK_ANSWERED;
	}
	return ASK_NOTHING;
}
