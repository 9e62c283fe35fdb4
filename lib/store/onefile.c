/*
 * onefile.c - the record of one login in a file that a program names
 *
 * pyoauth2's FileStorage. Saved as the store's files are (os/durable.h); the
 * locks are PATH.lock and PATH.prompt-lock, with PATH.claim and
 * PATH.prompt-claim where flock(2) excludes nobody (locks.h).
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "login/record.h"
#include "os/durable.h"
#include "os/file.h"
#include "os/replaceable.h"
#include "store/locks.h"
#include "store/onefile_place.h"
#include "store/storage.h"

struct one {
	struct storage_own own;
	struct onefile_place place;
	struct locks locks;
	struct durable room; /* from a reserve to its save, under the lock */
	int locked_by;	     /* that lock's handle, while it is held here */
};

/*
 * A file that is damaged is given as it is, to whoever asks: the session says
 * so, and does not replace it.
 */
static enum lanyard_error
load(void *context, const char *name,
    enum lanyard_error (*give)(void *to, const void *data, size_t size),
    void *to)
{
	const struct one *one = context;
	struct record record;
	struct buf buf;
	enum lanyard_error r = onefile_place_look(&one->place, &buf, &record);

	if (record.name != NULL ? strcmp(record.name, name) == 0
				: r == LANYARD_ERR_STORE && buf.size != 0)
		r = give(to, buf.data, buf.size);
	record_clear(&record);
	buf_clear(&buf);
	return r;
}

/* May NAME's record be where this one is? */
static enum lanyard_error
check_name(const struct one *one, const char *name)
{
	struct record record;
	struct buf buf;
	enum lanyard_error r = onefile_place_look(&one->place, &buf, &record);

	if (r == LANYARD_OK && record.name != NULL &&
	    strcmp(record.name, name) != 0)
		r = LANYARD_ERR_STORE;
	record_clear(&record);
	buf_clear(&buf);
	return r;
}

static enum lanyard_error
save(void *context, const char *name, const void *data, size_t size)
{
	struct one *one = context;
	enum lanyard_error r = LANYARD_OK;

	/* With room all has been looked after, and nothing more is opened. */
	if (one->room.fd == -1) {
		one->room = onefile_place_writer(&one->place);
		if ((r = check_name(one, name)) == LANYARD_OK &&
		    file_make_folders(one->place.folder) != LANYARD_OK)
			r = LANYARD_ERR_STORE;
	}
	if (r == LANYARD_OK)
		r = durable_save(&one->room, data, size, NULL);
	return r;
}

static enum lanyard_error
remove_record(void *context, const char *name)
{
	const struct one *one = context;
	struct durable file = onefile_place_writer(&one->place);
	struct record record;
	struct buf buf;
	enum lanyard_error r = onefile_place_look(&one->place, &buf, &record);

	if (r == LANYARD_OK && record.name != NULL &&
	    strcmp(record.name, name) == 0)
		r = durable_remove(&file, NULL);
	if (r == LANYARD_OK)
		(void)unlink(one->place.reply);
	record_clear(&record);
	buf_clear(&buf);
	return r;
}

static enum lanyard_error
each(void *context, enum lanyard_error (*function)(void *to, const char *name),
    void *to)
{
	const struct one *one = context;
	struct record record;
	struct buf buf;
	enum lanyard_error r = onefile_place_look(&one->place, &buf, &record);

	if (r == LANYARD_OK && record.name != NULL)
		r = function(to, record.name);
	record_clear(&record);
	buf_clear(&buf);
	return r;
}

/* It stays open until it is saved, or the lock is given back. */
static enum lanyard_error
reserve(void *context, const char *name, size_t size)
{
	struct one *one = context;
	enum lanyard_error r = check_name(one, name);

	if (r == LANYARD_OK)
		r = replaceable_check(
		    AT_FDCWD, one->place.folder, NULL, one->place.path, NULL);
	if (r != LANYARD_OK)
		return r;
	durable_close(&one->room);
	one->room = onefile_place_writer(&one->place);
	return file_make_folders(one->place.folder) == LANYARD_OK
		   ? durable_reserve(&one->room, size, NULL)
		   : error_class(errno, LANYARD_ERR_STORE);
}

static enum lanyard_error
lock(void *context, const char *name, enum lanyard_lock which, int *handle)
{
	struct one *one = context;
	bool record = which == LANYARD_LOCK_RECORD;
	const struct locks_files files = {
	    .folder = AT_FDCWD,
	    .place = one->place.folder,
	    .lock = one->place.lock[which],
	    .claim = one->place.claim[which],
	    .new = record ? one->place.new : NULL,
	};
	enum lanyard_error r;

	(void)name;
	*handle = -1;
	if ((r = file_make_folders(one->place.folder)) != LANYARD_OK)
		return r == LANYARD_ERR_MEMORY
			   ? r
			   : error_class(errno, LANYARD_ERR_STORE);
	r = locks_try(&one->locks, &files, handle, NULL);
	if (r != LANYARD_OK || *handle == -1 || !record)
		return r;
	if ((r = onefile_place_recover(&one->place)) != LANYARD_OK) {
		locks_drop(&one->locks, *handle);
		*handle = -1;
	} else {
		one->locked_by = *handle;
	}
	return r;
}

static void
unlock(void *context, int handle)
{
	struct one *one = context;

	if (handle == one->locked_by) {
		one->locked_by = -1;
		durable_close(&one->room);
	}
	locks_drop(&one->locks, handle);
}

/* Into PATH.new, whose room is still open; recover() makes it PATH.reply. */
static enum lanyard_error
keep(void *context, const char *name, const void *data, size_t size)
{
	const struct buf none = {0};
	struct one *one = context;

	(void)name;
	if (size == 0)
		return unlink(one->place.reply) == 0 || errno == ENOENT
			   ? LANYARD_OK
			   : error_class(errno, LANYARD_ERR_STORE);
	return durable_keep(&one->room, &none, data, size) ? LANYARD_OK
							   : LANYARD_ERR_STORE;
}

static enum lanyard_error
load_kept(void *context, const char *name,
    enum lanyard_error (*give)(void *to, const void *data, size_t size),
    void *to)
{
	const struct one *one = context;
	enum lanyard_error r;
	struct buf buf;

	(void)name;
	buf_init(&buf, LIMIT_RECORD);
	r = onefile_place_read(&one->place, one->place.reply, &buf);
	if (r == LANYARD_OK && buf.size != 0)
		r = give(to, buf.data, buf.size);
	buf_clear(&buf);
	return r;
}

static void
free_one(struct storage_own *own)
{
	struct one *one = own->storage.context;

	durable_close(&one->room);
	onefile_place_clear(&one->place);
	locks_clear(&one->locks);
	free(one);
}

enum lanyard_error
lanyard_storage_file(struct lanyard_storage **storage, const char *path)
{
	struct one *one;

	*storage = NULL;
	if (path == NULL || *path == '\0' || path[strlen(path) - 1] == '/')
		return LANYARD_ERR_ARGUMENT;
	if ((one = calloc(1, sizeof(*one))) == NULL)
		return LANYARD_ERR_MEMORY;
	one->own.free = free_one;
	one->room.fd = one->locked_by = -1;
	locks_init(&one->locks);
	one->own.storage = (struct lanyard_storage){
	    .context = one,
	    .load = load,
	    .save = save,
	    .remove = remove_record,
	    .each = each,
	    .lock = lock,
	    .unlock = unlock,
	    .reserve = reserve,
	    .keep = keep,
	    .load_kept = load_kept,
	};
	if (!onefile_place_set(&one->place, path)) {
		free_one(&one->own);
		return LANYARD_ERR_MEMORY;
	}
	*storage = &one->own.storage;
	return LANYARD_OK;
}
