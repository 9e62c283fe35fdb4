/*
 * file.h - whole files in, whole files out, and a program's output
 */
#ifndef FILE_H
#define FILE_H

#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"

/* Read all of FD up to BUF's limit. LANYARD_ERR_SYSTEM, _PROTOCOL (limit). */
enum lanyard_error file_read_fd(int fd, struct buf *buf);

/* Write all SIZE bytes. LANYARD_ERR_SYSTEM: errno tells. */
enum lanyard_error file_write_fd(int fd, const void *bytes, size_t size);

/*
 * Make PATH and its missing parents, each 0700. OK if it is there already.
 * LANYARD_ERR_SYSTEM: errno tells.
 */
enum lanyard_error file_make_folders(const char *path);

/*
 * Read a secret kept in a file of its own: PATH must be a regular file of this
 * user or root that others may not read or write (root's may be readable by
 * its group, as systemd's credentials are). One trailing LF or CR LF is
 * dropped; what is left must not be empty. SECRET changes only on success.
 * LANYARD_ERR_CONFIG with a message and the way to mend it.
 */
enum lanyard_error file_read_secret(
    const char *path, struct secret *secret, struct error *error);

/*
 * Our environment with ENV ("NAME=value", NULL-terminated, may be NULL) on top
 * of it, as execve(2) takes it. Only the array is the caller's to free.
 */
enum lanyard_error file_environment(const char *const env[], char ***merged);

/*
 * Run ARGV (NULL-terminated) without a shell: a word without slash is sought
 * in PATH's absolute folders only, as the current one may be anybody's. stdin
 * from /dev/null, stdout into OUTPUT, stderr left; extra environment ENV
 * ("NAME=value", NULL-terminated, may be NULL) on top of ours; all descriptors
 * but 0-2 closed on exec by their own flag. Waits TIMEOUT_MS at most, then
 * kills it.
 * *STATUS is the exit status, 128+N for signal N; 0 where nobody knows it, as
 * SIGCHLD is ignored.
 * LANYARD_ERR_SYSTEM (cannot be started, errno tells), LANYARD_ERR_TIMEOUT,
 * LANYARD_ERR_PROTOCOL (output beyond OUTPUT's limit).
 */
enum lanyard_error file_run(const char *const argv[], const char *const env[],
    int64_t timeout_ms, struct buf *output, int *status);

/*
 * The same in two halves, for what can be done meanwhile. What was started
 * must be finished, which frees *CHILD; the time counts from the start.
 */
struct child;

enum lanyard_error file_start(struct child **child, const char *const argv[],
    const char *const env[], int64_t timeout_ms);
enum lanyard_error file_finish(
    struct child **child, struct buf *output, int *status);

#endif
