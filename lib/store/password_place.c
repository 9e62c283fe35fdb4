/*
 * password_place.c - whose a plain password is
 */
#include "store/password_place.h"

#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/place.h"
#include "base/text.h"
#include "base/url.h"

/*
 * Protocol, host and port of A as hosts are compared. LANYARD_ERR_ARGUMENT: it
 * has none, as a certificate's password.
 */
static enum lanyard_error
host_of(struct url *url, const struct attributes *a)
{
	const char *protocol = attributes_text(a, "protocol");
	const char *host = attributes_text(a, "host");
	enum lanyard_error r;

	memset(url, 0, sizeof(*url));
	if (protocol == NULL || host == NULL)
		return LANYARD_ERR_ARGUMENT;
	if ((r = place_host(host, &url->host, &url->port)) != LANYARD_OK)
		return r;
	url->scheme = text_lower_copy(protocol, strlen(protocol));
	if (url->scheme == NULL) {
		url_clear(url);
		return LANYARD_ERR_MEMORY;
	}
	url->port = url_port(url);
	return LANYARD_OK;
}

/* Is it one host, in two spellings? */
static bool
is_same_origin(const struct attributes *a, const struct attributes *b)
{
	struct url left, right = {0};
	bool same;

	same = host_of(&left, a) == LANYARD_OK &&
	       host_of(&right, b) == LANYARD_OK &&
	       strcmp(left.scheme, right.scheme) == 0 &&
	       strcmp(left.host, right.host) == 0 && left.port == right.port;
	url_clear(&left);
	url_clear(&right);
	return same;
}

/* Once "url=" was kept as it was written; git's paths are decoded. */
static bool
decodes_to(const struct secret *have, const struct secret *want)
{
	struct buf path;
	bool same;

	buf_init(&path, LIMIT_RECORD);
	same = percent_add_loosely(&path, (const char *)have->bytes,
		   have->size) == LANYARD_OK &&
	       path.size == want->size &&
	       memcmp(buf_text(&path), want->bytes, path.size) == 0;
	buf_clear(&path);
	return same;
}

static bool
is_same(const char *key, const struct attributes *pattern,
    const struct attributes *entry)
{
	const struct secret *want = attributes_secret(pattern, key);
	const struct secret *have = attributes_secret(entry, key);

	if (want == NULL)
		return true;
	if (have == NULL)
		return false;
	if (secret_equal(want, have))
		return true;
	if (strcmp(key, "path") == 0)
		return decodes_to(have, want);
	return strcmp(key, "username") != 0 && is_same_origin(pattern, entry);
}

bool
password_place_fits(
    const struct attributes *pattern, const struct attributes *entry)
{
	return is_same("protocol", pattern, entry) &&
	       is_same("host", pattern, entry) &&
	       is_same("path", pattern, entry) &&
	       is_same("username", pattern, entry);
}

enum lanyard_error
password_place_written(const struct attributes *request, struct buf *name)
{
	return buf_printf(name, "%s://%s", attributes_text(request, "protocol"),
	    attributes_text(request, "host"));
}

enum lanyard_error
password_place_file(const struct attributes *request, struct buf *name)
{
	struct url url;
	enum lanyard_error r = host_of(&url, request);
	int port = url.port;

	if (r == LANYARD_ERR_ARGUMENT)
		return password_place_written(request, name);
	if (r != LANYARD_OK)
		return r;
	url.port = 0;
	url.port = port == url_port(&url) ? 0 : port;
	if ((r = buf_printf(name, "%s://", url.scheme)) == LANYARD_OK)
		r = url_add_host(name, &url);
	url_clear(&url);
	return r;
}
