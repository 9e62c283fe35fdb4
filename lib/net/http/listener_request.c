/*
 * listener_request.c - the one HTTP request that brings a redirect
 *
 * Of HTTP/1.1 only what a browser needs (RFC 9112 3): the request line, the
 * Host field, and of a form its length and type.
 */
#include "net/http/listener_request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"

#define LIMIT_HOST 64
#define NAME_MAX_SIZE                                                          \
	16 /* by then it is known whether a field is asked for                 \
	    */
#define FORM_TYPE     "application/x-www-form-urlencoded"
#define TLS_HANDSHAKE 0x16 /* RFC 8446 5.1 */

static const char *const asked_for[] = {
    "Host:", "Content-Type:", "Content-Length:", NULL};

void
listener_request_init(struct listener_request *request)
{
	*request = (struct listener_request){.line = 0};
	buf_init(&request->text, LIMIT_CALLBACK);
}

/* The request line has the code. */
void
listener_request_clear(struct listener_request *request)
{
	buf_clear(&request->text);
	listener_request_init(request);
}

static bool
is_asked_for(const char *line)
{
	for (size_t i = 0; asked_for[i] != NULL; i++) {
		if (text_compare_n(line, asked_for[i], strlen(asked_for[i])) ==
		    0)
			return true;
	}
	return false;
}

/* The last line has grown, by BYTE: does it stay, and is it the head's last? */
static void
look_at_line(struct listener_request *request, char byte)
{
	struct buf *text = &request->text;
	const char *line = buf_text(text) + request->line;
	size_t size = text->size - request->line;

	if (byte == '\n' && request->line == 0) {
		/* Empty lines before the first are to be ignored (RFC
		 * 9112 2.2). */
		if (line[strspn(line, "\r\n")] == '\0')
			buf_reset(text);
		request->line = text->size;
	} else if (byte == '\n') {
		request->head_ended = line[0] == '\n' || line[0] == '\r';
		if (!request->head_ended && !is_asked_for(line))
			buf_cut(text, request->line);
		request->line = text->size;
	} else if (request->line != 0 && size == NAME_MAX_SIZE &&
		   !is_asked_for(line)) {
		buf_cut(text, request->line);
		request->dropping = true;
	}
}

enum lanyard_error
listener_request_add(
    struct listener_request *request, const void *bytes, size_t size)
{
	enum lanyard_error r = LANYARD_OK;
	const char *byte = bytes;

	for (; r == LANYARD_OK && size > 0; byte++, size--) {
		if (request->dropping) {
			request->dropping = *byte != '\n';
			continue;
		}
		r = buf_add(&request->text, byte, 1);
		if (r == LANYARD_OK && !request->head_ended)
			look_at_line(request, *byte);
	}
	return r;
}

/* The value of field NAME ("Host:"), of *SIZE bytes; *COUNT: how many there
 * are. */
static const char *
find_field(const char *line, const char *name, size_t *size, size_t *count)
{
	const char *value = "", *end;
	size_t length;

	*size = *count = 0;
	for (; line[0] != '\0' && strchr("\r\n", line[0]) == NULL;
	     line += length + (line[length] == '\n')) {
		length = strcspn(line, "\n");
		if (text_compare_n(line, name, strlen(name)) != 0)
			continue;
		value = line + strlen(name);
		end = line + length;
		while (value < end && strchr(" \t", *value) != NULL)
			value++;
		while (end > value && strchr(" \t\r", end[-1]) != NULL)
			end--;
		*size = (size_t)(end - value);
		++*count;
	}
	return value;
}

/* Where the body begins. */
static const char *
find_body(const char *text)
{
	const char *crlf = strstr(text, "\n\r\n"), *lf = strstr(text, "\n\n");

	if (crlf != NULL && (lf == NULL || crlf < lf))
		return crlf + 3;
	return lf != NULL ? lf + 2 : NULL;
}

bool
listener_request_is_complete(const struct listener_request *request, bool form)
{
	const char *text = buf_text(&request->text), *body, *value;
	size_t size, count;

	/* With a NUL it will never be one. */
	if (strlen(text) != request->text.size ||
	    listener_request_is_tls(request))
		return true;
	/* LF alone may end a line (RFC 9112 2.2). */
	if ((body = find_body(text)) == NULL)
		return false;
	if (!form || strncmp(text, "POST ", 5) != 0)
		return true;
	value = find_field(text, "Content-Length:", &size, &count);
	return strlen(body) >= strtoul(value, NULL, 10);
}

bool
listener_request_is_redirect(const struct listener_request *request)
{
	static const char *const names[] = {"code=", "error=", "state="};
	const char *text = buf_text(&request->text);
	size_t size = strcspn(text, "\n");

	if (strncmp(text, "POST ", 5) == 0)
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *at = strstr(text, names[i]);

		if (at != NULL && (size_t)(at - text) < size && at > text &&
		    strchr("?&", at[-1]) != NULL)
			return true;
	}
	return false;
}

bool
listener_request_is_for(
    const struct listener_request *request, const char *target)
{
	const char *text = buf_text(&request->text);
	size_t size = target == NULL ? 0 : strlen(target);

	return size > 0 && strncmp(text, "GET ", 4) == 0 &&
	       strncmp(text + 4, target, size) == 0 && text[4 + size] == ' ';
}

bool
listener_request_is_tls(const struct listener_request *request)
{
	return request->text.size > 0 && request->text.data[0] == TLS_HANDSHAKE;
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

static bool
is_us(const char *host, size_t size, const char *address, int port)
{
	return is_host(host, size, address, port) ||
	       is_host(host, size, "127.0.0.1", port) ||
	       is_host(host, size, "localhost", port) ||
	       is_host(host, size, "::1", port);
}

/*
 * Does exactly one Host field name us? A page elsewhere can have its own name
 * resolved to 127.0.0.1 (DNS rebinding), but the browser then sends that name.
 */
static bool
check_host(const char *fields, const char *address, int port)
{
	size_t count, n;
	const char *value = find_field(fields, "Host:", &n, &count);

	return count == 1 && is_us(value, n, address, port);
}

/*
 * Cut *TARGET in absolute form ("http://HOST/PATH") down to its path: a server
 * has to take that, too (RFC 9112 3.2.2). False: its host is another's.
 */
static bool
cut_absolute(char **target, const char *address, int port)
{
	static const char scheme[] = "http://";
	const char *host = *target + strlen(scheme);
	size_t size;

	if (text_compare_n(*target, scheme, strlen(scheme)) != 0)
		return **target == '/';
	size = strcspn(host, "/?#");
	if (host[size] != '/' || !is_us(host, size, address, port))
		return false;
	*target += strlen(scheme) + size;
	return true;
}

/* One "/" more at the end, or less, is the same place to people and servers. */
static bool
is_path(const char *target, const char *path)
{
	size_t a = strlen(target), b = strlen(path);

	if (a > 1 && target[a - 1] == '/')
		a--;
	if (b > 1 && path[b - 1] == '/')
		b--;
	return a == b && strncmp(target, path, a) == 0;
}

static bool
is_form(const char *fields)
{
	size_t count, size;
	const char *type = find_field(fields, "Content-Type:", &size, &count);

	return count == 1 && size >= strlen(FORM_TYPE) &&
	       text_compare_n(type, FORM_TYPE, strlen(FORM_TYPE)) == 0;
}

/* The form behind FIELDS, which is cut where it ends. */
static const char *
take_form(char *fields)
{
	size_t count, size;
	const char *value =
	    find_field(fields, "Content-Length:", &size, &count);
	unsigned long length = strtoul(value, NULL, 10);
	char *body = (char *)find_body(fields);

	if (body != NULL && strlen(body) > length)
		body[length] = '\0';
	return body != NULL ? body : "";
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
	return **method != '\0' && strncmp(version, "HTTP/1.", 7) == 0;
}

int
listener_request_parse(struct listener_request *request, const char *path,
    const char *address, int port, bool form, const char **query)
{
	char *line = (char *)request->text.data;
	char *end, *method, *target, *mark, *fields;

	if (line == NULL || memchr(line, '\0', request->text.size) != NULL ||
	    (end = strchr(line, '\n')) == NULL)
		return 400;
	*end = '\0';
	if (end > line && end[-1] == '\r')
		end[-1] = '\0';
	fields = end + 1;
	if (!cut_request_line(line, &method, &target) ||
	    !check_host(fields, address, port) ||
	    !cut_absolute(&target, address, port))
		return 400;
	form = form && strcmp(method, "POST") == 0 && is_form(fields);
	if (!form && strcmp(method, "GET") != 0)
		return 405;
	mark = strchr(target, '?');
	if (mark != NULL)
		*mark++ = '\0';
	if (!is_path(target, path))
		return 404;
	*query = mark != NULL ? mark : "";
	if (form)
		*query = take_form(fields);
	return 200;
}
