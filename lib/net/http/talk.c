/*
 * talk.c - a request said and its reply heard, over a connection (wire.h)
 */
#include "net/http/talk.h"

#include <sodium.h>

#include "os/clock.h"

#define PIECE 4096

/* Of a reply whose end cannot be told nothing more comes after this. */
#define QUIET_MS 1000

struct talk {
	const struct talk_line *line;
	const struct buf *request;
	size_t sent;
	struct buf *raw;
	enum talk_end end; /* TALK_END_HERE: more may come */
};

/* As much as can be without waiting. Who does not want it all may answer. */
static void
say(struct talk *t)
{
	const struct talk_line *line = t->line;
	enum talk_move move = TALK_MOVED;
	size_t count;

	while (t->sent < t->request->size && move == TALK_MOVED) {
		move = line->send(line->context, t->request->data + t->sent,
		    t->request->size - t->sent, &count);
		if (move == TALK_MOVED)
			t->sent += count;
		else if (move != TALK_WAITS)
			t->sent = t->request->size;
	}
}

static void
keep(struct talk *t, const void *piece, size_t count)
{
	size_t room = t->raw->limit - t->raw->size;

	if (count > room) {
		t->end = TALK_END_FULL;
		count = room;
	}
	if (buf_add(t->raw, piece, count) != LANYARD_OK)
		t->end = TALK_END_MEMORY;
}

/* All that is here, without waiting. False: nothing is. */
static bool
hear(struct talk *t)
{
	const struct talk_line *line = t->line;
	unsigned char piece[PIECE];
	enum talk_move move = TALK_MOVED;
	bool heard = false;
	size_t count = 0;

	while (t->end == TALK_END_HERE && move != TALK_WAITS) {
		move =
		    line->receive(line->context, piece, sizeof(piece), &count);
		heard = heard || move != TALK_WAITS;
		if (move == TALK_MOVED)
			keep(t, piece, count);
		else if (move == TALK_ENDED)
			t->end = TALK_END_CLOSED;
		else if (move == TALK_BROKEN)
			t->end = TALK_END_BROKEN;
	}
	sodium_memzero(piece, sizeof(piece));
	return heard;
}

enum talk_end
talk_run(const struct talk_line *line, const struct buf *request,
    struct buf *raw, int64_t deadline_ms, struct wire_reply *reply)
{
	struct talk t = {
	    .line = line, .request = request, .raw = raw, .end = TALK_END_HERE};
	int64_t now_ms, end_ms, quiet_ms = 0;

	for (;;) {
		say(&t);
		if (hear(&t))
			quiet_ms = clock_monotonic_ms() + QUIET_MS;
		wire_read(reply, raw, t.end != TALK_END_HERE);
		if (t.end != TALK_END_HERE || reply->state == WIRE_WHOLE)
			return t.end;
		end_ms = deadline_ms;
		if (reply->state == WIRE_UNSURE && quiet_ms < deadline_ms)
			end_ms = quiet_ms;
		if ((now_ms = clock_monotonic_ms()) >= end_ms)
			return t.end;
		line->wait(
		    line->context, t.sent < request->size, end_ms - now_ms);
	}
}
