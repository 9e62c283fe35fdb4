/*
 * a_flock.h - flock(2), and one that excludes nobody, as on NFS without locks
 *
 * For the tests that need it: in the place of libc's.
 */
#ifndef TEST_A_FLOCK_H
#define TEST_A_FLOCK_H

#include <stdbool.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <unistd.h>

static bool flock_does_nothing;

long syscall(long number, ...);

int
flock(int fd, int operation)
{
	return flock_does_nothing ? 0 : (int)syscall(SYS_flock, fd, operation);
}

#endif
