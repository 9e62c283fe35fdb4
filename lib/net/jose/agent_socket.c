/*
 * agent_socket.c - a message to an ssh-agent, and what it answers
 */
#include "net/jose/agent_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "net/jose/agent_wire.h"
#include "os/clock.h"

static enum lanyard_error
no_agent(const char *what, const char *path, int errnum, struct error *error)
{
	if (path == NULL)
		error_set(error, LANYARD_ERR_CONFIG,
		    "%s: there is no ssh-agent: SSH_AUTH_SOCK is not set",
		    what);
	else
		error_system(error, LANYARD_ERR_CONFIG, errnum,
		    "%s: there is no ssh-agent at %s", what, path);
	error_hint(error, "start one and add the key: ssh-add KEY; a service's "
			  "SSH_AUTH_SOCK is its own");
	return error != NULL ? error->code : LANYARD_ERR_CONFIG;
}

static enum lanyard_error
open_socket(int *fd, const char *what, struct error *error)
{
	const char *path = getenv("SSH_AUTH_SOCK");
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int errnum;

	*fd = -1;
	if (path == NULL || *path == '\0')
		return no_agent(what, NULL, 0, error);
	if (strlen(path) >= sizeof(address.sun_path))
		return no_agent(what, path, ENAMETOOLONG, error);
	memcpy(address.sun_path, path, strlen(path) + 1);
	if ((*fd = socket(AF_UNIX, SOCK_STREAM, 0)) != -1 &&
	    fcntl(*fd, F_SETFD, FD_CLOEXEC) == 0 &&
	    connect(*fd, (struct sockaddr *)&address, sizeof(address)) == 0 &&
	    fcntl(*fd, F_SETFL, O_NONBLOCK) == 0)
		return LANYARD_OK;
	errnum = errno;
	if (*fd != -1)
		close(*fd);
	*fd = -1;
	return no_agent(what, path, errnum, error);
}

/* Move SIZE bytes by then; WRITES: out of BYTES, else into them. */
static enum lanyard_error
move(
    int fd, unsigned char *bytes, size_t size, int64_t deadline_ms, bool writes)
{
	struct pollfd wait = {fd, writes ? POLLOUT : POLLIN, 0};
	size_t done = 0;

	while (done < size) {
		int64_t left_ms = deadline_ms - clock_monotonic_ms();
		bool late = left_ms <= 0;
		ssize_t n;

		if (left_ms > 60000)
			left_ms = 60000;
		/* What is here counts, however late: we may have been stopped.
		 */
		if (poll(&wait, 1, late ? 0 : (int)left_ms) <= 0) {
			if (late)
				return LANYARD_ERR_TIMEOUT;
			continue;
		}
		n = writes ? send(fd, bytes + done, size - done, MSG_NOSIGNAL)
			   : recv(fd, bytes + done, size - done, 0);
		if (n > 0)
			done += (size_t)n;
		else if (n == 0 || (errno != EAGAIN && errno != EINTR))
			return LANYARD_ERR_SYSTEM;
	}
	return LANYARD_OK;
}

/* A message without its length, both ways. */
static enum lanyard_error
exchange(
    int fd, const struct buf *request, struct buf *reply, int64_t deadline_ms)
{
	unsigned char chunk[4096];
	struct agent_rest head = {chunk, 4};
	enum lanyard_error r;
	struct buf message;
	size_t size = 0;

	buf_init(&message, AGENT_MESSAGE_MAX);
	if ((r = agent_wire_add(&message, request->data, request->size)) ==
	    LANYARD_OK)
		r = move(fd, message.data, message.size, deadline_ms, true);
	buf_clear(&message);
	if (r == LANYARD_OK)
		r = move(fd, chunk, 4, deadline_ms, false);
	if (r == LANYARD_OK && (!agent_wire_take_number(&head, &size) ||
				   size == 0 || size > AGENT_MESSAGE_MAX))
		r = LANYARD_ERR_SYSTEM;
	while (r == LANYARD_OK && size > 0) {
		size_t part = size < sizeof(chunk) ? size : sizeof(chunk);

		r = move(fd, chunk, part, deadline_ms, false);
		if (r == LANYARD_OK)
			r = buf_add(reply, chunk, part);
		size -= part;
	}
	return r;
}

enum lanyard_error
agent_socket_ask(const struct buf *request, struct buf *reply,
    int64_t timeout_ms, const char *what, struct error *error)
{
	enum lanyard_error r;
	int fd;

	if ((r = open_socket(&fd, what, error)) != LANYARD_OK)
		return r;
	r = exchange(fd, request, reply, clock_monotonic_ms() + timeout_ms);
	close(fd);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r == LANYARD_ERR_TIMEOUT)
		return error_set(error, r,
		    "%s: the ssh-agent did not answer within %lld ms", what,
		    (long long)timeout_ms);
	if (r == LANYARD_OK)
		return r;
	error_set(error, LANYARD_ERR_SYSTEM,
	    "%s: what answers at SSH_AUTH_SOCK broke off, or is no ssh-agent",
	    what);
	error_hint(error, "does it answer others? ssh-add -l");
	return LANYARD_ERR_SYSTEM;
}
