/*
 * store.c - files in the store folder: whole, durable, private
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/percent.h"
#include "os/clock.h"
#include "store/folder.h"
#include "store/storage.h"

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

static struct store *
new_store(void)
{
	struct store *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->top = -1;
	for (int i = 0; i < STORE_KINDS; i++)
		s->folder[i] = -1;
	s->room.fd = -1;
	return s;
}

enum lanyard_error
store_open_storage(struct store **store, const struct lanyard_storage *storage,
    struct error *error)
{
	enum lanyard_error r;

	*store = NULL;
	if ((r = storage_check(storage, error)) != LANYARD_OK)
		return r;
	if ((*store = new_store()) == NULL)
		return error_memory(error);
	(*store)->storage = storage;
	return LANYARD_OK;
}

enum lanyard_error
store_open(struct store **store, const char *path, struct error *error)
{
	struct store *s = new_store();
	enum lanyard_error r;

	*store = NULL;
	if (s == NULL)
		return error_memory(error);
	if ((s->path = strdup(path)) == NULL)
		r = error_memory(error);
	else
		r = folder_open_top(s, error);
	if (r == LANYARD_OK)
		*store = s;
	else
		store_close(&s);
	return r;
}

void
store_close(struct store **store)
{
	struct store *s = *store;

	if (s == NULL)
		return;
	for (int i = 0; i < STORE_KINDS; i++)
		if (s->folder[i] != -1)
			close(s->folder[i]);
	if (s->top != -1)
		close(s->top);
	durable_clear(&s->room);
	free(s->room_name);
	free(s->path);
	free(s);
	*store = NULL;
}

const char *
store_path(const struct store *store)
{
	return store->path;
}

static enum lanyard_error
load_file(struct store *store, enum store_kind kind, const char *name,
    const char *suffix, struct buf *buf, bool *found, struct error *error)
{
	enum lanyard_error r;
	char *file = NULL;
	int folder;

	*found = false;
	if ((r = folder_open(store, kind, false, &folder, error)) !=
		LANYARD_OK ||
	    folder == -1)
		return r;
	r = folder_file_name(name, suffix, &file, error);
	if (r == LANYARD_ERR_PROTOCOL) {
		/* No file can have that name: there is none. */
		error_clear(error);
		return LANYARD_OK;
	}
	if (r == LANYARD_OK)
		r = durable_read(folder, store->path, file, buf, found, error);
	free(file);
	return r;
}

enum lanyard_error
store_load(struct store *store, enum store_kind kind, const char *name,
    struct buf *buf, bool *found, struct error *error)
{
	*found = false;
	if (store->storage == NULL)
		return load_file(store, kind, name, "", buf, found, error);
	if (kind != STORE_LOGIN)
		return LANYARD_OK;
	return storage_load(store->storage, name, buf, found, error);
}

enum lanyard_error
store_load_new(struct store *store, enum store_kind kind, const char *name,
    struct buf *buf, bool *found, struct error *error)
{
	*found = false;
	return store->storage != NULL
		   ? LANYARD_OK
		   : load_file(store, kind, name, ".new", buf, found, error);
}

enum lanyard_error
store_remove(struct store *store, enum store_kind kind, const char *name,
    struct error *error)
{
	struct durable file = {.place = store->path, .fd = -1};
	enum lanyard_error r;

	if (store->storage != NULL)
		return storage_remove(store->storage, name, error);
	if ((r = folder_open(store, kind, false, &file.folder, error)) !=
		LANYARD_OK ||
	    file.folder == -1)
		return r;
	if ((r = folder_file_name(name, "", &file.name, error)) == LANYARD_OK &&
	    (r = folder_file_name(name, ".new", &file.new, error)) ==
		LANYARD_OK)
		r = durable_remove(&file, error);
	durable_clear(&file);
	return r;
}

/* A name of its own also for the second file of one second. */
static enum lanyard_error
aside_name(int folder, const char *name, char **aside, struct error *error)
{
	enum lanyard_error r;
	char suffix[40];

	for (int64_t at = clock_now();; at++) {
		snprintf(suffix, sizeof(suffix), ".aside-%lld", (long long)at);
		if ((r = folder_file_name(name, suffix, aside, error)) !=
			LANYARD_OK ||
		    faccessat(folder, *aside, F_OK, AT_SYMLINK_NOFOLLOW) != 0)
			return r;
		free(*aside);
	}
}

enum lanyard_error
store_set_aside(struct store *store, enum store_kind kind, const char *name,
    char *path, struct error *error)
{
	enum lanyard_error r;
	char *file = NULL, *aside = NULL;
	int folder;

	if (store->storage != NULL) {
		error_set(error, LANYARD_ERR_STORE,
		    "the program's storage has a record of login %s that "
		    "cannot be used",
		    name);
		error_hint(error, "keep it elsewhere and remove it there");
		return LANYARD_ERR_STORE;
	}
	if ((r = folder_open(store, kind, true, &folder, error)) != LANYARD_OK)
		return r;
	if ((r = folder_file_name(name, "", &file, error)) != LANYARD_OK ||
	    (r = aside_name(folder, name, &aside, error)) != LANYARD_OK)
		goto out;
	if (renameat(folder, file, folder, aside) != 0 || fsync(folder) != 0)
		r = error_system(error, LANYARD_ERR_STORE, errno,
		    "%s: cannot set %s aside", store->path, file);
	else
		snprintf(path, ERROR_TEXT, "%s/%s/%s", store->path,
		    folder_of_kind(kind), aside);
out:
	free(file);
	free(aside);
	return r;
}

/* Only plain names are records: ".new", ".lock" and the like have a dot. */
static enum lanyard_error
each_in(DIR *dir,
    enum lanyard_error (*function)(void *context, const char *name),
    void *context)
{
	enum lanyard_error r = LANYARD_OK;
	struct dirent *entry;
	struct buf name;

	buf_init(&name, 1024);
	while (r == LANYARD_OK && (entry = readdir(dir)) != NULL) {
		if (strchr(entry->d_name, '.') != NULL)
			continue;
		buf_reset(&name);
		if (percent_add_decoded(&name, entry->d_name) == LANYARD_OK)
			r = function(context, buf_text(&name));
	}
	buf_clear(&name);
	return r;
}

enum lanyard_error
store_each(struct store *store, enum store_kind kind,
    enum lanyard_error (*function)(void *context, const char *name),
    void *context, struct error *error)
{
	enum lanyard_error r;
	DIR *dir;
	int folder, fd;

	if (store->storage != NULL)
		return kind != STORE_LOGIN ? LANYARD_OK
					   : storage_each(store->storage,
						 function, context, error);
	if ((r = folder_open(store, kind, false, &folder, error)) !=
		LANYARD_OK ||
	    folder == -1)
		return r;
	fd = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd == -1 || (dir = fdopendir(fd)) == NULL) {
		r = error_system(error, LANYARD_ERR_STORE, errno,
		    "cannot list %s", store->path);
		if (fd != -1)
			close(fd);
		return r;
	}
	r = each_in(dir, function, context);
	closedir(dir);
	return r;
}

enum lanyard_error
store_try_lock(struct store *store, enum store_kind kind, const char *name,
    enum store_lock lock, int *fd, struct error *error)
{
	enum lanyard_error r;
	char *file = NULL;
	int folder;

	if (store->storage != NULL)
		return storage_try_lock(store->storage, name, lock, fd, error);
	*fd = -1;
	if ((r = folder_open(store, kind, true, &folder, error)) != LANYARD_OK)
		return r;
	if ((r = folder_file_name(name, lock_suffix(lock), &file, error)) !=
	    LANYARD_OK)
		return r;
	r = durable_try_lock(folder, file, fd);
	if (r == LANYARD_ERR_SYSTEM)
		r = error_system(error, folder_write_error(errno), errno,
		    "%s: cannot open %s", store->path, file);
	else if (r != LANYARD_OK)
		error_system(
		    error, r, errno, "%s: cannot lock %s", store->path, file);
	free(file);
	return r;
}

void
store_unlock(struct store *store, int *fd)
{
	if (store != NULL && store->storage != NULL)
		storage_unlock(store->storage, fd);
	if (*fd != -1)
		close(*fd);
	*fd = -1;
}
