/*
 * private.h - a file of this user's that is closed to others
 *
 * LANYARD_ERR_STORE, where nothing else is said: it is not such a file, or
 * cannot be read (LANYARD_ERR_NO_ROOM where that heals, see error_class()). The
 * message names PLACE, as people call its folder, and the file; ERROR may be
 * NULL.
 */
#ifndef PRIVATE_H
#define PRIVATE_H

#include <fcntl.h>
#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

/* No symlink, and a FIFO there does not hang us before fstat(). */
#define PRIVATE_OPEN (O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)

/* Is FD a regular file of ours that is closed to others? *SIZE is its size. */
enum lanyard_error private_check(int fd, const char *place, const char *name,
    off_t *size, struct error *error);

/*
 * Append the content of NAME, in FOLDER, to BUF. *FOUND is false if there is
 * none. LANYARD_ERR_MEMORY; LANYARD_ERR_STORE with *FOUND true: it is larger
 * than BUF may become.
 */
enum lanyard_error private_read(int folder, const char *place, const char *name,
    struct buf *buf, bool *found, struct error *error);

#endif
