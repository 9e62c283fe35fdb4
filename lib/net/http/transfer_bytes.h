/*
 * transfer_bytes.h - the bytes of one exchange, and how many are too many
 *
 * Gets a reply's header, to LIMIT_HEADERS bytes, and its decoded body as they
 * come, and puts them where the request wants them: BODY, to its own limit, or
 * a callback. Asks the request's callback for the body to send. Needs no curl.
 */
#ifndef INTAKE_H
#define INTAKE_H

#include "net/http/transfer.h"

/* REQUEST and BODY are lent for the exchange; the rest begins as 0. */
struct intake {
	const struct transfer_request *request;
	struct buf *body;
	int status; /* of the reply that comes in; 0: none yet */
	size_t header_size;
	enum lanyard_error full;   /* why what came was not taken */
	enum lanyard_error failed; /* what a callback returned */
};

/* SIZE bytes of the body. False: full or failed says why it is to end. */
bool intake_body(struct intake *intake, const char *data, size_t size);

/* One line of the header with its end, or the status line (RFC 9112 4). */
bool intake_field(struct intake *intake, const char *data, size_t size);

/* Up to SIZE bytes of the request's body into BUFFER; *FILLED 0 at its end. */
bool intake_ask(
    struct intake *intake, char *buffer, size_t size, size_t *filled);

#endif
