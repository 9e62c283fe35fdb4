/*
 * stack.c - the deepest of the library in a thread with a small stack:
 *
 *     stack KIB NAME URL
 *
 * logs in as NAME by the browser that BROWSER names, gets its token, refreshes
 * it, sends a request to URL, lists all logins, and seeds and ends the login.
 * Prints how much of KIB was used; the error of what failed goes to stderr.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "lanyard.h"

#define PAINT 0x5a

struct work {
	const char *name, *url;
	struct lanyard_session *session;
	const char *step;
	enum lanyard_error code;
};

static bool
may_ask(void *context)
{
	(void)context;
	return true;
}

static bool
open_url(void *context, const char *url)
{
	pid_t pid = fork();

	(void)context;
	if (pid == 0) {
		execlp(getenv("BROWSER"), "browser", url, (char *)NULL);
		_exit(127);
	}
	return pid > 0;
}

static enum lanyard_error
pass(void *context, const struct lanyard_state *state)
{
	char *text = NULL;
	enum lanyard_error r = lanyard_state_json(state, &text);

	(void)context;
	lanyard_text_free(&text);
	return r;
}

static enum lanyard_error
get(struct lanyard_session *session, const char *url)
{
	struct lanyard_credential *request = NULL, *answer = NULL;
	enum lanyard_error r;

	if ((r = lanyard_credential_new(&request)) == LANYARD_OK &&
	    (r = lanyard_credential_set(request, "url", url)) == LANYARD_OK)
		r = lanyard_get(session, request, &answer);
	lanyard_credential_free(&request);
	lanyard_credential_free(&answer);
	return r;
}

static enum lanyard_error
send_request(struct lanyard_session *session, const char *url)
{
	static char reply[65536];
	const struct lanyard_request request = {
	    .url = url, .reply = reply, .reply_size = sizeof(reply)};
	int status;

	return lanyard_http_request(session, NULL, &request, &status, NULL);
}

static bool
did(struct work *w, const char *step, enum lanyard_error code)
{
	w->step = step;
	w->code = code;
	return code == LANYARD_OK;
}

static void *
run(void *argument)
{
	const struct lanyard_ui ui = {.may_ask = may_ask, .open_url = open_url};
	const struct lanyard_options options = {
	    .refresh = lanyard_refresh_here, .ui = &ui};
	struct work *w = argument;
	struct lanyard_session *s;

	if (!did(w, "open", lanyard_session_open(&w->session, &options)))
		return NULL;
	s = w->session;
	(void)(did(w, "login", lanyard_login(s, w->name)) &&
	       did(w, "refresh", lanyard_refresh(s, w->name, 0)) &&
	       did(w, "get", get(s, w->url)) &&
	       did(w, "request", send_request(s, w->url)) &&
	       did(w, "each", lanyard_each(s, 0, pass, NULL)) &&
	       did(w, "logout", lanyard_logout(s, w->name)));
	return NULL;
}

int
main(int argc, char *argv[])
{
	size_t size = argc == 4 ? strtoul(argv[1], NULL, 10) * 1024 : 0;
	size_t untouched = 0;
	struct work work = {.step = "nothing"};
	unsigned char *stack;
	pthread_attr_t attributes;
	pthread_t thread;

	if (size == 0)
		return 2;
	work.name = argv[2];
	work.url = argv[3];
	stack = mmap(NULL, size, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (stack == MAP_FAILED)
		return 2;
	memset(stack, PAINT, size);
	if (pthread_attr_init(&attributes) != 0 ||
	    pthread_attr_setstack(&attributes, stack, size) != 0 ||
	    pthread_create(&thread, &attributes, run, &work) != 0)
		return 2;
	pthread_join(thread, NULL);
	while (untouched < size && stack[untouched] == PAINT)
		untouched++;
	printf("%zu\n", (size - untouched + 1023) / 1024);
	if (work.code != LANYARD_OK)
		fprintf(stderr, "%s: %s\n", work.step,
		    lanyard_session_message(work.session));
	lanyard_session_close(&work.session);
	return work.code == LANYARD_OK ? 0 : 1;
}
