/*
 * input.c - a secret on standard input
 */
#include "input.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/report.h"

void
input_wipe(char *text, size_t size)
{
	for (volatile char *at = text; at < text + size; at++)
		*at = '\0';
}

int
input_read(const char *what, char *text, size_t limit, size_t *size)
{
	char why[128];
	ssize_t n;

	while (*size < limit) {
		n = read(STDIN_FILENO, text + *size, limit - *size);
		if (n == 0)
			return EXIT_DONE;
		if (n > 0) {
			*size += (size_t)n;
		} else if (errno != EINTR) {
			snprintf(why, sizeof(why), "cannot read stdin: %s",
			    strerror(errno));
			report_error(why, NULL);
			return EXIT_FAILED;
		}
	}
	snprintf(why, sizeof(why), "standard input is too long for %s", what);
	report_error(why, NULL);
	return EXIT_USAGE;
}
