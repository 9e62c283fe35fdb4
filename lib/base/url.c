/*
 * url.c - taking URLs apart, strictly
 */
#include "base/url.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/text.h"

/* A decimal number in 1..65535 from TEXT to END, or -1. */
static int
parse_port(const char *text, const char *end)
{
	int port = 0;

	if (text == end)
		return -1;
	for (; text < end; text++) {
		if (*text < '0' || *text > '9')
			return -1;
		port = port * 10 + (*text - '0');
		if (port > 65535)
			return -1;
	}
	return port == 0 ? -1 : port;
}

/* The address between the brackets of HOST, which has SIZE bytes. */
static bool
parse_ipv6(const char *host, size_t size, struct in6_addr *address)
{
	char text[INET6_ADDRSTRLEN];

	if (size < 2 || size - 2 >= sizeof(text) || host[0] != '[' ||
	    host[size - 1] != ']')
		return false;
	memcpy(text, host + 1, size - 2);
	text[size - 2] = '\0';
	return inet_pton(AF_INET6, text, address) == 1;
}

bool
url_is_host(const char *host)
{
	size_t size = strlen(host);
	struct in6_addr address;

	if (size > 0 && host[0] == '[')
		return parse_ipv6(host, size, &address);
	if (size > 2 && host[0] == '*' && host[1] == '.') {
		host += 2;
		size -= 2;
	}
	return size > 0 && host[0] != '.' &&
	       strspn(host, URL_HOST_CHARACTERS) == size;
}

/* Where the host that begins at TEXT ends: at ":" or END. NULL: no "]". */
static const char *
host_end(const char *text, const char *end)
{
	const char *stop;

	if (text < end && *text == '[') {
		stop = memchr(text, ']', (size_t)(end - text));
		return stop == NULL ? NULL : stop + 1;
	}
	stop = memchr(text, ':', (size_t)(end - text));
	return stop == NULL ? end : stop;
}

/* "host[:port]" from TEXT to END; HOST is not looked at but for brackets. */
static enum lanyard_error
split_host(const char *text, const char *end, char **host, int *port)
{
	const char *stop = host_end(text, end);

	*host = NULL;
	*port = 0;
	if (stop == NULL || (stop < end && *stop != ':'))
		return LANYARD_ERR_ARGUMENT;
	if (stop < end && (*port = parse_port(stop + 1, end)) < 0) {
		*port = 0;
		return LANYARD_ERR_ARGUMENT;
	}
	*host = text_lower_copy(text, (size_t)(stop - text));
	return *host == NULL ? LANYARD_ERR_MEMORY : LANYARD_OK;
}

enum lanyard_error
url_split_host(const char *text, char **host, int *port)
{
	return split_host(text, text + strlen(text), host, port);
}

static bool
is_visible_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text <= 0x20 || *text >= 0x7f)
			return false;
	return true;
}

/* Decode the user name; a control character in it is an attack on a log. */
static enum lanyard_error
parse_user(struct url *url, const char *text, size_t size)
{
	enum lanyard_error r = LANYARD_ERR_ARGUMENT;
	char *encoded = NULL;
	struct buf user;

	buf_init(&user, LIMIT_URL);
	if (strspn(text, URL_USER_CHARACTERS) < size)
		goto out;
	if ((encoded = strndup(text, size)) == NULL) {
		r = LANYARD_ERR_MEMORY;
		goto out;
	}
	if ((r = percent_add_decoded(&user, encoded)) != LANYARD_OK)
		goto out;
	for (const char *s = buf_text(&user); *s != '\0'; s++)
		if (text_is_control(*s))
			r = LANYARD_ERR_ARGUMENT;
	if (r == LANYARD_OK && (url->user = strdup(buf_text(&user))) == NULL)
		r = LANYARD_ERR_MEMORY;
out:
	free(encoded);
	buf_clear(&user);
	return r;
}

/* [user "@"] host [":" port] */
static enum lanyard_error
parse_authority(struct url *url, const char *text, const char *end)
{
	enum lanyard_error r;
	const char *at = memchr(text, '@', (size_t)(end - text));

	if (at != NULL) {
		r = parse_user(url, text, (size_t)(at - text));
		if (r != LANYARD_OK)
			return r;
		text = at + 1;
	}
	if ((r = split_host(text, end, &url->host, &url->port)) != LANYARD_OK)
		return r;
	return url_is_host(url->host) ? LANYARD_OK : LANYARD_ERR_ARGUMENT;
}

static enum lanyard_error
parse_path_and_query(struct url *url, const char *text)
{
	size_t size;

	if (*text == '/')
		text++;
	size = strcspn(text, "?");
	if ((url->path = strndup(text, size)) == NULL)
		return LANYARD_ERR_MEMORY;
	if (text[size] == '?' && (url->query = strdup(text + size + 1)) == NULL)
		return LANYARD_ERR_MEMORY;
	return LANYARD_OK;
}

enum lanyard_error
url_parse(struct url *url, const char *text)
{
	enum lanyard_error r;
	const char *authority, *end;
	size_t scheme;

	memset(url, 0, sizeof(*url));
	if (strnlen(text, LIMIT_URL + 1) > LIMIT_URL ||
	    !is_visible_ascii(text) || strchr(text, '#') != NULL)
		return LANYARD_ERR_ARGUMENT;
	scheme = strspn(text, URL_LETTERS URL_DIGITS "+-.");
	if (strspn(text, URL_LETTERS) == 0 ||
	    strncmp(text + scheme, "://", 3) != 0)
		return LANYARD_ERR_ARGUMENT;
	authority = text + scheme + 3;
	end = authority + strcspn(authority, "/?");
	r = LANYARD_ERR_MEMORY;
	if ((url->scheme = text_lower_copy(text, scheme)) == NULL)
		goto out;
	if ((r = parse_authority(url, authority, end)) != LANYARD_OK)
		goto out;
	r = parse_path_and_query(url, end);
out:
	if (r != LANYARD_OK)
		url_clear(url);
	return r;
}

void
url_clear(struct url *url)
{
	if (url == NULL)
		return;
	free(url->scheme);
	free(url->user);
	free(url->host);
	free(url->path);
	/* A pasted URL's query holds the code. */
	if (url->query != NULL)
		sodium_memzero(url->query, strlen(url->query));
	free(url->query);
	memset(url, 0, sizeof(*url));
}

int
url_port(const struct url *url)
{
	if (url->port != 0)
		return url->port;
	if (strcmp(url->scheme, "https") == 0)
		return 443;
	return strcmp(url->scheme, "http") == 0 ? 80 : 0;
}

bool
url_is_loopback(const struct url *url)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (strcmp(url->host, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, url->host, &v4) == 1)
		return ntohl(v4.s_addr) >> 24 == 127;
	return parse_ipv6(url->host, strlen(url->host), &v6) &&
	       IN6_IS_ADDR_LOOPBACK(&v6);
}

static bool
is_http(const struct url *url)
{
	return strcmp(url->scheme, "http") == 0;
}

bool
url_is_web(const struct url *url)
{
	return is_http(url) || strcmp(url->scheme, "https") == 0;
}

bool
url_is_allowed(const struct url *url, bool allow_http)
{
	return !is_http(url) || allow_http || url_is_loopback(url);
}

enum lanyard_error
url_add_host(struct buf *buf, const struct url *url)
{
	if (url->port == 0)
		return buf_add_text(buf, url->host);
	return buf_printf(buf, "%s:%d", url->host, url->port);
}
