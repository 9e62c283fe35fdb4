/*
 * room.h - room in a file for what is to come
 */
#ifndef ROOM_H
#define ROOM_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

/*
 * Let the file FD, which is empty, have room for SIZE bytes: NUL, which no
 * record begins with. The result is an errno, 0 for none. It is not synced.
 */
int room_make(int fd, size_t size);

/*
 * HEAD and SIZE BYTES into the room itself, and on the disk: that asks no limit
 * of file sizes, and no disk for more. No memory is asked for. False: there is
 * not so much room, or errno tells.
 */
bool room_write(int fd, const struct buf *head, const void *bytes, size_t size);

#endif
