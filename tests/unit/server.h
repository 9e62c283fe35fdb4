/*
 * server.h - a loopback HTTP server in a child process, for unit tests
 *
 * It gives its answers in order, the last one again and again, and tells what
 * it was asked. Bounded: an alarm ends it, and server_stop() does.
 */
#ifndef A_SERVER_H
#define A_SERVER_H

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net/http/http.h"

#define SERVER_TIME_S	60
#define SERVER_REQUEST	65536
#define SERVER_KEEP	"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
#define SERVER_OK(body) "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" body
#define SERVER_SAYS(status, body)                                              \
	"HTTP/1.1 " status " Because\r\nConnection: close\r\n\r\n" body

/* BYTES NULL: read the request and never answer. SIZE 0: strlen(BYTES). */
struct server_answer {
	const char *bytes;
	size_t size;
};

struct a_server {
	pid_t pid;
	int fd;
	int log;
	char url[64]; /* "http://127.0.0.1:PORT" */
};

static inline void
server_write(int fd, const char *bytes, size_t size)
{
	ssize_t n;

	for (; size > 0; size -= (size_t)n, bytes += n) {
		if ((n = write(fd, bytes, size)) <= 0)
			return;
	}
}

/* How long the request in TEXT is; 0: not all of it is there. */
static inline size_t
server_request_size(const char *text, size_t size)
{
	const char *end = strstr(text, "\r\n\r\n"), *line;
	size_t length = 0;

	if (end == NULL)
		return 0;
	for (line = text; line < end; line = strstr(line, "\r\n") + 2) {
		if (strncasecmp(line, "Content-Length:", 15) == 0)
			length = strtoul(line + 15, NULL, 10);
		if (strncasecmp(line, "Transfer-Encoding: chunked", 26) == 0)
			return strstr(end, "\r\n0\r\n\r\n") == NULL ? 0 : size;
	}
	length += (size_t)(end + 4 - text);
	return length <= size ? length : 0;
}

/* False: the client is gone. LOG gets "#CONNECTION\n", the request, NUL. */
static inline bool
server_read(int fd, int log, int connection)
{
	static char text[SERVER_REQUEST];
	char mark[16];
	size_t size = 0;
	ssize_t n;

	memset(text, 0, sizeof text);
	while (server_request_size(text, size) == 0) {
		if (size + 1 >= sizeof text)
			return false;
		n = read(fd, text + size, sizeof text - 1 - size);
		if (n <= 0)
			return false;
		size += (size_t)n;
	}
	snprintf(mark, sizeof mark, "#%d\n", connection);
	server_write(log, mark, strlen(mark));
	server_write(log, text, size + 1);
	return true;
}

/* Wait on a connection kept alive; another one that comes ends it. */
static inline bool
server_goes_on(int fd, int client)
{
	struct pollfd fds[2] = {{client, POLLIN, 0}, {fd, POLLIN, 0}};

	return poll(fds, 2, -1) > 0 && fds[0].revents != 0;
}

static inline void
server_run(int fd, int log, const struct server_answer *answers, size_t count)
{
	int connection = 0, client;
	size_t i = 0, had;

	signal(SIGPIPE, SIG_IGN);
	alarm(SERVER_TIME_S);
	while ((client = accept(fd, NULL, NULL)) != -1) {
		connection++;
		had = 0;
		while ((had++ == 0 || server_goes_on(fd, client)) &&
		       server_read(client, log, connection)) {
			const struct server_answer *a = &answers[i];

			if (i + 1 < count)
				i++;
			if (a->bytes == NULL)
				pause();
			server_write(client, a->bytes,
			    a->size > 0 ? a->size : strlen(a->bytes));
			if (strcmp(a->bytes, SERVER_KEEP) != 0)
				break;
		}
		close(client);
	}
}

/* The port first, for answers that name it. */
static inline void
server_open(struct a_server *server)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t size = sizeof address;

	server->fd = socket(AF_INET, SOCK_STREAM, 0);
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (server->fd == -1 ||
	    bind(server->fd, (struct sockaddr *)&address, size) == -1 ||
	    listen(server->fd, 8) == -1 ||
	    getsockname(server->fd, (struct sockaddr *)&address, &size) == -1)
		abort();
	snprintf(server->url, sizeof server->url, "http://127.0.0.1:%d",
	    ntohs(address.sin_port));
}

static inline void
server_serve(
    struct a_server *server, const struct server_answer *answers, size_t count)
{
	int log[2];

	if (pipe(log) == -1 || (server->pid = fork()) == -1)
		abort();
	if (server->pid == 0) {
		close(log[0]);
		server_run(server->fd, log[1], answers, count);
		_exit(0);
	}
	close(server->fd);
	close(log[1]);
	server->log = log[0];
}

static inline void
server_start(
    struct a_server *server, const struct server_answer *answers, size_t count)
{
	server_open(server);
	server_serve(server, answers, count);
}

static inline void
server_start_one(struct a_server *server, const char *bytes)
{
	struct server_answer answer = {bytes, 0};

	server_start(server, &answer, 1);
}

/* The next request it got, with its "#CONNECTION" line; "" if none is left. */
static inline const char *
server_request(struct a_server *server, char *text, size_t size)
{
	size_t n = 0;

	while (n + 1 < size && read(server->log, text + n, 1) == 1) {
		if (text[n] == '\0')
			return text;
		n++;
	}
	text[n] = '\0';
	return text;
}

static inline void
server_stop(struct a_server *server)
{
	if (server->pid > 0) {
		kill(server->pid, SIGKILL);
		waitpid(server->pid, NULL, 0);
		close(server->log);
	}
	server->pid = 0;
}

/* An http handle with ten seconds a request; NULL: not made. */
static inline struct http *
server_http(void)
{
	struct http_options options = {.timeout_ms = 10000};
	struct http *http = NULL;

	http_new(&http, &options, NULL);
	return http;
}

#endif
