/*
 * allocate.c - memory that is asked for once more before it is given up
 */
#include "base/allocate.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TRIES	 3
#define PAUSE_NS 10000000L

/* After a failure for the COUNTth time. What nobody has is not waited for. */
static bool
try_again(unsigned count, size_t size)
{
	const struct timespec pause = {0, PAUSE_NS};

	if (count >= TRIES || size > PTRDIFF_MAX / 2)
		return false;
	(void)nanosleep(&pause, NULL);
	return true;
}

void *
allocate(size_t size)
{
	void *memory;

	for (unsigned n = 1; (memory = malloc(size)) == NULL; n++)
		if (!try_again(n, size))
			return NULL;
	return memory;
}

void *
allocate_zeroed(size_t count, size_t size)
{
	void *memory;

	for (unsigned n = 1; (memory = calloc(count, size)) == NULL; n++)
		if (!try_again(n, size))
			return NULL;
	return memory;
}

void *
allocate_anew(void *old, size_t size)
{
	void *memory;

	for (unsigned n = 1; (memory = realloc(old, size)) == NULL; n++)
		if (!try_again(n, size))
			return NULL;
	return memory;
}

char *
allocate_text(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = allocate(size);

	return copy != NULL ? memcpy(copy, text, size) : NULL;
}
