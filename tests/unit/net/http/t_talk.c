/*
 * t_talk.c - talk.h: said and heard in pieces, and how it ends
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "net/http/talk.h"
#include "os/clock.h"

#define OK "HTTP/1.1 200 OK\r\n"

/* Gives TEXT, SIZE bytes at a time, after HOLD waits; then END. */
struct peer {
	const char *text;
	size_t at, size;
	int hold;
	enum talk_move end;
	char said[64];
	size_t heard;
	bool deaf;
	int waits;
};

static enum talk_move
take(void *context, const void *bytes, size_t size, size_t *count)
{
	struct peer *p = context;

	if (p->deaf)
		return TALK_BROKEN;
	/* Every other byte has to be waited for. */
	if (p->heard % 2 == 1 && p->waits == 0)
		return TALK_WAITS;
	*count = size > 0;
	memcpy(p->said + p->heard, bytes, *count);
	p->heard += *count;
	return TALK_MOVED;
}

static enum talk_move
give(void *context, void *bytes, size_t size, size_t *count)
{
	struct peer *p = context;
	size_t left = strlen(p->text) - p->at;

	if (p->waits < p->hold)
		return TALK_WAITS;
	if (left == 0)
		return p->end;
	*count = left < p->size ? left : p->size;
	assert_true(*count <= size);
	memcpy(bytes, p->text + p->at, *count);
	p->at += *count;
	return TALK_MOVED;
}

static void
wait_a_moment(void *context, bool sending, int64_t most_ms)
{
	struct peer *p = context;

	assert_true(most_ms > 0);
	assert_int_equal(sending, p->heard < 4 && !p->deaf);
	if (++p->waits > 3)
		clock_sleep_ms(most_ms);
}

static enum talk_end
run(struct peer *p, size_t limit, int64_t time_ms, struct wire_reply *reply)
{
	const struct talk_line line = {take, give, wait_a_moment, p};
	struct buf request, raw;
	enum talk_end end;

	buf_init(&request, 10);
	buf_init(&raw, limit);
	buf_add_text(&request, "said");
	end = talk_run(
	    &line, &request, &raw, clock_monotonic_ms() + time_ms, reply);
	if (!p->deaf)
		assert_string_equal(p->said, "said");
	assert_memory_equal(buf_text(&raw), p->text, raw.size);
	buf_clear(&request);
	buf_clear(&raw);
	return end;
}

static void
hears_to_the_end(void **state)
{
	struct wire_reply reply;

	(void)state;
	for (size_t size = 1; size < 50; size++) {
		struct peer whole = {.text = OK "Content-Length: 2\r\n\r\n{}",
		    .size = size,
		    .hold = 1,
		    .end = TALK_WAITS};
		struct peer closed = {.text = OK "\r\n{}",
		    .size = size,
		    .hold = 2,
		    .end = TALK_ENDED};
		struct peer broken = {
		    .text = OK, .size = size, .hold = 1, .end = TALK_BROKEN};

		assert_int_equal(
		    run(&whole, 100, 60000, &reply), TALK_END_HERE);
		assert_int_equal(reply.state, WIRE_WHOLE);
		assert_int_equal(
		    run(&closed, 100, 60000, &reply), TALK_END_CLOSED);
		assert_int_equal(reply.state, WIRE_WHOLE);
		assert_int_equal(
		    run(&broken, 100, 60000, &reply), TALK_END_BROKEN);
		assert_int_equal(reply.state, WIRE_CUT);
	}
}

/* Who does not listen may have answered. */
static void
hears_one_who_does_not_listen(void **state)
{
	struct peer p = {
	    .text = OK "\r\n{}", .size = 9, .end = TALK_ENDED, .deaf = true};
	struct wire_reply reply;

	(void)state;
	assert_int_equal(run(&p, 100, 60000, &reply), TALK_END_CLOSED);
	assert_int_equal(reply.state, WIRE_WHOLE);
}

/* What is here is read first, however late it is. */
static void
looks_before_it_gives_up(void **state)
{
	struct peer p = {.text = OK "Content-Length: 2\r\n\r\n{}",
	    .size = 50,
	    .end = TALK_WAITS,
	    .heard = 0,
	    .deaf = true};
	struct peer silent = {
	    .text = OK, .size = 50, .end = TALK_WAITS, .deaf = true};
	struct wire_reply reply;

	(void)state;
	assert_int_equal(run(&p, 100, -1000, &reply), TALK_END_HERE);
	assert_int_equal(reply.state, WIRE_WHOLE);
	assert_int_equal(run(&silent, 100, 20, &reply), TALK_END_HERE);
	assert_int_equal(reply.state, WIRE_MORE);
}

/* No longer than a moment for what does not say when it is over. */
static void
does_not_wait_for_what_has_no_end(void **state)
{
	struct peer p = {
	    .text = "nonsense", .size = 50, .end = TALK_WAITS, .deaf = true};
	int64_t start_ms = clock_monotonic_ms();
	struct wire_reply reply;

	(void)state;
	assert_int_equal(run(&p, 100, 600000, &reply), TALK_END_HERE);
	assert_int_equal(reply.state, WIRE_UNSURE);
	assert_true(clock_monotonic_ms() - start_ms < 300000);
}

static void
keeps_what_has_room(void **state)
{
	struct peer p = {
	    .text = OK "\r\n{}", .size = 7, .end = TALK_ENDED, .deaf = true};
	struct wire_reply reply;

	(void)state;
	assert_int_equal(run(&p, 20, 60000, &reply), TALK_END_FULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hears_to_the_end),
	    cmocka_unit_test(hears_one_who_does_not_listen),
	    cmocka_unit_test(looks_before_it_gives_up),
	    cmocka_unit_test(does_not_wait_for_what_has_no_end),
	    cmocka_unit_test(keeps_what_has_room),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
