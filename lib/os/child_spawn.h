/*
 * child_spawn.h - another program, started with these descriptors and signals
 */
#ifndef CHILD_SPAWN_H
#define CHILD_SPAWN_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* FD of ours, which the child gets under NUMBER. */
struct child_file {
	int number;
	int fd;
};

#define CHILD_FILES 2 /* at most */

/*
 * Start PROGRAM, a path, with ARGV and all of ENV (both NULL-terminated), no
 * signal blocked, whatever the caller holds back, and none ignored but those
 * that a shell or nohup ignores for all that it starts (HUP, INT, QUIT, TERM
 * and those of job control); LEADS: in a process group of its own. stdin and
 * stdout are /dev/null unless FILES says else, stderr is left; descriptors but
 * these are closed on exec by their own flag. *PID is the caller's to wait for.
 * The result is an errno, 0 for none.
 */
int child_spawn(pid_t *pid, const char *program, const char *const argv[],
    char *const env[], bool leads, const struct child_file files[],
    size_t count);

#endif
