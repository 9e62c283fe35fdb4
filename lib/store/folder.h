/*
 * folder.h - the store's folders, and what the files in them are called
 *
 * Shared by folder_read.c, folder_write.c and folder_backend.c.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include <stdbool.h>

#include "base/error.h"
#include "os/durable.h"
#include "store/backend.h"
#include "store/locks.h"

struct folder {
	char *path;
	int top;		/* the folder at PATH; -1: not there yet */
	int inner[STORE_KINDS]; /* -1: not opened, or not there yet */
	struct durable room;	/* open between a reserve and its save */
	enum store_kind room_kind;
	char *room_name; /* whose room it is */
	struct locks locks;
};

/*
 * The one at PATH (copied), opened if it is there. LANYARD_ERR_STORE: it is no
 * folder, or not ours alone; folder_clear() then, too.
 */
enum lanyard_error folder_init(
    struct folder *folder, const char *path, struct error *error);
void folder_clear(struct folder *folder);

const char *folder_of_kind(enum store_kind kind);

/*
 * The folder of KIND, kept open in FOLDER; -1 with LANYARD_OK when it is not
 * there and MAKE is false.
 */
enum lanyard_error folder_open(struct folder *folder, enum store_kind kind,
    bool make, int *fd, struct error *error);

/*
 * Is the folder of KIND, which is open, no longer the one that the path names?
 * *REMOVED: it is no more. Not where there is another at no such path: then it
 * has another name, and is as good as before.
 */
bool folder_has_moved(
    const struct folder *folder, enum store_kind kind, bool *removed);

/*
 * Let go of that folder, if it has moved so and nothing in it is held just now,
 * so that folder_open() opens what is there by now. True: it has.
 */
bool folder_forget_moved(struct folder *folder, enum store_kind kind);

/* NAME percent-encoded with SUFFIX, allocated into *FILE. */
enum lanyard_error folder_file_name(
    const char *name, const char *suffix, char **file, struct error *error);

#endif
