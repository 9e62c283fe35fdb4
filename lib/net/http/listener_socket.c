/*
 * listener_socket.c - sockets that only this machine can reach
 */
#include "net/http/listener_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

union address {
	struct sockaddr any;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
};

static bool
parse_address(
    union address *address, socklen_t *size, const char *text, int port)
{
	memset(address, 0, sizeof(*address));
	if (inet_pton(AF_INET, text, &address->in.sin_addr) == 1) {
		address->in.sin_family = AF_INET;
		address->in.sin_port = htons((uint16_t)port);
		*size = sizeof(address->in);
		return ntohl(address->in.sin_addr.s_addr) >> 24 == 127;
	}
	if (inet_pton(AF_INET6, text, &address->in6.sin6_addr) != 1)
		return false;
	address->in6.sin6_family = AF_INET6;
	address->in6.sin6_port = htons((uint16_t)port);
	*size = sizeof(address->in6);
	return IN6_IS_ADDR_LOOPBACK(&address->in6.sin6_addr);
}

static bool
set_flags(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags != -1 && fcntl(fd, F_SETFL, flags | O_NONBLOCK) != -1 &&
	       fcntl(fd, F_SETFD, FD_CLOEXEC) != -1;
}

/*
 * A port is wanted again right after the last login, whose connections the
 * kernel still remembers. One that it is to choose is bound first: it might
 * choose one that others have.
 */
static bool
bind_again(int fd, const union address *address, socklen_t size, int port)
{
	const int on = 1;
	bool chosen = port == 0;

	if (chosen && bind(fd, &address->any, size) != 0)
		return false;
	return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	       (chosen || bind(fd, &address->any, size) == 0);
}

static bool
bound_port(int fd, int *port)
{
	union address bound;
	socklen_t size = sizeof(bound);

	memset(&bound, 0, sizeof(bound));
	if (getsockname(fd, &bound.any, &size) != 0)
		return false;
	if (bound.any.sa_family == AF_INET6)
		*port = ntohs(bound.in6.sin6_port);
	else
		*port = ntohs(bound.in.sin_port);
	return true;
}

enum lanyard_error
listener_socket_listen(
    int *fd, const char *address, int *port, int backlog, struct error *error)
{
	union address where;
	socklen_t size;
	int s, errnum;

	*fd = -1;
	/* A callback from elsewhere is none of ours (RFC 8252 8.3). */
	if (*port < 0 || *port > 65535 ||
	    !parse_address(&where, &size, address, *port))
		return error_set(error, LANYARD_ERR_CONFIG,
		    "cannot listen on %s:%d: not a loopback address", address,
		    *port);
	s = socket(where.any.sa_family, SOCK_STREAM, 0);
	if (s != -1 && set_flags(s) && bind_again(s, &where, size, *port) &&
	    listen(s, backlog) == 0 && bound_port(s, port)) {
		*fd = s;
		return LANYARD_OK;
	}
	errnum = errno;
	if (s != -1)
		close(s);
	return error_system(error, LANYARD_ERR_NETWORK, errnum,
	    "cannot listen on %s:%d", address, *port);
}

int
listener_socket_accept(int fd)
{
	int s, errnum;

	do {
		s = accept(fd, NULL, NULL);
	} while (s == -1 && (errno == EINTR || errno == ECONNABORTED));
	if (s != -1 && !set_flags(s)) {
		errnum = errno;
		close(s);
		errno = errnum;
		return -1;
	}
	return s;
}
