/*
 * folder_read.h - the reading half of the folder: no lock, nothing waited for
 *
 * PLACE is a struct folder; store.h has the contracts.
 */
#ifndef FOLDER_READ_H
#define FOLDER_READ_H

#include "store/backend.h"

enum lanyard_error folder_load(void *place, enum store_kind kind,
    const char *name, struct buf *buf, bool *found, struct error *error);
enum lanyard_error folder_load_new(void *place, enum store_kind kind,
    const char *name, struct buf *buf, bool *found, struct error *error);
enum lanyard_error folder_load_reply(void *place, enum store_kind kind,
    const char *name, struct buf *buf, bool *found, struct error *error);
enum lanyard_error folder_each(void *place, enum store_kind kind,
    enum lanyard_error (*function)(void *context, const char *name),
    void *context, struct error *error);

#endif
