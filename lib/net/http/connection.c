/*
 * connection.c - one connection of a browser to the listener
 */
#include "net/http/connection.h"

#include <errno.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "os/clock.h"

#define READ_SIZE 4096

void
connection_close(struct connection *connection)
{
	if (connection->fd != -1)
		close(connection->fd);
	connection->fd = -1;
	connection->answered = connection->head_only = false;
	listener_request_clear(&connection->request);
}

void
connection_send(struct connection *connection, const struct buf *page)
{
	ssize_t n = send(connection->fd, page->data, page->size, MSG_NOSIGNAL);

	if (n >= 0 && (size_t)n == page->size &&
	    shutdown(connection->fd, SHUT_WR) == 0) {
		connection->answered = true;
		connection->deadline_ms =
		    clock_monotonic_ms() + CONNECTION_LINGER_MS;
		listener_request_clear(&connection->request);
	} else {
		connection_close(connection);
	}
}

/*
 * The other side is to close: closing at once with bytes of its unread would
 * reset the connection, and the page with it (RFC 9112 9.6).
 */
void
connection_respond(
    struct connection *connection, const struct listener_page *page)
{
	struct buf text;

	buf_init(&text, CONNECTION_PAGE);
	if (listener_page_write(&text, page, connection->head_only) ==
	    LANYARD_OK)
		connection_send(connection, &text);
	else
		connection_close(connection);
	buf_clear(&text);
}

void
connection_redirect(struct connection *connection, const char *location)
{
	struct buf text;

	buf_init(&text, CONNECTION_PAGE + 3 * LIMIT_URL);
	if (listener_page_redirect(&text, location) == LANYARD_OK)
		connection_send(connection, &text);
	else
		connection_close(connection);
	buf_clear(&text);
}

/* Read and forget, until the other side closes. */
void
connection_drain(struct connection *connection)
{
	char bytes[READ_SIZE];
	ssize_t n;

	n = recv(connection->fd, bytes, sizeof(bytes), 0);
	if (n == 0 || (n == -1 && errno != EAGAIN && errno != EINTR))
		connection_close(connection);
}
