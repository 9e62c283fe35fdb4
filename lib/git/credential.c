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
#include "base/text.h"
#include "base/url.h"
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

static enum lanyard_error
set_host(struct attributes *a, const struct url *url)
{
	enum lanyard_error r;
	struct buf host;

	buf_init(&host, LIMIT_URL);
	r = url_add_host(&host, url);
	if (r == LANYARD_OK)
		r = attributes_set_text(a, "host", buf_text(&host));
	buf_clear(&host);
	return r;
}

/* The parts of URL, but those that A has already: they came after it. */
static enum lanyard_error
add_parts(struct attributes *a, const struct url *url)
{
	enum lanyard_error r = LANYARD_OK;

	if (attributes_text(a, "protocol") == NULL)
		r = attributes_set_text(a, "protocol", url->scheme);
	if (r == LANYARD_OK && attributes_text(a, "host") == NULL)
		r = set_host(a, url);
	if (r == LANYARD_OK && url->path[0] != '\0' &&
	    attributes_text(a, "path") == NULL)
		r = attributes_set_text(a, "path", url->path);
	if (r == LANYARD_OK && url->user != NULL &&
	    attributes_text(a, "username") == NULL)
		r = attributes_set_text(a, "username", url->user);
	return r;
}

/*
 * git-credential.txt: url= stands for its parts and drops what was before.
 * REST is what comes after it, and is left empty; on an error it is as it was.
 */
static enum lanyard_error
set_url(struct attributes *a, const char *text, struct attributes *rest)
{
	static const struct attributes none;
	struct url url = {0};
	struct buf copy, password;
	bool had = false;
	enum lanyard_error r;

	buf_init(&copy, LIMIT_URL);
	buf_init(&password, LIMIT_URL);
	if ((r = buf_add_text(&copy, text)) != LANYARD_OK ||
	    (r = url_cut_password(&copy, &password, &had)) != LANYARD_OK ||
	    (r = url_parse(&url, buf_text(&copy))) != LANYARD_OK)
		goto out;
	attributes_clear(a);
	*a = *rest;
	*rest = none;
	r = add_parts(a, &url);
	if (r == LANYARD_OK && had && attributes_text(a, "password") == NULL)
		r = attributes_set_text(a, "password", buf_text(&password));
	url_clear(&url);
out:
	buf_clear(&copy);
	buf_clear(&password);
	return r == LANYARD_ERR_ARGUMENT ? LANYARD_ERR_PROTOCOL : r;
}

/* Where the last of the SIZE bytes' lines that is a "url=" starts, or 0. */
static size_t
last_url(const unsigned char *text, size_t size)
{
	size_t found = 0;

	for (size_t i = 1; i + 4 <= size; i++)
		if (text[i - 1] == '\n' && memcmp(text + i, "url=", 4) == 0)
			found = i;
	return found;
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
 * "url=" drops what stands before it, so the order of lines matters, which the
 * parsed list does not keep for keys that come twice.
 */
static enum lanyard_error
parse_block(struct lanyard_credential *credential, struct attributes *lines,
    const unsigned char *text, size_t size)
{
	enum lanyard_error r;
	size_t used, url;

	r = attributes_parse(lines, text, size, true, &used, NULL);
	if (r != LANYARD_OK)
		return r;
	credential->behind = mentions_token(text + used, size - used);
	if ((url = last_url(text, used)) == 0)
		return r;
	credential->dropped = has_token(lines);
	attributes_clear(lines);
	return attributes_parse(
	    lines, text + url, used - url, true, NULL, NULL);
}

/* TO, which is empty, gets what FROM has: the parser has settled the keys. */
static enum lanyard_error
adopt(struct attributes *to, struct attributes *from)
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
	buf_init(&url, LIMIT_URL);
	if ((r = buf_add_text(&url, text)) == LANYARD_OK) {
		attributes_remove(from, "url");
		r = set_url(to, buf_text(&url), from);
	}
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
	size_t seen = 0;
	ssize_t n = 0;

	while (r == LANYARD_OK && !has_empty_line(buf, seen)) {
		seen = buf->size;
		n = read(fd, chunk, sizeof(chunk));
		if (n == 0 || (n == -1 && errno != EINTR))
			break;
		if (n > 0)
			r = buf_add(buf, chunk, (size_t)n);
	}
	sodium_memzero(chunk, sizeof(chunk));
	return n == -1 && r == LANYARD_OK ? LANYARD_ERR_SYSTEM : r;
}

enum lanyard_error
lanyard_credential_read(struct lanyard_credential *credential, int fd)
{
	struct attributes lines = {0};
	struct buf buf;
	enum lanyard_error r;

	attributes_clear(&credential->attributes);
	credential->dropped = credential->behind = false;
	buf_init(&buf, LIMIT_REQUEST);
	if ((r = read_block(fd, &buf)) != LANYARD_OK)
		goto out;
	r = parse_block(credential, &lines, buf.data, buf.size);
	if (r == LANYARD_OK)
		r = adopt(&credential->attributes, &lines);
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
