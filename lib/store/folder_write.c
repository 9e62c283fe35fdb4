/*
 * folder_write.c - the writing half of store.h: reserve, fill, sync, rename,
 * sync
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "os/file.h"
#include "store/folder.h"
#include "store/storage.h"

static void
clear_room(struct store *s)
{
	durable_clear(&s->room);
	free(s->room_name);
	s->room_name = NULL;
}

/* NAME and NAME.new, its one fixed name under the lock, as the room. */
static enum lanyard_error
set_room(struct store *s, enum store_kind kind, const char *name,
    struct error *error)
{
	struct durable *room = &s->room;
	enum lanyard_error r;

	clear_room(s);
	room->place = s->path;
	if ((r = folder_open(s, kind, true, &room->folder, error)) !=
		LANYARD_OK ||
	    (r = folder_file_name(name, ".new", &room->new, error)) !=
		LANYARD_OK ||
	    (r = folder_file_name(name, "", &room->name, error)) != LANYARD_OK)
		return r;
	s->room_kind = kind;
	s->room_name = strdup(name);
	return s->room_name == NULL ? error_memory(error) : LANYARD_OK;
}

/* With NAME's room, there is nothing left that memory is needed for. */
static bool
is_room_of(const struct store *s, enum store_kind kind, const char *name)
{
	return s->room.fd != -1 && s->room_kind == kind &&
	       strcmp(s->room_name, name) == 0;
}

enum lanyard_error
store_reserve(struct store *store, enum store_kind kind, const char *name,
    size_t size, struct error *error)
{
	enum lanyard_error r;

	if (store->storage != NULL)
		return storage_reserve(store->storage, name, size, error);
	if ((r = set_room(store, kind, name, error)) == LANYARD_OK)
		r = durable_reserve(&store->room, size, error);
	if (r == LANYARD_OK)
		return r;
	if (error != NULL)
		error->code = LANYARD_ERR_NO_ROOM;
	return LANYARD_ERR_NO_ROOM;
}

void
store_unreserve(struct store *store, enum store_kind kind, const char *name)
{
	(void)kind;
	(void)name;
	durable_unreserve(&store->room);
	clear_room(store);
}

enum lanyard_error
store_save(struct store *store, enum store_kind kind, const char *name,
    const struct buf *buf, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;

	if (store->storage != NULL)
		return storage_save(store->storage, name, buf, error);
	if (!is_room_of(store, kind, name))
		r = set_room(store, kind, name, error);
	if (r == LANYARD_OK)
		r = durable_save(&store->room, buf->data, buf->size, error);
	clear_room(store);
	return r;
}

enum lanyard_error
store_adopt_new(struct store *store, enum store_kind kind, const char *name,
    size_t size, struct error *error)
{
	enum lanyard_error r;

	if ((r = set_room(store, kind, name, error)) == LANYARD_OK)
		r = durable_adopt(&store->room, size, error);
	clear_room(store);
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
