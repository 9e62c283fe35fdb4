/*
 * probe.c - can a file be made, and have room, where nothing is to be left
 */
#include "os/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "os/file.h"
#include "os/room.h"

/* Since Linux 3.11; POSIX has none, and hides the name, too. */
#if defined(O_TMPFILE)
#define NAMELESS O_TMPFILE
#elif defined(__O_TMPFILE)
#define NAMELESS __O_TMPFILE
#endif

/* What is known of FOLDER and its disk without a file in it. */
static int
guess(const char *folder, size_t size)
{
	struct statvfs disk;

	if (statvfs(folder, &disk) != 0)
		return errno;
	if ((disk.f_flag & ST_RDONLY) != 0)
		return EROFS;
	if (access(folder, W_OK | X_OK) != 0)
		return errno;
	if (disk.f_blocks == 0)
		return ENODEV;
	if ((uintmax_t)disk.f_bavail * disk.f_frsize < size ||
	    (disk.f_files != 0 && disk.f_favail == 0))
		return ENOSPC;
	return 0;
}

#ifdef NAMELESS
/* ERRNUM, where it tells of the folder, not of files without a name. */
static int
judge(int errnum, const char *folder, size_t size)
{
	switch (errnum) {
	case EOPNOTSUPP: /* the file system */
	case EISDIR:	 /* the kernel */
	case EINVAL:
	case ENOSYS:
	case ENOENT:
		return guess(folder, size);
	default:
		return errnum;
	}
}
#endif

int
probe_file(const char *folder, size_t size)
{
#ifdef NAMELESS
	int fd = file_open_at(AT_FDCWD, folder, NAMELESS | O_RDWR | O_CLOEXEC);
	int errnum;

	if (fd == -1)
		return judge(errno, folder, size);
	errnum = room_make(fd, size);
	if (errnum == 0 && !file_sync(fd))
		errnum = errno;
	close(fd);
	return errnum;
#else
	return guess(folder, size);
#endif
}
