/*
 * pipe.c - a pipe that no child gets by accident
 */
#include "os/pipe.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/*
 * POSIX.1-2024, which each libc has had for long. Headers show POSIX.1-2008,
 * and a feature macro here would come after tests/banned.h.
 */
int pipe2(int fds[2], int flags);

static int
move_up(int fd)
{
	int moved, errnum;

	if (fd > STDERR_FILENO)
		return fd;
	moved = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	errnum = errno;
	close(fd);
	errno = errnum;
	return moved;
}

enum lanyard_error
pipe_open(int fds[2])
{
	int errnum;

	if (pipe2(fds, O_CLOEXEC) != 0) {
		fds[0] = fds[1] = -1;
		return LANYARD_ERR_SYSTEM;
	}
	fds[0] = move_up(fds[0]);
	fds[1] = move_up(fds[1]);
	if (fds[0] >= 0 && fds[1] >= 0)
		return LANYARD_OK;
	errnum = errno;
	for (int i = 0; i < 2; i++) {
		if (fds[i] >= 0)
			close(fds[i]);
		fds[i] = -1;
	}
	errno = errnum;
	return LANYARD_ERR_SYSTEM;
}
