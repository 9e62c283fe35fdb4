/*
 * folder_write.c - the writing half of the folder, under the lock of the name
 */
#include "store/folder_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/allocate.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/replaceable.h"
#include "store/folder.h"

static void
clear_room(struct folder *f)
{
	durable_clear(&f->room);
	free(f->room_name);
	f->room_name = NULL;
}

/*
 * Make the room NAME's: NAME, and NAME.new, which is the same for whoever has
 * NAME's lock.
 */
static enum lanyard_error
set_room(struct folder *f, enum store_kind kind, const char *name,
    struct error *error)
{
	struct durable *room = &f->room;
	enum lanyard_error r;

	clear_room(f);
	room->place = f->path;
	if ((r = folder_open(f, kind, true, &room->folder, error)) !=
		LANYARD_OK ||
	    (r = folder_file_name(name, ".new", &room->new, error)) !=
		LANYARD_OK ||
	    (r = folder_file_name(name, "", &room->name, error)) != LANYARD_OK)
		return r;
	f->room_kind = kind;
	f->room_name = allocate_text(name);
	return f->room_name == NULL ? error_memory(error) : LANYARD_OK;
}

/* Is the open room NAME's? Then a save needs no more memory for names. */
static bool
is_room_of(const struct folder *f, enum store_kind kind, const char *name)
{
	return f->room.fd != -1 && f->room_kind == kind &&
	       strcmp(f->room_name, name) == 0;
}

enum lanyard_error
folder_reserve(void *place, enum store_kind kind, const char *name, size_t size,
    struct error *error)
{
	struct folder *f = place;
	enum lanyard_error r;

	r = set_room(f, kind, name, error);
	if (r == LANYARD_OK)
		r = replaceable_check(f->room.folder, f->path,
		    folder_of_kind(kind), f->room.name, error);
	if (r == LANYARD_OK)
		r = durable_reserve(&f->room, size, error);
	if (r != LANYARD_OK)
		clear_room(f);
	return r;
}

void
folder_unreserve(void *place)
{
	struct folder *f = place;

	durable_unreserve(&f->room);
	clear_room(f);
}

enum lanyard_error
folder_save(void *place, enum store_kind kind, const char *name,
    const struct buf *buf, struct error *error)
{
	struct folder *f = place;
	enum lanyard_error r = LANYARD_OK;

	if (!is_room_of(f, kind, name))
		r = set_room(f, kind, name, error);
	if (r == LANYARD_OK)
		r = durable_save(&f->room, buf->data, buf->size, error);
	/* After a request it is still open, for folder_keep_reply(). */
	if (!f->room.stays)
		clear_room(f);
	return r;
}

enum store_keeping
folder_keep_reply(void *place, enum store_kind kind, const char *name,
    const struct buf *head, const struct buf *raw)
{
	struct folder *f = place;
	bool kept;

	if (!is_room_of(f, kind, name) || !(f->room.reserved || f->room.stays))
		return STORE_KEEPS_NOTHING;
	kept = durable_keep(&f->room, head, raw->data, raw->size);
	clear_room(f);
	return kept ? STORE_KEEPS_FILE : STORE_KEEPS_NOTHING;
}

enum lanyard_error
folder_move_reply(
    void *place, enum store_kind kind, const char *name, struct error *error)
{
	struct folder *f = place;
	struct durable file = {.place = f->path, .fd = -1};
	char *new = NULL, *reply = NULL;
	enum lanyard_error r;

	if ((r = folder_open(f, kind, true, &file.folder, error)) ==
		LANYARD_OK &&
	    (r = folder_file_name(name, ".new", &new, error)) == LANYARD_OK &&
	    (r = folder_file_name(name, ".reply", &reply, error)) == LANYARD_OK)
		r = durable_rename(&file, new, reply, error);
	free(new);
	free(reply);
	return r;
}

enum lanyard_error
folder_adopt_new(void *place, enum store_kind kind, const char *name,
    size_t size, struct error *error)
{
	struct folder *f = place;
	enum lanyard_error r;

	if ((r = set_room(f, kind, name, error)) == LANYARD_OK)
		r = durable_adopt(&f->room, size, error);
	clear_room(f);
	return r;
}

/*
 * Two who write at once: the second finds NAME.new and takes it away, since it
 * may as well be what was left by somebody who was killed.
 */
static void
put(int folder, const char *file, const char *new, const struct buf *buf)
{
	int fd = file_open_at(
	    folder, new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC);
	enum lanyard_error r;

	if (fd == -1) {
		if (errno == EEXIST)
			(void)file_remove_at(folder, new);
		return;
	}
	r = file_write_fd(fd, buf->data, buf->size);
	if (close(fd) != 0 || r != LANYARD_OK ||
	    !file_rename_at(folder, new, file))
		(void)file_remove_at(folder, new);
}

void
folder_put(
    void *place, enum store_kind kind, const char *name, const struct buf *buf)
{
	struct folder *f = place;
	struct error ignored = {0};
	char *file = NULL, *new = NULL;
	int folder;

	if (folder_file_name(name, "", &file, &ignored) == LANYARD_OK &&
	    folder_file_name(name, ".new", &new, &ignored) == LANYARD_OK &&
	    folder_open(f, kind, true, &folder, &ignored) == LANYARD_OK)
		put(folder, file, new, buf);
	free(file);
	free(new);
}

enum lanyard_error
folder_remove(
    void *place, enum store_kind kind, const char *name, struct error *error)
{
	struct folder *f = place;
	struct durable file = {.place = f->path, .fd = -1};
	enum lanyard_error r;

	if ((r = folder_open(f, kind, false, &file.folder, error)) !=
		LANYARD_OK ||
	    file.folder == -1)
		return r;
	if ((r = folder_file_name(name, "", &file.name, error)) == LANYARD_OK &&
	    (r = folder_file_name(name, ".new", &file.new, error)) ==
		LANYARD_OK)
		r = durable_remove(&file, error);
	if (r == LANYARD_OK && kind == STORE_LOGIN)
		r = folder_drop_reply(place, kind, name, false, error);
	durable_clear(&file);
	return r;
}

/* One that no file has: the second of one second gets a later time. */
static enum lanyard_error
aside_name(int folder, const char *name, char **aside, struct error *error)
{
	enum lanyard_error r;
	char suffix[40];

	for (int64_t at = clock_now();; at++) {
		snprintf(suffix, sizeof(suffix), ".aside-%lld", (long long)at);
		if ((r = folder_file_name(name, suffix, aside, error)) !=
			LANYARD_OK ||
		    faccessat(folder, *aside, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
			return r;
		free(*aside);
	}
}

enum lanyard_error
folder_set_aside(void *place, enum store_kind kind, const char *name,
    char *path, struct error *error)
{
	struct folder *f = place;
	enum lanyard_error r;
	char *file = NULL, *aside = NULL;
	int folder;

	if ((r = folder_open(f, kind, true, &folder, error)) != LANYARD_OK)
		return r;
	if ((r = folder_file_name(name, "", &file, error)) != LANYARD_OK ||
	    (r = aside_name(folder, name, &aside, error)) != LANYARD_OK)
		goto out;
	if (!file_rename_at(folder, file, aside) || !file_sync_folder(folder))
		r = error_system(error, LANYARD_ERR_STORE, errno,
		    "%s: cannot set %s aside", f->path, file);
	else
		snprintf(path, ERROR_TEXT, "%s/%s/%s", f->path,
		    folder_of_kind(kind), aside);
out:
	free(file);
	free(aside);
	return r;
}

enum lanyard_error
folder_drop_reply(void *place, enum store_kind kind, const char *name,
    bool aside, struct error *error)
{
	struct folder *f = place;
	struct durable file = {.place = f->path, .fd = -1};
	char *reply = NULL, *to = NULL;
	enum lanyard_error r;

	if ((r = folder_open(f, kind, true, &file.folder, error)) != LANYARD_OK)
		return r;
	r = folder_file_name(name, ".reply", &reply, error);
	if (r == LANYARD_ERR_PROTOCOL) {
		/* No file can have that name: there is none. */
		error_clear(error);
		return LANYARD_OK;
	}
	if (r != LANYARD_OK)
		return r;
	if (!aside) {
		if (!file_remove_at(file.folder, reply))
			r = error_system(error, LANYARD_ERR_STORE, errno,
			    "%s: cannot remove %s", f->path, reply);
	} else if ((r = aside_name(file.folder, name, &to, error)) ==
		   LANYARD_OK) {
		r = durable_rename(&file, reply, to, error);
	}
	free(reply);
	free(to);
	return r;
}
