/*
 * memory.c - for LD_PRELOAD: allocations that fail after a reply has come
 *
 * From the moment on that the process has received "HTTP/1.1 200", allocation
 * number $MEMORY_FAIL (from 1) fails, and with $MEMORY_ALL each one after it.
 * How many there were is written to $MEMORY_COUNT when the process ends.
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static unsigned long count, victim;
static int after, all, busy;

ssize_t
recv(int fd, void *bytes, size_t size, int flags)
{
	ssize_t (*real)(int, void *, size_t, int);
	void *found = dlsym(RTLD_NEXT, "recv");
	ssize_t n;

	memcpy(&real, &found, sizeof(real));
	n = real(fd, bytes, size, flags);
	if (n > 12 && memcmp(bytes, "HTTP/1.1 200", 12) == 0)
		after = 1;
	return n;
}

static int
fails(void)
{
	if (!after || busy)
		return 0;
	count++;
	return victim != 0 && (count == victim || (all && count > victim));
}

void *
malloc(size_t size)
{
	return fails() ? NULL : __libc_malloc(size);
}

void *
calloc(size_t number, size_t size)
{
	return fails() ? NULL : __libc_calloc(number, size);
}

void *
realloc(void *old, size_t size)
{
	return fails() ? NULL : __libc_realloc(old, size);
}

__attribute__((constructor)) static void
begin(void)
{
	const char *number = getenv("MEMORY_FAIL");

	victim = number != NULL ? strtoul(number, NULL, 10) : 0;
	all = getenv("MEMORY_ALL") != NULL;
}

__attribute__((destructor)) static void
end(void)
{
	const char *path = getenv("MEMORY_COUNT");
	FILE *file;

	busy = 1;
	if (path != NULL && (file = fopen(path, "w")) != NULL) {
		fprintf(file, "%lu\n", count);
		fclose(file);
	}
}
