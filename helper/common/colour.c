/*
 * colour.c - colour on a terminal, for who wants it
 */
#include "colour.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool
colour_is_wanted(int fd)
{
	const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

	return isatty(fd) && (no == NULL || *no == '\0') && term != NULL &&
	       *term != '\0' && strcmp(term, "dumb") != 0;
}

const char *
colour_begin(enum colour colour, bool wanted)
{
	if (!wanted)
		return "";
	switch (colour) {
	case COLOUR_NONE:
		return "";
	case COLOUR_HEAD:
		return "\033[1m";
	case COLOUR_GOOD:
		return "\033[32m";
	case COLOUR_WARNING:
		return "\033[33m";
	case COLOUR_BAD:
		return "\033[31m";
	}
	return "";
}

const char *
colour_end(enum colour colour, bool wanted)
{
	return wanted && colour != COLOUR_NONE ? "\033[0m" : "";
}
