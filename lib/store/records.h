/*
 * records.h - the record of a login, loaded and saved
 */
#ifndef RECORDS_H
#define RECORDS_H

#include "login/record.h"
#include "store/store.h"

/*
 * Load NAME's record, replacing what RECORD held. No record: LANYARD_OK, found
 * false, no attributes. A file that does not parse: LANYARD_ERR_STORE with
 * *DAMAGED (may be NULL) true; store_set_aside() moves it out of the way.
 */
enum lanyard_error records_load(struct record *record, struct store *store,
    const char *name, bool *damaged, struct error *error);

/*
 * Make room for it with what a token reply may add (store_reserve), before a
 * request is sent. The lock is held.
 */
enum lanyard_error records_reserve(
    struct record *record, struct store *store, struct error *error);

/* Save it. The lock is held. */
enum lanyard_error records_save(
    struct record *record, struct store *store, struct error *error);

#endif
