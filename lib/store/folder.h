/*
 * folder.h - the store's folders, and what may lie in them
 *
 * Shared by store.c (which reads) and save.c (which writes); nobody else
 * includes it.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include "base/error.h"
#include "os/durable.h"
#include "store/store.h"

#define STORE_KINDS 3

struct store {
	const struct lanyard_storage *storage; /* NULL: the folder */
	char *path;
	int top;		 /* the folder at PATH; -1: not there yet */
	int folder[STORE_KINDS]; /* -1: not opened, or not there yet */
	struct durable room; /* open between store_reserve and store_save */
	enum store_kind room_kind;
	char *room_name; /* whose room it is */
};

const char *folder_of_kind(enum store_kind kind);

/* Is FD, at PATH and INNER, ours and closed to others? LANYARD_ERR_STORE. */
enum lanyard_error folder_check(
    int fd, const char *path, const char *inner, struct error *error);

/*
 * Open the store's own folder, kept open in STORE: -1 with LANYARD_OK when it
 * is not there. LANYARD_ERR_STORE: it is no folder, or not ours alone.
 */
enum lanyard_error folder_open_top(struct store *store, struct error *error);

/*
 * The folder of KIND, kept open in STORE; -1 with LANYARD_OK when it is not
 * there and MAKE is false.
 */
enum lanyard_error folder_open(struct store *store, enum store_kind kind,
    bool make, int *fd, struct error *error);

/*
 * The code for a write that failed with ERRNUM: LANYARD_ERR_NO_ROOM for a full
 * or read-only disk, which passes and is found before any request is sent.
 */
enum lanyard_error folder_write_error(int errnum);

/* NAME percent-encoded with SUFFIX, allocated into *FILE. */
enum lanyard_error folder_file_name(
    const char *name, const char *suffix, char **file, struct error *error);

#endif
