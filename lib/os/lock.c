/*
 * lock.c - who may: a lock that is a file
 */
#include "os/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"

/* A name that is taken away each time we come is not looked for for ever. */
#define TRIES 100

bool
lock_try_fd(int fd)
{
	for (unsigned n = 1; flock(fd, LOCK_EX | LOCK_NB) != 0; n++)
		if (errno != EINTR || n >= FILE_INTERRUPTS)
			return false;
	return true;
}

bool
lock_is_at(int fd, int folder, const char *name)
{
	struct stat ours, named;

	return fstat(fd, &ours) == 0 &&
	       fstatat(folder, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       ours.st_dev == named.st_dev && ours.st_ino == named.st_ino;
}

static enum lanyard_error
fail(int *fd)
{
	int errnum = errno;

	close(*fd);
	*fd = -1;
	errno = errnum;
	return errnum == EWOULDBLOCK || errnum == EINTR ? LANYARD_OK
							: LANYARD_ERR_STORE;
}

enum lanyard_error
lock_try(int folder, const char *name, int *fd)
{
	for (unsigned n = 0; n < TRIES; n++) {
		*fd = file_open_at(folder, name,
		    O_RDWR | O_CREAT | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC);
		if (*fd == -1)
			return LANYARD_ERR_SYSTEM;
		if (!lock_try_fd(*fd))
			return fail(fd);
		/* Locked, but taken away before: that keeps nobody out. */
		if (lock_is_at(*fd, folder, name))
			return LANYARD_OK;
		close(*fd);
		*fd = -1;
	}
	return LANYARD_OK;
}

bool
lock_is_held(int folder, const char *name)
{
	int fd = file_open_at(folder, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	bool held;

	if (fd == -1)
		return false;
	held = flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
	close(fd);
	return held;
}

void
lock_note(int fd, const char *text)
{
	size_t size = strlen(text);

	/* Nothing depends on it: where it cannot be written it is not there. */
	if (ftruncate(fd, 0) == 0 && pwrite(fd, text, size, 0) != (ssize_t)size)
		(void)!ftruncate(fd, 0);
}

bool
lock_noted(int folder, const char *name, char *text, size_t size)
{
	int fd = file_open_at(folder, name,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	ssize_t n = -1;

	if (fd == -1)
		return false;
	n = read(fd, text, size - 1);
	close(fd);
	text[n > 0 ? n : 0] = '\0';
	return n > 0;
}
