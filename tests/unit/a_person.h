/*
 * a_person.h - who is asked to log in: a browser, which is forked, and a field
 * to type into, which is a pipe
 */
#ifndef A_PERSON_H
#define A_PERSON_H

#include "an_attempt.h"

#include "base/percent.h"
#include "net/job/interaction.h"

#define TEXT_SIZE 4096

struct a_person {
	struct an_attempt t;
	/* What the person does. */
	bool has_browser;
	int delay_ms;
	const char *visits[4]; /* queries, "STATE" replaced; NULL ends */
	const char *types;     /* "STATE" and "URI" replaced; NULL: no field */
	bool ends;	       /* the field's end comes then */
	/* What the person saw, beside what is in T. */
	char url[TEXT_SIZE];
	char host[64];
	bool opened;
	char pages[4 * TEXT_SIZE];
	int input[2], page[2];
	pid_t browser;
	int64_t timeout_ms;
};

static inline int
a_person_dial(int port)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	in.sin_port = htons((uint16_t)port);
	if (fd == -1 || connect(fd, (struct sockaddr *)&in, sizeof(in)) != 0)
		_exit(1);
	return fd;
}

/* TEXT with STATE and URI replaced by those of the authorization URL. */
static inline void
a_person_fill_in(char *out, const char *text, const char *url)
{
	struct buf state, uri;
	const char *query = strchr(url, '?');
	size_t used = 0;

	buf_init(&state, TEXT_SIZE);
	buf_init(&uri, TEXT_SIZE);
	if (query == NULL ||
	    !percent_query_parameter(query + 1, "state", &state, NULL) ||
	    !percent_query_parameter(query + 1, "redirect_uri", &uri, NULL))
		_exit(1);
	out[0] = '\0';
	for (; *text != '\0'; used = strlen(out)) {
		const struct buf *value = NULL;

		if (strncmp(text, "STATE", 5) == 0) {
			value = &state;
			text += 5;
		} else if (strncmp(text, "URI", 3) == 0) {
			value = &uri;
			text += 3;
		}
		scratch_print(out + used, TEXT_SIZE - used, "%.*s",
		    value != NULL ? (int)value->size : 1,
		    value != NULL ? buf_text(value) : text++);
	}
	buf_clear(&state);
	buf_clear(&uri);
}

/* The address that URL, the listener's for one use, leads to. */
static inline void
a_person_follow(char *out, const char *url)
{
	char reply[TEXT_SIZE], *at, *path;
	size_t used = 0;
	long port = strtol(strchr(url + 5, ':') + 1, &path, 10);
	int fd = a_person_dial((int)port);
	ssize_t n;

	if (strstr(url, "state=") != NULL)
		_exit(1);
	dprintf(
	    fd, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%ld\r\n\r\n", path, port);
	while ((n = read(fd, reply + used, sizeof(reply) - 1 - used)) > 0)
		used += (size_t)n;
	reply[used] = '\0';
	close(fd);
	if (strncmp(reply, "HTTP/1.1 302 ", 13) != 0 ||
	    (at = strstr(reply, "\r\nLocation: ")) == NULL)
		_exit(1);
	at += 12;
	at[strcspn(at, "\r")] = '\0';
	scratch_print(out, TEXT_SIZE, "%s", at);
}

static inline void
a_person_browse(const struct a_person *p, const char *start)
{
	char text[TEXT_SIZE], uri[TEXT_SIZE], url[TEXT_SIZE];
	const char *rest;
	char *path;
	int fds[4], count = 0;
	long port;
	ssize_t n;

	/* A real browser holds none of our sockets. */
	for (int i = 3; i < 64; i++)
		if (i != p->page[1])
			close(i);
	a_person_follow(url, start);
	a_person_fill_in(uri, "URI", url);
	port = strtol(strchr(uri + 5, ':') + 1, &path, 10);
	rest = path;
	clock_sleep_ms(p->delay_ms);
	/* Side by side, as a browser does; the first may end the login. */
	signal(SIGPIPE, SIG_IGN);
	for (; count < 4 && p->visits[count] != NULL; count++)
		fds[count] = a_person_dial((int)port);
	for (int i = 0; i < count; i++) {
		a_person_fill_in(text, p->visits[i], url);
		dprintf(fds[i],
		    "GET %s?%s HTTP/1.1\r\nHost: 127.0.0.1:%ld\r\n\r\n", rest,
		    text, port);
	}
	for (int i = 0; i < count; i++) {
		while ((n = read(fds[i], text, sizeof(text))) > 0)
			if (write(p->page[1], text, (size_t)n) != n)
				_exit(1);
		close(fds[i]);
	}
	_exit(0);
}

static inline bool
a_person_open_url(void *context, const char *url)
{
	struct a_person *p = context;

	if (!p->has_browser)
		return false;
	if ((p->browser = fork()) == 0)
		a_person_browse(p, url);
	assert_int_not_equal(p->browser, -1);
	return true;
}

static inline void
a_person_type(struct a_person *p, const char *url)
{
	char text[TEXT_SIZE];

	if (p->types != NULL) {
		a_person_fill_in(text, p->types, url);
		assert_int_equal(
		    write(p->input[1], text, strlen(text)), strlen(text));
	}
	if (p->ends) {
		close(p->input[1]);
		p->input[1] = -1;
	}
}

static inline void
a_person_show_url(void *context, const char *login, const char *host,
    const char *url, bool opened)
{
	struct a_person *p = context;

	assert_string_equal(login, "work");
	scratch_print(p->url, sizeof(p->url), "%s", url);
	scratch_print(p->host, sizeof(p->host), "%s", host);
	p->opened = opened;
	a_person_type(p, url);
}

static inline int
a_person_input_fd(void *context)
{
	const struct a_person *p = context;

	return p->types != NULL || p->ends ? p->input[0] : -1;
}

static inline bool
a_person_read_line(void *context, char *line, unsigned size)
{
	const struct a_person *p = context;
	unsigned used = 0;

	while (used < size - 1 && read(p->input[0], line + used, 1) == 1) {
		if (line[used] == '\n') {
			line[used] = '\0';
			return true;
		}
		used++;
	}
	return false;
}

static inline int
a_person(void **state)
{
	struct a_person *p = calloc(1, sizeof(*p));

	assert_non_null(p);
	an_attempt_prepare(&p->t);
	p->t.ui.context = p; /* it begins with T */
	p->t.ui.show_url = a_person_show_url;
	p->t.ui.open_url = a_person_open_url;
	p->t.ui.input_fd = a_person_input_fd;
	p->t.ui.read_line = a_person_read_line;
	p->t.server.metadata.authorization_endpoint =
	    strdup("https://id.example.org/authorize");
	p->timeout_ms = 20000;
	*state = p;
	return 0;
}

static inline int
a_person_remove(void **state)
{
	struct a_person *p = *state;

	an_attempt_end(&p->t);
	free(p);
	return 0;
}

static inline enum lanyard_error
a_person_logs_in(struct a_person *p)
{
	enum lanyard_error r;
	size_t used = 0;
	ssize_t n;

	/* Not before: the server's process must not hold them. */
	assert_int_equal(pipe(p->input), 0);
	assert_int_equal(pipe(p->page), 0);
	r = interaction_run(&p->t.exchange, &p->t.server, p->timeout_ms);
	close(p->page[1]);
	if (p->browser != 0)
		waitpid(p->browser, NULL, 0);
	while ((n = read(p->page[0], p->pages + used,
		    sizeof(p->pages) - 1 - used)) > 0)
		used += (size_t)n;
	p->pages[used] = '\0';
	close(p->page[0]);
	close(p->input[0]);
	if (p->input[1] != -1)
		close(p->input[1]);
	return r;
}

#endif
