/*
 * store.c - whole, durable, private files of a few kinds, wherever they are
 * kept
 */
#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/allocate.h"
#include "store/folder_backend.h"
#include "store/remedy.h"
#include "store/storage.h"

enum lanyard_error
store_open(struct store **store, const char *path, struct error *error)
{
	enum lanyard_error r;

	if ((*store = calloc(1, sizeof(**store))) == NULL)
		return error_memory(error);
	if ((r = folder_backend(*store, path, error)) != LANYARD_OK)
		store_close(store);
	return remedy_hint(r, path, error);
}

enum lanyard_error
store_open_storage(struct store **store, const struct lanyard_storage *storage,
    struct error *error)
{
	enum lanyard_error r;

	if ((*store = calloc(1, sizeof(**store))) == NULL)
		return error_memory(error);
	if ((r = storage_backend(*store, storage, error)) != LANYARD_OK)
		store_close(store);
	return r;
}

void
store_close(struct store **store)
{
	struct store *s = *store;

	if (s == NULL)
		return;
	if (s->backend != NULL && s->backend->close != NULL)
		s->backend->close(s->place);
	for (int i = 0; i < STORE_HELD; i++)
		free(s->held[i].name);
	free(s);
	*store = NULL;
}

const char *
store_path(const struct store *store)
{
	return store->path;
}

/* What came to R, with the next command to run. */
static enum lanyard_error
hint(const struct store *store, enum lanyard_error r, struct error *error)
{
	return remedy_hint(r, store->path, error);
}

enum lanyard_error
store_load(struct store *store, enum store_kind kind, const char *name,
    struct buf *buf, bool *found, struct error *error)
{
	return hint(store,
	    store->backend->load(store->place, kind, name, buf, found, error),
	    error);
}

enum lanyard_error
store_load_new(struct store *store, enum store_kind kind, const char *name,
    struct buf *buf, bool *found, struct error *error)
{
	*found = false;
	if (store->backend->load_new == NULL)
		return LANYARD_OK;
	return hint(store,
	    store->backend->load_new(
		store->place, kind, name, buf, found, error),
	    error);
}

enum lanyard_error
store_adopt_new(struct store *store, enum store_kind kind, const char *name,
    size_t size, struct error *error)
{
	if (store->backend->adopt_new == NULL)
		return LANYARD_OK;
	return hint(store,
	    store->backend->adopt_new(store->place, kind, name, size, error),
	    error);
}

enum lanyard_error
store_reserve(struct store *store, enum store_kind kind, const char *name,
    size_t size, struct error *error)
{
	return hint(store,
	    store->backend->reserve(store->place, kind, name, size, error),
	    error);
}

void
store_unreserve(struct store *store, enum store_kind kind, const char *name)
{
	(void)kind;
	(void)name;
	if (store->backend->unreserve != NULL)
		store->backend->unreserve(store->place);
}

enum lanyard_error
store_save(struct store *store, enum store_kind kind, const char *name,
    const struct buf *buf, struct error *error)
{
	return hint(store,
	    store->backend->save(store->place, kind, name, buf, error), error);
}

enum store_keeping
store_keep_reply(struct store *store, enum store_kind kind, const char *name,
    const struct buf *head, const struct buf *raw)
{
	if (store->backend->keep_reply == NULL)
		return STORE_KEEPS_NOTHING;
	return store->backend->keep_reply(store->place, kind, name, head, raw);
}

enum lanyard_error
store_move_reply(struct store *store, enum store_kind kind, const char *name,
    struct error *error)
{
	if (store->backend->move_reply == NULL)
		return LANYARD_OK;
	return hint(store,
	    store->backend->move_reply(store->place, kind, name, error), error);
}

enum lanyard_error
store_load_reply(struct store *store, enum store_kind kind, const char *name,
    struct buf *buf, bool *found, struct error *error)
{
	*found = false;
	if (store->backend->load_reply == NULL)
		return LANYARD_OK;
	return hint(store,
	    store->backend->load_reply(
		store->place, kind, name, buf, found, error),
	    error);
}

enum lanyard_error
store_drop_reply(struct store *store, enum store_kind kind, const char *name,
    bool aside, struct error *error)
{
	if (store->backend->drop_reply == NULL)
		return LANYARD_OK;
	return hint(store,
	    store->backend->drop_reply(store->place, kind, name, aside, error),
	    error);
}

void
store_put(struct store *store, enum store_kind kind, const char *name,
    const struct buf *buf)
{
	if (store->backend->put != NULL)
		store->backend->put(store->place, kind, name, buf);
}

enum lanyard_error
store_remove(struct store *store, enum store_kind kind, const char *name,
    struct error *error)
{
	return hint(store,
	    store->backend->remove(store->place, kind, name, error), error);
}

/* There is no other place in it that is ours to use. */
static enum lanyard_error
stays(const char *name, struct error *error)
{
	error_set(error, LANYARD_ERR_STORE,
	    "the program's storage has a record of login %s that cannot be "
	    "used",
	    name);
	error_hint(error, "keep it elsewhere and remove it there");
	return LANYARD_ERR_STORE;
}

enum lanyard_error
store_set_aside(struct store *store, enum store_kind kind, const char *name,
    char *path, struct error *error)
{
	if (store->backend->set_aside == NULL)
		return stays(name, error);
	return hint(store,
	    store->backend->set_aside(store->place, kind, name, path, error),
	    error);
}

enum lanyard_error
store_each(struct store *store, enum store_kind kind,
    enum lanyard_error (*function)(void *context, const char *name),
    void *context, struct error *error)
{
	return hint(store,
	    store->backend->each(store->place, kind, function, context, error),
	    error);
}

bool
store_holds(const struct store *store, const char *name)
{
	for (int i = 0; i < STORE_HELD; i++)
		if (store->held[i].name != NULL &&
		    strcmp(store->held[i].name, name) == 0)
			return true;
	return false;
}

/* Without memory for it nobody knows, and somebody waits. */
static void
note_held(struct store *store, const char *name, int handle)
{
	for (int i = 0; i < STORE_HELD; i++) {
		if (store->held[i].name != NULL)
			continue;
		store->held[i].name = allocate_text(name);
		store->held[i].handle = handle;
		return;
	}
}

void
store_note_held(struct store *store, const char *name)
{
	if (!store_holds(store, name))
		note_held(store, name, -1);
}

static void
forget_held(struct store *store, int handle)
{
	for (int i = 0; i < STORE_HELD; i++) {
		if (store->held[i].handle != handle)
			continue;
		free(store->held[i].name);
		store->held[i].name = NULL;
	}
}

enum lanyard_error
store_try_lock(struct store *store, enum store_kind kind, const char *name,
    enum store_lock lock, int *fd, struct error *error)
{
	enum lanyard_error r;

	r = store->backend->try_lock(store->place, kind, name, lock, fd, error);
	if (r == LANYARD_OK && *fd != -1 && kind == STORE_LOGIN &&
	    lock == STORE_LOCK_RECORD)
		note_held(store, name, *fd);
	return hint(store, r, error);
}

void
store_unlock(struct store *store, int *fd)
{
	if (*fd == -1)
		return;
	if (store != NULL)
		forget_held(store, *fd);
	if (store != NULL && store->backend->unlock != NULL)
		store->backend->unlock(store->place, *fd);
	else
		close(*fd);
	*fd = -1;
}

void
store_note_lock(struct store *store, int fd, const char *text)
{
	if (fd != -1 && store->backend->note_lock != NULL)
		store->backend->note_lock(store->place, fd, text);
}

bool
store_lock_noted(struct store *store, enum store_kind kind, const char *name,
    enum store_lock lock, char *text, size_t size)
{
	return store->backend->lock_noted != NULL &&
	       store->backend->lock_noted(
		   store->place, kind, name, lock, text, size);
}

bool
store_is_in_use(struct store *store, enum store_kind kind, const char *name)
{
	return store->backend->is_in_use != NULL &&
	       store->backend->is_in_use(store->place, kind, name);
}

bool
store_has_moved(struct store *store, enum store_kind kind, bool *removed)
{
	*removed = false;
	return store->backend->has_moved != NULL &&
	       store->backend->has_moved(store->place, kind, removed);
}

bool
store_claims(struct store *store, const char **file_system)
{
	*file_system = NULL;
	return store->backend->excludes_nobody != NULL &&
	       store->backend->excludes_nobody(store->place, file_system);
}

void
store_share_lock(struct store *store, int fd, pid_t pid)
{
	if (fd != -1 && store->backend->share_lock != NULL)
		store->backend->share_lock(store->place, fd, pid);
}
