/*
 * registration_keep.c - how a client that registered itself is deleted again
 * (RFC 7592)
 */
#include "net/oauth/registration_keep.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "base/url.h"

#define URI   "registration_client_uri="
#define TOKEN "registration_access_token="

void
registration_keep_clear(struct registration_keep *keep)
{
	free(keep->uri);
	secret_clear(&keep->token);
	keep->uri = NULL;
}

/* Scheme, host and port. */
static bool
is_same_host(const char *a, const char *b)
{
	struct url x = {0}, y = {0};
	bool same = url_parse(&x, a) == LANYARD_OK &&
		    url_parse(&y, b) == LANYARD_OK &&
		    strcmp(x.scheme, y.scheme) == 0 &&
		    strcmp(x.host, y.host) == 0 && url_port(&x) == url_port(&y);

	url_clear(&x);
	url_clear(&y);
	return same;
}

void
registration_keep_take(struct registration_keep *keep, const struct json *json,
    const char *endpoint)
{
	keep->uri = json_text(json, "registration_client_uri");
	if (keep->uri == NULL || !is_same_host(keep->uri, endpoint) ||
	    !json_secret(json, "registration_access_token", &keep->token) ||
	    !secret_is_visible(&keep->token))
		registration_keep_clear(keep);
}

enum lanyard_error
registration_keep_write(
    const struct registration_keep *keep, struct secret *text)
{
	enum lanyard_error r;
	struct buf buf;

	buf_init(&buf, LIMIT_REPLY);
	if ((r = buf_printf(&buf, URI "%s\n" TOKEN, keep->uri)) == LANYARD_OK &&
	    (r = buf_add(&buf, keep->token.bytes, keep->token.size)) ==
		LANYARD_OK)
		r = secret_set_text(text, buf_text(&buf));
	buf_clear(&buf);
	return r;
}

/* The line of TEXT that begins with NAME, behind that; its *SIZE. */
static const char *
find_line(const char *text, const char *name, size_t *size)
{
	size_t length = strlen(name);

	for (; *text != '\0'; text += *text == '\n') {
		*size = strcspn(text, "\n");
		if (*size > length && strncmp(text, name, length) == 0) {
			*size -= length;
			return text + length;
		}
		text += *size;
	}
	return NULL;
}

enum lanyard_error
registration_keep_read(struct registration_keep *keep, const char *text)
{
	size_t uri_size = 0, token_size = 0;
	const char *uri = find_line(text, URI, &uri_size);
	const char *token = find_line(text, TOKEN, &token_size);
	enum lanyard_error r;

	*keep = (struct registration_keep){0};
	if (uri == NULL || token == NULL)
		return LANYARD_ERR_ARGUMENT;
	r = secret_set(&keep->token, token, token_size);
	if (r == LANYARD_OK && (keep->uri = strndup(uri, uri_size)) == NULL)
		r = LANYARD_ERR_MEMORY;
	if (r != LANYARD_OK)
		registration_keep_clear(keep);
	return r;
}

enum lanyard_error
registration_delete(const struct registration_keep *keep, struct http *http,
    struct error *error)
{
	struct http_reply reply;
	enum lanyard_error r;
	char host[HTTP_HOST_TEXT];
	struct buf field;

	http_host(keep->uri, host, sizeof(host));
	buf_init(&field, LIMIT_REPLY);
	http_reply_init(&reply);
	if (buf_add_text(&field, "Authorization: Bearer ") != LANYARD_OK ||
	    buf_add(&field, keep->token.bytes, keep->token.size) !=
		LANYARD_OK) {
		r = error_memory(error);
		goto out;
	}
	const char *const fields[] = {buf_text(&field), NULL};
	const struct http_exchange exchange = {
	    .method = "DELETE", .url = keep->uri, .fields = fields};

	r = http_fetch(http, &exchange, &reply, error);
	/* 401 and 404: it is not there any more, or never was. */
	if (r == LANYARD_OK && reply.status / 100 != 2)
		r = error_set(error,
		    reply.status / 100 == 4 ? LANYARD_ERR_REFUSED
					    : LANYARD_ERR_SERVER,
		    "%s does not delete the client: %d", host, reply.status);
out:
	http_reply_clear(&reply);
	buf_clear(&field);
	return r;
}
