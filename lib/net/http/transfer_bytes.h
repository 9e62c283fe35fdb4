/*
 * transfer_bytes.h - the bytes of one exchange, and how many are too many
 *
 * Gets a reply's header, to LIMIT_HEADERS bytes, and its decoded body as they
 * come, and puts them into BODY, to its own limit, or gives them to a callback.
 * Asks a callback for the body to send. Needs no curl.
 */
#ifndef TRANSFER_BYTES_H
#define TRANSFER_BYTES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "lanyard.h"

/*
 * The callbacks are those of a transfer_request and get CONTEXT; BODY is where
 * a reply goes without WRITE. All of it is lent for the exchange. The rest
 * begins as 0.
 */
struct transfer_bytes {
	enum lanyard_error (*read)(
	    void *context, void *buffer, size_t size, size_t *filled);
	enum lanyard_error (*write)(
	    void *context, int status, const void *data, size_t size);
	enum lanyard_error (*field)(
	    void *context, int status, const char *line);
	void *context;
	struct buf *body;
	int status; /* of the reply that comes in; 0: none yet */
	size_t header_size;
	size_t count;		   /* of all that came */
	enum lanyard_error full;   /* why what came was not taken */
	enum lanyard_error failed; /* what a callback returned */
};

/* SIZE bytes of the body. False: full or failed says why it is to end. */
bool transfer_bytes_take(
    struct transfer_bytes *bytes, const char *data, size_t size);

/* One line of the header with its end, or the status line (RFC 9112 4). */
bool transfer_bytes_take_field(
    struct transfer_bytes *bytes, const char *data, size_t size);

/* Up to SIZE bytes of the request's body into BUFFER; *FILLED 0 at its end. */
bool transfer_bytes_give(
    struct transfer_bytes *bytes, char *buffer, size_t size, size_t *filled);

/*
 * The same as libcurl calls them, with BYTES as its user data: any count but
 * that of the bytes ends the exchange; for the body that is sent, ABORT does.
 */
#define TRANSFER_BYTES_ABORT 0x10000000 /* CURL_READFUNC_ABORT */
size_t transfer_bytes_write(char *data, size_t size, size_t count, void *bytes);
size_t transfer_bytes_header(
    char *data, size_t size, size_t count, void *bytes);
size_t transfer_bytes_read(
    char *buffer, size_t size, size_t count, void *bytes);

#endif
