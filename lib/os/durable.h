/*
 * durable.h - one file replaced whole
 *
 * NAME.new, room for it, write, fsync, rename, fsync folder: a reader, and
 * whoever comes after a kill or a power cut, finds the old file or the new one.
 * Who has NAME.new open to write it has it locked with flock(2), too, so that
 * the lock of NAME (lock.h), whose file somebody may remove, is not all there
 * is.
 * Both are private (private.h).
 *
 * LANYARD_ERR_STORE, where nothing else is said: it could not be done
 * (LANYARD_ERR_NO_ROOM where that heals, see error_class()), or the file is not
 * to be trusted. The message names PLACE and the file; ERROR may be
 * NULL.
 */
#ifndef DURABLE_H
#define DURABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

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
	bool reserved;	   /* by durable_reserve(), and open since */
	bool stays;	   /* a save of it failed: it may hold what came */
	bool named;	   /* it is NAME already, as NAME.new could not be */
	mode_t mode;	   /* that NAME is to have; 0: it stays private */
};

/* Close NAME.new, which stays as it is. */
void durable_close(struct durable *file);

/* The same, and free the names. */
void durable_clear(struct durable *file);

/*
 * Make NAME.new with room for SIZE bytes, on the disk, and keep it open, so
 * that a later durable_save() of as much cannot fail for want of space. An
 * error: there is none, and no NAME.new either, unless it is not ours to write.
 * LANYARD_ERR_TIMEOUT: another process has it, for a request of its own.
 * Whether NAME can be replaced: replaceable.h.
 */
enum lanyard_error durable_reserve(
    struct durable *file, size_t size, struct error *error);

/*
 * Replace NAME by SIZE BYTES, written over the NAME.new that is open, or else
 * over an empty one. NAME.new is closed then. What fails is tried again, also
 * with another file in the place of NAME.new. Where all of it was written and
 * could not be given its name it stays there; so does what is in it after a
 * durable_reserve(), since a request came between: then NAME.new is still open,
 * for durable_keep(). Otherwise it is removed.
 */
enum lanyard_error durable_save(
    struct durable *file, const void *bytes, size_t size, struct error *error);

/*
 * The last resort, after a durable_reserve(): HEAD and SIZE BYTES become what
 * NAME.new has, and stay there. It is closed then. No memory is asked for.
 * False: it cannot be written either.
 */
bool durable_keep(struct durable *file, const struct buf *head,
    const void *bytes, size_t size);

/* Make NAME.new as it lies there, cut to SIZE bytes, the file NAME. */
enum lanyard_error durable_adopt(
    struct durable *file, size_t size, struct error *error);

/* FROM, which is beside NAME, is called TO from now on, for good. */
enum lanyard_error durable_rename(const struct durable *file, const char *from,
    const char *to, struct error *error);

/* Remove NAME.new if it is open here. */
void durable_unreserve(struct durable *file);

/* Remove both for good. OK if they are not there. */
enum lanyard_error durable_remove(
    const struct durable *file, struct error *error);

#endif
