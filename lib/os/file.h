/*
 * file.h - whole files in, whole files out
 */
#ifndef FILE_H
#define FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

/* Read all of FD up to BUF's limit. LANYARD_ERR_SYSTEM, _PROTOCOL (limit). */
enum lanyard_error file_read_fd(int fd, struct buf *buf);

/*
 * The same of a file that had SIZE bytes before. LANYARD_ERR_SYSTEM, ETXTBSY:
 * it has fewer, as it is being written anew, and half of it is not to be
 * believed.
 */
enum lanyard_error file_read_whole(int fd, off_t size, struct buf *buf);

/* Write all SIZE bytes. LANYARD_ERR_SYSTEM: errno tells. */
enum lanyard_error file_write_fd(int fd, const void *bytes, size_t size);

/* How often a call that a signal has interrupted is repeated, at most. */
#define FILE_INTERRUPTS 100

/*
 * openat(2), repeated where a signal interrupts it; what it makes is 0600. -1:
 * errno tells.
 */
int file_open_at(int folder, const char *name, int flags);

/*
 * Open PATH to read it, if it is a regular file: a named pipe, a device or a
 * socket there holds nobody up. -1: errno tells, and where it is no file *WHAT
 * (may be NULL) says what it is; else that is NULL.
 */
int file_open_regular(const char *path, const char **what);

/* Open it so, and read it by file_read_whole(). */
enum lanyard_error file_read_regular(
    const char *path, struct buf *buf, const char **what);

/* Write all SIZE BYTES at the offset AT. False: errno tells. */
bool file_write_at(int fd, const void *bytes, size_t size, size_t at);

/*
 * Make FD's content these SIZE BYTES, from its beginning and nothing after
 * them, and have it on the disk. False: errno tells.
 */
bool file_fill(int fd, const void *bytes, size_t size);

/* ftruncate(2) and fsync(2), repeated where a signal interrupts them. */
bool file_cut(int fd, size_t size);
bool file_sync(int fd);

/* The same of a folder. That it cannot be done there (EINVAL) is no failure. */
bool file_sync_folder(int fd);

/*
 * Make PATH and its missing parents, each 0700. OK if it is there already.
 * LANYARD_ERR_SYSTEM: errno tells.
 */
enum lanyard_error file_make_folders(const char *path);

/*
 * unlinkat(2) of a file, and renameat(2) within FOLDER, repeated where a signal
 * interrupts them. What is to be removed and is not there is removed. False:
 * errno tells.
 */
bool file_remove_at(int folder, const char *name);
bool file_rename_at(int folder, const char *from, const char *to);

/* mkdirat(2) with mode 700, whatever the umask is. False: errno tells. */
bool file_make_folder_at(int folder, const char *name);

/*
 * The hint for FD, which is ours, open to others, and PATH or a part of it: one
 * command that closes all of it, or that its disk keeps no modes.
 */
void file_hint_open(struct error *error, int fd, const char *path);

/*
 * The hint for PATH, a file that could not be read, as ERRNUM says: what to
 * look for, and the command that shows it. EISDIR, EINVAL: it is no
 * file; ENODATA: nothing is in it; EFBIG: too much.
 */
void file_hint_unread(struct error *error, int errnum, const char *path);

#endif
