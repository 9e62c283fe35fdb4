/*
 * memory.c - for LD_PRELOAD: allocations that fail
 *
 * From the moment on that the process has received "HTTP/1.1 200", or with
 * $MEMORY_OF from the beginning of the program of that name on, allocation
 * number $MEMORY_FAIL (from 1) fails, and with $MEMORY_ALL each one after it;
 * not libconfig's own, which ends in a crash (lib/README.md has the remedy).
 * When the process ends, how many there were is written to $MEMORY_COUNT, and
 * how many were not freed to $MEMORY_LEFT.
 */
#define _GNU_SOURCE

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *old);

static unsigned long count, victim;
static long left;
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

#define FRAMES 16

static int
is_libconfigs(void)
{
	void *frames[FRAMES];
	int number, found = 0;
	Dl_info info;

	busy = 1;
	number = backtrace(frames, FRAMES);
	for (int i = 0; i < number && !found; i++)
		found = dladdr(frames[i], &info) != 0 &&
			strstr(info.dli_fname, "/libconfig.") != NULL;
	busy = 0;
	return found;
}

static int
fails(void)
{
	if (!after || busy)
		return 0;
	count++;
	return victim != 0 && (count == victim || (all && count > victim)) &&
	       !is_libconfigs();
}

static void *
counted(void *new)
{
	if (new == NULL)
		errno = ENOMEM;
	else
		__atomic_add_fetch(&left, 1, __ATOMIC_RELAXED);
	return new;
}

void *
malloc(size_t size)
{
	return counted(fails() ? NULL : __libc_malloc(size));
}

void *
calloc(size_t number, size_t size)
{
	return counted(fails() ? NULL : __libc_calloc(number, size));
}

void *
realloc(void *old, size_t size)
{
	void *new = fails() ? NULL : __libc_realloc(old, size);

	return old == NULL ? counted(new) : new;
}

int
posix_memalign(void **new, size_t alignment, size_t size)
{
	*new = counted(fails() ? NULL : __libc_memalign(alignment, size));
	return *new == NULL ? ENOMEM : 0;
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	return counted(fails() ? NULL : __libc_memalign(alignment, size));
}

void
free(void *old)
{
	if (old != NULL)
		__atomic_sub_fetch(&left, 1, __ATOMIC_RELAXED);
	__libc_free(old);
}

__attribute__((constructor)) static void
begin(void)
{
	const char *number = getenv("MEMORY_FAIL");
	const char *of = getenv("MEMORY_OF");
	void *frame;

	/* It loads a library the first time. */
	(void)backtrace(&frame, 1);
	victim = number != NULL ? strtoul(number, NULL, 10) : 0;
	all = getenv("MEMORY_ALL") != NULL;
	after = of != NULL && strcmp(of, program_invocation_short_name) == 0;
	/* Others that are started with it neither fail nor tell. */
	busy = of != NULL && !after;
}

static void
tell(const char *name, long number)
{
	const char *path = getenv(name);
	FILE *file;

	if (path != NULL && (file = fopen(path, "w")) != NULL) {
		fprintf(file, "%ld\n", number);
		fclose(file);
	}
}

__attribute__((destructor)) static void
end(void)
{
	long were = left;

	if (busy)
		return;
	busy = 1;
	tell("MEMORY_COUNT", (long)count);
	tell("MEMORY_LEFT", were);
}
