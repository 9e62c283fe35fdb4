/*
 * F1 intake.h - what comes in of one reply, and what its body may cost
 *
 * Gets a reply's header fields, with the status line, and its body as they
 * come, and puts them where the request wants them.
 */
#ifndef INTAKE_H
#define INTAKE_H

#include "transfer.h"

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
