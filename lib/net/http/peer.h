/*
 * peer.h - whose program is at the other end of a connection from this machine
 *
 * Loopback is not one user's: any of this machine can connect to a listener
 * there. Linux tells whose a socket is in /proc/net/tcp and tcp6 (proc(5)).
 */
#ifndef PEER_H
#define PEER_H

#include <stddef.h>

#define PEER_ADDRESS 48 /* as /proc/net/tcp6 has it, with the port */

enum peer {
	PEER_OURS,    /* this process's user's, root's, or sudo's */
	PEER_ANOTHER, /* another user's */
	PEER_GONE,    /* closed: nobody waits for an answer */
	PEER_UNKNOWN, /* not to be found: a container's, or there is no /proc */
};

/*
 * The one at the other end of FD, a connected TCP socket of AF_INET or _INET6.
 * To root by sudo, the user who ran that (SUDO_UID) is as root's.
 */
enum peer peer_of(int fd);

/*
 * Whose the socket is in LINE of /proc/net/tcp or tcp6, to somebody of user
 * UID, if it goes from address FROM to TO, both as written there
 * ("0100007F:1F90"); PEER_UNKNOWN if not.
 */
enum peer peer_in_line(
    const char *line, const char *from, const char *to, unsigned uid);

#endif
