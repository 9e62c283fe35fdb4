/*
 * a_visitor.h - a browser, which is forked, that a job of no login has opened
 * or waits for
 */
#ifndef A_VISITOR_H
#define A_VISITOR_H

#include "a_job.h"
#include "server.h"

#include "net/job/visit.h"

struct a_visitor {
	/* What it asks for in turn: queries, "STATE" replaced; NULL ends. */
	const char *visits[4];
	int port; /* where, unless it is opened */
	int delay_ms;
	bool has_no_browser;
	int64_t timeout_ms; /* the job's; 0: 5000 */
	/* What it and the person saw. */
	char pages[65536];
	char notices[8192];
	int opened;
	struct lanyard_ui ui;
	pid_t pid;
	int page[2];
};

/* The whole answer to GET TARGET at PORT goes to the pipe, and into TEXT. */
static inline void
a_visitor_ask(const struct a_visitor *v, int port, const char *target,
    char *text, size_t size)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	size_t used = 0;
	ssize_t n;

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	in.sin_port = htons((uint16_t)port);
	/* A job that has not begun to listen yet is waited for. */
	for (int i = 0; connect(fd, (struct sockaddr *)&in, sizeof(in)) != 0;
	     i++) {
		if (i == 100)
			_exit(1);
		clock_sleep_ms(20);
		close(fd);
		fd = socket(AF_INET, SOCK_STREAM, 0);
	}
	dprintf(
	    fd, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", target, port);
	while ((n = read(fd, text + used, size - 1 - used)) > 0)
		used += (size_t)n;
	text[used] = '\0';
	close(fd);
	if (write(v->page[1], text, used) != (ssize_t)used)
		_exit(1);
}

static inline void
a_visitor_browse(const struct a_visitor *v, const char *url)
{
	static char text[32768], target[2048];
	char state[128] = "", *at, *path = NULL;
	int port = v->port;

	for (int i = 3; i < 64; i++)
		if (i != v->page[1])
			close(i);
	alarm(SERVER_TIME_S);
	clock_sleep_ms(v->delay_ms);
	if (url != NULL) {
		port = (int)strtol(strchr(url + 5, ':') + 1, &path, 10);
		a_visitor_ask(v, port, path, text, sizeof(text));
		if ((at = strstr(text, "/new?state=")) != NULL)
			scratch_print(state, sizeof(state), "%.*s",
			    (int)strcspn(at + 11, "\""), at + 11);
	}
	for (int i = 0; i < 4 && v->visits[i] != NULL; i++) {
		const char *query = v->visits[i];

		at = strstr(query, "STATE");
		scratch_print(target, sizeof(target), "/callback?%.*s%s%s",
		    at != NULL ? (int)(at - query) : (int)strlen(query), query,
		    at != NULL ? state : "", at != NULL ? at + 5 : "");
		a_visitor_ask(v, port, target, text, sizeof(text));
	}
	_exit(0);
}

static inline bool
a_visitor_opens(void *context, const char *url)
{
	struct a_visitor *v = context;

	if (v->has_no_browser)
		return false;
	v->opened++;
	if ((v->pid = fork()) == 0)
		a_visitor_browse(v, url);
	return v->pid != -1;
}

static inline void
a_visitor_is_told(void *context, const char *text)
{
	struct a_visitor *v = context;
	size_t used = strlen(v->notices);

	scratch_print(
	    v->notices + used, sizeof(v->notices) - used, "%s\n", text);
}

/* A port that nobody has now. */
static inline int
a_visitor_port(void)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	socklen_t size = sizeof(in);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&in, size), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &size), 0);
	close(fd);
	return ntohs(in.sin_port);
}

static inline void
a_visitor_begin(struct a_visitor *v, struct lanyard_session *session)
{
	assert_int_equal(pipe(v->page), 0);
	v->pages[0] = v->notices[0] = '\0';
	v->opened = 0;
	v->pid = 0;
	v->ui = (struct lanyard_ui){.context = v,
	    .open_url = a_visitor_opens,
	    .notice = a_visitor_is_told};
	session->ui = &v->ui;
	if (v->port != 0 && (v->pid = fork()) == 0)
		a_visitor_browse(v, NULL);
}

static inline void
a_visitor_end(struct a_visitor *v)
{
	size_t used = 0;
	ssize_t n;

	close(v->page[1]);
	while ((n = read(v->page[0], v->pages + used,
		    sizeof(v->pages) - 1 - used)) > 0)
		used += (size_t)n;
	v->pages[used] = '\0';
	close(v->page[0]);
	if (v->pid > 0)
		waitpid(v->pid, NULL, 0);
}

/* Run a job with V for a person; *RESULTS is lent until the next one. */
static inline enum lanyard_error
a_visitor_run(struct a_visitor *v, struct lanyard_session *session,
    enum lanyard_job_kind kind, const char *const *parameters,
    const char **results)
{
	enum lanyard_error r;

	a_visitor_begin(v, session);
	r = a_job_run_for(session, kind,
	    v->timeout_ms != 0 ? v->timeout_ms : 5000, parameters, results);
	a_visitor_end(v);
	return r;
}

#endif
