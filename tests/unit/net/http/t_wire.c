/*
 * t_wire.c - wire.h: what a reply's bytes are, cut anywhere
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/limits.h"
#include "net/http/wire.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define OK	     "HTTP/1.1 200 OK\r\n"

/* LATER, while more may come; and its state once none can. */
static const struct row {
	const char *raw;
	enum wire_state later, ended;
	int status;
	bool good; /* once it has ended */
	const char *body;
} rows[] = {
    {"", WIRE_MORE, WIRE_CUT, 0, false, ""},
    {"\r\n", WIRE_MORE, WIRE_CUT, 0, false, ""},
    {"HTT", WIRE_MORE, WIRE_CUT, 0, false, ""},
    {OK, WIRE_MORE, WIRE_CUT, 200, false, ""},
    {OK "\r\n", WIRE_MORE, WIRE_WHOLE, 200, true, ""},
    {OK "\r\nbody", WIRE_MORE, WIRE_WHOLE, 200, true, "body"},
    {"\r\n\n" OK "\r\nbody", WIRE_MORE, WIRE_WHOLE, 200, true, "body"},
    {"HTTP/1.1 200 OK\n\nbody", WIRE_MORE, WIRE_WHOLE, 200, true, "body"},
    {OK "Content-Length: 4\r\n\r\nbody", WIRE_WHOLE, WIRE_WHOLE, 200, true,
	"body"},
    {OK "CONTENT-LENGTH:4\r\n\r\nbody", WIRE_WHOLE, WIRE_WHOLE, 200, true,
	"body"},
    {OK "Content-Length: 4\r\n\r\nbodymore", WIRE_WHOLE, WIRE_WHOLE, 200, true,
	"body"},
    {OK "Content-Length: 9\r\n\r\nbody", WIRE_MORE, WIRE_CUT, 200, false,
	"body"},
    {OK "Content-Length: -4\r\n\r\nbody", WIRE_UNSURE, WIRE_CUT, 200, false,
	"body"},
    {OK "Content-Length:\r\n\r\nbody", WIRE_UNSURE, WIRE_CUT, 200, false,
	"body"},
    {OK "Content-Length: 99999999999999999999999\r\n\r\nbody", WIRE_UNSURE,
	WIRE_CUT, 200, false, "body"},
    {OK "Content-Length: 4\r\nContent-Length: 3\r\n\r\nbody", WIRE_UNSURE,
	WIRE_CUT, 200, false, "body"},
    {OK "Content-Length: 4\r\nContent-Length: 4\r\n\r\nbody", WIRE_WHOLE,
	WIRE_WHOLE, 200, true, "body"},
    /* what is no number: all of it has to be one */
    {OK "Content-Length: +4\r\n\r\nbody", WIRE_UNSURE, WIRE_CUT, 200, false,
	"body"},
    {OK "Content-Length: 0x4\r\n\r\nbody", WIRE_UNSURE, WIRE_CUT, 200, false,
	"body"},
    {OK "Content-Length: 4 4\r\n\r\nbody", WIRE_UNSURE, WIRE_CUT, 200, false,
	"body"},
    {OK "Content-Length: 4, 4\r\n\r\nbody", WIRE_UNSURE, WIRE_CUT, 200, false,
	"body"},
    {OK "Content-Length: 4;x\r\n\r\nbody", WIRE_UNSURE, WIRE_CUT, 200, false,
	"body"},
    {OK "Content-Length: 3\rContent-Length: 4\r\n\r\nbody", WIRE_UNSURE,
	WIRE_CUT, 200, false, "body"},
    {OK "Content-Length: 18446744073709551620\r\n\r\nbody", WIRE_UNSURE,
	WIRE_CUT, 200, false, "body"},
    {OK "Content-Length: 0004\r\n\r\nbodymore", WIRE_WHOLE, WIRE_WHOLE, 200,
	true, "body"},
    {OK "Content-Length: 0\r\n\r\nbody", WIRE_WHOLE, WIRE_WHOLE, 200, true, ""},
    /* three of them, of which the last is as the first */
    {OK "Content-Length: 4\r\nContent-Length: 3\r\nContent-Length: 4\r\n"
	"\r\nbody",
	WIRE_UNSURE, WIRE_CUT, 200, false, "body"},
    /* a blank before the colon: no such field (RFC 9112 5.1) */
    {OK "Content-Length : 3\r\n\r\nbody", WIRE_MORE, WIRE_WHOLE, 200, true,
	"body"},
    /* obs-fold (5.2) */
    {OK "Content-Length:\r\n 4\r\n\r\nbodymore", WIRE_WHOLE, WIRE_WHOLE, 200,
	true, "body"},
    {OK "Content-Length:\n\t\n 4\n\nbodymore", WIRE_WHOLE, WIRE_WHOLE, 200,
	true, "body"},
    {OK "Content-Length: 4\r\n 4\r\n\r\nbody", WIRE_UNSURE, WIRE_CUT, 200,
	false, "body"},
    {OK "X: y\r\n Content-Length: 3\r\n\r\nbody", WIRE_MORE, WIRE_WHOLE, 200,
	true, "body"},
    {OK " Content-Length: 3\r\n\r\nbody", WIRE_MORE, WIRE_WHOLE, 200, true,
	"body"},
    {OK "Transfer-Encoding:\r\n chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
	WIRE_WHOLE, WIRE_WHOLE, 200, true, "body"},
    {OK "X-Content-Length: 3\r\nno colon\r\n\r\nbody", WIRE_MORE, WIRE_WHOLE,
	200, true, "body"},
    {"HTTP/1.1 204 x\r\n\r\nbody", WIRE_WHOLE, WIRE_WHOLE, 204, true, ""},
    {"HTTP/1.1 100 x\r\nRetry-After: 1\r\n\r\n" OK "\r\nbody", WIRE_MORE,
	WIRE_WHOLE, 200, true, "body"},
    {"HTTP/1.1 100 x\r\n\r\n", WIRE_MORE, WIRE_CUT, 100, false, ""},
    /* what is no status */
    {"HTTP/2oo OK\r\n\r\nbody", WIRE_MORE, WIRE_WHOLE, 0, false, "body"},
    {"HTTP/1.1\r\n\r\nbody", WIRE_MORE, WIRE_WHOLE, 0, false, "body"},
    {"HTTP/1.1 2000\r\n\r\nbody", WIRE_MORE, WIRE_WHOLE, 0, false, "body"},
    {"HTTP/1.1 20\r\n\r\nbody", WIRE_MORE, WIRE_WHOLE, 0, false, "body"},
    {"HTTP/1.1 002 x\r\n\r\nbody", WIRE_MORE, WIRE_WHOLE, 0, false, "body"},
    {"HTTP\r\n\r\nbody", WIRE_MORE, WIRE_WHOLE, 0, false, "body"},
    {"HTTP/9.9 503\r\n\r\nbody", WIRE_MORE, WIRE_WHOLE, 503, true, "body"},
    {"HTTP 503 x\r\n\r\nbody", WIRE_MORE, WIRE_WHOLE, 503, true, "body"},
    {"nonsense\r\n\r\nbody", WIRE_UNSURE, WIRE_CUT, 0, false,
	"nonsense\r\n\r\nbody"},
    /* chunks */
    {OK "Transfer-Encoding: Chunked\r\n\r\n2\r\nbo\r\n2;x\r\ndy\r\n0\r\n\r\n",
	WIRE_WHOLE, WIRE_WHOLE, 200, true, "body"},
    {OK "Transfer-Encoding: gzip, chunked\r\n\r\n4\r\nbody\r\n0\r\nX: y\r\n"
	"\r\n",
	WIRE_WHOLE, WIRE_WHOLE, 200, true, "body"},
    {OK "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n", WIRE_MORE,
	WIRE_WHOLE, 200, true, "body"},
    {OK "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n", WIRE_MORE, WIRE_CUT,
	200, false, "body"},
    {OK "Transfer-Encoding: chunked\r\n\r\n4\r\nbody", WIRE_MORE, WIRE_CUT, 200,
	false, "body"},
    {OK "Transfer-Encoding: chunked\r\n\r\nfF\r\nbody", WIRE_MORE, WIRE_CUT,
	200, false, "body"},
    {OK "Transfer-Encoding: chunked\r\n\r\n2\r\nbody\r\n0\r\n\r\n", WIRE_UNSURE,
	WIRE_CUT, 200, false, "bo"},
    {OK "Transfer-Encoding: chunked\r\n\r\nx\r\nbody", WIRE_UNSURE, WIRE_CUT,
	200, false, ""},
    {OK "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nbody",
	WIRE_UNSURE, WIRE_CUT, 200, false, ""},
    {OK "Transfer-Encoding: chunked, x\r\n\r\nbody", WIRE_MORE, WIRE_WHOLE, 200,
	true, "body"},
    {OK "Transfer-Encoding: xchunked\r\n\r\nbody", WIRE_MORE, WIRE_WHOLE, 200,
	true, "body"},
    {OK "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n\r\nbody",
	WIRE_MORE, WIRE_WHOLE, 200, true, "body"},
    {OK "Transfer-Encoding: x,chunked\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
	WIRE_WHOLE, WIRE_WHOLE, 200, true, "body"},
    /* chunks go before a length, whatever that says, in both orders (6.3) */
    {OK "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n"
	"0\r\n\r\n",
	WIRE_WHOLE, WIRE_WHOLE, 200, true, "body"},
    {OK "Transfer-Encoding: chunked\r\nContent-Length: -3\r\n\r\n4\r\nbody\r\n"
	"0\r\n\r\n",
	WIRE_WHOLE, WIRE_WHOLE, 200, true, "body"},
    /* sizes that are none, and extensions of any kind (7.1) */
    {OK "Transfer-Encoding: chunked\r\n\r\n-4\r\nbody\r\n0\r\n\r\n",
	WIRE_UNSURE, WIRE_CUT, 200, false, ""},
    {OK "Transfer-Encoding: chunked\r\n\r\n+4\r\nbody\r\n0\r\n\r\n",
	WIRE_UNSURE, WIRE_CUT, 200, false, ""},
    {OK "Transfer-Encoding: chunked\r\n\r\n0x4\r\nbody\r\n0\r\n\r\n",
	WIRE_UNSURE, WIRE_CUT, 200, false, ""},
    {OK "Transfer-Encoding: chunked\r\n\r\n 4\r\nbody\r\n0\r\n\r\n",
	WIRE_UNSURE, WIRE_CUT, 200, false, ""},
    {OK "Transfer-Encoding: chunked\r\n\r\n\r\n4\r\nbody\r\n0\r\n\r\n",
	WIRE_UNSURE, WIRE_CUT, 200, false, ""},
    {OK "Transfer-Encoding: chunked\r\n\r\n4 ; a=\"0\"\r\nbody\r\n"
	"00;b\r\n\r\n",
	WIRE_WHOLE, WIRE_WHOLE, 200, true, "body"},
    {OK "Transfer-Encoding: chunked\r\n\r\n4\nbody\n0\n\n", WIRE_WHOLE,
	WIRE_WHOLE, 200, true, "body"},
    {OK "Transfer-Encoding: chunked\r\n\r\n10000000000000004\r\nbody\r\n"
	"0\r\n\r\n",
	WIRE_UNSURE, WIRE_CUT, 200, false, ""},
    /* a trailer is no header (7.1.2), and what follows it is nobody's */
    {OK "Transfer-Encoding: chunked\r\n\r\n4\r\nbody\r\n0\r\n"
	"Content-Length: 1\r\nRetry-After: 9\r\n\r\nHTTP/1.1 500 x\r\n\r\n",
	WIRE_WHOLE, WIRE_WHOLE, 200, true, "body"},
};

static void
reads_a_reply(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *row = &rows[i];
		struct wire_reply reply;
		struct buf raw, body;

		buf_init(&raw, 1000);
		buf_init(&body, 100);
		buf_add_text(&raw, row->raw);
		wire_read(&reply, &raw, false);
		if (reply.state != row->later)
			fail_msg("%s: %d", row->raw, (int)reply.state);
		wire_read(&reply, &raw, true);
		if (reply.state != row->ended || reply.status != row->status ||
		    (reply.problem == NULL) != row->good)
			fail_msg("%s: %d %d %s", row->raw, (int)reply.state,
			    reply.status, reply.problem);
		assert_string_equal(reply.retry_after, "");
		assert_int_equal(
		    wire_take_body(&reply, &raw, &body), LANYARD_OK);
		assert_string_equal(buf_text(&body), row->body);
		buf_clear(&body);
		buf_clear(&raw);
	}
}

/* Cut anywhere it is not whole, and what there is of the body begins it. */
static void
is_not_whole_before_its_end(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct buf raw, body;
		struct wire_reply reply;
		size_t size = strlen(rows[i].raw);

		if (rows[i].later != WIRE_WHOLE || rows[i].status == 204)
			continue;
		for (size_t cut = 0; cut < size; cut++) {
			buf_init(&raw, 1000);
			buf_init(&body, 100);
			buf_add(&raw, rows[i].raw, cut);
			wire_read(&reply, &raw, false);
			assert_int_equal(
			    wire_take_body(&reply, &raw, &body), LANYARD_OK);
			if (reply.state == WIRE_WHOLE)
				assert_string_equal(
				    buf_text(&body), rows[i].body);
			else
				assert_int_equal(reply.state, WIRE_MORE);
			assert_memory_equal(
			    buf_text(&body), rows[i].body, body.size);
			buf_clear(&body);
			buf_clear(&raw);
		}
	}
}

/* Cut, it would lead elsewhere; that of a 1xx is not the reply's. */
static void
knows_where_it_leads(void **state)
{
	static const struct {
		const char *fields;
		size_t more; /* letters behind them */
		const char *location;
	} cases[] = {
	    {"Location: https://h/x?a=b#c", 0, "https://h/x?a=b#c"},
	    {"LOCATION:\t/x ", 0, "/x"},
	    {"Location:", 0, ""},
	    {"X-Location: /x", 0, ""},
	    {"Location: /", LIMIT_FIELD, ""},
	    {"X: y", 0, ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct wire_reply reply;
		struct buf raw;

		buf_init(&raw, 1U << 16);
		buf_add_text(&raw,
		    "HTTP/1.1 103 Early\r\nLocation: /early\r\n\r\n"
		    "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n");
		buf_add_text(&raw, cases[i].fields);
		for (size_t n = 0; n < cases[i].more; n++)
			buf_add(&raw, "x", 1);
		buf_add_text(&raw, "\r\n\r\n");
		wire_read(&reply, &raw, true);
		assert_int_equal(reply.status, 302);
		assert_string_equal(reply.location, cases[i].location);
		buf_clear(&raw);
	}
}

static void
knows_limits(void **state)
{
	struct wire_reply reply;
	struct buf raw, body;

	(void)state;
	buf_init(&raw, 1U << 20);
	buf_init(&body, 3);
	buf_add_text(
	    &raw, OK "RETRY-AFTER: \t soon \r\nContent-Length: 4\r\nX: ");
	for (size_t i = 0; i < LIMIT_HEADERS; i++)
		buf_add(&raw, "x", 1);
	buf_add_text(&raw, "\r\n\r\nbody");
	wire_read(&reply, &raw, false);
	assert_true(reply.large);
	assert_int_equal(reply.state, WIRE_WHOLE);
	assert_string_equal(reply.retry_after, "soon");
	assert_int_equal(
	    wire_take_body(&reply, &raw, &body), LANYARD_ERR_PROTOCOL);
	assert_string_equal(buf_text(&body), "bod");
	buf_clear(&raw);
	buf_clear(&body);
}

/* With NUL in it, which the table cannot have. */
static void
reads_past_nul(void **state)
{
	static const struct {
		const char *raw;
		size_t size;
		int status;
		bool good;
		const char *body;
	} table[] = {
#define RAW(text) (text), sizeof(text) - 1
	    {RAW(OK "X: \0\0\r\nContent-Length: 4\r\n\r\nbodymore"), 200, true,
		"body"},
	    {RAW(OK "Content-Length: 4\0 5\r\n\r\nbody"), 200, false, "body"},
	    {RAW(OK "Content-\0Length: 3\r\n\r\nbody"), 200, true, "body"},
	    {RAW("HTTP/1.1 20\0 x\r\n\r\nbody"), 0, false, "body"},
	    {RAW("HTTP/1.1 200\0\r\n\r\nbody"), 200, true, "body"},
	    {RAW(OK "Transfer-Encoding: chunked\r\n\r\n4\0\r\nbody"), 200,
		false, ""},
	    {RAW(OK "Transfer-Encoding: chunk\0ed\r\n\r\nbody"), 200, true,
		"body"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(table); i++) {
		struct wire_reply reply;
		struct buf raw, body;

		buf_init(&raw, 1000);
		buf_init(&body, 100);
		buf_add(&raw, table[i].raw, table[i].size);
		wire_read(&reply, &raw, true);
		if (reply.status != table[i].status ||
		    (reply.problem == NULL) != table[i].good)
			fail_msg("%zu: %d %s", i, reply.status, reply.problem);
		assert_int_equal(
		    wire_take_body(&reply, &raw, &body), LANYARD_OK);
		assert_string_equal(buf_text(&body), table[i].body);
		buf_clear(&body);
		buf_clear(&raw);
	}
}

/* Replies of 1xx: many are passed over, a flood of them is the reply. */
static void
stops_a_flood(void **state)
{
	static const int counts[] = {1, 16, 50, 999, 1000, 2000};
	struct wire_reply reply;
	struct buf raw;

	(void)state;
	for (size_t k = 0; k < COUNT(counts); k++) {
		int count = counts[k];

		buf_init(&raw, 1U << 20);
		for (int i = 0; i < count; i++)
			buf_add_text(&raw, "HTTP/1.1 103 x\r\nL: y\r\n\r\n");
		buf_add_text(&raw, OK "Content-Length: 0\r\n\r\n");
		wire_read(&reply, &raw, true);
		assert_int_equal(reply.status, count < 1000 ? 200 : 103);
		buf_clear(&raw);
	}
}

/* As many fields as there is room for: too large, and the body is found. */
static void
counts_fields(void **state)
{
	struct wire_reply reply;
	struct buf raw, body;

	(void)state;
	buf_init(&raw, 1U << 20);
	buf_init(&body, 100);
	buf_add_text(&raw, OK);
	for (int i = 0; i < 20000; i++)
		buf_add_text(&raw, "X: y\r\n");
	buf_add_text(&raw, "Content-Length: 4\r\n\r\nbodymore");
	wire_read(&reply, &raw, false);
	assert_int_equal(reply.state, WIRE_WHOLE);
	assert_true(reply.large);
	assert_int_equal(wire_take_body(&reply, &raw, &body), LANYARD_OK);
	assert_string_equal(buf_text(&body), "body");
	buf_clear(&raw);
	buf_clear(&body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_a_reply),
	    cmocka_unit_test(is_not_whole_before_its_end),
	    cmocka_unit_test(knows_where_it_leads),
	    cmocka_unit_test(knows_limits),
	    cmocka_unit_test(reads_past_nul),
	    cmocka_unit_test(stops_a_flood),
	    cmocka_unit_test(counts_fields),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
