/*
 * wire.h - a reply of HTTP/1.1, read from its bytes (RFC 9112)
 *
 * libcurl gives nothing of a reply that it cannot read, and a token may be in
 * it. So what goes to a token endpoint uses libcurl for the connection, and
 * this for what is said there. A reply is read leniently, and whatever is wrong
 * with it, the bytes of its body are found. Needs no curl.
 */
#ifndef WIRE_H
#define WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/limits.h"

enum wire_state {
	WIRE_MORE,   /* it is not all here */
	WIRE_UNSURE, /* nor can be told when it is; what can be had is here */
	WIRE_WHOLE,
	WIRE_CUT, /* it has ended before its end */
};

struct wire_reply {
	enum wire_state state;
	int status;		    /* 0: none that can be read */
	char retry_after[64];	    /* that field's value, or "" */
	char location[LIMIT_FIELD]; /* likewise; a longer one is "" */
	const char *problem; /* why it is no good reply; NULL: it is one */
	bool http;	     /* it begins as HTTP's do */
	bool framed;	     /* it says itself where it ends */
	bool large;	     /* its fields are beyond LIMIT_HEADERS */
	size_t start;	     /* of the body */
	size_t length;	     /* of it, chunked or not, as far as it came */
	bool chunked;
};

/* What RAW has so far; ENDED: no more will come. 1xx are passed over. */
void wire_read(struct wire_reply *reply, const struct buf *raw, bool ended);

/*
 * Append the body to BODY. LANYARD_ERR_PROTOCOL: only as much as it may hold;
 * LANYARD_ERR_MEMORY.
 */
enum lanyard_error wire_take_body(
    const struct wire_reply *reply, const struct buf *raw, struct buf *body);

#endif
