/*
 * t_wired.c - wired.h: what a reply comes to, by its bytes and its end
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "net/http/wired.h"
#include "os/clock.h"

#define OK	"HTTP/1.1 200 OK\r\n"
#define DETAIL	"recv: reset"
#define FIELDS	"Content-Length: 4\r\n\r\n"
#define CHUNKED "Transfer-Encoding: chunked\r\n\r\n"

/* Takes everything, gives TEXT at once, and then END. */
struct peer {
	const char *text;
	enum talk_move end;
	size_t said;
};

static enum talk_move
take(void *context, const void *bytes, size_t size, size_t *count)
{
	struct peer *p = context;

	(void)bytes;
	p->said += size;
	*count = size;
	return TALK_MOVED;
}

static enum talk_move
give(void *context, void *bytes, size_t size, size_t *count)
{
	struct peer *p = context;

	*count = strlen(p->text);
	if (*count == 0)
		return p->end;
	assert_true(*count <= size);
	memcpy(bytes, p->text, *count);
	p->text = "";
	return TALK_MOVED;
}

static void
wait_nowhere(void *context, bool sending, int64_t most_ms)
{
	(void)context;
	(void)sending;
	(void)most_ms;
}

static void
comes_to_its_outcome(void **unused)
{
	static const struct {
		const char *text;
		enum talk_move end;
		enum transfer_outcome outcome;
		int status;
		const char *body;
		const char *detail; /* NULL: any but the connection's word */
	} rows[] = {
	    {OK FIELDS "good", TALK_ENDED, TRANSFER_DONE, 200, "good", ""},
	    /* It was whole: how the connection ended is of no interest. */
	    {OK FIELDS "good", TALK_BROKEN, TRANSFER_DONE, 200, "good", ""},
	    {OK FIELDS "go", TALK_ENDED, TRANSFER_CUT, 200, "go", NULL},
	    {OK FIELDS "go", TALK_BROKEN, TRANSFER_CUT, 200, "go", DETAIL},
	    {OK "\r\nall", TALK_ENDED, TRANSFER_DONE, 200, "all", ""},
	    /* Only its end would have said that it was whole. */
	    {OK "\r\nall", TALK_BROKEN, TRANSFER_CUT, 200, "all", DETAIL},
	    {OK CHUNKED "2\r\nab\r\n", TALK_BROKEN, TRANSFER_CUT, 200, "ab",
		DETAIL},
	    {OK FIELDS "go", TALK_WAITS, TRANSFER_TIMEOUT, 200, "go", NULL},
	    {"", TALK_WAITS, TRANSFER_TIMEOUT, 0, "", NULL},
	    {"", TALK_BROKEN, TRANSFER_CUT, 0, "", DETAIL},
	    {"+OK POP3 ready\r\n", TALK_ENDED, TRANSFER_NOT_HTTP, 0, NULL,
		NULL},
	    {"HTTP/1.1 5oo No\r\n\r\nbody", TALK_ENDED, TRANSFER_NOT_HTTP, 0,
		"body", NULL},
	};

	(void)unused;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct peer peer = {rows[i].text, rows[i].end, 0};
		const struct talk_line line = {take, give, wait_nowhere, &peer};
		struct transfer_report report = {0};
		struct buf text, raw, body;
		enum transfer_outcome outcome;

		buf_init(&text, 64);
		buf_init(&raw, 4096);
		buf_init(&body, 4096);
		assert_int_equal(buf_add_text(&text, "POST"), LANYARD_OK);
		outcome = wired_exchange(&line, &text, &raw, &body,
		    clock_monotonic_ms() + 20, DETAIL, &report);
		print_message("# row %zu\n", i);
		assert_int_equal(outcome, rows[i].outcome);
		assert_int_equal(report.status, rows[i].status);
		assert_true(report.sent);
		assert_int_equal(peer.said, 4);
		assert_string_equal(buf_text(&raw), rows[i].text);
		if (rows[i].body != NULL)
			assert_string_equal(buf_text(&body), rows[i].body);
		if (rows[i].detail != NULL)
			assert_string_equal(report.detail, rows[i].detail);
		else
			assert_string_not_equal(report.detail, DETAIL);
		buf_clear(&text);
		buf_clear(&raw);
		buf_clear(&body);
	}
}

/* One that says nothing of how it broke is not told as silence. */
static void
a_broken_line_has_a_word(void **unused)
{
	struct peer peer = {"", TALK_BROKEN, 0};
	const struct talk_line line = {take, give, wait_nowhere, &peer};
	struct transfer_report report = {0};
	struct buf text, raw, body;

	(void)unused;
	buf_init(&text, 64);
	buf_init(&raw, 64);
	buf_init(&body, 64);
	assert_int_equal(wired_exchange(&line, &text, &raw, &body,
			     clock_monotonic_ms() + 20, "", &report),
	    TRANSFER_CUT);
	assert_string_equal(report.detail, "the connection broke");
	buf_clear(&raw);
	buf_clear(&body);
}

/* A body beyond its buffer's limit is said so; a reply beyond RAW's, too. */
static void
is_too_large_for_either(void **unused)
{
	static const struct {
		size_t raw, body;
	} limits[] = {{4096, 2}, {24, 4096}};

	(void)unused;
	for (size_t i = 0; i < 2; i++) {
		struct peer peer = {OK FIELDS "good", TALK_ENDED, 0};
		const struct talk_line line = {take, give, wait_nowhere, &peer};
		struct transfer_report report = {0};
		struct buf text, raw, body;

		buf_init(&text, 64);
		buf_init(&raw, limits[i].raw);
		buf_init(&body, limits[i].body);
		assert_int_equal(wired_exchange(&line, &text, &raw, &body,
				     clock_monotonic_ms() + 20, "", &report),
		    TRANSFER_TOO_LARGE);
		buf_clear(&raw);
		buf_clear(&body);
	}
}

/* Which way the request goes, and what the line it begins with says. */
static void
goes_through_a_proxy(void **unused)
{
	static const char *const none[] = {NULL};
	static const struct {
		const char *protocol, *proxy, *user;
		bool possible;
		const char *first;
	} rows[] = {
	    {"https", NULL, NULL, true, "POST /t HTTP/1.1\r\n"},
	    {"http", NULL, NULL, true, "POST /t HTTP/1.1\r\n"},
	    {"https", "http://p:1", NULL, true, "POST /t HTTP/1.1\r\n"},
	    {"https", "http://p:1", "me", true, "POST /t HTTP/1.1\r\n"},
	    {"http", "http://p:1", NULL, true, "POST http://h/t HTTP/1.1\r\n"},
	    {"http", "https://p:1", NULL, true, "POST http://h/t HTTP/1.1\r\n"},
	    {"http", "http://p:1", "me", false, NULL},
	    {"http", "https://p:1", "me", false, NULL},
	    {"http", "socks5h://p:1", NULL, true, "POST /t HTTP/1.1\r\n"},
	    {"http", "socks5h://p:1", "me", true, "POST /t HTTP/1.1\r\n"},
	    {"http", "socks4://p:1", NULL, true, "POST /t HTTP/1.1\r\n"},
	};
	struct buf text, raw, body;
	char url[32];

	(void)unused;
	buf_init(&text, 1000);
	buf_init(&raw, 100000);
	buf_init(&body, 10);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct transfer_request request = {
		    .url = url,
		    .protocol = rows[i].protocol,
		    .proxy = rows[i].proxy,
		    .proxy_user = rows[i].user,
		    .body = &body,
		    .raw = &raw,
		};

		(void)snprintf(url, sizeof(url), "%s://h/t", rows[i].protocol);
		assert_int_equal(wired_can_send(&request), rows[i].possible);
		if (!rows[i].possible)
			continue;
		buf_reset(&text);
		assert_int_equal(
		    wired_write(&text, &request, none), LANYARD_OK);
		assert_memory_equal(
		    text.data, rows[i].first, strlen(rows[i].first));
	}
	buf_clear(&text);
	buf_clear(&raw);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(goes_through_a_proxy),
	    cmocka_unit_test(comes_to_its_outcome),
	    cmocka_unit_test(a_broken_line_has_a_word),
	    cmocka_unit_test(is_too_large_for_either),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
