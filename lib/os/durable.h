/*
 * durable.h - one file at any path, replaced whole
 *
 * As the store's files are: PATH.new, write, fsync, rename, fsync folder. Both
 * are private: regular files of this user's that are closed to others.
 * LANYARD_ERR_STORE: it could not be done, or the file is not to be trusted.
 */
#ifndef DURABLE_H
#define DURABLE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/error.h"

struct durable {
	char *folder; /* that has the file */
	char *path, *new;
};

/* False where memory runs out; durable_clear() then, too. */
bool durable_set(struct durable *file, const char *path);
void durable_clear(struct durable *file);

/* PATH with SUFFIX, allocated. */
char *durable_path(const char *path, const char *suffix);

/* What PATH has. No file: LANYARD_OK, and BUF stays empty. */
enum lanyard_error durable_read(const char *path, struct buf *buf);

/* PATH.new, made where it is missing, with its folders; -1: cannot be had. */
int durable_open(const struct durable *file);

/*
 * The same to be written over. Room that was reserved is NUL, and stays; what
 * else is there must not show behind a record that is cut short.
 */
int durable_open_empty(const struct durable *file);

/*
 * SIZE bytes of FD, which it closes, become the file. Where that fails they
 * stay in PATH.new.
 */
enum lanyard_error durable_finish(
    const struct durable *file, int fd, size_t size);

/* What was renamed or removed in the folder is so for good. */
enum lanyard_error durable_sync(const struct durable *file);

#endif
