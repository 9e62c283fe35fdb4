/*
 * listener_request.c - the one HTTP request that brings a redirect
 *
 * Of HTTP/1.1 only what a browser's GET needs (RFC 9112 3): the request line
 * and the Host field.
 */
#include "net/http/listener_request.h"

#include <stdio.h>
#include <string.h>

#include "base/text.h"

#define LIMIT_HOST 64

bool
listener_request_is_complete(const struct buf *request)
{
	const char *text = buf_text(request);

	/* With a NUL it will never be one. */
	if (strlen(text) != request->size)
		return true;
	/* LF alone may end a line (RFC 9112 2.2). */
	return strstr(text, "\n\r\n") != NULL || strstr(text, "\n\n") != NULL;
}

static bool
is_host(const char *value, size_t size, const char *address, int port)
{
	char host[LIMIT_HOST];
	bool brackets = strchr(address, ':') != NULL;
	int length;

	length = snprintf(
	    host, sizeof(host), brackets ? "[%s]:%d" : "%s:%d", address, port);
	if ((size_t)length == size && text_compare_n(value, host, size) == 0)
		return true;
	/* The scheme's own port is left out (RFC 9110 4.2.3). */
	length =
	    snprintf(host, sizeof(host), brackets ? "[%s]" : "%s", address);
	return port == 80 && (size_t)length == size &&
	       text_compare_n(value, host, size) == 0;
}

/*
 * Does exactly one Host field name us? A page elsewhere can have its own name
 * resolved to 127.0.0.1 (DNS rebinding), but the browser then sends that name.
 */
static bool
check_host(const char *line, const char *address, int port)
{
	size_t count = 0;
	size_t size;
	bool ours = false;

	for (; line[0] != '\0'; line += size + (line[size] == '\n')) {
		size = strcspn(line, "\n");
		if (text_compare_n(line, "Host:", 5) != 0)
			continue;
		const char *value = line + 5;
		const char *end = line + size;

		while (value < end && strchr(" \t", *value) != NULL)
			value++;
		while (end > value && strchr(" \t\r", end[-1]) != NULL)
			end--;
		size_t n = (size_t)(end - value);
		ours = is_host(value, n, address, port) ||
		       is_host(value, n, "127.0.0.1", port) ||
		       is_host(value, n, "localhost", port) ||
		       is_host(value, n, "::1", port);
		count++;
	}
	return count == 1 && ours;
}

/* Cut "METHOD SP TARGET SP HTTP/1.x" (RFC 9112 3) into its first two. */
static bool
cut_request_line(char *line, char **method, char **target)
{
	char *version;

	for (const char *p = line; *p != '\0'; p++) {
		if (*p < ' ' || *p > '~')
			return false;
	}
	*method = line;
	if ((*target = strchr(line, ' ')) == NULL)
		return false;
	*(*target)++ = '\0';
	if ((version = strchr(*target, ' ')) == NULL)
		return false;
	*version++ = '\0';
	return **method != '\0' && **target == '/' &&
	       strncmp(version, "HTTP/1.", 7) == 0;
}

int
listener_request_parse(struct buf *request, const char *path,
    const char *address, int port, const char **query)
{
	char *line = (char *)request->data;
	char *end, *method, *target, *mark;

	if (memchr(line, '\0', request->size) != NULL)
		return 400;
	/* Empty lines before the first are to be ignored (RFC 9112 2.2). */
	line += strspn(line, "\r\n");
	if ((end = strchr(line, '\n')) == NULL)
		return 400;
	*end = '\0';
	if (end > line && end[-1] == '\r')
		end[-1] = '\0';
	if (!cut_request_line(line, &method, &target) ||
	    !check_host(end + 1, address, port))
		return 400;
	if (strcmp(method, "GET") != 0)
		return 405;
	mark = strchr(target, '?');
	if (mark != NULL)
		*mark++ = '\0';
	if (strcmp(target, path) != 0)
		return 404;
	*query = mark != NULL ? mark : "";
	return 200;
}
