/*
 * wire_request.h - a request of HTTP/1.1, written as bytes (RFC 9112)
 *
 * What goes to a token endpoint is written here and sent over a connection of
 * libcurl's (wired.h). Needs no curl.
 */
#ifndef WIRE_REQUEST_H
#define WIRE_REQUEST_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/secret.h"

struct wire_request {
	const char *url;  /* http or https, as endpoint_parse() takes it */
	const char *user; /* NULL: no HTTP Basic */
	const struct secret *password; /* NULL: an empty one */
	const char *const *fields;     /* "Name: value", NULL at the end */
	const struct buf *body;	       /* a form, or as FIELDS say */
	bool absolute; /* to a proxy, which is told the whole URL */
};

/* Append a POST. LANYARD_ERR_MEMORY; LANYARD_ERR_PROTOCOL: beyond BUF's limit.
 */
enum lanyard_error wire_write(
    struct buf *buf, const struct wire_request *request);

#endif
