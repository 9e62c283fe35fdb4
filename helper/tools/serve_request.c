/*
 * serve_request.c - the one request of a connection, within bounds
 */
#include "serve_request.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* What came so far, and a NUL behind it; there may be a token in it. */
struct text {
	char *bytes; /* SERVE_REQUEST_MAX, and the NUL */
	size_t size;
};

static long long
now_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Is the empty line here, behind that of the verb? */
static bool
is_whole(const struct text *text)
{
	return strstr(text->bytes, "\n\n") != NULL ||
	       strstr(text->bytes, "\n\r\n") != NULL;
}

/* All of the request; else why not. */
static const char *
take(int fd, struct text *text)
{
	long long end = now_ms() + SERVE_REQUEST_S * 1000LL, left;
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	ssize_t n = 1;

	while (n != 0 && !is_whole(text)) {
		if (text->size == SERVE_REQUEST_MAX)
			return "refused: the request is too long";
		if ((left = end - now_ms()) <= 0 ||
		    (n = poll(&wait, 1, (int)left)) == 0)
			return "refused: no whole request came within 30 s";
		if (n > 0)
			n = read(fd, text->bytes + text->size,
			    SERVE_REQUEST_MAX - text->size);
		if (n == -1 && errno != EINTR)
			return "refused: the connection broke";
		if (n > 0)
			text->size += (size_t)n;
		text->bytes[text->size] = '\0';
		if (strlen(text->bytes) != text->size)
			return "refused: it is no request of git's";
	}
	return text->size == 0 ? "refused: nothing was asked" : NULL;
}

/* The line with the verb; its size, or 0. */
static size_t
read_verb(char verb[SERVE_REQUEST_VERB], const struct text *text)
{
	static const char *const known[] = {"get", "store", "erase"};
	size_t size = strcspn(text->bytes, "\r\n");

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strlen(known[i]) == size &&
		    strncmp(text->bytes, known[i], size) == 0) {
			memcpy(verb, known[i], size + 1);
			size += text->bytes[size] == '\r';
			return size + (text->bytes[size] == '\n');
		}
	return 0;
}

/* By a pipe, which has room for it: the reader is one for descriptors. */
static bool
parse(struct lanyard_credential *request, const char *text, size_t size)
{
	bool is = false;
	int ends[2];

	if (pipe(ends) != 0)
		return false;
	if (fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0 &&
	    write(ends[1], text, size) == (ssize_t)size) {
		(void)close(ends[1]);
		is = lanyard_credential_read(request, ends[0]) == LANYARD_OK;
	} else
		(void)close(ends[1]);
	(void)close(ends[0]);
	return is;
}

const char *
serve_request_read(
    int fd, char verb[SERVE_REQUEST_VERB], struct lanyard_credential **request)
{
	struct text text = {.bytes = calloc(1, SERVE_REQUEST_MAX + 1)};
	const char *why;
	size_t begin;

	*request = NULL;
	memcpy(verb, "?", 2);
	if (text.bytes == NULL)
		return lanyard_strerror(LANYARD_ERR_MEMORY);
	if ((why = take(fd, &text)) == NULL &&
	    (begin = read_verb(verb, &text)) == 0)
		why = "refused: it begins with no verb of git's";
	if (why == NULL &&
	    (lanyard_credential_new(request) != LANYARD_OK ||
		!parse(*request, text.bytes + begin, text.size - begin))) {
		why = "refused: it is no request of git's";
		lanyard_credential_free(request);
	}
	lanyard_text_free(&text.bytes);
	return why;
}
