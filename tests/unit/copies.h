/*
 * copies.h - a strdup() that fails once, when the test says so
 *
 * Linked into the test's program, it is the library's too.
 */
#ifndef COPIES_H
#define COPIES_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/*
 * How many copies of a text are had before one is not. -1: that one was asked
 * for, or all are had.
 */
static int copies = -1;

char *
strndup(const char *text, size_t size)
{
	size_t length = strnlen(text, size);
	char *copy;

	if (copies >= 0 && copies-- == 0)
		return NULL;
	if ((copy = malloc(length + 1)) == NULL)
		return NULL;
	memcpy(copy, text, length);
	copy[length] = '\0';
	return copy;
}

char *
strdup(const char *text)
{
	return strndup(text, SIZE_MAX);
}

#endif
