/*
 * file.c - whole files in, whole files out
 */
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 4096

/* Of a regular file, such as /proc/kmsg, we have made it non-blocking. */
static bool
may_wait_for(int fd)
{
	struct stat st;

	return fstat(fd, &st) == 0 && !S_ISREG(st.st_mode);
}

/*
 * After a read or write that failed: true if it may be tried again. A caller's
 * pipe can be non-blocking without our doing; then wait for it.
 */
static bool
try_again(int fd, short events)
{
	struct pollfd wait = {.fd = fd, .events = events};

	if (errno == EINTR)
		return true;
	if (errno != EAGAIN && errno != EWOULDBLOCK)
		return false;
	if (!may_wait_for(fd)) {
		errno = EAGAIN;
		return false;
	}
	return poll(&wait, 1, -1) >= 0 || errno == EINTR;
}

enum lanyard_error
file_read_fd(int fd, struct buf *buf)
{
	enum lanyard_error r = LANYARD_OK;
	unsigned char chunk[CHUNK];
	size_t before = buf->size, filled = 0;
	ssize_t n;
	int errnum;

	while ((n = read(fd, chunk, sizeof(chunk))) != 0) {
		if (n < 0 && try_again(fd, POLLIN))
			continue;
		if (n > 0 && (size_t)n > filled)
			filled = (size_t)n;
		r = n < 0 ? LANYARD_ERR_SYSTEM : buf_add(buf, chunk, (size_t)n);
		if (r != LANYARD_OK)
			break;
	}
	errnum = errno;
	sodium_memzero(chunk, filled);
	if (r != LANYARD_OK)
		buf_cut(buf, before);
	errno = errnum;
	return r;
}

enum lanyard_error
file_read_whole(int fd, off_t size, struct buf *buf)
{
	size_t before = buf->size;
	enum lanyard_error r = file_read_fd(fd, buf);

	if (r != LANYARD_OK || (off_t)(buf->size - before) >= size)
		return r;
	buf_cut(buf, before);
	errno = ETXTBSY;
	return LANYARD_ERR_SYSTEM;
}

enum lanyard_error
file_write_fd(int fd, const void *bytes, size_t size)
{
	const unsigned char *next = bytes;
	ssize_t n;

	while (size > 0) {
		n = write(fd, next, size);
		if (n < 0 && try_again(fd, POLLOUT))
			continue;
		if (n < 0)
			return LANYARD_ERR_SYSTEM;
		next += n;
		size -= (size_t)n;
	}
	return LANYARD_OK;
}

/* After a call that failed for the COUNTth time. */
static bool
interrupted(unsigned count)
{
	return errno == EINTR && count < FILE_INTERRUPTS;
}

/* A umask of 177 or 777 would leave a file that nobody can open again. */
static void
open_to_us(int fd)
{
	struct stat st;

	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size == 0 &&
	    st.st_uid == geteuid() && (st.st_mode & 0600) != 0600)
		(void)fchmod(fd, 0600);
}

int
file_open_at(int folder, const char *name, int flags)
{
	unsigned n = 0;
	int fd;

	do
		fd = openat(folder, name, flags, 0600);
	while (fd == -1 && interrupted(++n));
	if (fd != -1 && (flags & O_CREAT) != 0)
		open_to_us(fd);
	return fd;
}

bool
file_remove_at(int folder, const char *name)
{
	unsigned n = 0;
	int done;

	do
		done = unlinkat(folder, name, 0);
	while (done != 0 && interrupted(++n));
	return done == 0 || errno == ENOENT;
}

bool
file_rename_at(int folder, const char *from, const char *to)
{
	unsigned n = 0;
	int done;

	do
		done = renameat(folder, from, folder, to);
	while (done != 0 && interrupted(++n));
	/* It may have been done when it was interrupted. */
	return done == 0 || (errno == ENOENT && n > 1);
}

bool
file_make_folder_at(int folder, const char *name)
{
	unsigned n = 0;
	int made;

	do
		made = mkdirat(folder, name, 0700);
	while (made != 0 && interrupted(++n));
	if (made != 0)
		return false;
	/* Where that fails the next to open it says so. */
	if (fchmodat(folder, name, 0700, 0) != 0)
		errno = 0;
	return true;
}

/* CIFS and drvfs take a chmod, and keep the mode of their mount. */
static bool
keeps_modes(int fd)
{
	struct stat before, after;
	bool kept;

	if (fstat(fd, &before) != 0)
		return true;
	kept = fchmod(fd, before.st_mode & 07700) == 0 &&
	       fstat(fd, &after) == 0 && (after.st_mode & 077) == 0;
	(void)fchmod(fd, before.st_mode & 07777);
	return kept;
}

void
file_hint_open(struct error *error, int fd, const char *path)
{
	if (keeps_modes(fd))
		error_hint_path(error, "chmod -R go=", "%s", path);
	else
		error_hint(error,
		    "modes cannot be set on that disk: mount it with "
		    "file_mode=0600,dir_mode=0700 (umask=077), or name another "
		    "folder: export LANYARD_STORE=FOLDER");
}

void
file_hint_unread(struct error *error, int errnum, const char *path)
{
	const char *look = "ls -l";

	if (errnum == ENOENT || errnum == ENOTDIR)
		look = "is its name right? ls -l";
	else if (errnum == EISDIR || errnum == EINVAL)
		look = "name a file instead; what is there: ls -ld";
	else if (errnum == ENODATA)
		look = "write it anew; look: ls -l";
	else if (errnum == EFBIG)
		look = "is it the right one? ls -l";
	error_hint_path(error, look, "%s", path);
}

static const char *
kind_of(mode_t mode)
{
	if (S_ISDIR(mode))
		return "is a folder, not a file";
	return S_ISFIFO(mode) ? "is a named pipe, not a file"
			      : "is a device, not a file";
}

static int
open_regular(const char *path, const char **what, struct stat *st)
{
	/* Without O_NONBLOCK a named pipe would hang us before fstat(). */
	int fd = file_open_at(
	    AT_FDCWD, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	int errnum;

	if (what != NULL)
		*what = NULL;
	if (fd == -1)
		return -1;
	if (fstat(fd, st) != 0) {
		errnum = errno;
	} else if (S_ISREG(st->st_mode)) {
		return fd;
	} else {
		errnum = S_ISDIR(st->st_mode) ? EISDIR : EINVAL;
		if (what != NULL)
			*what = kind_of(st->st_mode);
	}
	close(fd);
	errno = errnum;
	return -1;
}

int
file_open_regular(const char *path, const char **what)
{
	struct stat st;

	return open_regular(path, what, &st);
}

enum lanyard_error
file_read_regular(const char *path, struct buf *buf, const char **what)
{
	enum lanyard_error r;
	struct stat st;
	int fd = open_regular(path, what, &st), errnum;

	if (fd == -1)
		return LANYARD_ERR_SYSTEM;
	r = file_read_whole(fd, st.st_size, buf);
	errnum = errno;
	close(fd);
	errno = errnum;
	return r;
}

bool
file_sync(int fd)
{
	for (unsigned n = 1; fsync(fd) != 0; n++)
		if (!interrupted(n))
			return false;
	return true;
}

/* There are file systems that cannot, and have no need to. */
bool
file_sync_folder(int fd)
{
	return file_sync(fd) || errno == EINVAL || errno == ENOTSUP;
}

bool
file_cut(int fd, size_t size)
{
	for (unsigned n = 1; ftruncate(fd, (off_t)size) != 0; n++)
		if (!interrupted(n))
			return false;
	return true;
}

bool
file_write_at(int fd, const void *bytes, size_t size, size_t at)
{
	const unsigned char *from = bytes;
	unsigned interrupts = 0;
	size_t done = 0;
	ssize_t n;

	while (done < size) {
		n = pwrite(fd, from + done, size - done, (off_t)(at + done));
		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || !interrupted(++interrupts))
			return false;
	}
	return true;
}

bool
file_fill(int fd, const void *bytes, size_t size)
{
	return file_write_at(fd, bytes, size, 0) && file_cut(fd, size) &&
	       file_sync(fd);
}

static enum lanyard_error
make_folder(const char *path)
{
	struct stat st;
	int errnum;

	if (file_make_folder_at(AT_FDCWD, path))
		return LANYARD_OK;
	/* Not EEXIST alone: a read-only parent may come first. */
	errnum = errno;
	if (stat(path, &st) == 0) {
		if (S_ISDIR(st.st_mode))
			return LANYARD_OK;
		errnum = ENOTDIR;
	}
	errno = errnum;
	return LANYARD_ERR_SYSTEM;
}

enum lanyard_error
file_make_folders(const char *path)
{
	enum lanyard_error r = LANYARD_OK;
	char *copy = strdup(path);
	int errnum;

	if (copy == NULL)
		return LANYARD_ERR_MEMORY;
	for (char *s = copy; *s != '\0' && r == LANYARD_OK; s++) {
		/* The root is there, and "a//b" names "a" once. */
		if (*s != '/' || s == copy || s[-1] == '/')
			continue;
		*s = '\0';
		r = make_folder(copy);
		*s = '/';
	}
	if (r == LANYARD_OK)
		r = make_folder(copy);
	errnum = errno;
	free(copy);
	errno = errnum;
	return r;
}
