/*
 * clock.c - for LD_PRELOAD: a clock that is set back by a day
 *
 * From the moment on that the file $CLOCK_BACK is there. Only the time of day:
 * what is measured by it must not be, and the monotonic clock goes on.
 */
#define _GNU_SOURCE

#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define DAY_S 86400

static int
is_back(void)
{
	const char *path = getenv("CLOCK_BACK");

	return path != NULL && access(path, F_OK) == 0;
}

int
clock_gettime(clockid_t id, struct timespec *now)
{
	if (syscall(SYS_clock_gettime, id, now) != 0)
		return -1;
	if (id == CLOCK_REALTIME && is_back())
		now->tv_sec -= DAY_S;
	return 0;
}

time_t
time(time_t *at)
{
	struct timespec now = {0, 0};

	(void)clock_gettime(CLOCK_REALTIME, &now);
	if (at != NULL)
		*at = now.tv_sec;
	return now.tv_sec;
}
