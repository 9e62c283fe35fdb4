/*
 * watchdog.c - an end to what hangs where no time can be set
 *
 * A thread, not alarm(2): a signal for the process would go to any thread that
 * does not hold it, and libcurl has one for each name that it resolves.
 */
#include "watchdog.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#define STACK_SIZE 65536

struct watchdog {
	pthread_t watched;
	struct timespec wait;
};

static void *
watch(void *context)
{
	struct watchdog *watchdog = context;
	pthread_t watched = watchdog->watched;
	struct timespec wait = watchdog->wait;

	free(watchdog);
	while (nanosleep(&wait, &wait) == -1 && errno == EINTR)
		continue;
	pthread_kill(watched, SIGALRM);
	return NULL;
}

/* All signals are the other thread's. The result is an errno, 0 for none. */
static int
start(const pthread_attr_t *attributes, struct watchdog *watchdog)
{
	pthread_t thread;
	sigset_t all, old;
	int errnum;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	errnum = pthread_create(&thread, attributes, watch, watchdog);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return errnum;
}

void
watchdog_start(long long timeout_ms)
{
	struct watchdog *watchdog = malloc(sizeof(*watchdog));
	pthread_attr_t attributes;
	sigset_t alarm;

	if (watchdog == NULL || pthread_attr_init(&attributes) != 0) {
		free(watchdog);
		return;
	}
	watchdog->watched = pthread_self();
	watchdog->wait.tv_sec = (time_t)(timeout_ms / 1000);
	watchdog->wait.tv_nsec = (long)(timeout_ms % 1000) * 1000000;
	signal(SIGALRM, SIG_DFL);
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	pthread_sigmask(SIG_UNBLOCK, &alarm, NULL);
	(void)pthread_attr_setstacksize(&attributes, STACK_SIZE);
	(void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	if (start(&attributes, watchdog) != 0)
		free(watchdog);
	pthread_attr_destroy(&attributes);
}
