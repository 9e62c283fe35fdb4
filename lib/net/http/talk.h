/*
 * talk.h - a request said and its reply heard, over a connection (wire.h)
 */
#ifndef TALK_H
#define TALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "net/http/wire.h"

enum talk_move {
	TALK_MOVED, /* *COUNT bytes, at least one */
	TALK_WAITS, /* none can be at the moment */
	TALK_ENDED, /* the other side has closed it, in order */
	TALK_BROKEN,
};

/* The connection; lent. Only WAIT waits: for bytes, or room for SENDING. */
struct talk_line {
	enum talk_move (*send)(
	    void *context, const void *bytes, size_t size, size_t *count);
	enum talk_move (*receive)(
	    void *context, void *bytes, size_t size, size_t *count);
	void (*wait)(void *context, bool sending, int64_t most_ms);
	void *context;
};

enum talk_end {
	TALK_END_HERE,	 /* the reply is whole, or it was not waited for more */
	TALK_END_CLOSED, /* no more can come */
	TALK_END_BROKEN,
	TALK_END_FULL, /* RAW may hold no more */
	TALK_END_MEMORY,
};

/*
 * Send REQUEST and append to RAW what comes, until the reply is whole; until it
 * has been silent for a while, where nothing says when it is; or until
 * DEADLINE_MS (clock_monotonic_ms()). What is here is always read before the
 * clock is looked at: it may have come while this process was stopped. REPLY is
 * what came, whatever the end.
 */
enum talk_end talk_run(const struct talk_line *line, const struct buf *request,
    struct buf *raw, int64_t deadline_ms, struct wire_reply *reply);

#endif
