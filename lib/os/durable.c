/*
 * durable.c - one file replaced whole, and the lock of who may do that
 */
#include "os/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/file.h"

/* No symlink, and a FIFO there does not hang us before fstat(). */
#define OPEN_FLAGS (O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

void
durable_close(struct durable *file)
{
	if (file->fd != -1)
		close(file->fd);
	file->fd = -1;
}

void
durable_clear(struct durable *file)
{
	durable_close(file);
	free(file->name);
	free(file->new);
	file->name = NULL;
	file->new = NULL;
}

/* Is FD a regular file of ours that is closed to others? */
static enum lanyard_error
check_private(int fd, const char *place, const char *name, struct error *error)
{
	struct stat st;

	if (fstat(fd, &st) != 0)
		return error_system(
		    error, LANYARD_ERR_STORE, errno, "%s: %s", place, name);
	if (!S_ISREG(st.st_mode))
		return error_set(error, LANYARD_ERR_STORE,
		    "%s: %s is not a regular file", place, name);
	if (st.st_uid != geteuid()) {
		error_set(error, LANYARD_ERR_STORE,
		    "%s: %s belongs to user %lu, not to us", place, name,
		    (unsigned long)st.st_uid);
		file_hint_owner(error, place);
		return LANYARD_ERR_STORE;
	}
	if ((st.st_mode & 077) != 0) {
		error_set(error, LANYARD_ERR_STORE,
		    "%s: %s is open to others (mode %03o)", place, name,
		    (unsigned)(st.st_mode & 0777));
		error_hint_path(error, "chmod -R go=", "%s", place);
		return LANYARD_ERR_STORE;
	}
	return LANYARD_OK;
}

/* file_read_fd(), with its errors told in terms of the place. */
static enum lanyard_error
read_fd(int fd, const char *place, const char *name, struct buf *buf,
    bool *found, struct error *error)
{
	enum lanyard_error r = file_read_fd(fd, buf);

	*found = r == LANYARD_OK || r == LANYARD_ERR_PROTOCOL;
	switch (r) {
	case LANYARD_OK:
		return LANYARD_OK;
	case LANYARD_ERR_PROTOCOL:
		return error_set(error, LANYARD_ERR_STORE,
		    "%s: %s is too large", place, name);
	case LANYARD_ERR_MEMORY:
		return error_memory(error);
	default:
		return error_system(error, LANYARD_ERR_STORE, errno,
		    "%s: cannot read %s", place, name);
	}
}

enum lanyard_error
durable_read(int folder, const char *place, const char *name, struct buf *buf,
    bool *found, struct error *error)
{
	int fd = openat(folder, name, O_RDONLY | OPEN_FLAGS);
	enum lanyard_error r;

	*found = false;
	if (fd == -1)
		return errno == ENOENT || errno == ENOTDIR
			   ? LANYARD_OK
			   : error_system(error, LANYARD_ERR_STORE, errno,
				 "%s: cannot open %s", place, name);
	if ((r = check_private(fd, place, name, error)) == LANYARD_OK)
		r = read_fd(fd, place, name, buf, found, error);
	close(fd);
	return r;
}

static enum lanyard_error
fail_write(const struct durable *file, struct error *error)
{
	return error_system(error, LANYARD_ERR_STORE, errno,
	    "%s: cannot write %s", file->place, file->new);
}

/* NAME.new as it is, made where it is missing; ACCESS as open(2) has it. */
static enum lanyard_error
open_new(struct durable *file, int access, struct error *error)
{
	enum lanyard_error r;

	durable_close(file);
	file->fd = openat(
	    file->folder, file->new, access | O_CREAT | OPEN_FLAGS, 0600);
	if (file->fd == -1)
		return fail_write(file, error);
	r = check_private(file->fd, file->place, file->new, error);
	if (r != LANYARD_OK)
		durable_close(file);
	return r;
}

/* What lies there must not show behind a record that is cut short. */
static enum lanyard_error
cut_new(struct durable *file, struct error *error)
{
	enum lanyard_error r;

	if (ftruncate(file->fd, 0) == 0)
		return LANYARD_OK;
	r = fail_write(file, error);
	durable_close(file);
	return r;
}

static enum lanyard_error
open_empty(struct durable *file, struct error *error)
{
	enum lanyard_error r = open_new(file, O_WRONLY, error);

	return r == LANYARD_OK ? cut_new(file, error) : r;
}

/* Room is NUL, which no record begins with. */
enum lanyard_error
durable_open_room(struct durable *file, struct error *error)
{
	enum lanyard_error r = open_new(file, O_RDWR, error);
	char first;

	if (r == LANYARD_OK && pread(file->fd, &first, 1, 0) == 1 &&
	    first != '\0')
		r = cut_new(file, error);
	return r;
}

enum lanyard_error
durable_reserve(struct durable *file, size_t size, struct error *error)
{
	enum lanyard_error r = open_empty(file, error);
	int e;

	if (r != LANYARD_OK)
		return r;
	do
		e = posix_fallocate(file->fd, 0, (off_t)size);
	while (e == EINTR);
	if (e == 0)
		return LANYARD_OK;
	durable_unreserve(file);
	return error_system(error, LANYARD_ERR_STORE, e,
	    "no room for the answer in %s", file->place);
}

void
durable_unreserve(struct durable *file)
{
	if (file->fd != -1)
		unlinkat(file->folder, file->new, 0);
	durable_close(file);
}

/* What was renamed or removed in the folder is so for good; else errno tells.
 */
static bool
sync_folder(const struct durable *file)
{
	int fd = file->folder, errnum;
	bool done;

	if (fd != AT_FDCWD)
		return fsync(fd) == 0;
	fd = open(file->place, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1)
		return false;
	done = fsync(fd) == 0;
	errnum = errno;
	close(fd);
	errno = errnum;
	return done;
}

/* All SIZE bytes are in NAME.new: whatever fails from here on, they stay. */
static enum lanyard_error
finish(struct durable *file, size_t size, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;
	int fd = file->fd;

	if (ftruncate(fd, (off_t)size) != 0 || fsync(fd) != 0) {
		r = fail_write(file, error);
		durable_close(file);
		return r;
	}
	file->fd = -1;
	if (close(fd) != 0)
		return fail_write(file, error);
	if (renameat(file->folder, file->new, file->folder, file->name) != 0 ||
	    !sync_folder(file))
		r = error_system(error, LANYARD_ERR_STORE, errno,
		    "%s: cannot save %s", file->place, file->name);
	return r;
}

enum lanyard_error
durable_save(
    struct durable *file, const void *bytes, size_t size, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;

	if (file->fd == -1 && (r = open_empty(file, error)) != LANYARD_OK)
		return r;
	if (lseek(file->fd, 0, SEEK_SET) != -1 &&
	    file_write_fd(file->fd, bytes, size) == LANYARD_OK)
		return finish(file, size, error);
	r = fail_write(file, error);
	durable_unreserve(file);
	return r;
}

enum lanyard_error
durable_adopt(struct durable *file, size_t size, struct error *error)
{
	enum lanyard_error r = open_new(file, O_WRONLY, error);

	return r == LANYARD_OK ? finish(file, size, error) : r;
}

enum lanyard_error
durable_remove(const struct durable *file, struct error *error)
{
	/* NAME.new has tokens, too, if a save was killed. */
	if ((unlinkat(file->folder, file->new, 0) == 0 || errno == ENOENT) &&
	    (unlinkat(file->folder, file->name, 0) == 0 || errno == ENOENT) &&
	    sync_folder(file))
		return LANYARD_OK;
	return error_system(error, LANYARD_ERR_STORE, errno,
	    "%s: cannot remove %s", file->place, file->name);
}

enum lanyard_error
durable_try_lock(int folder, const char *name, int *fd)
{
	int errnum;

	*fd = openat(folder, name,
	    O_RDWR | O_CREAT | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC, 0600);
	if (*fd == -1)
		return LANYARD_ERR_SYSTEM;
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		return LANYARD_OK;
	errnum = errno;
	close(*fd);
	*fd = -1;
	errno = errnum;
	return errnum == EWOULDBLOCK || errnum == EINTR ? LANYARD_OK
							: LANYARD_ERR_STORE;
}
