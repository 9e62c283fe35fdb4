/*
 * connection.h - one connection of a browser to the listener
 *
 * Its descriptor is non-blocking. What cannot be sent at once is not waited
 * for: the connection is closed.
 */
#ifndef CONNECTION_H
#define CONNECTION_H

#include "base/buf.h"
#include "net/http/listener_page.h"
#include "net/http/listener_request.h"

#define CONNECTION_LINGER_MS 1000  /* to close after our page */
#define CONNECTION_PAGE	     16384 /* bytes of one, its header included */

struct connection {
	int fd;	       /* -1: free */
	bool answered; /* our page is sent; wait for the other's end */
	bool head_only;
	int64_t deadline_ms; /* dropped then; the earliest makes room */
	struct listener_request request;
};

/* Close it, if it is open, and forget what it sent: it is free. */
void connection_close(struct connection *connection);

/* Send PAGE, whole, and let the other side close. */
void connection_send(struct connection *connection, const struct buf *page);

/* The same with PAGE as listener_page_write() has it. */
void connection_respond(
    struct connection *connection, const struct listener_page *page);

/* The same, and the browser goes on to LOCATION. */
void connection_redirect(struct connection *connection, const char *location);

/* Read and forget; closed where the other side has closed. */
void connection_drain(struct connection *connection);

#endif
