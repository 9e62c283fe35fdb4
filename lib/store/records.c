/*
 * records.c - the record of a login, loaded and saved
 */
#include "store/records.h"

#include <stdlib.h>
#include <string.h>

#include "base/allocate.h"
#include "base/limits.h"

/*
 * What a reply may add: access and refresh token, type and scope, each as long
 * as a line for git may be. What is longer than that is saved if it can be.
 */
#define ROOM_REPLY (4 * (size_t)LIMIT_LINE)

/* NULs at the end: room that a save had no time to give back, or a power cut.
 */
static void
cut_room(struct buf *buf)
{
	size_t size = buf->size;

	while (size != 0 && buf->data[size - 1] == '\0')
		size--;
	/* A file of NULs alone is damaged, and told as such. */
	if (size != 0)
		buf_cut(buf, size);
}

enum lanyard_error
records_load(struct record *record, struct store *store, const char *name,
    bool *damaged, struct error *error)
{
	enum lanyard_error r;
	struct buf buf;
	char *copy;
	bool found;

	if (damaged != NULL)
		*damaged = false;
	buf_init(&buf, LIMIT_RECORD);
	if ((copy = allocate_text(name)) == NULL)
		return error_memory(error);
	record_clear(record);
	record->name = copy;
	r = store_load(store, STORE_LOGIN, name, &buf, &found, error);
	cut_room(&buf);
	if (r == LANYARD_OK && found)
		r = record_parse(record, &buf, error);
	if (damaged != NULL)
		*damaged = found && r == LANYARD_ERR_STORE;
	buf_clear(&buf);
	return r;
}

enum lanyard_error
records_reserve(struct record *record, struct store *store, struct error *error)
{
	size_t room = LIMIT_RECORD;
	enum lanyard_error r;
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD);
	if ((r = record_write(record, &buf, error)) == LANYARD_OK) {
		/* Where a save is killed the whole room is read as NAME.new. */
		if (buf.size < LIMIT_RECORD - ROOM_REPLY)
			room = buf.size + ROOM_REPLY;
		r = store_reserve(
		    store, STORE_LOGIN, record->name, room, error);
	}
	buf_clear(&buf);
	return r;
}

enum lanyard_error
records_save(struct record *record, struct store *store, struct error *error)
{
	enum lanyard_error r;
	struct buf buf;

	buf_init(&buf, LIMIT_RECORD);
	if ((r = record_write(record, &buf, error)) == LANYARD_OK)
		r = store_save(store, STORE_LOGIN, record->name, &buf, error);
	if (r == LANYARD_OK)
		record->found = true;
	buf_clear(&buf);
	return r;
}
