/*
 * room.c - room in a file for what is to come
 */
#include "os/room.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"

#define ZEROS 4096

/* Since Linux 5.14; POSIX has none, and hides the function, too. */
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif
int madvise(void *address, size_t length, int advice);

/* Zeros of our own, where the file system has no other way to promise room. */
static int
fill(int fd, size_t size)
{
	static const unsigned char zeros[ZEROS];
	size_t part;

	if (lseek(fd, 0, SEEK_SET) == -1)
		return errno;
	for (; size != 0; size -= part) {
		part = size < ZEROS ? size : ZEROS;
		if (file_write_fd(fd, zeros, part) != LANYARD_OK)
			return errno;
	}
	return 0;
}

/*
 * Is it about the disk? Anything else is about the call: a file system or a
 * kernel without it (ENOSYS, EOPNOTSUPP, EINVAL, ENODEV), a filter of system
 * calls (EPERM, EACCES), a signal at every try, a layer that makes its own
 * errors. Then zeros are written, and if those fail, that is why.
 */
static bool
is_of_disk(int errnum)
{
	return errnum == ENOSPC || errnum == EDQUOT || errnum == EFBIG ||
	       errnum == EIO || errnum == EROFS;
}

int
room_make(int fd, size_t size)
{
	int errnum, n = 0;

	do
		errnum = posix_fallocate(fd, 0, (off_t)size);
	while (errnum == EINTR && ++n < FILE_INTERRUPTS);
	if (errnum == 0 || is_of_disk(errnum))
		return errnum;
	return fill(fd, size);
}

/*
 * A page that cannot be written after all, as the file is immutable by now,
 * would end us by SIGBUS: the system is asked, where it can be.
 */
static bool
can_be_written(void *room, size_t size)
{
	return madvise(room, size, MADV_POPULATE_WRITE) == 0 || errno == EINVAL;
}

bool
room_write(int fd, const struct buf *head, const void *bytes, size_t size)
{
	size_t all = head->size + size;
	unsigned char *room;
	struct stat st;
	bool done;

	if (fstat(fd, &st) != 0 || (uintmax_t)st.st_size < all)
		return false;
	room = mmap(NULL, all, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (room == MAP_FAILED)
		return false;
	if ((done = can_be_written(room, all))) {
		memcpy(room, head->data, head->size);
		memcpy(room + head->size, bytes, size);
		done = msync(room, all, MS_SYNC) == 0;
	}
	munmap(room, all);
	return done;
}
