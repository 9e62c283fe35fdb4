/*
 * lock.h - who may: a lock that is a file
 */
#ifndef LOCK_H
#define LOCK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/*
 * Take the lock that is the file NAME in FOLDER (as openat(2) has them),
 * without waiting: *FD is its descriptor (close-on-exec), to be closed, or -1
 * when another has it. flock(2), so that it can be handed to a child and ends
 * with the last process that has it.
 * LANYARD_ERR_SYSTEM (cannot be opened), LANYARD_ERR_STORE (cannot be locked):
 * errno tells.
 */
enum lanyard_error lock_try(int folder, const char *name, int *fd);

/*
 * Lock FD, which is open. False, with errno: EWOULDBLOCK where another has it.
 */
bool lock_try_fd(int fd);

/*
 * Has another process the file NAME open and locked, for a request of its own?
 * Not where there is none, or where files cannot be locked.
 */
bool lock_is_held(int folder, const char *name);

/*
 * For people who wait: TEXT is in the lock's file from now on, and can be read
 * there as up to SIZE bytes with the NUL. Whether it is true of the one who has
 * the lock now nobody guarantees. False: there is no such text.
 */
void lock_note(int fd, const char *text);
bool lock_noted(int folder, const char *name, char *text, size_t size);

/* Is what FD has open still the file that NAME names? */
bool lock_is_at(int fd, int folder, const char *name);

#endif
