/*
 * storage.h - a program's own storage, in the place of the store's folder
 *
 * What the store hands on to a struct lanyard_storage (lanyard.h, which has the
 * contracts). There are no files: kinds but STORE_LOGIN are never found, and
 * nothing is set aside. Errors name the login. A callback's code is returned
 * as it is; a record that is given twice, or too large, is LANYARD_ERR_STORE.
 */
#ifndef STORAGE_H
#define STORAGE_H

#include "lanyard.h"

#include "base/error.h"
#include "store/backend.h"

/*
 * Make STORE the one that keeps its records in STORAGE, which is lent.
 * LANYARD_ERR_ARGUMENT: a function that is needed is missing.
 */
enum lanyard_error storage_backend(struct store *store,
    const struct lanyard_storage *storage, struct error *error);

/* The storages that the library itself gives to programs: lanyard.h. */
struct storage_own {
	struct lanyard_storage storage; /* first: a program has its address */
	void (*free)(struct storage_own *own);
};

#endif
