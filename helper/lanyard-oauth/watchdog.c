/*
 * watchdog.c - an end to what hangs where no time can be set
 *
 * A thread, not alarm(2): a signal for the process would go to any thread that
 * does not hold it, and libcurl has one for each name that it resolves. It
 * lives until the process ends, and so does what it looks at.
 */
#include "watchdog.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#define STACK_SIZE 65536

struct watchdog {
	pthread_t watched;
	pthread_mutex_t mutex;
	pthread_cond_t changed;
	struct timespec until;
	bool runs; /* UNTIL counts */
};

/* The mutex is held but while it waits. */
static void *
watch(void *context)
{
	struct watchdog *w = context;
	struct timespec now;

	pthread_mutex_lock(&w->mutex);
	for (;;) {
		if (!w->runs) {
			pthread_cond_wait(&w->changed, &w->mutex);
			continue;
		}
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec > w->until.tv_sec ||
		    (now.tv_sec == w->until.tv_sec &&
			now.tv_nsec >= w->until.tv_nsec))
			break;
		pthread_cond_timedwait(&w->changed, &w->mutex, &w->until);
	}
	pthread_kill(w->watched, SIGALRM);
	w->runs = false;
	pthread_mutex_unlock(&w->mutex);
	return NULL;
}

static int
prepare(struct watchdog *w)
{
	pthread_condattr_t attributes;
	int errnum;

	if ((errnum = pthread_mutex_init(&w->mutex, NULL)) != 0 ||
	    (errnum = pthread_condattr_init(&attributes)) != 0)
		return errnum;
	if ((errnum = pthread_condattr_setclock(
		 &attributes, CLOCK_MONOTONIC)) == 0)
		errnum = pthread_cond_init(&w->changed, &attributes);
	pthread_condattr_destroy(&attributes);
	return errnum;
}

/* All signals are the other thread's. The result is an errno, 0 for none. */
static int
start(struct watchdog *w)
{
	pthread_attr_t attributes;
	pthread_t thread;
	sigset_t all, old;
	int errnum;

	if ((errnum = pthread_attr_init(&attributes)) != 0)
		return errnum;
	(void)pthread_attr_setstacksize(&attributes, STACK_SIZE);
	(void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	errnum = pthread_create(&thread, &attributes, watch, w);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attributes);
	return errnum;
}

struct watchdog *
watchdog_start(void)
{
	struct watchdog *w = calloc(1, sizeof(*w));
	sigset_t alarm;

	if (w == NULL)
		return NULL;
	w->watched = pthread_self();
	if (prepare(w) != 0 || start(w) != 0) {
		free(w);
		return NULL;
	}
	signal(SIGALRM, SIG_DFL);
	sigemptyset(&alarm);
	sigaddset(&alarm, SIGALRM);
	pthread_sigmask(SIG_UNBLOCK, &alarm, NULL);
	return w;
}

void
watchdog_set(struct watchdog *w, long long timeout_ms)
{
	if (w == NULL)
		return;
	pthread_mutex_lock(&w->mutex);
	w->runs = timeout_ms > 0;
	clock_gettime(CLOCK_MONOTONIC, &w->until);
	w->until.tv_sec += (time_t)(timeout_ms / 1000);
	w->until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
	if (w->until.tv_nsec >= 1000000000) {
		w->until.tv_nsec -= 1000000000;
		w->until.tv_sec++;
	}
	pthread_cond_signal(&w->changed);
	pthread_mutex_unlock(&w->mutex);
}
