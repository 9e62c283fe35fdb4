/*
 * wire_request.c - a request of HTTP/1.1, written as bytes (RFC 9112)
 */
#include "net/http/wire_request.h"

#include <sodium.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/url.h"

#define BASE64 sodium_base64_VARIANT_ORIGINAL

/* RFC 7617, for which the caller has encoded both. */
static enum lanyard_error
add_user(struct buf *buf, const char *user, const struct secret *password)
{
	enum lanyard_error r = LANYARD_ERR_MEMORY;
	struct buf pair, code;
	size_t size;

	buf_init(&pair, LIMIT_REQUEST);
	buf_init(&code, 2 * LIMIT_REQUEST);
	if (buf_add_text(&pair, user) != LANYARD_OK ||
	    buf_add_text(&pair, ":") != LANYARD_OK ||
	    (password != NULL &&
		buf_add(&pair, password->bytes, password->size) != LANYARD_OK))
		goto out;
	size = sodium_base64_encoded_len(pair.size, BASE64);
	if (buf_reserve(&code, size) == LANYARD_OK) {
		sodium_bin2base64(
		    (char *)code.data, size, pair.data, pair.size, BASE64);
		code.size = size - 1;
		r = buf_printf(
		    buf, "Authorization: Basic %s\r\n", buf_text(&code));
	}
out:
	buf_clear(&pair);
	buf_clear(&code);
	return r;
}

static enum lanyard_error
add_fields(struct buf *buf, const char *const *fields)
{
	enum lanyard_error r = LANYARD_OK;

	for (; r == LANYARD_OK && *fields != NULL; fields++) {
		/* "Name:" alone means none, as libcurl has it. */
		if ((*fields)[strlen(*fields) - 1] != ':')
			r = buf_printf(buf, "%s\r\n", *fields);
	}
	return r;
}

/* RFC 9112 3.2: with scheme and host where a proxy is to know them. */
static enum lanyard_error
add_target(struct buf *buf, const struct url *url, bool absolute)
{
	enum lanyard_error r = LANYARD_OK;

	if (absolute &&
	    (r = buf_printf(buf, "%s://", url->scheme)) == LANYARD_OK)
		r = url_add_host(buf, url);
	if (r == LANYARD_OK)
		r = buf_printf(buf, "/%s%s%s", url->path,
		    url->query != NULL ? "?" : "",
		    url->query != NULL ? url->query : "");
	return r;
}

/* Do FIELDS say what the body is? Else it is a form. */
static bool
has_type(const char *const *fields)
{
	for (; *fields != NULL; fields++)
		if (text_compare_n(*fields, "Content-Type:", 13) == 0)
			return true;
	return false;
}

enum lanyard_error
wire_write(struct buf *buf, const struct wire_request *request)
{
	const char *type =
	    "Content-Type: application/x-www-form-urlencoded\r\n";
	enum lanyard_error r;
	struct url url;

	if ((r = url_parse(&url, request->url)) != LANYARD_OK)
		return r;
	if (has_type(request->fields))
		type = "";
	if ((r = buf_add_text(buf, "POST ")) == LANYARD_OK &&
	    (r = add_target(buf, &url, request->absolute)) == LANYARD_OK &&
	    (r = buf_add_text(buf, " HTTP/1.1\r\nHost: ")) == LANYARD_OK &&
	    (r = url_add_host(buf, &url)) == LANYARD_OK &&
	    (r = buf_printf(buf, "\r\nUser-Agent: lanyard/%s\r\n",
		 LANYARD_VERSION)) == LANYARD_OK &&
	    (request->user == NULL || (r = add_user(buf, request->user,
					   request->password)) == LANYARD_OK) &&
	    (r = add_fields(buf, request->fields)) == LANYARD_OK &&
	    (r = buf_printf(buf, "%sContent-Length: %zu\r\n\r\n", type,
		 request->body->size)) == LANYARD_OK)
		r = buf_add(buf, request->body->data, request->body->size);
	url_clear(&url);
	return r;
}
