/*
 * descendants.h - what a child has started, and its end
 */
#ifndef DESCENDANTS_H
#define DESCENDANTS_H

#include <sys/types.h>

/*
 * Kill PID, which the caller waits for, with what it has started that is in the
 * same process group, by /proc; a daemon has left it. Without /proc, or memory
 * for its list, PID alone. 0: it was killed; else an errno.
 */
int descendants_kill(pid_t pid);

#endif
