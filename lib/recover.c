/*
 * F1 recover.c - a save that did not come to its end
 *
 * Whoever takes a login's lock looks here first: the server may have forgotten
 * the refresh token that NAME has, and NAME.new may hold the new one.
 */
#include <stdlib.h>
#include <string.h>

#include "limits.h"
#include "record.h"
#include "recover.h"

/* What NAME.new holds; *SIZE is its length without the room left over. */
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
	*size = buf.size;
	if (r == LANYARD_OK && found) {
		while (*size != 0 && buf.data[*size - 1] == '\0')
			(*size)--;
		buf_cut(&buf, *size);
		r = record_parse(record, &buf, error);
	}
	buf_clear(&buf);
	return r;
}

enum lanyard_error
recover_record(struct store *store, const char *name, struct error *error)
{
	struct record new, old;
	struct error ignored = {0};
	enum lanyard_error r;
	size_t size = 0;

	record_init(&new);
	record_init(&old);
	/* Half a record is not what was lost; the next save overwrites it. */
	r = load_new(&new, store, name, &size, &ignored);
	if (r == LANYARD_OK && new.found) {
		r = record_load(&old, store, name, NULL, &ignored);
		if (r == LANYARD_OK &&
		    record_generation(&new) > record_generation(&old))
			r = store_adopt_new(
			    store, STORE_LOGIN, name, size, error);
	}
	record_clear(&new);
	record_clear(&old);
	return r == LANYARD_ERR_MEMORY ? error_memory(error) : LANYARD_OK;
}
