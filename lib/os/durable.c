/*
 * durable.c - one file replaced whole
 */
#include "os/durable.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/lock.h"
#include "os/private.h"
#include "os/room.h"

/* What fails is tried again, for there is no second chance later. */
#define TRIES	 3
#define PAUSE_MS 20

void
durable_close(struct durable *file)
{
	if (file->fd != -1)
		close(file->fd);
	file->fd = -1;
	file->reserved = file->stays = file->named = false;
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

static enum lanyard_error
fail_write(const struct durable *file, struct error *error)
{
	return error_system(error, LANYARD_ERR_STORE, errno,
	    "%s: cannot write %s", file->place, file->new);
}

/*
 * Whoever has NAME.new open to write it has it locked. Who only looks
 * (lock_is_held()) has it for a moment.
 */
static enum lanyard_error
lock_new(const struct durable *file, struct error *error)
{
	for (unsigned n = 1; !lock_try_fd(file->fd); n++) {
		/* Where files cannot be locked, NAME's lock must do. */
		if (errno != EWOULDBLOCK)
			return LANYARD_OK;
		if (n == TRIES)
			return error_set(error, LANYARD_ERR_TIMEOUT,
			    "%s: another process is writing %s", file->place,
			    file->new);
		clock_sleep_ms(PAUSE_MS);
	}
	return LANYARD_OK;
}

/* NAME.new as it is, made where it is missing; ACCESS as open(2) has it. */
static enum lanyard_error
open_new(struct durable *file, int access, struct error *error)
{
	enum lanyard_error r;
	off_t size;

	durable_close(file);
	do {
		durable_close(file);
		file->fd = file_open_at(
		    file->folder, file->new, access | O_CREAT | PRIVATE_OPEN);
		if (file->fd == -1)
			return fail_write(file, error);
		r = private_check(
		    file->fd, file->place, file->new, &size, error);
		if (r == LANYARD_OK)
			r = lock_new(file, error);
		/* Who had it locked may have given it its name meanwhile. */
	} while (
	    r == LANYARD_OK && !lock_is_at(file->fd, file->folder, file->new));
	if (r != LANYARD_OK)
		durable_close(file);
	return r;
}

/* What lies there must not show behind a record that is cut short. */
static enum lanyard_error
open_empty(struct durable *file, struct error *error)
{
	enum lanyard_error r = open_new(file, O_RDWR, error);

	if (r != LANYARD_OK || file_cut(file->fd, 0))
		return r;
	r = fail_write(file, error);
	durable_close(file);
	return r;
}

/* What was renamed or removed in the folder is so for good; else errno tells.
 */
static bool
sync_folder(const struct durable *file)
{
	bool own = file->folder == AT_FDCWD, done;
	int fd = own ? file_open_at(AT_FDCWD, file->place,
			   O_RDONLY | O_DIRECTORY | O_CLOEXEC)
		     : file->folder;
	int errnum;

	if (fd == -1)
		return false;
	done = file_sync_folder(fd);
	errnum = errno;
	if (own)
		close(fd);
	errno = errnum;
	return done;
}

/*
 * The result is an errno, 0 for none. On the disk, since where writes are
 * delayed (NFS) only then a quota is seen, and so that a name without a file is
 * not all that is left.
 */
static int
make_room(const struct durable *file, size_t size)
{
	int errnum = room_make(file->fd, size);

	if (errnum == 0 && (!file_sync(file->fd) || !sync_folder(file)))
		errnum = errno;
	return errnum;
}

enum lanyard_error
durable_reserve(struct durable *file, size_t size, struct error *error)
{
	enum lanyard_error r = open_empty(file, error);
	int errnum;

	if (r != LANYARD_OK)
		return r;
	if ((errnum = make_room(file, size)) == 0) {
		file->reserved = true;
		return LANYARD_OK;
	}
	durable_unreserve(file);
	return error_system(error, LANYARD_ERR_STORE, errnum,
	    "no room for the answer in %s (%zu KiB are wanted)", file->place,
	    (size + 1023) / 1024);
}

void
durable_unreserve(struct durable *file)
{
	if (file->fd != -1 && !file->stays &&
	    lock_is_at(file->fd, file->folder, file->new))
		(void)file_remove_at(file->folder, file->new);
	durable_close(file);
}

/*
 * OTHER becomes NAME.new; or NAME at once, where what has that name is in the
 * way, such as a folder or a mount point.
 */
static bool
take_place(struct durable *file, const char *other)
{
	int folder = file->folder;

	if (file_rename_at(folder, other, file->new))
		return true;
	file->named = file_rename_at(folder, other, file->name);
	return file->named;
}

/*
 * A file of another name takes the place of NAME.new once it has all of it:
 * the first may lie on a block that cannot be written, or may refuse to be cut.
 */
static bool
fill_another(struct durable *file, const void *bytes, size_t size)
{
	char other[LIMIT_PATH];
	int fd, errnum, n;

	n = snprintf(other, sizeof(other), "%s.2", file->new);
	if (n < 0 || (size_t)n >= sizeof(other)) {
		errno = ENAMETOOLONG;
		return false;
	}
	/* What is there is of somebody who was killed at this. */
	(void)file_remove_at(file->folder, other);
	fd = file_open_at(
	    file->folder, other, O_WRONLY | O_CREAT | O_EXCL | PRIVATE_OPEN);
	if (fd == -1)
		return false;
	if (file_write_fd(fd, bytes, size) == LANYARD_OK && file_sync(fd) &&
	    (lock_try_fd(fd) || errno != EWOULDBLOCK) &&
	    take_place(file, other)) {
		close(file->fd);
		file->fd = fd;
		return true;
	}
	errnum = errno;
	(void)file_remove_at(file->folder, other);
	close(fd);
	errno = errnum;
	return false;
}

/*
 * Nobody can be asked for these bytes again. Most of what fails here does so
 * once: an interruption, a disk or a quota that is full for a moment.
 */
static bool
fill(struct durable *file, const void *bytes, size_t size)
{
	for (unsigned n = 1; !file_fill(file->fd, bytes, size) &&
			     !fill_another(file, bytes, size);
	     n++) {
		if (n == TRIES)
			return false;
		clock_sleep_ms(PAUSE_MS);
	}
	return true;
}

/* Has it that name still, and is it still for us alone? */
static bool
is_ours_still(const struct durable *file)
{
	off_t size;

	return lock_is_at(file->fd, file->folder, file->new) &&
	       private_check(file->fd, file->place, file->new, &size, NULL) ==
		   LANYARD_OK;
}

/*
 * Somebody may have taken the name away (rsync --delete), and the only copy
 * with it, or opened it to others: then BYTES are written again. NULL: there
 * are none.
 */
static bool
rename_new(struct durable *file, const void *bytes, size_t size)
{
	bool again = bytes != NULL && file->fd != -1;
	int errnum;

	if (again && !file->named && !is_ours_still(file) &&
	    !fill_another(file, bytes, size))
		return false;
	/* Where modes cannot be changed it stays private. */
	if (file->fd != -1 && file->mode != 0)
		(void)fchmod(file->fd, file->mode);
	if (file->named || file_rename_at(file->folder, file->new, file->name))
		return true;
	/* NAME.new itself may be what cannot be moved: a mount point. */
	errnum = errno;
	if (errnum == EBUSY && again && fill_another(file, bytes, size) &&
	    file->named)
		return true;
	errno = errnum;
	return false;
}

/* All of it is in NAME.new: whatever fails from here on, it stays there. */
static enum lanyard_error
give_name(
    struct durable *file, const void *bytes, size_t size, struct error *error)
{
	bool named = false, synced = false;
	int errnum = 0;

	for (unsigned n = 1; !synced && n <= TRIES; n++) {
		if (n > 1)
			clock_sleep_ms(PAUSE_MS);
		named = named || rename_new(file, bytes, size);
		if (!named)
			errnum = errno;
		/* With its descriptor there is one to open the folder with. */
		if (named)
			durable_close(file);
		if (named && !(synced = sync_folder(file)))
			errnum = errno;
	}
	durable_close(file);
	return synced ? LANYARD_OK
		      : error_system(error, LANYARD_ERR_STORE, errnum,
			    "%s: cannot save %s", file->place, file->name);
}

enum lanyard_error
durable_save(
    struct durable *file, const void *bytes, size_t size, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;

	if (file->fd == -1 && (r = open_empty(file, error)) != LANYARD_OK)
		return r;
	if (fill(file, bytes, size))
		return give_name(file, bytes, size, error);
	r = fail_write(file, error);
	/* After a request there may be more in it than nothing. */
	if (file->reserved)
		file->stays = true;
	else
		durable_unreserve(file);
	return r;
}

bool
durable_keep(struct durable *file, const struct buf *head, const void *bytes,
    size_t size)
{
	bool done = false;

	/* Without its name nobody would find it. */
	if (file->fd == -1 || !lock_is_at(file->fd, file->folder, file->new))
		return false;
	for (unsigned n = 1; !done && n <= TRIES; n++) {
		if (n > 1)
			clock_sleep_ms(PAUSE_MS);
		done = (file_write_at(file->fd, head->data, head->size, 0) &&
			   file_write_at(file->fd, bytes, size, head->size)) ||
		       room_write(file->fd, head, bytes, size);
		done = done && file_sync(file->fd);
		/* What is left of the room does not matter. */
		if (done && file_cut(file->fd, head->size + size))
			(void)file_sync(file->fd);
	}
	durable_close(file);
	return done;
}

enum lanyard_error
durable_adopt(struct durable *file, size_t size, struct error *error)
{
	enum lanyard_error r = open_new(file, O_WRONLY, error);

	if (r != LANYARD_OK)
		return r;
	if (file_cut(file->fd, size) && file_sync(file->fd))
		return give_name(file, NULL, 0, error);
	r = fail_write(file, error);
	durable_close(file);
	return r;
}

enum lanyard_error
durable_rename(const struct durable *file, const char *from, const char *to,
    struct error *error)
{
	if (file_rename_at(file->folder, from, to) && sync_folder(file))
		return LANYARD_OK;
	return error_system(error, LANYARD_ERR_STORE, errno,
	    "%s: cannot rename %s to %s", file->place, from, to);
}

enum lanyard_error
durable_remove(const struct durable *file, struct error *error)
{
	/* NAME.new has tokens, too, if a save was killed. */
	if (file_remove_at(file->folder, file->new) &&
	    file_remove_at(file->folder, file->name) && sync_folder(file))
		return LANYARD_OK;
	return error_system(error, LANYARD_ERR_STORE, errno,
	    "%s: cannot remove %s", file->place, file->name);
}
