/*
 * listener.c - the loopback listener for one redirect (RFC 8252 7.3)
 *
 * Every descriptor is non-blocking, and a browser that is slow loses no more
 * than its own connection. Two things wait: listener_free(), a second at most
 * for the last page to be read; and accept_all(), PAUSE_MS, when this process
 * has no descriptor left. So does listener_new(), for a port (listener_port.h).
 */
#include "net/http/listener.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sodium.h>

#include "net/http/connection.h"
#include "net/http/listener_port.h"
#include "net/http/listener_request.h"
#include "net/http/listener_socket.h"
#include "net/http/listener_start.h"
#include "net/http/peer.h"
#include "os/clock.h"

#define CONNECTIONS (LISTENER_POLL_MAX - LISTENER_PORT_SOCKETS)
#define IDLE_MS	    30000 /* to send a whole request */
#define PAUSE_MS    100	  /* until a descriptor may be free again */
#define READ_SIZE   4096

struct listener {
	struct listener_port port;
	char *address;
	char *path;
	struct listener_start start;
	bool left;     /* to another process */
	bool stranger; /* another user of this machine was told of */
	struct connection connections[CONNECTIONS];
	struct connection *taken; /* its callback waits for an answer */
	bool form;		  /* a callback may be posted */
	const char *refusals[CONNECTIONS]; /* not told yet */
	size_t refusal_count;
};

static struct listener *
listener_alloc(const char *address, const char *path)
{
	struct listener *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return NULL;
	listener_port_init(&l->port);
	listener_start_init(&l->start);
	for (size_t i = 0; i < CONNECTIONS; i++) {
		l->connections[i].fd = -1;
		listener_request_init(&l->connections[i].request);
	}
	l->address = strdup(address);
	l->path = strdup(path);
	if (l->address == NULL || l->path == NULL)
		listener_free(&l);
	return l;
}

enum lanyard_error
listener_new(struct listener **listener, const char *address, int port,
    const char *path, struct error *error)
{
	enum lanyard_error r;
	struct listener *l;

	*listener = NULL;
	if (address == NULL)
		address = "127.0.0.1";
	if ((l = listener_alloc(address, path)) == NULL)
		return error_memory(error);
	r = listener_port_open(&l->port, address, port, error);
	if (r != LANYARD_OK)
		listener_free(&l);
	*listener = l;
	return r;
}

/* The host that the browser is to name. */
static const char *
first_host(const struct listener *listener)
{
	if (strcmp(listener->address, "localhost") != 0)
		return listener->address;
	return listener->port.fd[0] != -1 ? "127.0.0.1" : "::1";
}

enum lanyard_error
listener_start(struct listener *listener, const char *location, char **url,
    struct error *error)
{
	return listener_start_lead(&listener->start, first_host(listener),
	    listener->port.number, location, url, error);
}

bool
listener_has_led(const struct listener *listener)
{
	return listener_start_has_led(&listener->start);
}

enum lanyard_error
listener_lead_to(
    struct listener *listener, const char *location, struct error *error)
{
	return listener_start_lead_to(&listener->start, location, error);
}

enum lanyard_error
listener_show(struct listener *listener, const struct listener_page *page,
    char **url, struct error *error)
{
	return listener_start_show(&listener->start, first_host(listener),
	    listener->port.number, page, url, error);
}

void
listener_take_forms(struct listener *listener)
{
	listener->form = true;
}

void
listener_leave(struct listener *listener)
{
	listener->left = true;
}

int
listener_port(const struct listener *listener)
{
	return listener->port.number;
}

size_t
listener_poll(const struct listener *listener, struct pollfd *fds)
{
	size_t count = 0;

	for (size_t i = 0; i < LISTENER_PORT_SOCKETS; i++) {
		if (listener->port.fd[i] != -1)
			fds[count++] = (struct pollfd){
			    .fd = listener->port.fd[i], .events = POLLIN};
	}
	for (size_t i = 0; i < CONNECTIONS; i++) {
		const struct connection *c = &listener->connections[i];

		if (c->fd != -1 && c != listener->taken)
			fds[count++] =
			    (struct pollfd){.fd = c->fd, .events = POLLIN};
	}
	return count;
}

/* A free place; if there is none, the connection that would end first goes. */
static struct connection *
make_room(struct listener *listener)
{
	struct connection *found = &listener->connections[0];

	for (size_t i = 0; i < CONNECTIONS; i++) {
		struct connection *c = &listener->connections[i];

		if (c->fd == -1)
			return c;
		if (c->deadline_ms < found->deadline_ms)
			found = c;
	}
	connection_close(found);
	return found;
}

/* True: not of this user, and closed before it counts. */
static bool
is_unwanted(struct listener *listener, int fd)
{
	enum peer peer = peer_of(fd);

	if (peer == PEER_ANOTHER && !listener->stranger &&
	    listener->refusal_count < CONNECTIONS) {
		listener->stranger = true;
		listener->refusals[listener->refusal_count++] =
		    "it was another user's of this machine";
	}
	return peer == PEER_ANOTHER || peer == PEER_GONE;
}

/*
 * Where there is no descriptor for it (EMFILE, ENFILE) a connection goes on
 * waiting, and poll(2) says so each time at once.
 */
static void
accept_all(struct listener *listener, int socket)
{
	struct connection *c;
	int fd;

	for (size_t i = 0; i < CONNECTIONS; i++) {
		if ((fd = listener_socket_accept(socket)) == -1) {
			if (errno != EAGAIN)
				clock_sleep_ms(PAUSE_MS);
			return;
		}
		if (is_unwanted(listener, fd)) {
			close(fd);
			continue;
		}
		c = make_room(listener);
		c->fd = fd;
		c->deadline_ms = clock_monotonic_ms() + IDLE_MS;
	}
}

/* What is not told yet when the next come is told, as far as there is room. */
static void
refuse(struct listener *listener, struct connection *connection, int status,
    bool told)
{
	const char *reason = listener_page_reason(status);
	struct listener_page page;

	if (listener_request_is_tls(&connection->request)) {
		reason = "it came by https, and http is spoken here";
		told = true;
	}
	if (told && listener->refusal_count < CONNECTIONS)
		listener->refusals[listener->refusal_count++] = reason;
	page = listener_page_refusal(status);
	connection_respond(connection, &page);
}

/*
 * Take in what CONNECTION sends. *QUERY is set when it is a callback; anything
 * else that is complete, or can no longer become one, is refused.
 */
static enum lanyard_error
take_in(struct listener *listener, struct connection *connection,
    const char **query)
{
	enum lanyard_error r;
	struct listener_request *request = &connection->request;
	unsigned char bytes[READ_SIZE];
	ssize_t n;
	bool told = true, start = false;
	int status = 414;

	n = recv(connection->fd, bytes, sizeof(bytes), 0);
	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return LANYARD_OK;
	if (n <= 0) {
		connection_close(connection);
		return LANYARD_OK;
	}
	r = listener_request_add(request, bytes, (size_t)n);
	sodium_memzero(bytes, sizeof(bytes));
	if (r == LANYARD_ERR_MEMORY)
		return r;
	if (r == LANYARD_OK) {
		if (!listener_request_is_complete(request, listener->form))
			return LANYARD_OK;
		connection->head_only =
		    strncmp(buf_text(&request->text), "HEAD ", 5) == 0;
		told = listener_request_is_redirect(request);
		start = listener_request_is_for(request, listener->start.path);
		status = listener_request_parse(request, listener->path,
		    listener->address, listener->port.number, listener->form,
		    query);
	}
	if (status == 200)
		listener->taken = connection;
	else if (status == 404 && start)
		listener_start_answer(&listener->start, connection);
	else
		refuse(listener, connection, status, told);
	return LANYARD_OK;
}

static bool
is_ready(int fd, const struct pollfd *fds, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (fds[i].fd == fd)
			return fds[i].revents != 0;
	}
	return false;
}

enum lanyard_error
listener_handle(struct listener *listener, const struct pollfd *fds,
    size_t count, const char **query, struct error *error)
{
	int64_t now = clock_monotonic_ms();

	*query = NULL;
	for (size_t i = 0; i < CONNECTIONS; i++) {
		struct connection *c = &listener->connections[i];

		if (c->fd == -1 || c == listener->taken)
			continue;
		if (is_ready(c->fd, fds, count)) {
			if (c->answered)
				connection_drain(c);
			else if (take_in(listener, c, query) != LANYARD_OK)
				return error_memory(error);
			if (*query != NULL)
				return LANYARD_OK;
		}
		if (c->fd != -1 && c->deadline_ms <= now)
			connection_close(c);
	}
	for (size_t i = 0; i < LISTENER_PORT_SOCKETS; i++) {
		if (listener->port.fd[i] != -1 &&
		    is_ready(listener->port.fd[i], fds, count))
			accept_all(listener, listener->port.fd[i]);
	}
	return LANYARD_OK;
}

const char *
listener_refusal(struct listener *listener)
{
	if (listener->refusal_count == 0)
		return NULL;
	return listener->refusals[--listener->refusal_count];
}

void
listener_answer(struct listener *listener, const struct listener_page *page)
{
	if (listener->taken == NULL)
		return;
	connection_respond(listener->taken, page);
	listener->taken = NULL;
}

void
listener_answer_redirect(struct listener *listener, const char *location)
{
	if (listener->taken == NULL)
		return;
	connection_redirect(listener->taken, location);
	listener->taken = NULL;
}

/* Give the answered ones CONNECTION_LINGER_MS to read their pages. */
static void
linger(struct listener *listener)
{
	struct pollfd fds[CONNECTIONS];
	struct connection *waiting[CONNECTIONS];
	int64_t until = clock_monotonic_ms() + CONNECTION_LINGER_MS;
	int64_t left;

	while ((left = until - clock_monotonic_ms()) > 0) {
		nfds_t count = 0;

		for (size_t i = 0; i < CONNECTIONS; i++) {
			struct connection *c = &listener->connections[i];

			if (c->fd == -1 || !c->answered)
				continue;
			waiting[count] = c;
			fds[count++] =
			    (struct pollfd){.fd = c->fd, .events = POLLIN};
		}
		if (count == 0 || poll(fds, count, (int)left) == 0)
			return;
		for (nfds_t i = 0; i < count; i++)
			connection_drain(waiting[i]);
	}
}

void
listener_free(struct listener **listener)
{
	struct listener *l = *listener;

	if (l == NULL)
		return;
	/* No new callers while the last one reads. */
	listener_port_close(&l->port);
	if (!l->left)
		linger(l);
	for (size_t i = 0; i < CONNECTIONS; i++)
		connection_close(&l->connections[i]);
	free(l->address);
	free(l->path);
	listener_start_clear(&l->start);
	free(l);
	*listener = NULL;
}
