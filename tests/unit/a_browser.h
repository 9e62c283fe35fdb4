/*
 * a_browser.h - a browser that asks a listener in this very process
 */
#ifndef A_BROWSER_H
#define A_BROWSER_H

#include "scratch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "net/http/listener.h"

/*
 * Get TARGET of LISTENER. *TAKEN: wait until it has taken the query, which is
 * put there. NULL: until it has answered by itself. The connection.
 */
static inline int
a_browser_get(struct listener *listener, const char *target, const char **taken)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct pollfd fds[LISTENER_POLL_MAX];
	struct pollfd answer = {.events = POLLIN};
	const char *query = NULL;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	answer.fd = fd;
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	in.sin_port = htons((uint16_t)listener_port(listener));
	assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	dprintf(fd, "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n", target,
	    listener_port(listener));
	while (query == NULL && (taken != NULL || poll(&answer, 1, 0) == 0)) {
		size_t count = listener_poll(listener, fds);

		assert_true(poll(fds, count, 5000) > 0);
		assert_int_equal(
		    listener_handle(listener, fds, count, &query, NULL),
		    LANYARD_OK);
	}
	if (taken != NULL)
		*taken = query;
	return fd;
}

/* What FD, which is closed, was answered; lent until the next call. */
static inline const char *
a_browser_page(int fd)
{
	static char page[16384];
	size_t used = 0;
	ssize_t n;

	while ((n = read(fd, page + used, sizeof(page) - 1 - used)) > 0)
		used += (size_t)n;
	page[used] = '\0';
	close(fd);
	return page;
}

#endif
