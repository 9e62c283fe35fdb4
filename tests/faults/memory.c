/*
 * memory.c - for LD_PRELOAD: allocations that fail
 *
 * From the moment on that the process has received "HTTP/1.1 200", or with
 * $MEMORY_OF from the beginning of the program of that name on, allocation
 * number $MEMORY_FAIL (from 1) fails, and with $MEMORY_ALL each one after it;
 * not libconfig's own, which ends in a crash (lib/README.md has the remedy).
 * When the process ends, how many there were is written to $MEMORY_COUNT, and
 * to $MEMORY_LEFT how many were not freed, but for what the dynamic linker and
 * libconfig keep for themselves.
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

#define BLOCKS 65536 /* a power of two, and more than there ever are */

static unsigned long count, victim;
static void *blocks[BLOCKS]; /* those not freed, by their address */
static long left;
static int after, all, busy, locked;

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

static char gone; /* in the place of one that was freed */

/* Where BLOCK is, NULL if it is not; with ROOM where it is to be. */
static void **
place(void *block, int room)
{
	size_t at = ((size_t)block >> 4) % BLOCKS;

	while (blocks[at] != NULL && blocks[at] != block &&
	       (!room || blocks[at] != &gone))
		at = (at + 1) % BLOCKS;
	return blocks[at] != NULL || room ? &blocks[at] : NULL;
}

static void
note(void *block, int there)
{
	void **at;

	while (__atomic_exchange_n(&locked, 1, __ATOMIC_ACQUIRE))
		;
	if ((at = place(block, there)) != NULL) {
		*at = there ? block : &gone;
		left += there ? 1 : -1;
	}
	__atomic_store_n(&locked, 0, __ATOMIC_RELEASE);
}

/* Is CALLER the dynamic linker, or libconfig? */
static int
keeps(void *caller)
{
	Dl_info info;

	return dladdr(caller, &info) != 0 &&
	       (strstr(info.dli_fname, "/ld-linux") != NULL ||
		   strstr(info.dli_fname, "/libconfig.") != NULL);
}

static void *
counted(void *new, void *caller)
{
	if (new == NULL)
		errno = ENOMEM;
	else if (after && !busy && !keeps(caller))
		note(new, 1);
	return new;
}

#define CALLER __builtin_return_address(0)

void *
malloc(size_t size)
{
	return counted(fails() ? NULL : __libc_malloc(size), CALLER);
}

void *
calloc(size_t number, size_t size)
{
	return counted(fails() ? NULL : __libc_calloc(number, size), CALLER);
}

void *
realloc(void *old, size_t size)
{
	void *new = fails() ? NULL : __libc_realloc(old, size);

	if (new != NULL && old != NULL)
		note(old, 0);
	return new != NULL || old == NULL ? counted(new, CALLER) : new;
}

int
posix_memalign(void **new, size_t alignment, size_t size)
{
	*new =
	    counted(fails() ? NULL : __libc_memalign(alignment, size), CALLER);
	return *new == NULL ? ENOMEM : 0;
}

void *
aligned_alloc(size_t alignment, size_t size)
{
	return counted(
	    fails() ? NULL : __libc_memalign(alignment, size), CALLER);
}

void
free(void *old)
{
	if (old != NULL)
		note(old, 0);
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
