/*
 * credential.c - git's request and answer: read, set, written
 */
#include "git/credential.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/place.h"
#include "base/text.h"
#include "git/request_lines.h"
#include "os/file.h"

enum lanyard_error
lanyard_credential_new(struct lanyard_credential **credential)
{
	*credential = calloc(1, sizeof(**credential));
	return *credential == NULL ? LANYARD_ERR_MEMORY : LANYARD_OK;
}

void
lanyard_credential_free(struct lanyard_credential **credential)
{
	if (credential == NULL || *credential == NULL)
		return;
	attributes_clear(&(*credential)->attributes);
	free(*credential);
	*credential = NULL;
}

/* Set KEY to VALUE, which may be none, where A has no KEY. */
static enum lanyard_error
set_new(struct attributes *a, const char *key, const char *value)
{
	return attributes_secret(a, key) != NULL
		   ? LANYARD_OK
		   : attributes_set_given(a, key, value);
}

/* The parts of PLACE, but those that A has already: they came after it. */
static enum lanyard_error
add_parts(struct attributes *a, const struct place *place)
{
	const char *path = place->path[0] != '\0' ? place->path : NULL;
	enum lanyard_error r;

	if ((r = set_new(a, "protocol", place->scheme)) != LANYARD_OK ||
	    (r = set_new(a, "host", place->host)) != LANYARD_OK ||
	    (r = set_new(a, "path", path)) != LANYARD_OK ||
	    (r = set_new(a, "username", place->user)) != LANYARD_OK)
		return r;
	return set_new(a, "password", place->password);
}

/*
 * git-credential.txt: url= stands for its parts and drops what was before.
 * REST is what comes after it, and is left empty; on an error it is as it was.
 */
static enum lanyard_error
set_url(struct attributes *a, const char *text, struct attributes *rest)
{
	static const struct attributes none;
	struct place place;
	enum lanyard_error r;

	if ((r = place_parse(&place, text)) == LANYARD_OK) {
		attributes_clear(a);
		*a = *rest;
		*rest = none;
		r = add_parts(a, &place);
		place_clear(&place);
	}
	return r == LANYARD_ERR_ARGUMENT ? LANYARD_ERR_PROTOCOL : r;
}

static bool
has_token(const struct attributes *lines)
{
	return attributes_secret(lines, "oauth_refresh_token") != NULL;
}

/* Is it in the SIZE bytes, whatever stands around it? */
static bool
mentions_token(const unsigned char *text, size_t size)
{
	static const char key[] = "oauth_refresh_token";

	for (size_t i = 0; i + sizeof(key) - 1 <= size; i++)
		if (memcmp(text + i, key, sizeof(key) - 1) == 0)
			return true;
	return false;
}

/*
 * What is read of a request. A longer line than the protocol has is an error
 * for these; any other is passed over.
 */
static const char *const read_keys[] = {"url", "protocol", "host", "path",
    "username", "password", "password_expiry_utc", "oauth_refresh_token",
    "authtype", "credential", "ephemeral", "capability[]", "state[]", NULL};

/*
 * "url=" drops what stands before it, so the order of lines matters, which the
 * parsed list does not keep for keys that come twice.
 */
static enum lanyard_error
parse_block(struct lanyard_credential *credential, struct attributes *lines,
    const unsigned char *text, size_t size)
{
	struct request_lines order;
	enum lanyard_error r;
	size_t used;

	r = attributes_parse(
	    lines, text, size, read_keys, &used, &credential->fault);
	if (r != LANYARD_OK)
		return r;
	credential->behind = mentions_token(text + used, size - used);
	if (request_lines_read(&order, text, used) != LANYARD_OK)
		return LANYARD_ERR_MEMORY;
	if (order.doubled != NULL)
		return error_set(&credential->fault, LANYARD_ERR_PROTOCOL,
		    "a second line \"%s\"", order.doubled);
	if (order.differing != NULL)
		return error_set(&credential->fault, LANYARD_ERR_PROTOCOL,
		    "its lines name two %ss", order.differing);
	if (order.url == 0)
		return r;
	credential->dropped = has_token(lines);
	attributes_clear(lines);
	return attributes_parse(lines, text + order.url, used - order.url,
	    read_keys, NULL, &credential->fault);
}

/* TO, which is empty, gets what FROM has: the parser has settled the keys. */
static enum lanyard_error
adopt(struct attributes *to, struct attributes *from, struct error *fault)
{
	static const struct attributes none;
	const char *text = attributes_text(from, "url");
	enum lanyard_error r;
	struct buf url; /* it may have a password */

	if (text == NULL) {
		*to = *from;
		*from = none;
		return LANYARD_OK;
	}
	buf_init(&url, LIMIT_LINE);
	if ((r = buf_add_text(&url, text)) == LANYARD_OK) {
		attributes_remove(from, "url");
		r = set_url(to, buf_text(&url), from);
	}
	if (r == LANYARD_ERR_PROTOCOL)
		error_set(fault, r,
		    "url= has no scheme, a line break in a part, or a "
		    "character in user name or password that is not escaped");
	buf_clear(&url);
	return r;
}

/* Is there an empty line that ends at FROM or later? */
static bool
has_empty_line(const struct buf *buf, size_t from)
{
	const unsigned char *d = buf->data;

	for (size_t i = from; i < buf->size; i++)
		if (d[i] == '\n' &&
		    (i == 0 || d[i - 1] == '\n' ||
			(d[i - 1] == '\r' && (i == 1 || d[i - 2] == '\n'))))
			return true;
	return false;
}

/* Up to an empty line or end of file; a reader never waits for more. */
static enum lanyard_error
read_block(int fd, struct buf *buf)
{
	enum lanyard_error r = LANYARD_OK;
	unsigned char chunk[4096];
	size_t seen = 0, filled = 0;
	ssize_t n = 0;

	while (r == LANYARD_OK && !has_empty_line(buf, seen)) {
		seen = buf->size;
		n = read(fd, chunk, sizeof(chunk));
		if (n == 0 || (n == -1 && errno != EINTR))
			break;
		if (n <= 0)
			continue;
		if ((size_t)n > filled)
			filled = (size_t)n;
		r = buf_add(buf, chunk, (size_t)n);
	}
	sodium_memzero(chunk, filled);
	return n == -1 && r == LANYARD_OK ? LANYARD_ERR_SYSTEM : r;
}

enum lanyard_error
lanyard_credential_read(struct lanyard_credential *credential, int fd)
{
	struct attributes lines = {0};
	struct buf buf;
	enum lanyard_error r;

	attributes_clear(&credential->attributes);
	error_clear(&credential->fault);
	credential->dropped = credential->behind = false;
	buf_init(&buf, LIMIT_REQUEST);
	if ((r = read_block(fd, &buf)) != LANYARD_OK)
		goto out;
	/* Of an empty request buf.data is NULL. */
	r = parse_block(credential, &lines,
	    (const unsigned char *)buf_text(&buf), buf.size);
	if (r == LANYARD_OK)
		r = adopt(&credential->attributes, &lines, &credential->fault);
	if (r != LANYARD_OK)
		attributes_clear(&credential->attributes);
out:
	attributes_clear(&lines);
	buf_clear(&buf);
	return r;
}

enum lanyard_error
lanyard_credential_write(const struct lanyard_credential *credential, int fd)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf buf;

	if (credential->attributes.count == 0)
		return LANYARD_OK;
	buf_init(&buf, LIMIT_REQUEST);
	r = attributes_write(&credential->attributes, &buf);
	if (r == LANYARD_OK)
		r = buf_add_text(&buf, "\n");
	if (r == LANYARD_OK)
		r = file_write_fd(fd, buf.data, buf.size);
	buf_clear(&buf);
	return r;
}

const char *
lanyard_credential_fault(const struct lanyard_credential *credential)
{
	return credential->fault.message[0] == '\0' ? NULL
						    : credential->fault.message;
}

const char *
lanyard_credential_get(
    const struct lanyard_credential *credential, const char *key)
{
	return attributes_text(&credential->attributes, key);
}

enum lanyard_error
lanyard_credential_set(
    struct lanyard_credential *credential, const char *key, const char *value)
{
	struct attributes rest = {0};

	if (strcmp(key, "url") == 0)
		return set_url(&credential->attributes, value, &rest);
	return attributes_set_text(&credential->attributes, key, value);
}

bool
credential_can(const struct lanyard_credential *credential, const char *name)
{
	return attributes_has_item(
	    &credential->attributes, "capability[]", name);
}

const struct secret *
credential_token(const struct lanyard_credential *credential)
{
	const struct attributes *a = &credential->attributes;
	const struct secret *token = attributes_secret(a, "password");

	return token != NULL ? token : attributes_secret(a, "credential");
}

bool
credential_is_true(const struct lanyard_credential *credential, const char *key)
{
	static const char *const words[] = {"1", "true", "yes", "on"};
	const char *text = attributes_text(&credential->attributes, key);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (text != NULL && text_compare(text, words[i]) == 0)
			return true;
	return false;
}

bool
credential_is_http(const struct lanyard_credential *credential)
{
	const char *protocol =
	    attributes_text(&credential->attributes, "protocol");

	return protocol != NULL && (text_compare(protocol, "http") == 0 ||
				       text_compare(protocol, "https") == 0);
}
