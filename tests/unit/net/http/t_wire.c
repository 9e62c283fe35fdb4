/*
 * t_wire.c - wire.h: a request's bytes, and what a reply's bytes are, cut
 * anywhere
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

static void
writes_a_request(void **state)
{
	static const char *const fields[] = {"Accept: x/y", "Expect:", NULL};
	static const char *const none[] = {NULL};
	struct secret password = {0};
	struct wire_request request = {
	    .url = "https://h.example:8443/a/b?c=d", .fields = fields};
	struct buf body, text;

	(void)state;
	buf_init(&body, 100);
	buf_init(&text, 1000);
	buf_add(&body, "a=\0b", 4);
	request.body = &body;
	assert_int_equal(wire_write(&text, &request), LANYARD_OK);
	assert_string_equal(buf_text(&text),
	    "POST /a/b?c=d HTTP/1.1\r\nHost: h.example:8443\r\n"
	    "User-Agent: lanyard/" LANYARD_VERSION "\r\nAccept: x/y\r\n"
	    "Content-Type: application/x-www-form-urlencoded\r\n"
	    "Content-Length: 4\r\n\r\na=");
	assert_memory_equal(text.data + text.size - 4, "a=\0b", 4);

	assert_int_equal(secret_set_text(&password, "pass"), LANYARD_OK);
	request = (struct wire_request){
	    "http://[::1]", "user", &password, none, &body, false};
	buf_reset(&text);
	assert_int_equal(wire_write(&text, &request), LANYARD_OK);
	assert_non_null(
	    strstr(buf_text(&text), "POST / HTTP/1.1\r\nHost: [::1]\r\n"));
	assert_non_null(strstr(
	    buf_text(&text), "\r\nAuthorization: Basic dXNlcjpwYXNz\r\n"));
	request.password = NULL;
	request.absolute = true;
	buf_reset(&text);
	assert_int_equal(wire_write(&text, &request), LANYARD_OK);
	assert_non_null(strstr(buf_text(&text),
	    "POST http://[::1]/ HTTP/1.1\r\nHost: [::1]\r\n"));
	request.absolute = false;
	buf_reset(&text);
	assert_int_equal(wire_write(&text, &request), LANYARD_OK);
	assert_non_null(
	    strstr(buf_text(&text), "\r\nAuthorization: Basic dXNlcjo=\r\n"));
	buf_clear(&text);
	buf_init(&text, 20);
	assert_int_equal(wire_write(&text, &request), LANYARD_ERR_PROTOCOL);
	secret_clear(&password);
	buf_clear(&text);
	buf_clear(&body);
}

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
				assert_string_equal(buf_text(&body), "body");
			else
				assert_int_equal(reply.state, WIRE_MORE);
			assert_memory_equal(
			    buf_text(&body), rows[i].body, body.size);
			buf_clear(&body);
			buf_clear(&raw);
		}
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

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(writes_a_request),
	    cmocka_unit_test(reads_a_reply),
	    cmocka_unit_test(is_not_whole_before_its_end),
	    cmocka_unit_test(knows_limits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
