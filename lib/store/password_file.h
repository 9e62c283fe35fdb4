/*
 * password_file.h - one file of password records: its blocks, and its lock
 *
 * A block is attributes, and ends in an empty line. A file that is no list of
 * them is damaged: it is set aside, under the lock, and counts as none.
 */
#ifndef PASSWORD_FILE_H
#define PASSWORD_FILE_H

#include <stdbool.h>

#include "base/attributes.h"
#include "base/buf.h"
#include "store/store.h"

/* One pass over a file's blocks: EACH is called with every one of them. */
struct password_pass {
	enum lanyard_error (*each)(
	    struct password_pass *pass, const struct attributes *entry);
	const struct attributes *request;
	struct attributes *answer; /* of one that is sought */
	struct buf output;	   /* what stays */
	bool changed;
	void *context; /* of EACH */
};

/*
 * Pass over CONTENT, until EACH returns another than LANYARD_OK, which is then
 * returned. LANYARD_ERR_PROTOCOL: a block is none; LANYARD_ERR_MEMORY.
 */
enum lanyard_error password_file_pass(
    struct password_pass *pass, const struct buf *content, struct error *error);

/*
 * The lock of NAME, which others hold for milliseconds only: *FD, for
 * store_unlock(). LANYARD_ERR_TIMEOUT; else as store_try_lock().
 */
enum lanyard_error password_file_lock(
    struct store *store, const char *name, int *fd, struct error *error);

/*
 * NAME's blocks into CONTENT; empty where there is no such file, or a damaged
 * one. The second is with the lock held. Else as store_load().
 */
enum lanyard_error password_file_load(struct store *store, const char *name,
    struct buf *content, struct error *error);
enum lanyard_error password_file_load_locked(struct store *store,
    const char *name, struct buf *content, struct error *error);

#endif
