/*
 * recover.c - a save that did not come to its end
 *
 * Whoever takes a login's lock looks here first: the server may have forgotten
 * the refresh token that NAME has, and NAME.new may hold the new one.
 */
#include "store/recover.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "login/tokens.h"
#include "store/records.h"

/* Is there what LOAD reads of NAME, or can it not be told? */
static bool
is_there(struct store *store, const char *name,
    enum lanyard_error (*load)(struct store *store, enum store_kind kind,
	const char *name, struct buf *buf, bool *found, struct error *error))
{
	struct buf buf;
	enum lanyard_error r;
	bool found;

	buf_init(&buf, LIMIT_RECORD);
	r = load(store, STORE_LOGIN, name, &buf, &found, NULL);
	buf_clear(&buf);
	return r != LANYARD_OK || found;
}

bool
recover_is_due(struct store *store, const char *name)
{
	return is_there(store, name, store_load_new);
}

bool
recover_reply_is_due(struct store *store, const char *name)
{
	return is_there(store, name, store_load_reply);
}

/*
 * What NAME.new holds; *SIZE is its length without the room left over. Half a
 * record counts as none: its save had not come to the fsync.
 */
static enum lanyard_error
load_new(struct record *record, struct store *store, const char *name,
    size_t *size, struct error *error)
{
	enum lanyard_error r;
	struct buf buf;
	bool found;

	buf_init(&buf, LIMIT_RECORD);
	if ((record->name = strdup(name)) == NULL)
		return error_memory(error);
	r = store_load_new(store, STORE_LOGIN, name, &buf, &found, error);
	if (r != LANYARD_OK || !found)
		goto out;
	/* The last resort of a request that could save nothing else. */
	if (buf.size > strlen(STORE_REPLY) &&
	    memcmp(buf.data, STORE_REPLY, strlen(STORE_REPLY)) == 0) {
		r = store_move_reply(store, STORE_LOGIN, name, error);
		goto out;
	}
	*size = buf.size;
	while (*size != 0 && buf.data[*size - 1] == '\0')
		(*size)--;
	buf_cut(&buf, *size);
	r = record_parse(record, &buf, NULL);
	if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	else
		r = LANYARD_OK;
out:
	buf_clear(&buf);
	return r;
}

/* A damaged record is set aside first, never overwritten. */
static enum lanyard_error
load_old(struct record *record, struct store *store, const char *name,
    struct error *error)
{
	char path[ERROR_TEXT];
	enum lanyard_error r;
	bool damaged;

	r = records_load(record, store, name, &damaged, error);
	if (r != LANYARD_OK && damaged) {
		record_clear(record);
		r = store_set_aside(store, STORE_LOGIN, name, path, error);
	}
	return r;
}

/*
 * Would OLD, as it is, lack tokens that NEW, its unfinished save, has? NEW is
 * always the younger. If both are of one generation NEW either notes a failure,
 * which may be lost, or has a refresh token from a reply that was otherwise
 * refused, which may not.
 */
static bool
is_lost(const struct record *new, const struct record *old)
{
	const struct secret *had, *has;

	if (tokens_generation(new) != tokens_generation(old))
		return tokens_generation(new) > tokens_generation(old);
	had = tokens_stored_refresh(old);
	has = tokens_stored_refresh(new);
	return has != NULL && (had == NULL || !secret_equal(has, had));
}

enum lanyard_error
recover_record(struct store *store, const char *name, struct error *error)
{
	struct record new, old;
	enum lanyard_error r;
	size_t size = 0;

	record_init(&new);
	record_init(&old);
	r = load_new(&new, store, name, &size, error);
	if (r == LANYARD_OK && new.found)
		r = load_old(&old, store, name, error);
	if (r == LANYARD_OK && new.found && is_lost(&new, &old))
		r = store_adopt_new(store, STORE_LOGIN, name, size, error);
	record_clear(&new);
	record_clear(&old);
	return r;
}
