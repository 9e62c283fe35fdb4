/*
 * F3 credential.c - git's request and answer: read, set, written
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "credential.h"
#include "file.h"
#include "limits.h"
#include "url.h"

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

/* git-credential.txt: url= stands for its parts and drops what was before. */
static enum lanyard_error
set_url(struct attributes *a, const char *text)
{
	struct url url = {0};
	enum lanyard_error r;

	attributes_clear(a);
	if ((r = url_parse(&url, text)) != LANYARD_OK)
		return r == LANYARD_ERR_ARGUMENT ? LANYARD_ERR_PROTOCOL : r;
	if ((r = attributes_set_text(a, "protocol", url.scheme)) ==
		LANYARD_OK &&
	    (r = set_host(a, &url)) == LANYARD_OK && url.path[0] != '\0')
		r = attributes_set_text(a, "path", url.path);
	if (r == LANYARD_OK && url.user != NULL)
		r = attributes_set_text(a, "username", url.user);
	url_clear(&url);
	return r;
}

/* "url=" replaces what stands before it, so the order of lines matters. */
static enum lanyard_error
adopt(struct attributes *to, const struct attributes *from)
{
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i < from->count; i++) {
		const struct attribute *item = &from->items[i];

		if (strcmp(item->key, "url") == 0)
			r = set_url(to, (const char *)item->value.bytes);
		else
			r = attributes_set(to, item->key, &item->value);
	}
	return r;
}

/* Up to an empty line or end of file; a reader never waits for more. */
static enum lanyard_error
read_block(int fd, struct buf *buf)
{
	enum lanyard_error r = LANYARD_OK;
	unsigned char chunk[4096];
	ssize_t n = 0;

	while (r == LANYARD_OK) {
		const unsigned char *d = buf->data;
		size_t s = buf->size;

		if (s != 0 && d[s - 1] == '\n' &&
		    (s == 1 || d[s - 2] == '\n' ||
			(d[s - 2] == '\r' && (s == 2 || d[s - 3] == '\n'))))
			break;
		n = read(fd, chunk, sizeof(chunk));
		if (n == 0 || (n == -1 && errno != EINTR))
			break;
		if (n > 0)
			r = buf_add(buf, chunk, (size_t)n);
	}
	return n == -1 && r == LANYARD_OK ? LANYARD_ERR_SYSTEM : r;
}

enum lanyard_error
lanyard_credential_read(struct lanyard_credential *credential, int fd)
{
	struct attributes lines = {0};
	struct buf buf;
	enum lanyard_error r;

	attributes_clear(&credential->attributes);
	buf_init(&buf, LIMIT_REQUEST);
	if ((r = read_block(fd, &buf)) != LANYARD_OK)
		goto out;
	r = attributes_parse(&lines, buf.data, buf.size, true, NULL, NULL);
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
	if (strcmp(key, "url") == 0)
		return set_url(&credential->attributes, value);
	return attributes_set_text(&credential->attributes, key, value);
}

bool
credential_can(const struct lanyard_credential *credential, const char *name)
{
	return attributes_has_item(
	    &credential->attributes, "capability[]", name);
}

bool
credential_is_true(
    const struct lanyard_credential *credential, const char *key)
{
	static const char *const words[] = {"1", "true", "yes", "on"};
	const char *text = attributes_text(&credential->attributes, key);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (text != NULL && strcasecmp(text, words[i]) == 0)
			return true;
	return false;
}

bool
credential_is_http(const struct lanyard_credential *credential)
{
	const char *protocol =
	    attributes_text(&credential->attributes, "protocol");

	return protocol != NULL &&
	    (strcasecmp(protocol, "http") == 0 ||
		strcasecmp(protocol, "https") == 0);
}
