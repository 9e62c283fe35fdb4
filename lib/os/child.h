/*
 * child.h - another program, its output, and never for longer
 */
#ifndef CHILD_H
#define CHILD_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * Our environment with ENV ("NAME=value", NULL-terminated, may be NULL) on top
 * of it, as execve(2) takes it, and of PATH the absolute folders only. Only the
 * array is the caller's to free.
 */
enum lanyard_error child_environment(const char *const env[], char ***merged);

/* FD of ours, which the child gets under NUMBER. */
struct child_file {
	int number;
	int fd;
};

#define CHILD_FILES 2 /* at most */

/*
 * Start PROGRAM, a path, with ARGV and all of ENV (both NULL-terminated), no
 * signal blocked or ignored, whatever the caller holds back. stdin and stdout
 * are /dev/null unless FILES says else, stderr is left; descriptors but these
 * are closed on exec by their own flag. *PID is the caller's to wait for. The
 * result is an errno, 0 for none.
 */
int child_spawn(pid_t *pid, const char *program, const char *const argv[],
    char *const env[], const struct child_file files[], size_t count);

/*
 * Run ARGV (NULL-terminated) without a shell: a path is absolute, and a word
 * without slash is sought in PATH's absolute folders only, as the current one
 * may be anybody's (executable.h). stdin
 * from /dev/null, stdout into OUTPUT, stderr left; extra environment ENV
 * ("NAME=value", NULL-terminated, may be NULL) on top of ours; all descriptors
 * but 0-2 closed on exec by their own flag. Waits TIMEOUT_MS at most, then
 * kills it; without a terminal also what it has started, unless that is a
 * daemon by now. What outlives a command that ended by itself stays.
 * *STATUS is the exit status, 128+N for signal N; 0 where nobody knows it, as
 * SIGCHLD is ignored.
 * LANYARD_ERR_SYSTEM (cannot be started, errno tells), LANYARD_ERR_TIMEOUT,
 * LANYARD_ERR_PROTOCOL (output beyond OUTPUT's limit).
 */
enum lanyard_error child_run(const char *const argv[], const char *const env[],
    int64_t timeout_ms, struct buf *output, int *status);

/*
 * The same in two halves, for what can be done meanwhile. What was started
 * must be finished, which frees *CHILD; the time counts from the start.
 */
struct child;

enum lanyard_error child_start(struct child **child, const char *const argv[],
    const char *const env[], int64_t timeout_ms);
enum lanyard_error child_finish(
    struct child **child, struct buf *output, int *status);

#endif
