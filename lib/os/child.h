/*
 * child.h - another program, its output, and never for longer
 */
#ifndef CHILD_H
#define CHILD_H

#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"

/*
 * Run ARGV (NULL-terminated) without a shell: a path is absolute, and a word
 * without slash is sought in PATH's absolute folders only, as the current one
 * may be anybody's (executable.h). stdin
 * from /dev/null, stdout into OUTPUT, stderr left; extra environment ENV
 * ("NAME=value", NULL-terminated, may be NULL) on top of ours; all descriptors
 * but 0-2 closed on exec by their own flag. Waits TIMEOUT_MS at most, then
 * kills it with what it has started, unless that is a daemon by now (or, at a
 * terminal, what started it has ended). What outlives a command that ended by
 * itself stays. *STATUS is the exit status, 128+N for signal N; 0 where nobody
 * knows it, as SIGCHLD is ignored. LANYARD_ERR_SYSTEM (cannot be started, errno
 * tells), LANYARD_ERR_TIMEOUT, LANYARD_ERR_PROTOCOL (output beyond OUTPUT's
 * limit).
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
/* With descriptor INPUT, of ours, for its stdin. */
enum lanyard_error child_start_from(struct child **child,
    const char *const argv[], const char *const env[], int input,
    int64_t timeout_ms);
enum lanyard_error child_finish(
    struct child **child, struct buf *output, int *status);

#endif
