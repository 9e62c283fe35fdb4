/*
 * onefile_place.h - the file that a program names, and what is beside it
 *
 * PATH has the record of one login. Beside it are PATH.new and PATH.reply,
 * which are what those of a folder are (os/durable.h, recover.h), and the
 * files of its two locks.
 */
#ifndef ONEFILE_PLACE_H
#define ONEFILE_PLACE_H

#include <stdbool.h>

#include "lanyard.h"

#include "base/buf.h"
#include "login/record.h"
#include "os/durable.h"

struct onefile_place {
	char *folder, *path, *new, *reply;
	char *lock[2], *claim[2]; /* by enum lanyard_lock */
};

/* The names that belong to PATH, allocated. False: no memory; clear it. */
bool onefile_place_set(struct onefile_place *place, const char *path);
void onefile_place_clear(struct onefile_place *place);

/* The file as a writer has it; what it names is lent. */
struct durable onefile_place_writer(const struct onefile_place *place);

/* What PATH, one of PLACE's, has. None: BUF stays empty. */
enum lanyard_error onefile_place_read(
    const struct onefile_place *place, const char *path, struct buf *buf);

/*
 * What the file has: its bytes, and the record they are; name NULL: none. BUF
 * and RECORD are initialized here, and the caller's to clear. LANYARD_ERR_STORE
 * with bytes in BUF: they are no record.
 */
enum lanyard_error onefile_place_look(
    const struct onefile_place *place, struct buf *buf, struct record *record);

/*
 * PATH.new, under the lock: a save that was killed may have left the only copy
 * of a rotated refresh token there (recover.h); anything else goes.
 */
enum lanyard_error onefile_place_recover(struct onefile_place *place);

#endif
