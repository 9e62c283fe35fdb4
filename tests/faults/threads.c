/*
 * threads.c - THREADS threads that want one token at the same moment, each
 * with a session of its own, and that refresh in this process:
 *
 *     threads THREADS NAME
 *
 * Prints the token of each, a line for each, or the error on stderr.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "lanyard.h"

#define MOST 256

struct caller {
	pthread_t thread;
	pthread_barrier_t *barrier;
	const char *name;
	struct lanyard_session *session;
	struct lanyard_credential *answer;
	enum lanyard_error code;
};

static void *
call(void *argument)
{
	const struct lanyard_options options = {
	    .refresh = lanyard_refresh_here};
	struct caller *c = argument;

	c->code = lanyard_session_open(&c->session, &options);
	pthread_barrier_wait(c->barrier);
	if (c->code == LANYARD_OK)
		c->code = lanyard_token(c->session, c->name, &c->answer);
	return NULL;
}

int
main(int argc, char *argv[])
{
	long n = argc == 3 ? strtol(argv[1], NULL, 10) : 0;
	static struct caller callers[MOST];
	pthread_barrier_t barrier;
	int status = 0;

	if (n < 1 || n > MOST ||
	    pthread_barrier_init(&barrier, NULL, (unsigned)n) != 0)
		return 2;
	for (long i = 0; i < n; i++) {
		callers[i].barrier = &barrier;
		callers[i].name = argv[2];
		if (pthread_create(
			&callers[i].thread, NULL, call, &callers[i]) != 0)
			return 2;
	}
	for (long i = 0; i < n; i++) {
		pthread_join(callers[i].thread, NULL);
		if (callers[i].code == LANYARD_OK)
			printf("password=%s\n",
			    lanyard_credential_get(
				callers[i].answer, "password"));
		else
			fprintf(stderr, "%s\n",
			    lanyard_session_message(callers[i].session));
		status |= callers[i].code != LANYARD_OK;
		lanyard_credential_free(&callers[i].answer);
		lanyard_session_close(&callers[i].session);
	}
	pthread_barrier_destroy(&barrier);
	return status;
}
