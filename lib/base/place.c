/*
 * place.c - the place that a credential is for, as git reads it from a URL
 */
#include "base/place.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/text.h"
#include "base/url.h"
#include "base/utf8.h"

/* Where a URL's parts are. */
struct parts {
	const char *user, *colon, *at; /* colon, at: NULL if there is none */
	const char *host, *end;	       /* of the host; there the path begins */
};

/* False: no URL. A password has a colon before it. */
static bool
find_parts(struct parts *parts, const char *text)
{
	const char *start = strstr(text, "://");

	if (start == NULL || start == text)
		return false;
	parts->user = parts->host = start + 3;
	parts->end = parts->user + strcspn(parts->user, "/?#");
	parts->at =
	    memchr(parts->user, '@', (size_t)(parts->end - parts->user));
	parts->colon = NULL;
	if (parts->at != NULL) {
		parts->colon =
		    memchr(parts->user, ':', (size_t)(parts->at - parts->user));
		parts->host = parts->at + 1;
	}
	return true;
}

/* SIZE bytes of TEXT decoded, as git does it or strictly. */
static enum lanyard_error
decode(char **to, const char *text, size_t size, bool strict)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf buf;
	char *copy = NULL;

	buf_init(&buf, LIMIT_LINE);
	if ((copy = strndup(text, size)) == NULL)
		return LANYARD_ERR_MEMORY;
	r = strict ? percent_add_decoded(&buf, copy)
		   : percent_add_loosely(&buf, copy, size);
	if (r == LANYARD_OK && (*to = strdup(buf_text(&buf))) == NULL)
		r = LANYARD_ERR_MEMORY;
	sodium_memzero(copy, size);
	free(copy);
	buf_clear(&buf);
	return r;
}

/*
 * A character that is not for a user name ends the host for some who read the
 * URL: to a browser "https://a\@b" is at a, to git and to us at b.
 */
static bool
is_user(const char *text, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (strchr(URL_USER_CHARACTERS " ", text[i]) == NULL &&
		    (unsigned char)text[i] < 0x80)
			return false;
	return true;
}

static enum lanyard_error
take_user(struct place *place, const struct parts *parts)
{
	const char *end = parts->colon != NULL ? parts->colon : parts->at;
	size_t size = (size_t)(end - parts->user);
	enum lanyard_error r;

	if (!is_user(parts->user, size))
		return LANYARD_ERR_ARGUMENT;
	r = decode(&place->user, parts->user, size, false);
	return r == LANYARD_OK && text_has_control(place->user)
		   ? LANYARD_ERR_ARGUMENT
		   : r;
}

static enum lanyard_error
take_password(struct place *place, const struct parts *parts)
{
	const char *text = parts->colon + 1;
	size_t size = (size_t)(parts->at - text);
	enum lanyard_error r;

	if (strspn(text, URL_USER_CHARACTERS ":") < size)
		return LANYARD_ERR_ARGUMENT;
	r = decode(&place->password, text, size, true);
	return r == LANYARD_OK && strpbrk(place->password, "\r\n") != NULL
		   ? LANYARD_ERR_ARGUMENT
		   : r;
}

/* git leaves a host as it is where it has a colon. */
static enum lanyard_error
take_host(struct place *place, const struct parts *parts)
{
	size_t size = (size_t)(parts->end - parts->host);
	enum lanyard_error r = LANYARD_OK;

	if (memchr(parts->host, ':', size) != NULL ||
	    memchr(parts->host, '%', size) == NULL)
		place->host = strndup(parts->host, size);
	else
		r = decode(&place->host, parts->host, size, false);
	if (place->host == NULL)
		return r == LANYARD_OK ? LANYARD_ERR_MEMORY : r;
	for (char *s = place->host; *s != '\0'; s++)
		*s = text_lower(*s);
	return r;
}

/* How much of TEXT, a path, git does not decode: see place_add_path(). */
static size_t
undecoded(const char *text)
{
	const char *colon = strchr(text, ':');

	return colon == NULL ? 0 : (size_t)(colon - text);
}

/* The next SIZE bytes of a path, of which the first RAW are not decoded. */
static enum lanyard_error
add_part(struct buf *buf, const char *text, size_t size, size_t raw)
{
	enum lanyard_error r;

	if (raw > size)
		raw = size;
	if ((r = buf_add(buf, text, raw)) == LANYARD_OK)
		r = percent_add_loosely(buf, text + raw, size - raw);
	return r;
}

static enum lanyard_error
take_path(struct place *place, const char *text)
{
	struct buf buf;
	enum lanyard_error r;
	size_t size, raw;

	text += strspn(text, "/");
	size = strcspn(text, "?#");
	raw = undecoded(text);
	buf_init(&buf, LIMIT_LINE);
	r = add_part(&buf, text, size, raw);
	place->path_size = buf.size;
	raw = raw > size ? raw - size : 0;
	text += size;
	if (r == LANYARD_OK)
		r = add_part(&buf, text, strlen(text), raw);
	for (size = buf.size; size > 0 && buf.data[size - 1] == '/'; size--)
		continue;
	buf_cut(&buf, size);
	if (place->path_size > size)
		place->path_size = size;
	if (r == LANYARD_OK && (place->path = strdup(buf_text(&buf))) == NULL)
		r = LANYARD_ERR_MEMORY;
	buf_clear(&buf);
	return r;
}

/* No part may become two lines: git refuses it, too. */
static bool
has_line_break(const struct place *place)
{
	return strpbrk(place->scheme, "\r\n") != NULL ||
	       strpbrk(place->host, "\r\n") != NULL ||
	       strpbrk(place->path, "\r\n") != NULL;
}

enum lanyard_error
place_parse(struct place *place, const char *text)
{
	enum lanyard_error r = LANYARD_ERR_MEMORY;
	struct parts parts;

	memset(place, 0, sizeof(*place));
	if (strnlen(text, LIMIT_LINE + 1) > LIMIT_LINE ||
	    !find_parts(&parts, text))
		return LANYARD_ERR_ARGUMENT;
	place->scheme = text_lower_copy(text, (size_t)(parts.user - 3 - text));
	if (place->scheme == NULL)
		goto out;
	if (parts.at != NULL && (r = take_user(place, &parts)) != LANYARD_OK)
		goto out;
	if (parts.colon != NULL &&
	    (r = take_password(place, &parts)) != LANYARD_OK)
		goto out;
	if ((r = take_host(place, &parts)) == LANYARD_OK &&
	    (r = take_path(place, parts.end)) == LANYARD_OK &&
	    has_line_break(place))
		r = LANYARD_ERR_ARGUMENT;
out:
	if (r != LANYARD_OK)
		place_clear(place);
	return r;
}

void
place_clear(struct place *place)
{
	free(place->scheme);
	free(place->user);
	if (place->password != NULL)
		sodium_memzero(place->password, strlen(place->password));
	free(place->password);
	free(place->host);
	free(place->path);
	memset(place, 0, sizeof(*place));
}

/* The spelling of RFC 5952 in the place of *HOST, "[...]". */
static enum lanyard_error
same_address(char **host)
{
	char text[INET6_ADDRSTRLEN], spelled[INET6_ADDRSTRLEN + 2];
	size_t size = strlen(*host);
	struct in6_addr address;

	(*host)[size - 1] = '\0';
	if (inet_pton(AF_INET6, *host + 1, &address) != 1)
		return LANYARD_ERR_ARGUMENT;
	if (inet_ntop(AF_INET6, &address, text, sizeof(text)) == NULL)
		return LANYARD_ERR_ARGUMENT;
	(void)snprintf(spelled, sizeof(spelled), "[%s]", text);
	free(*host);
	*host = strdup(spelled);
	return *host == NULL ? LANYARD_ERR_MEMORY : LANYARD_OK;
}

/* url_is_host() for names, where a character outside ASCII is a letter. */
static bool
is_name(const char *host)
{
	size_t length;

	if (strncmp(host, "*.", 2) == 0)
		host += 2;
	if (*host == '\0' || *host == '.')
		return false;
	for (;; host += length) {
		host += strspn(host, URL_HOST_CHARACTERS);
		if (*host == '\0')
			return true;
		length = utf8_length(host, strnlen(host, 4));
		if (length < 2)
			return false;
	}
}

/* Is HOST, a name, an IPv4 address, or something that a resolver takes for it?
 */
static bool
is_number(const char *host)
{
	const char *last = strrchr(host, '.');

	last = last == NULL ? host : last + 1;
	return last[strspn(last, "0123456789")] == '\0';
}

/*
 * "example.com." is what "example.com" is to DNS. Not so with what means this
 * machine, to which http is allowed: with the dot, DNS would be asked for it.
 */
static void
cut_dot(char *host)
{
	struct url url = {.host = host};
	size_t size = strlen(host);

	if (size < 2 || host[size - 1] != '.')
		return;
	host[size - 1] = '\0';
	if (is_number(host) || url_is_loopback(&url))
		host[size - 1] = '.';
}

enum lanyard_error
place_host(const char *text, char **host, int *port)
{
	size_t size = strlen(text);
	enum lanyard_error r;
	char *copy = NULL;

	*host = NULL;
	/* An empty port is none (RFC 3986 6.2.3). */
	if (size > 0 && text[size - 1] == ':') {
		if ((copy = strndup(text, size - 1)) == NULL)
			return LANYARD_ERR_MEMORY;
		text = copy;
	}
	if ((r = url_split_host(text, host, port)) != LANYARD_OK)
		goto out;
	if (**host == '[') {
		r = same_address(host);
	} else if (is_name(*host)) {
		cut_dot(*host);
	} else {
		r = LANYARD_ERR_ARGUMENT;
	}
out:
	if (r != LANYARD_OK) {
		free(*host);
		*host = NULL;
		*port = 0;
	}
	free(copy);
	return r;
}

enum lanyard_error
place_add_path(struct buf *buf, const char *path)
{
	size_t size = undecoded(path), before = buf->size;
	enum lanyard_error r;

	if ((r = percent_add_loosely(buf, path, size)) == LANYARD_OK)
		r = buf_add_text(buf, path + size);
	if (r != LANYARD_OK)
		buf_cut(buf, before);
	return r;
}

enum lanyard_error
place_add_shown(struct buf *buf, const char *text)
{
	enum lanyard_error r = LANYARD_OK;
	size_t before = buf->size;
	struct parts parts;
	const char *from;

	if (!find_parts(&parts, text))
		return percent_add_shown(buf, text);
	for (from = parts.end; from > parts.user && *from != '@'; from--)
		continue;
	if (*from == '@')
		r = buf_add(buf, text,
		    (size_t)(parts.user - text) + strcspn(parts.user, ":@"));
	else
		from = text;
	if (r == LANYARD_OK)
		r = buf_add(buf, from, (size_t)(parts.end - from));
	if (r == LANYARD_OK)
		r = percent_add_shown(buf, parts.end);
	if (r != LANYARD_OK)
		buf_cut(buf, before);
	return r;
}
