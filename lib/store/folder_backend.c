/*
 * folder_backend.c - a store that is a folder: logins/, passwords/, routes/
 */
#include "store/folder_backend.h"

#include <stdlib.h>

#include "os/claim.h"
#include "os/lock.h"
#include "store/folder.h"
#include "store/folder_read.h"
#include "store/folder_write.h"
#include "store/locks.h"

static const char *
lock_suffix(enum store_lock lock)
{
	switch (lock) {
	case STORE_LOCK_RECORD:
		return ".lock";
	case STORE_LOCK_PROMPT:
		return ".prompt-lock";
	}
	return NULL;
}

static const char *
claim_suffix(enum store_lock lock)
{
	return lock == STORE_LOCK_RECORD ? ".claim" : ".prompt-claim";
}

static void
unlock(void *place, int fd)
{
	struct folder *f = place;

	locks_drop(&f->locks, fd);
}

static void
share_lock(void *place, int fd, pid_t pid)
{
	struct folder *f = place;

	locks_share(&f->locks, fd, pid);
}

static enum lanyard_error
try_lock(void *place, enum store_kind kind, const char *name,
    enum store_lock lock, int *fd, struct error *error)
{
	bool record = lock == STORE_LOCK_RECORD;
	char *file = NULL, *claim = NULL, *new = NULL;
	struct folder *f = place;
	struct locks_files files = {.place = f->path};
	enum lanyard_error r;

	*fd = -1;
	/* A program that runs for long may have opened what was there before.
	 */
	(void)folder_forget_moved(f, kind);
	if ((r = folder_open(f, kind, true, &files.folder, error)) !=
		LANYARD_OK ||
	    (r = folder_file_name(name, lock_suffix(lock), &file, error)) !=
		LANYARD_OK)
		goto out;
	/* That one is longer, and not always needed. */
	r = folder_file_name(name, claim_suffix(lock), &claim, NULL);
	if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	if (r == LANYARD_ERR_MEMORY ||
	    (record && (r = folder_file_name(name, ".new", &new, error)) !=
			   LANYARD_OK))
		goto out;
	files.lock = file;
	files.claim = claim;
	files.new = new;
	r = locks_try(&f->locks, &files, fd, error);
out:
	free(file);
	free(claim);
	free(new);
	return r;
}

static bool
excludes_nobody(void *place, const char **file_system)
{
	int folder;

	*file_system = NULL;
	return folder_open(place, STORE_LOGIN, false, &folder, NULL) ==
		   LANYARD_OK &&
	       folder != -1 && claim_is_made_in(folder, file_system);
}

/* The second is of a request that is under way, lock or no lock. */
static bool
is_in_use(void *place, enum store_kind kind, const char *name)
{
	static const char *const suffixes[] = {".lock", ".new"};
	char *file = NULL;
	bool held = false;
	int folder;

	if (folder_open(place, kind, false, &folder, NULL) != LANYARD_OK ||
	    folder == -1)
		return false;
	for (int i = 0; i < 2 && !held; i++) {
		if (folder_file_name(name, suffixes[i], &file, NULL) ==
		    LANYARD_OK)
			held = lock_is_held(folder, file);
		free(file);
	}
	return held;
}

static bool
has_moved(void *place, enum store_kind kind, bool *removed)
{
	return folder_has_moved(place, kind, removed);
}

static void
note_lock(void *place, int fd, const char *text)
{
	(void)place;
	lock_note(fd, text);
}

static bool
lock_is_noted(void *place, enum store_kind kind, const char *name,
    enum store_lock lock, char *text, size_t size)
{
	char *file = NULL;
	bool found = false;
	int folder;

	if (folder_open(place, kind, false, &folder, NULL) == LANYARD_OK &&
	    folder != -1 &&
	    folder_file_name(name, lock_suffix(lock), &file, NULL) ==
		LANYARD_OK)
		found = lock_noted(folder, file, text, size);
	free(file);
	return found;
}

static void
close_folder(void *place)
{
	struct folder *folder = place;

	folder_clear(folder);
	free(folder);
}

static const struct backend backend = {
    .close = close_folder,
    .load = folder_load,
    .load_new = folder_load_new,
    .adopt_new = folder_adopt_new,
    .reserve = folder_reserve,
    .unreserve = folder_unreserve,
    .save = folder_save,
    .keep_reply = folder_keep_reply,
    .move_reply = folder_move_reply,
    .load_reply = folder_load_reply,
    .drop_reply = folder_drop_reply,
    .put = folder_put,
    .remove = folder_remove,
    .set_aside = folder_set_aside,
    .each = folder_each,
    .try_lock = try_lock,
    .unlock = unlock,
    .share_lock = share_lock,
    .note_lock = note_lock,
    .lock_noted = lock_is_noted,
    .is_in_use = is_in_use,
    .has_moved = has_moved,
    .excludes_nobody = excludes_nobody,
};

enum lanyard_error
folder_backend(struct store *store, const char *path, struct error *error)
{
	struct folder *folder = malloc(sizeof(*folder));
	enum lanyard_error r;

	if (folder == NULL)
		return error_memory(error);
	if ((r = folder_init(folder, path, error)) != LANYARD_OK) {
		close_folder(folder);
		return r;
	}
	*store = (struct store){
	    .backend = &backend, .place = folder, .path = folder->path};
	return LANYARD_OK;
}
