/*
 * durable.h - one file replaced whole, and the lock of who may do that
 *
 * NAME.new, room for it, write, fsync, rename, fsync folder: a reader, and
 * whoever comes after a kill or a power cut, finds the old file or the new one.
 * Both are private: regular files of this user's that are closed to others; a
 * symlink in their place is not followed.
 *
 * LANYARD_ERR_STORE, where nothing else is said: it could not be done
 * (LANYARD_ERR_NO_ROOM where that heals, see error_class()), or the file is not
 * to be trusted. The message names PLACE and the file; ERROR may be
 * NULL.
 */
#ifndef DURABLE_H
#define DURABLE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * A file and its NAME.new, in FOLDER: a descriptor, lent. With AT_FDCWD both
 * names are paths, and PLACE is the path of the folder that has them.
 */
struct durable {
	int folder;
	const char *place; /* what messages call the folder; lent */
	char *name, *new;  /* durable_clear() frees them */
	int fd;		   /* NAME.new while it is open here, else -1 */
};

/* Close NAME.new, which stays as it is. */
void durable_close(struct durable *file);

/* The same, and free the names. */
void durable_clear(struct durable *file);

/*
 * Append NAME's content to BUF. *FOUND is false if there is none.
 * LANYARD_ERR_MEMORY; LANYARD_ERR_STORE with *FOUND true: it is larger than BUF
 * may become.
 */
enum lanyard_error durable_read(int folder, const char *place, const char *name,
    struct buf *buf, bool *found, struct error *error);

/*
 * Make NAME.new with room for SIZE bytes, and keep it open, so that a later
 * durable_save() of as much cannot fail for want of space.
 * An error: there is none, and no NAME.new either.
 */
enum lanyard_error durable_reserve(
    struct durable *file, size_t size, struct error *error);

/*
 * Open NAME.new with the room in it, if durable_close() left some. Anything
 * else in it is cut off.
 */
enum lanyard_error durable_open_room(struct durable *file, struct error *error);

/*
 * Replace NAME by SIZE BYTES, written over the NAME.new that is open, or else
 * over an empty one. NAME.new is closed then. Where all of it was written and
 * could not be given its name it stays there; otherwise it is removed.
 */
enum lanyard_error durable_save(struct durable *file, const void *bytes,
    size_t size, struct error *error);

/* Make NAME.new as it lies there, cut to SIZE bytes, the file NAME. */
enum lanyard_error durable_adopt(
    struct durable *file, size_t size, struct error *error);

/* Remove NAME.new if it is open here. */
void durable_unreserve(struct durable *file);

/* Remove both for good. OK if they are not there. */
enum lanyard_error durable_remove(
    const struct durable *file, struct error *error);

/*
 * Take the lock that is the file NAME, without waiting: *FD is its descriptor
 * (close-on-exec), to be closed, or -1 when another has it. flock(2), so that
 * it can be handed to a child and ends with the last process that has it.
 * LANYARD_ERR_SYSTEM (cannot be opened), LANYARD_ERR_STORE (cannot be locked):
 * errno tells.
 */
enum lanyard_error durable_try_lock(int folder, const char *name, int *fd);

#endif
