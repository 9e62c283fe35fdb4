/*
 * progress.c - a line at a terminal that is redrawn in its place
 */
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "presence.h"
#include "report.h"

#define COLUMNS	    80 /* where the terminal does not know */
#define COLUMNS_MAX 256

bool
progress_can(int fd)
{
	const char *term = getenv("TERM");

	return term != NULL && term[0] != '\0' && strcmp(term, "dumb") != 0 &&
	       !report_is_quiet() && presence_foreground(fd);
}

int
progress_columns(int fd)
{
	struct winsize size;

	if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		return COLUMNS;
	return size.ws_col < COLUMNS_MAX ? size.ws_col : COLUMNS_MAX;
}

void
progress_show(int fd, const char *text)
{
	char line[COLUMNS_MAX + sizeof(PROGRESS_CLEAR)];
	ssize_t n;
	int size;

	size = snprintf(line, sizeof(line), PROGRESS_CLEAR "%.*s",
	    progress_columns(fd) - 1, text);
	for (char *c = line + strlen(PROGRESS_CLEAR); *c != '\0'; c++)
		if (*c < ' ' || *c > '~')
			*c = '?';
	/* One that is not shown is followed by another. */
	n = write(fd, line, (size_t)size);
	(void)n;
}
