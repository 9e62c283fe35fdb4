/*
 * listener_port.c - the port of a listener, at one loopback address or at both
 */
#include "net/http/listener_port.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "net/http/listener_socket.h"
#include "os/clock.h"

#define BACKLOG	  128
#define PORTS_MAX 16   /* tries for one that is free at both addresses */
#define PAUSE_MS  100  /* until a port may be free again */
#define LATE_MS	  1300 /* until it is given up; see interaction.c */

void
listener_port_init(struct listener_port *port)
{
	for (size_t i = 0; i < LISTENER_PORT_SOCKETS; i++)
		port->fd[i] = -1;
	port->number = 0;
}

void
listener_port_close(struct listener_port *port)
{
	for (size_t i = 0; i < LISTENER_PORT_SOCKETS; i++) {
		if (port->fd[i] != -1)
			close(port->fd[i]);
		port->fd[i] = -1;
	}
}

/* No IPv6, or no IPv4, on this machine is no error: the other will do. */
static bool
is_lacking(const struct error *error)
{
	return error->errnum == EAFNOSUPPORT ||
	       error->errnum == EADDRNOTAVAIL ||
	       error->errnum == EPROTONOSUPPORT;
}

/*
 * Whichever of its addresses "localhost" is to the browser (RFC 6761 6.3), the
 * port is ours there: at the other one another user could wait for the code.
 */
static enum lanyard_error
open_at_both(struct listener_port *port, struct error *error)
{
	static const char *const addresses[LISTENER_PORT_SOCKETS] = {
	    "127.0.0.1", "::1"};
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; i < LISTENER_PORT_SOCKETS; i++) {
		r = listener_socket_listen(
		    &port->fd[i], addresses[i], &port->number, BACKLOG, error);
		if (r != LANYARD_OK && !is_lacking(error))
			return r;
	}
	return port->fd[0] != -1 || port->fd[1] != -1 ? LANYARD_OK : r;
}

/* A port of the kernel's choice for one address may be taken at the other. */
static enum lanyard_error
open_at_localhost(struct listener_port *port, int number, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;

	for (int i = 0; i < PORTS_MAX; i++) {
		port->number = number;
		r = open_at_both(port, error);
		if (r == LANYARD_OK || number != 0 ||
		    error->errnum != EADDRINUSE)
			break;
		listener_port_close(port);
	}
	return r;
}

static enum lanyard_error
open_once(struct listener_port *port, const char *address, int number,
    struct error *error)
{
	listener_port_close(port);
	port->number = number;
	if (strcmp(address, "localhost") == 0)
		return open_at_localhost(port, number, error);
	return listener_socket_listen(
	    &port->fd[0], address, &port->number, BACKLOG, error);
}

enum lanyard_error
listener_port_open(struct listener_port *port, const char *address, int number,
    struct error *error)
{
	int64_t until = clock_monotonic_ms() + LATE_MS;
	struct error why = {0};
	enum lanyard_error r = open_once(port, address, number, &why);

	while (r != LANYARD_OK && number != 0 && why.errnum == EADDRINUSE &&
	       clock_monotonic_ms() < until) {
		clock_sleep_ms(PAUSE_MS);
		r = open_once(port, address, number, &why);
	}
	if (r != LANYARD_OK)
		listener_port_close(port);
	if (r != LANYARD_OK && error != NULL)
		*error = why;
	return r;
}
