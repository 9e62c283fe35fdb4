/*
 * replace.c - a small file of the user's, replaced whole
 */
#include "replace.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/output.h"
#include "common/report.h"

#define PATH_ROOM 4096

static int
fail_path(const char *what, const char *path)
{
	bool full = errno == ENOSPC || errno == EDQUOT;
	char text[512], hint[512];

	(void)snprintf(text, sizeof(text), "cannot %s %s: %s", what, path,
	    strerror(errno));
	(void)snprintf(
	    hint, sizeof(hint), full ? "df -h '%s'" : "ls -ld '%s'", path);
	report_error(text, hint);
	return full ? EXIT_TEMPORARY : EXIT_FAILED;
}

/* A device or a link at PATH is somebody's, and not to be replaced. */
static bool
is_replaceable(const char *path)
{
	struct stat st;

	if (lstat(path, &st) != 0)
		return errno == ENOENT;
	errno = S_ISDIR(st.st_mode) ? EISDIR : EEXIST;
	return S_ISREG(st.st_mode);
}

/*
 * What is in the way of NEW, or others may have open whom MODE lets in no
 * more, goes; what a kill has left, or another has begun, is taken over.
 */
static bool
clear_way(const char *new, mode_t mode)
{
	struct stat st;

	if (lstat(new, &st) != 0)
		return errno == ENOENT;
	if (S_ISREG(st.st_mode) && st.st_uid == geteuid() && st.st_nlink == 1 &&
	    (st.st_mode & 07077 & ~mode) == 0)
		return true;
	return unlink(new) == 0 || errno == ENOENT;
}

/* Is FD, which is locked, still what NEW names? Else another has renamed it. */
static bool
is_still(const char *new, int fd)
{
	struct stat open, named;

	return fstat(fd, &open) == 0 && lstat(new, &named) == 0 &&
	       open.st_dev == named.st_dev && open.st_ino == named.st_ino;
}

/*
 * NEW, open and ours alone until it is closed: two who replace one file take
 * turns, but where the file system has no locks. -1: errno says why.
 */
static int
open_locked(const char *new)
{
	struct flock all = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
	int fd;

	for (;;) {
		fd = open(
		    new, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
		if (fd == -1)
			return -1;
		while (fcntl(fd, F_SETLKW, &all) != 0 && errno == EINTR)
			continue;
		if (is_still(new, fd))
			return fd;
		(void)close(fd);
	}
}

/*
 * A file of MODE that takes PATH's place, open and empty; NEW has its name.
 * -1: *STATUS.
 */
static int
begin(const char *path, const char *suffix, mode_t mode, char new[PATH_ROOM],
    int *status)
{
	int n = snprintf(new, PATH_ROOM, "%s%s", path, suffix), fd;

	if (n < 0 || n >= PATH_ROOM) {
		errno = ENAMETOOLONG;
		*status = fail_path("write", path);
		return -1;
	}
	if (!is_replaceable(path)) {
		*status = fail_path("replace what is no file,", path);
		return -1;
	}
	if (!clear_way(new, mode)) {
		*status = fail_path("remove", new);
		return -1;
	}
	fd = open_locked(new);
	if (fd == -1 || fchmod(fd, mode) != 0 || ftruncate(fd, 0) != 0) {
		*status = fail_path("write", new);
		if (fd != -1)
			(void)close(fd);
		return -1;
	}
	return fd;
}

/* Renamed before it is closed, which is when the next one begins. */
static int
end(const char *path, const char *new, int fd, bool written)
{
	int status = EXIT_DONE;

	if (!written || fsync(fd) != 0 || rename(new, path) != 0) {
		status = fail_path("write", path);
		unlink(new);
	}
	(void)close(fd);
	return status;
}

int
replace_file(const char *path, char *text)
{
	char new[PATH_ROOM];
	int status, fd = begin(path, ".new", 0600, new, &status);

	if (fd == -1)
		return status;
	return end(path, new, fd, output_line_to(fd, text));
}

static bool
write_all(int fd, const char *text)
{
	size_t size = strlen(text), done = 0;
	ssize_t n;

	while (done < size) {
		n = write(fd, text + done, size - done);
		if (n > 0)
			done += (size_t)n;
		else if (errno != EINTR)
			return false;
	}
	return true;
}

int
replace_text(const char *path, const char *text, mode_t mode)
{
	char new[PATH_ROOM];
	int status, fd = begin(path, ".lanyard-new", mode, new, &status);

	if (fd == -1)
		return status;
	return end(path, new, fd, write_all(fd, text));
}
