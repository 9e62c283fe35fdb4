/*
 * password_file.c - one file of password records: its blocks, and its lock
 */
#include "store/password_file.h"

#include <string.h>

#include "base/limits.h"
#include "os/clock.h"

enum lanyard_error
password_file_pass(
    struct password_pass *pass, const struct buf *content, struct error *error)
{
	const unsigned char *at = content->data;
	size_t left = content->size, used;
	enum lanyard_error r = LANYARD_OK;
	struct attributes entry = {0};

	while (r == LANYARD_OK && left != 0) {
		r = attributes_parse(&entry, at, left, NULL, &used, error);
		if (r == LANYARD_OK && entry.count != 0)
			r = pass->each(pass, &entry);
		attributes_clear(&entry);
		at += used;
		left -= used;
	}
	return r;
}

static enum lanyard_error
see_one(struct password_pass *pass, const struct attributes *entry)
{
	(void)pass;
	(void)entry;
	return LANYARD_OK;
}

/*
 * Load NAME's blocks. *DAMAGED: it is no list of blocks, each of which ends in
 * an empty line; CONTENT is then empty.
 */
static enum lanyard_error
load(struct store *store, const char *name, struct buf *content, bool *damaged,
    struct error *error)
{
	struct password_pass nothing = {.each = see_one};
	enum lanyard_error r;
	bool found;

	*damaged = false;
	buf_clear(content);
	r = store_load(store, STORE_PASSWORD, name, content, &found, error);
	if (r == LANYARD_OK && content->size == 0)
		return LANYARD_OK;
	if (r != LANYARD_OK && !(found && r == LANYARD_ERR_STORE))
		return r;
	if (r == LANYARD_OK)
		r = password_file_pass(&nothing, content, NULL);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	*damaged = r != LANYARD_OK || content->size < 2 ||
		   memcmp(content->data + content->size - 2, "\n\n", 2) != 0;
	if (*damaged)
		buf_clear(content);
	return LANYARD_OK;
}

/* The same with the lock held: what is damaged is set aside. */
enum lanyard_error
password_file_load_locked(struct store *store, const char *name,
    struct buf *content, struct error *error)
{
	char path[ERROR_TEXT];
	enum lanyard_error r;
	bool damaged;

	r = load(store, name, content, &damaged, error);
	if (r == LANYARD_OK && damaged)
		r = store_set_aside(store, STORE_PASSWORD, name, path, error);
	return r;
}

/* Another process holds it for milliseconds only. */
enum lanyard_error
password_file_lock(
    struct store *store, const char *name, int *fd, struct error *error)
{
	int64_t deadline_ms = clock_monotonic_ms() + TIMEOUT_OPERATION_MS;
	enum lanyard_error r;

	for (;;) {
		r = store_try_lock(
		    store, STORE_PASSWORD, name, STORE_LOCK_RECORD, fd, error);
		if (r != LANYARD_OK || *fd != -1)
			return r;
		if (clock_monotonic_ms() >= deadline_ms)
			return error_set(error, LANYARD_ERR_TIMEOUT,
			    "another process has kept the passwords of %s "
			    "locked",
			    name);
		clock_sleep_ms(5);
	}
}

/* Without the lock, which is taken only where there is something damaged. */
enum lanyard_error
password_file_load(struct store *store, const char *name, struct buf *content,
    struct error *error)
{
	enum lanyard_error r;
	bool damaged;
	int fd = -1;

	r = load(store, name, content, &damaged, error);
	if (r == LANYARD_OK && damaged &&
	    (r = password_file_lock(store, name, &fd, error)) == LANYARD_OK)
		r = password_file_load_locked(store, name, content, error);
	store_unlock(store, &fd);
	return r;
}
