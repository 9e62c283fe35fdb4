/*
 * pieces.c - for LD_PRELOAD: reads and writes of one byte at a time
 *
 * As a pipe, a socket or a network's disk may have it: whoever takes the first
 * part for all of it is found out. With $PIECES_EINTR half of the calls, as if
 * at random, are interrupted before they have moved anything.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What _FORTIFY_SOURCE makes of the first three. */
ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room);
ssize_t __pread_chk(int fd, void *bytes, size_t size, off_t at, size_t room);
ssize_t __recv_chk(int fd, void *bytes, size_t size, size_t room, int flags);

static int interrupts;
static unsigned calls;

__attribute__((constructor)) static void
begin(void)
{
	interrupts = getenv("PIECES_EINTR") != NULL;
}

/* The call NUMBER of one byte, or of none where SIZE is 0. */
static ssize_t
move(long number, int fd, long bytes, size_t size, long last)
{
	unsigned call = __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);

	if (interrupts && (call * 2654435761U >> 20) % 2 == 0) {
		errno = EINTR;
		return -1;
	}
	return syscall(
	    number, fd, bytes, size > 1 ? (size_t)1 : size, last, NULL, 0);
}

ssize_t
read(int fd, void *bytes, size_t size)
{
	return move(SYS_read, fd, (long)bytes, size, 0);
}

ssize_t
__read_chk(int fd, void *bytes, size_t size, size_t room)
{
	(void)room;
	return read(fd, bytes, size);
}

ssize_t
write(int fd, const void *bytes, size_t size)
{
	return move(SYS_write, fd, (long)bytes, size, 0);
}

ssize_t
pread(int fd, void *bytes, size_t size, off_t at)
{
	return move(SYS_pread64, fd, (long)bytes, size, at);
}

ssize_t
__pread_chk(int fd, void *bytes, size_t size, off_t at, size_t room)
{
	(void)room;
	return pread(fd, bytes, size, at);
}

ssize_t
pwrite(int fd, const void *bytes, size_t size, off_t at)
{
	return move(SYS_pwrite64, fd, (long)bytes, size, at);
}

ssize_t
recv(int fd, void *bytes, size_t size, int flags)
{
	return move(SYS_recvfrom, fd, (long)bytes, size, flags);
}

ssize_t
__recv_chk(int fd, void *bytes, size_t size, size_t room, int flags)
{
	(void)room;
	return recv(fd, bytes, size, flags);
}

ssize_t
send(int fd, const void *bytes, size_t size, int flags)
{
	return move(SYS_sendto, fd, (long)bytes, size, flags);
}
