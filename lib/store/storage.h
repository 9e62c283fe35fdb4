/*
 * storage.h - a program's own storage, in the place of the store's folder
 *
 * What store.c and save.c hand on to a struct lanyard_storage (lanyard.h, which
 * has the contracts). Errors name the login. A callback's code is returned as
 * it is.
 */
#ifndef STORAGE_H
#define STORAGE_H

#include "base/buf.h"
#include "base/error.h"
#include "store/store.h"

/* Append the record to BUF. LANYARD_ERR_STORE: given twice, or too large. */
enum lanyard_error storage_load(const struct lanyard_storage *storage,
    const char *name, struct buf *buf, bool *found, struct error *error);
enum lanyard_error storage_save(const struct lanyard_storage *storage,
    const char *name, const struct buf *buf, struct error *error);
enum lanyard_error storage_remove(const struct lanyard_storage *storage,
    const char *name, struct error *error);
enum lanyard_error storage_each(const struct lanyard_storage *storage,
    enum lanyard_error (*function)(void *context, const char *name),
    void *context, struct error *error);
enum lanyard_error storage_reserve(const struct lanyard_storage *storage,
    const char *name, size_t size, struct error *error);

/* *HANDLE is -1 when another session has it. */
enum lanyard_error storage_try_lock(const struct lanyard_storage *storage,
    const char *name, enum store_lock lock, int *handle, struct error *error);
void storage_unlock(const struct lanyard_storage *storage, int *handle);

/* LANYARD_ERR_ARGUMENT: a function that is needed is missing. */
enum lanyard_error storage_check(
    const struct lanyard_storage *storage, struct error *error);

#endif
