/*
 * storage.c - a program's own storage, in the place of the store's folder
 */
#include "store/storage.h"

#include <stdlib.h>

#include "store/kept.h"

struct own_place {
	const struct lanyard_storage *storage; /* lent */
	struct kept *kept; /* replies that it did not take */
};

static const struct lanyard_storage *
storage_of(void *place)
{
	const struct own_place *own = place;

	return own->storage;
}

/* The storage's own error; what it says itself is not known here. */
static enum lanyard_error
fail(struct error *error, enum lanyard_error r, const char *verb,
    const char *name)
{
	if (r == LANYARD_OK)
		return r;
	if (name == NULL)
		return error_set(error, r,
		    "the program's storage cannot %s its logins: %s", verb,
		    lanyard_strerror(r));
	return error_set(error, r,
	    "the program's storage cannot %s login %s: %s", verb, name,
	    lanyard_strerror(r));
}

struct gift {
	struct buf *buf;
	size_t before;
	unsigned count;
	enum lanyard_error result;
};

static enum lanyard_error
take(void *to, const void *data, size_t size)
{
	struct gift *gift = to;

	gift->count++;
	gift->result = gift->count > 1 ? LANYARD_ERR_STORE
				       : buf_add(gift->buf, data, size);
	return gift->result;
}

static enum lanyard_error
load(void *place, enum store_kind kind, const char *name, struct buf *buf,
    bool *found, struct error *error)
{
	const struct lanyard_storage *storage = storage_of(place);
	struct gift gift = {buf, buf->size, 0, LANYARD_OK};
	enum lanyard_error r;

	*found = false;
	if (kind != STORE_LOGIN)
		return LANYARD_OK;
	r = storage->load(storage->context, name, take, &gift);
	*found = gift.count != 0;
	if (r == LANYARD_OK)
		r = gift.result;
	if (r == LANYARD_OK)
		return r;
	buf_cut(buf, gift.before);
	if (r == LANYARD_ERR_PROTOCOL && gift.result == r)
		r = LANYARD_ERR_STORE;
	/* Only what was given can be damaged. */
	*found = *found && gift.result != LANYARD_OK;
	return fail(error, r, "load", name);
}

static enum lanyard_error
save(void *place, enum store_kind kind, const char *name, const struct buf *buf,
    struct error *error)
{
	const struct lanyard_storage *storage = storage_of(place);

	(void)kind;
	return fail(error,
	    storage->save(storage->context, name, buf->data, buf->size), "save",
	    name);
}

struct listing {
	enum lanyard_error (*function)(void *context, const char *name);
	void *context;
	enum lanyard_error result;
};

static enum lanyard_error
list(void *to, const char *name)
{
	struct listing *listing = to;

	if (listing->result == LANYARD_OK && name != NULL)
		listing->result = listing->function(listing->context, name);
	return listing->result;
}

static enum lanyard_error
each(void *place, enum store_kind kind,
    enum lanyard_error (*function)(void *context, const char *name),
    void *context, struct error *error)
{
	const struct lanyard_storage *storage = storage_of(place);
	struct listing listing = {function, context, LANYARD_OK};
	enum lanyard_error r;

	if (kind != STORE_LOGIN)
		return LANYARD_OK;
	r = storage->each(storage->context, list, &listing);
	/* The function has failed, not the storage: its error is set. */
	if (listing.result != LANYARD_OK)
		return listing.result;
	return fail(error, r, "list", NULL);
}

static enum lanyard_error
reserve(void *place, enum store_kind kind, const char *name, size_t size,
    struct error *error)
{
	const struct lanyard_storage *storage = storage_of(place);
	struct own_place *own = place;

	(void)kind;
	if (kept_reserve(&own->kept, name, size) != LANYARD_OK)
		return error_memory(error);
	if (storage->reserve == NULL)
		return LANYARD_OK;
	return fail(error, storage->reserve(storage->context, name, size),
	    "make room for", name);
}

static void
unreserve(void *place)
{
	struct own_place *own = place;

	kept_release(&own->kept);
}

/*
 * Held here first: that makes one piece of it without asking for memory. There
 * it stays where the storage does not want it.
 */
static enum store_keeping
keep_reply(void *place, enum store_kind kind, const char *name,
    const struct buf *head, const struct buf *raw)
{
	const struct lanyard_storage *storage = storage_of(place);
	struct own_place *own = place;
	const struct buf *held;

	(void)kind;
	if (!kept_hold(&own->kept, name, head, raw))
		return STORE_KEEPS_NOTHING;
	held = kept_find(own->kept, name);
	if (storage->keep == NULL || storage->keep(storage->context, name,
					 held->data, held->size) != LANYARD_OK)
		return STORE_KEEPS_MEMORY;
	kept_drop(&own->kept, name);
	return STORE_KEEPS_STORAGE;
}

/* Of the two, what is held here is the younger. */
static enum lanyard_error
load_reply(void *place, enum store_kind kind, const char *name, struct buf *buf,
    bool *found, struct error *error)
{
	const struct lanyard_storage *storage = storage_of(place);
	const struct own_place *own = place;
	const struct buf *held = kept_find(own->kept, name);
	struct gift gift = {buf, buf->size, 0, LANYARD_OK};
	enum lanyard_error r;

	(void)kind;
	*found = held != NULL;
	if (held != NULL)
		return fail(error, buf_add(buf, held->data, held->size),
		    "load what was kept for", name);
	if (storage->load_kept == NULL)
		return LANYARD_OK;
	r = storage->load_kept(storage->context, name, take, &gift);
	*found = gift.count != 0;
	return fail(error, r == LANYARD_OK ? gift.result : r,
	    "load what was kept for", name);
}

static enum lanyard_error
drop_reply(void *place, enum store_kind kind, const char *name, bool aside,
    struct error *error)
{
	const struct lanyard_storage *storage = storage_of(place);
	struct own_place *own = place;

	(void)kind;
	(void)aside;
	kept_drop(&own->kept, name);
	if (storage->keep == NULL)
		return LANYARD_OK;
	return fail(error, storage->keep(storage->context, name, NULL, 0),
	    "forget what was kept for", name);
}

static enum lanyard_error
remove_record(
    void *place, enum store_kind kind, const char *name, struct error *error)
{
	const struct lanyard_storage *storage = storage_of(place);

	enum lanyard_error r;

	if ((r = drop_reply(place, kind, name, false, error)) != LANYARD_OK)
		return r;
	return fail(
	    error, storage->remove(storage->context, name), "remove", name);
}

static enum lanyard_error
try_lock(void *place, enum store_kind kind, const char *name,
    enum store_lock lock, int *handle, struct error *error)
{
	const struct lanyard_storage *storage = storage_of(place);
	enum lanyard_error r;

	(void)kind;
	*handle = 0;
	if (storage->lock == NULL)
		return LANYARD_OK;
	*handle = -1;
	r = storage->lock(storage->context, name,
	    lock == STORE_LOCK_PROMPT ? LANYARD_LOCK_PROMPT
				      : LANYARD_LOCK_RECORD,
	    handle);
	if (r != LANYARD_OK || *handle < 0)
		*handle = -1;
	return fail(error, r, "lock", name);
}

static void
unlock(void *place, int handle)
{
	const struct lanyard_storage *storage = storage_of(place);

	if (storage->unlock != NULL)
		storage->unlock(storage->context, handle);
}

static void
close_place(void *place)
{
	struct own_place *own = place;

	kept_clear(&own->kept);
	free(own);
}

static const struct backend backend = {
    .close = close_place,
    .load = load,
    .reserve = reserve,
    .unreserve = unreserve,
    .save = save,
    .keep_reply = keep_reply,
    .load_reply = load_reply,
    .drop_reply = drop_reply,
    .remove = remove_record,
    .each = each,
    .try_lock = try_lock,
    .unlock = unlock,
};

enum lanyard_error
storage_backend(struct store *store, const struct lanyard_storage *storage,
    struct error *error)
{
	struct own_place *own;

	if (storage->load == NULL || storage->save == NULL ||
	    storage->remove == NULL || storage->each == NULL ||
	    (storage->lock == NULL) != (storage->unlock == NULL) ||
	    (storage->keep == NULL) != (storage->load_kept == NULL))
		return error_set(error, LANYARD_ERR_ARGUMENT,
		    "the program's storage lacks a function");
	if ((own = calloc(1, sizeof(*own))) == NULL)
		return error_memory(error);
	own->storage = storage;
	*store = (struct store){.backend = &backend, .place = own};
	return LANYARD_OK;
}

void
lanyard_storage_free(struct lanyard_storage **storage)
{
	struct storage_own *own;

	if (storage == NULL || *storage == NULL)
		return;
	own = (struct storage_own *)(void *)*storage;
	own->free(own);
	*storage = NULL;
}
