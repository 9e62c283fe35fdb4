/*
 * memory.c - records in memory, for as long as the program lives
 *
 * Sessions of several threads may share one: all of it is under one mutex.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/secret.h"
#include "store/storage.h"

#define LOCKS 2 /* enum lanyard_lock */

/*
 * A login's record, its locks, or both. Its index in the list is part of the
 * locks' handles, so an item stays where it is.
 */
struct item {
	char *name;
	struct secret record; /* unset: there is none */
	bool locked[LOCKS];
};

struct memory {
	struct storage_own own;
	pthread_mutex_t mutex;
	struct item *items;
	size_t count;
};

static struct item *
find(const struct memory *memory, const char *name)
{
	for (size_t i = 0; i < memory->count; i++)
		if (strcmp(memory->items[i].name, name) == 0)
			return &memory->items[i];
	return NULL;
}

/* The item of NAME, made if need be; NULL: no memory. */
static struct item *
need(struct memory *memory, const char *name)
{
	struct item *item = find(memory, name), *grown;

	if (item != NULL)
		return item;
	grown = realloc(memory->items, (memory->count + 1) * sizeof(*grown));
	if (grown == NULL)
		return NULL;
	memory->items = grown;
	item = &grown[memory->count];
	memset(item, 0, sizeof(*item));
	if ((item->name = strdup(name)) == NULL)
		return NULL;
	memory->count++;
	return item;
}

/* GIVE gets a copy: the mutex is not held while it is at work. */
static enum lanyard_error
load(void *context, const char *name,
    enum lanyard_error (*give)(void *to, const void *data, size_t size),
    void *to)
{
	struct memory *memory = context;
	struct secret copy = {NULL, 0};
	enum lanyard_error r = LANYARD_OK;
	const struct item *item;

	pthread_mutex_lock(&memory->mutex);
	item = find(memory, name);
	if (item != NULL && secret_is_set(&item->record))
		r = secret_copy(&copy, &item->record);
	pthread_mutex_unlock(&memory->mutex);
	if (r == LANYARD_OK && secret_is_set(&copy))
		r = give(to, copy.bytes, copy.size);
	secret_clear(&copy);
	return r;
}

static enum lanyard_error
save(void *context, const char *name, const void *data, size_t size)
{
	struct memory *memory = context;
	enum lanyard_error r = LANYARD_ERR_MEMORY;
	struct item *item;

	pthread_mutex_lock(&memory->mutex);
	if ((item = need(memory, name)) != NULL)
		r = secret_set(&item->record, data, size);
	pthread_mutex_unlock(&memory->mutex);
	return r;
}

static enum lanyard_error
remove_record(void *context, const char *name)
{
	struct memory *memory = context;
	struct item *item;

	pthread_mutex_lock(&memory->mutex);
	if ((item = find(memory, name)) != NULL)
		secret_clear(&item->record);
	pthread_mutex_unlock(&memory->mutex);
	return LANYARD_OK;
}

/* The N-th name that has a record, copied; NULL: none is left. */
static enum lanyard_error
name_at(struct memory *memory, size_t n, char **name)
{
	enum lanyard_error r = LANYARD_OK;

	*name = NULL;
	pthread_mutex_lock(&memory->mutex);
	for (size_t i = 0; i < memory->count && *name == NULL; i++)
		if (secret_is_set(&memory->items[i].record) && n-- == 0 &&
		    (*name = strdup(memory->items[i].name)) == NULL) {
			r = LANYARD_ERR_MEMORY;
			break;
		}
	pthread_mutex_unlock(&memory->mutex);
	return r;
}

static enum lanyard_error
each(void *context, enum lanyard_error (*function)(void *to, const char *name),
    void *to)
{
	enum lanyard_error r = LANYARD_OK;
	char *name;

	for (size_t n = 0; r == LANYARD_OK; n++) {
		r = name_at(context, n, &name);
		if (r != LANYARD_OK || name == NULL)
			break;
		r = function(to, name);
		free(name);
	}
	return r;
}

static enum lanyard_error
lock(void *context, const char *name, enum lanyard_lock which, int *handle)
{
	struct memory *memory = context;
	struct item *item;

	pthread_mutex_lock(&memory->mutex);
	*handle = -1;
	item = need(memory, name);
	if (item != NULL && !item->locked[which]) {
		item->locked[which] = true;
		*handle = (int)(item - memory->items) * LOCKS + (int)which;
	}
	pthread_mutex_unlock(&memory->mutex);
	return item == NULL ? LANYARD_ERR_MEMORY : LANYARD_OK;
}

static void
unlock(void *context, int handle)
{
	struct memory *memory = context;
	size_t at = (size_t)handle / LOCKS;

	pthread_mutex_lock(&memory->mutex);
	if (at < memory->count)
		memory->items[at].locked[handle % LOCKS] = false;
	pthread_mutex_unlock(&memory->mutex);
}

static void
free_memory(struct storage_own *own)
{
	struct memory *memory = own->storage.context;

	for (size_t i = 0; i < memory->count; i++) {
		free(memory->items[i].name);
		secret_clear(&memory->items[i].record);
	}
	free(memory->items);
	pthread_mutex_destroy(&memory->mutex);
	free(memory);
}

enum lanyard_error
lanyard_storage_memory(struct lanyard_storage **storage)
{
	struct memory *memory;

	*storage = NULL;
	if ((memory = calloc(1, sizeof(*memory))) == NULL)
		return LANYARD_ERR_MEMORY;
	if (pthread_mutex_init(&memory->mutex, NULL) != 0) {
		free(memory);
		return LANYARD_ERR_SYSTEM;
	}
	memory->own.free = free_memory;
	memory->own.storage = (struct lanyard_storage){
	    .context = memory,
	    .load = load,
	    .save = save,
	    .remove = remove_record,
	    .each = each,
	    .lock = lock,
	    .unlock = unlock,
	};
	*storage = &memory->own.storage;
	return LANYARD_OK;
}
