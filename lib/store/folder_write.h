/*
 * folder_write.h - the writing half of the folder, under the lock of the name
 *
 * PLACE is a struct folder; store.h has the contracts.
 */
#ifndef FOLDER_WRITE_H
#define FOLDER_WRITE_H

#include "store/backend.h"

enum lanyard_error folder_reserve(void *place, enum store_kind kind,
    const char *name, size_t size, struct error *error);
void folder_unreserve(void *place);
enum lanyard_error folder_save(void *place, enum store_kind kind,
    const char *name, const struct buf *buf, struct error *error);
enum lanyard_error folder_adopt_new(void *place, enum store_kind kind,
    const char *name, size_t size, struct error *error);
void folder_put(void *place, enum store_kind kind, const char *name,
    const struct buf *buf);
enum lanyard_error folder_remove(void *place, enum store_kind kind,
    const char *name, struct error *error);
enum lanyard_error folder_set_aside(void *place, enum store_kind kind,
    const char *name, char *path, struct error *error);

enum store_keeping folder_keep_reply(void *place, enum store_kind kind,
    const char *name, const struct buf *head, const struct buf *raw);
enum lanyard_error folder_move_reply(
    void *place, enum store_kind kind, const char *name, struct error *error);
enum lanyard_error folder_drop_reply(void *place, enum store_kind kind,
    const char *name, bool aside, struct error *error);

#endif
