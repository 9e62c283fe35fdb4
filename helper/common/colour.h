/*
 * colour.h - colour on a terminal, for who wants it
 */
#ifndef COLOUR_H
#define COLOUR_H

#include <stdbool.h>

enum colour {
	COLOUR_NONE,
	COLOUR_HEAD,
	COLOUR_GOOD,
	COLOUR_WARNING,
	COLOUR_BAD,
};

/*
 * Is FD a terminal that has colours, and NO_COLOR not set (no-color.org: to
 * anything but nothing)?
 */
bool colour_is_wanted(int fd);

/*
 * What begins COLOUR on a terminal, and what ends any; "" unless WANTED, or for
 * COLOUR_NONE. Constant.
 */
const char *colour_begin(enum colour colour, bool wanted);
const char *colour_end(enum colour colour, bool wanted);

#endif
