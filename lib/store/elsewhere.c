/*
 * elsewhere.c - a record whose folder was replaced during the request
 */
#include "store/elsewhere.h"

#include "login/tokens.h"
#include "store/records.h"

/* Another login of that name must not be written over. */
static bool
is_copy(struct store *there, const char *name, const struct secret *before,
    bool removed)
{
	const struct secret *has;
	struct record record;
	bool copy = false;

	record_init(&record);
	if (records_load(&record, there, name, NULL, NULL) == LANYARD_OK) {
		has = tokens_stored_refresh(&record);
		copy = !record.found ? removed
		       : has == NULL || before == NULL
			   ? has == before
			   : secret_equal(has, before);
	}
	record_clear(&record);
	return copy;
}

enum lanyard_error
elsewhere_save(struct record *record, struct store *store,
    const struct secret *before, enum lanyard_error r, struct error *error)
{
	struct store *there = NULL;
	bool removed;

	if (!store_has_moved(store, STORE_LOGIN, &removed) ||
	    store_open(&there, store_path(store), NULL) != LANYARD_OK)
		return r;
	if (is_copy(there, record->name, before, removed)) {
		error_clear(error);
		r = records_save(record, there, error);
	}
	store_close(&there);
	return r;
}
