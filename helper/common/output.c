/*
 * output.c - a secret on stdout
 */
#include "output.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

bool
output_line_to(int fd, char *text)
{
	size_t size = strlen(text) + 1, done = 0;
	struct pollfd wait = {.fd = fd, .events = POLLOUT};
	ssize_t n = 0;

	text[size - 1] = '\n';
	while (done < size) {
		n = write(fd, text + done, size - done);
		if (n >= 0)
			done += (size_t)n;
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			(void)poll(&wait, 1, -1);
		else if (errno != EINTR)
			break;
	}
	text[size - 1] = '\0';
	return done == size;
}

bool
output_line(char *text)
{
	return output_line_to(STDOUT_FILENO, text);
}
