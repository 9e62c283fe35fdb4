/*
 * fresh.h - a private file where none was: a secret that comes once
 *
 * What is there is never written over. Room for it is on the disk before it is
 * asked for.
 */
#ifndef FRESH_H
#define FRESH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/secret.h"

struct fresh {
	char *path;
	int fd;	   /* -1: there is none */
	bool made; /* and is taken away again, unless it is kept */
};

void fresh_init(struct fresh *file);

/*
 * Is nothing at PATH? Then its missing folders are made, each 700.
 * LANYARD_ERR_CONFIG: something is, and the hint says to move it away.
 * LANYARD_ERR_STORE, _NO_ROOM: they cannot be made.
 */
enum lanyard_error fresh_check(const char *path, struct error *error);

/*
 * Make PATH, mode 600, with room for SIZE bytes, and its missing folders.
 * LANYARD_ERR_CONFIG: as above;
 * LANYARD_ERR_STORE, or LANYARD_ERR_NO_ROOM where that heals: it cannot be
 * made, and there is none.
 */
enum lanyard_error fresh_open(
    struct fresh *file, const char *path, size_t size, struct error *error);

/*
 * Make its content these SIZE BYTES, on the disk. LANYARD_ERR_STORE, _NO_ROOM:
 * as above.
 */
enum lanyard_error fresh_fill(
    struct fresh *file, const void *bytes, size_t size, struct error *error);

/*
 * All of it at once: PATH with SECRET and the end of a line in it. Errors as
 * above; there is none then.
 */
enum lanyard_error fresh_write_secret(
    const char *path, const struct secret *secret, struct error *error);

/* It stays. */
void fresh_keep(struct fresh *file);

/* Take it away again, unless it is kept; and forget it. */
void fresh_drop(struct fresh *file);

#endif
