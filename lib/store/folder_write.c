/*
 * folder_write.c - the writing half of store.h: reserve, fill, sync, rename,
 * sync
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "os/file.h"
#include "store/folder.h"
#include "store/storage.h"

/* Open NAME.new as it is: its one fixed name, under the lock. */
static enum lanyard_error
open_new(struct store *s, enum store_kind kind, const char *name,
    struct error *error)
{
	enum lanyard_error r;
	char *file = NULL;
	int folder;

	if ((r = folder_open(s, kind, true, &folder, error)) != LANYARD_OK)
		return r;
	if ((r = folder_file_name(name, ".new", &file, error)) != LANYARD_OK)
		return r;
	s->room_fd = openat(folder, file,
	    O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
	    0600);
	if (s->room_fd == -1) {
		r = error_system(error, LANYARD_ERR_STORE, errno,
		    "%s: cannot write %s", s->path, file);
		goto out;
	}
	if ((r = folder_check_file(s, s->room_fd, file, error)) != LANYARD_OK)
		goto out;
	s->room_name = file;
	file = NULL;
out:
	if (r != LANYARD_OK && s->room_fd != -1) {
		close(s->room_fd);
		s->room_fd = -1;
	}
	free(file);
	return r;
}

static void
close_new(struct store *s)
{
	if (s->room_fd != -1)
		close(s->room_fd);
	s->room_fd = -1;
	free(s->room_name);
	s->room_name = NULL;
}

static enum lanyard_error
fail_write(const struct store *s, struct error *error)
{
	return error_system(error, LANYARD_ERR_STORE, errno,
	    "%s: cannot write %s", s->path, s->room_name);
}

/*
 * The same, emptied: what was there must not show behind what is written over
 * it, should that be cut short.
 */
static enum lanyard_error
open_empty(struct store *s, enum store_kind kind, const char *name,
    struct error *error)
{
	enum lanyard_error r;

	if ((r = open_new(s, kind, name, error)) != LANYARD_OK ||
	    ftruncate(s->room_fd, 0) == 0)
		return r;
	r = fail_write(s, error);
	close_new(s);
	return r;
}

enum lanyard_error
store_reserve(struct store *store, enum store_kind kind, const char *name,
    size_t size, struct error *error)
{
	int e;

	if (store->storage != NULL)
		return storage_reserve(store->storage, name, size, error);
	close_new(store);
	if (open_empty(store, kind, name, error) != LANYARD_OK) {
		if (error != NULL)
			error->code = LANYARD_ERR_NO_ROOM;
		return LANYARD_ERR_NO_ROOM;
	}
	do
		e = posix_fallocate(store->room_fd, 0, (off_t)size);
	while (e == EINTR);
	if (e == 0)
		return LANYARD_OK;
	store_unreserve(store, kind, name);
	return error_system(error, LANYARD_ERR_NO_ROOM, e,
	    "no room for the answer in %s", store->path);
}

void
store_unreserve(struct store *store, enum store_kind kind, const char *name)
{
	(void)name;
	if (store->room_fd != -1)
		unlinkat(store->folder[kind], store->room_name, 0);
	close_new(store);
}

/* Overwrite the room that was reserved, then cut it to size. */
static bool
fill_new(struct store *s, const struct buf *buf)
{
	return lseek(s->room_fd, 0, SEEK_SET) != -1 &&
	       file_write_fd(s->room_fd, buf->data, buf->size) == LANYARD_OK &&
	       ftruncate(s->room_fd, (off_t)buf->size) == 0;
}

/* Give what is written its name; NAME.new stays where that fails. */
static enum lanyard_error
rename_new(struct store *s, enum store_kind kind, const char *name,
    struct error *error)
{
	enum lanyard_error r;
	char *file = NULL;
	int folder = s->folder[kind];

	if ((r = folder_file_name(name, "", &file, error)) != LANYARD_OK)
		return r;
	if (renameat(folder, s->room_name, folder, file) != 0 ||
	    fsync(folder) != 0)
		r = error_system(error, LANYARD_ERR_STORE, errno,
		    "%s: cannot save %s", s->path, file);
	free(file);
	return r;
}

enum lanyard_error
store_save(struct store *store, enum store_kind kind, const char *name,
    const struct buf *buf, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;

	if (store->storage != NULL)
		return storage_save(store->storage, name, buf, error);
	if (store->room_fd == -1 &&
	    (r = open_empty(store, kind, name, error)) != LANYARD_OK)
		return r;
	if (!fill_new(store, buf)) {
		r = fail_write(store, error);
		store_unreserve(store, kind, name);
	} else if (fsync(store->room_fd) != 0) {
		/* All of it is there: recover.h finds it. */
		r = fail_write(store, error);
	} else {
		r = rename_new(store, kind, name, error);
	}
	close_new(store);
	return r;
}

enum lanyard_error
store_adopt_new(struct store *store, enum store_kind kind, const char *name,
    size_t size, struct error *error)
{
	enum lanyard_error r;

	close_new(store);
	if ((r = open_new(store, kind, name, error)) != LANYARD_OK)
		return r;
	if (ftruncate(store->room_fd, (off_t)size) != 0 ||
	    fsync(store->room_fd) != 0)
		r = fail_write(store, error);
	else
		r = rename_new(store, kind, name, error);
	close_new(store);
	return r;
}

/*
 * Two who write at once: the second finds NAME.new and takes it away, since it
 * may as well be what was left by somebody who was killed.
 */
static void
put(int folder, const char *file, const char *new, const struct buf *buf)
{
	int fd = openat(folder, new,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	enum lanyard_error r;

	if (fd == -1) {
		if (errno == EEXIST)
			unlinkat(folder, new, 0);
		return;
	}
	r = file_write_fd(fd, buf->data, buf->size);
	if (close(fd) != 0 || r != LANYARD_OK ||
	    renameat(folder, new, folder, file) != 0)
		unlinkat(folder, new, 0);
}

void
store_put(struct store *store, enum store_kind kind, const char *name,
    const struct buf *buf)
{
	struct error ignored = {0};
	char *file = NULL, *new = NULL;
	int folder;

	if (store->storage == NULL &&
	    folder_file_name(name, "", &file, &ignored) == LANYARD_OK &&
	    folder_file_name(name, ".new", &new, &ignored) == LANYARD_OK &&
	    folder_open(store, kind, true, &folder, &ignored) == LANYARD_OK)
		put(folder, file, new, buf);
	free(file);
	free(new);
}
