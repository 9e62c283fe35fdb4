/*
 * listener_port.h - the port of a listener, at one loopback address or at both
 */
#ifndef LISTENER_PORT_H
#define LISTENER_PORT_H

#include "base/error.h"

#define LISTENER_PORT_SOCKETS 2 /* "localhost" is two addresses */

struct listener_port {
	int fd[LISTENER_PORT_SOCKETS]; /* they listen; -1: not used */
	int number;
};

void listener_port_init(struct listener_port *port);
void listener_port_close(struct listener_port *port);

/*
 * Listen on ADDRESS ("127.0.0.1", "::1", or "localhost" for both, as far as
 * there are both) at NUMBER (0: the kernel's choice). A port that is taken is
 * waited for, little longer than a second: the last login may serve late tabs
 * there. LANYARD_ERR_CONFIG: not a loopback address. LANYARD_ERR_NETWORK, its
 * errnum EADDRINUSE where another program has it, at one address or the other.
 */
enum lanyard_error listener_port_open(struct listener_port *port,
    const char *address, int number, struct error *error);

#endif
