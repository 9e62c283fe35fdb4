/*
 * listener_socket.h - sockets that only this machine can reach
 */
#ifndef LISTENER_SOCKET_H
#define LISTENER_SOCKET_H

#include "base/error.h"

/*
 * Listen on ADDRESS (127.0.0.0/8 or ::1) at *PORT, which becomes the kernel's
 * choice where it is 0. *FD is non-blocking and close-on-exec, -1 after an
 * error. LANYARD_ERR_CONFIG: not such an address. LANYARD_ERR_NETWORK.
 */
enum lanyard_error listener_socket_listen(int *fd, const char *address,
    int *port, int backlog, struct error *error);

/*
 * A connection, likewise non-blocking and close-on-exec; -1: none now, where
 * errno is EAGAIN, or one that cannot be had.
 */
int listener_socket_accept(int fd);

#endif
