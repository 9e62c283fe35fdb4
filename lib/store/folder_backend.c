/*
 * folder_backend.c - a store that is a folder: logins/, passwords/, routes/
 */
#include "store/folder_backend.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "os/claim.h"
#include "os/durable.h"
#include "os/lock.h"
#include "store/folder.h"
#include "store/folder_read.h"
#include "store/folder_write.h"

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

static void
close_lock(int *fd)
{
	close(*fd);
	*fd = -1;
}

/* Which of them goes with the lock FD; -1: one that is free. NULL: none. */
static struct folder_claim *
find_claim(struct folder *f, int fd)
{
	for (int i = 0; i < FOLDER_CLAIMS; i++)
		if (f->claims[i].lock_fd == fd)
			return &f->claims[i];
	return NULL;
}

/*
 * Where flock(2) excludes nobody: NAME.claim, or with the prompt's lock
 * NAME.prompt-claim, says who has it.
 */
static enum lanyard_error
claim(struct folder *f, int folder, const char *name, enum store_lock lock,
    int *fd, struct error *error)
{
	struct folder_claim *free_one = find_claim(f, -1);
	const char *suffix =
	    lock == STORE_LOCK_RECORD ? ".claim" : ".prompt-claim";
	enum lanyard_error r = LANYARD_OK;
	bool taken = false;
	char *file = NULL;

	if (free_one == NULL)
		r = error_set(error, LANYARD_ERR_STORE,
		    "%s: too many locks at once", f->path);
	else if ((r = folder_file_name(name, suffix, &file, error)) ==
		     LANYARD_OK &&
		 (r = claim_take(folder, file, &taken)) != LANYARD_OK)
		r = error_system(
		    error, r, errno, "%s: cannot make %s", f->path, file);
	if (!taken) {
		free(file);
		close_lock(fd);
		return r;
	}
	free_one->lock_fd = *fd;
	free_one->folder = folder;
	free_one->file = file;
	return LANYARD_OK;
}

static void
unlock(void *place, int fd)
{
	struct folder *f = place;
	struct folder_claim *held = find_claim(f, fd);

	if (held != NULL) {
		claim_drop(held->folder, held->file);
		free(held->file);
		held->file = NULL;
		held->lock_fd = -1;
	}
	close(fd);
}

static void
share_lock(void *place, int fd, pid_t pid)
{
	struct folder *f = place;
	struct folder_claim *held = find_claim(f, fd);

	if (held != NULL)
		claim_share(held->folder, held->file, pid);
}

/*
 * Who waits for a reply has NAME.new locked. NAME.lock alone may be another
 * file than it was when that request was sent: somebody has removed it.
 */
static enum lanyard_error
yield_to_request(struct folder *f, int folder, const char *name, int *fd,
    struct error *error)
{
	enum lanyard_error r;
	char *new = NULL;

	r = folder_file_name(name, ".new", &new, error);
	if (r != LANYARD_OK || durable_is_busy(folder, new)) {
		unlock(f, *fd);
		*fd = -1;
	}
	free(new);
	return r;
}

static enum lanyard_error
try_lock(void *place, enum store_kind kind, const char *name,
    enum store_lock lock, int *fd, struct error *error)
{
	struct folder *f = place;
	enum lanyard_error r;
	char *file = NULL;
	int folder;

	*fd = -1;
	if ((r = folder_open(f, kind, true, &folder, error)) != LANYARD_OK)
		return r;
	if ((r = folder_file_name(name, lock_suffix(lock), &file, error)) !=
	    LANYARD_OK)
		return r;
	r = lock_try(folder, file, fd);
	if (r != LANYARD_OK)
		r = error_system(error, LANYARD_ERR_STORE, errno,
		    r == LANYARD_ERR_SYSTEM ? "%s: cannot open %s"
					    : "%s: cannot lock %s",
		    f->path, file);
	else if (*fd != -1 && claim_is_needed(*fd, folder, file))
		r = claim(f, folder, name, lock, fd, error);
	if (r == LANYARD_OK && *fd != -1 && lock == STORE_LOCK_RECORD)
		r = yield_to_request(f, folder, name, fd, error);
	free(file);
	return r;
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
