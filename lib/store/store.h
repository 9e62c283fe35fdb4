/*
 * store.h - whole, durable, private files of a few kinds, wherever they are
 * kept
 *
 * The face of the kinds of place (backend.h). Where the store is a folder:
 * folder 0700, files 0600, owner checked, no symlink inside followed. A file
 * is known by its kind (a folder) and a name, percent-encoded where it is not
 * plain. What a system call refuses is classed by error_class(), and has a hint
 * (remedy.h). Saving: NAME.new, write, fsync, rename, fsync folder, always
 * under NAME's lock. Reading takes no lock and waits for nobody. A name too
 * long for a file is not found when it is to be loaded, and else
 * LANYARD_ERR_PROTOCOL.
 */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "store/backend.h"

/*
 * Open the store at PATH. A folder that is not there is an empty store, made
 * by the first write. LANYARD_ERR_STORE: not ours, open to others (the chmod
 * is in the hint), not a folder.
 */
enum lanyard_error store_open(
    struct store **store, const char *path, struct error *error);

/*
 * A store in which a program keeps the records (storage.h). Then there are
 * no files: kinds but STORE_LOGIN are never found, and what would be set aside
 * is an error. STORAGE is lent. LANYARD_ERR_ARGUMENT.
 */
enum lanyard_error store_open_storage(struct store **store,
    const struct lanyard_storage *storage, struct error *error);
void store_close(struct store **store);

/* The folder; NULL: it is a program's storage. */
const char *store_path(const struct store *store);

/*
 * Append the file's content to BUF. *FOUND is false if there is none.
 * LANYARD_ERR_STORE; *FOUND true with it: it is larger than BUF may become.
 */
enum lanyard_error store_load(struct store *store, enum store_kind kind,
    const char *name, struct buf *buf, bool *found, struct error *error);

/* The same of NAME.new, which a save that was killed may have left. */
enum lanyard_error store_load_new(struct store *store, enum store_kind kind,
    const char *name, struct buf *buf, bool *found, struct error *error);

/*
 * Make NAME.new with room for SIZE bytes, so that a later store_save() of as
 * much to it cannot fail for want of space. The lock is held.
 * LANYARD_ERR_NO_ROOM or _STORE (error_class()) names folder and cause.
 */
enum lanyard_error store_reserve(struct store *store, enum store_kind kind,
    const char *name, size_t size, struct error *error);

/*
 * Make NAME.new, cut to SIZE bytes, the file NAME, durably. The lock is held.
 * LANYARD_ERR_STORE.
 */
enum lanyard_error store_adopt_new(struct store *store, enum store_kind kind,
    const char *name, size_t size, struct error *error);

/* Remove NAME.new if nothing came of it. */
void store_unreserve(
    struct store *store, enum store_kind kind, const char *name);

/*
 * Replace NAME by BUF, durably. The lock is held. LANYARD_ERR_STORE; where BUF
 * was written but could not be renamed, it stays in NAME.new.
 */
enum lanyard_error store_save(struct store *store, enum store_kind kind,
    const char *name, const struct buf *buf, struct error *error);

/*
 * The last resort between a store_reserve() and a save that failed: what the
 * server sent, RAW, behind a HEAD that ends in an empty line and begins as
 * STORE_REPLY does, becomes NAME.new, or goes where a program's storage keeps
 * it. No memory is asked for.
 */
#define STORE_REPLY "reply=1\n"
enum store_keeping store_keep_reply(struct store *store, enum store_kind kind,
    const char *name, const struct buf *head, const struct buf *raw);

/* Make such a NAME.new the file NAME.reply, durably. The lock is held. */
enum lanyard_error store_move_reply(struct store *store, enum store_kind kind,
    const char *name, struct error *error);

/* store_load() of NAME.reply. */
enum lanyard_error store_load_reply(struct store *store, enum store_kind kind,
    const char *name, struct buf *buf, bool *found, struct error *error);

/* Remove NAME.reply, or set it aside as store_set_aside() does. The lock is
 * held. */
enum lanyard_error store_drop_reply(struct store *store, enum store_kind kind,
    const char *name, bool aside, struct error *error);

/*
 * Replace NAME by BUF, if that can be done: for what may be lost at any time
 * and is known when it is not whole. No lock, no fsync, no error.
 */
void store_put(struct store *store, enum store_kind kind, const char *name,
    const struct buf *buf);

/* Remove NAME, durably. LANYARD_OK if there is none. The lock is held. */
enum lanyard_error store_remove(struct store *store, enum store_kind kind,
    const char *name, struct error *error);

/*
 * Rename a file that must not be used to NAME.aside-SECONDS, never deleting
 * it; PATH (ERROR_TEXT bytes) gets the new name. The lock is held.
 * LANYARD_ERR_STORE, nothing changed, where a program has the records.
 */
enum lanyard_error store_set_aside(struct store *store, enum store_kind kind,
    const char *name, char *path, struct error *error);

/*
 * Call FUNCTION with each stored name, decoded, in no particular order. A
 * result other than LANYARD_OK ends it and is returned.
 */
enum lanyard_error store_each(struct store *store, enum store_kind kind,
    enum lanyard_error (*function)(void *context, const char *name),
    void *context, struct error *error);

/*
 * Take an exclusive lock without waiting. *FD is its descriptor (close-on-
 * exec), or a program's own number for it, or -1 when another holds it.
 * flock(2), so that it can be handed to a child and ends with the last process
 * that has it; where that excludes nobody (NFS, ...) a claim, too (claim.h).
 */
enum lanyard_error store_try_lock(struct store *store, enum store_kind kind,
    const char *name, enum store_lock lock, int *fd, struct error *error);

/*
 * Put TEXT, for people, where those see it who wait for the lock FD, and read
 * what was put there: up to SIZE bytes with the NUL. False: nothing.
 */
void store_note_lock(struct store *store, int fd, const char *text);
bool store_lock_noted(struct store *store, enum store_kind kind,
    const char *name, enum store_lock lock, char *text, size_t size);

/*
 * Does flock(2) there exclude nobody, or not on all hosts, so that each lock is
 * a claim, too (claim.h)? *FILE_SYSTEM is the name of such a file system,
 * constant; NULL: not known.
 */
bool store_claims(struct store *store, const char **file_system);

/*
 * Has somebody the lock of NAME's record, or a request for it under way? False
 * where that cannot be told.
 */
bool store_is_in_use(
    struct store *store, enum store_kind kind, const char *name);

/*
 * Is the folder of KIND, which is open here, no longer the one that its path
 * names? *REMOVED: it is no more.
 */
bool store_has_moved(struct store *store, enum store_kind kind, bool *removed);

/* The child PID was given the lock FD: it is held until both have let go. */
void store_share_lock(struct store *store, int fd, pid_t pid);

/*
 * Is the lock of NAME's record held through STORE, so that waiting for it would
 * be waiting for oneself?
 */
bool store_holds(const struct store *store, const char *name);

/* It is held by whoever started this process, until that ends. */
void store_note_held(struct store *store, const char *name);

/* Let go of it; *FD becomes -1. Nothing if it is -1. STORE may be NULL. */
void store_unlock(struct store *store, int *fd);

#endif
