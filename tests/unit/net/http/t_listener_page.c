/*
 * t_listener_page.c - what the loopback listener says to a browser
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "net/http/listener_page.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Is LINE one of the header's? */
static bool
has_field(const char *response, const char *line)
{
	const char *end = strstr(response, "\r\n\r\n");
	const char *at = strstr(response, line);

	return at != NULL && at < end && at[-1] == '\n' &&
	       strncmp(at + strlen(line), "\r\n", 2) == 0;
}

static const struct listener_page small = {.status = 200, .heading = "x"};

static void
has_status_and_rules(void **state)
{
	static const struct {
		int status;
		const char *line;
	} cases[] = {
	    {200, "HTTP/1.1 200 OK\r\n"},
	    {400, "HTTP/1.1 400 Bad Request\r\n"},
	    {404, "HTTP/1.1 404 Not Found\r\n"},
	    {405, "HTTP/1.1 405 Method Not Allowed\r\n"},
	    {414, "HTTP/1.1 414 URI Too Long\r\n"},
	};
	static const char *const fields[] = {
	    "Content-Type: text/html; charset=utf-8", "Connection: close",
	    "Cache-Control: no-store", "Referrer-Policy: no-referrer",
	    "X-Content-Type-Options: nosniff"};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct listener_page page = {
		    .status = cases[i].status, .heading = "Text."};
		struct buf b;

		buf_init(&b, LIMIT_REPLY);
		assert_int_equal(
		    listener_page_write(&b, &page, false), LANYARD_OK);
		assert_memory_equal(
		    b.data, cases[i].line, strlen(cases[i].line));
		for (size_t j = 0; j < COUNT(fields); j++)
			assert_true(has_field(buf_text(&b), fields[j]));
		assert_int_equal(has_field(buf_text(&b), "Allow: GET"),
		    cases[i].status == 405);
		assert_non_null(strstr(buf_text(&b),
		    "\r\nContent-Security-Policy: default-src 'none'; "));
		assert_non_null(strstr(buf_text(&b), "<h1>Text.</h1>"));
		buf_clear(&b);
	}
}

/* A head alone has the length of the page that it stands for. */
static void
has_the_length_of_its_page(void **state)
{
	const struct listener_page page = {.status = 404, .heading = "<&>"};
	struct buf whole, head;
	const char *body, *length;

	(void)state;
	buf_init(&whole, LIMIT_REPLY);
	buf_init(&head, LIMIT_REPLY);
	assert_int_equal(listener_page_write(&whole, &page, false), LANYARD_OK);
	assert_int_equal(listener_page_write(&head, &page, true), LANYARD_OK);
	assert_memory_equal(whole.data, head.data, head.size);
	body = strstr(buf_text(&whole), "\r\n\r\n");
	length = strstr(buf_text(&whole), "\r\nContent-Length: ");
	assert_non_null(body);
	assert_non_null(length);
	body += 4;
	assert_ptr_equal(body, whole.data + head.size);
	assert_int_equal(strtol(length + 18, NULL, 10), strlen(body));
	assert_memory_equal(body, "<!DOCTYPE html>", 15);
	buf_clear(&whole);
	buf_clear(&head);
}

/* What is in BUF stays; the limit counts it. */
static void
keeps_to_the_limit(void **state)
{
	size_t size;
	struct buf b;

	(void)state;
	buf_init(&b, LIMIT_REPLY);
	assert_int_equal(listener_page_write(&b, &small, false), LANYARD_OK);
	size = b.size;
	buf_clear(&b);
	for (size_t limit = size; limit <= size + 1; limit++) {
		buf_init(&b, limit);
		buf_add_text(&b, "-");
		assert_int_equal(listener_page_write(&b, &small, false),
		    limit == size ? LANYARD_ERR_PROTOCOL : LANYARD_OK);
		assert_int_equal(b.data[0], '-');
		assert_true(b.size <= limit);
		buf_clear(&b);
	}
	buf_init(&b, 10);
	assert_int_equal(
	    listener_page_write(&b, &small, false), LANYARD_ERR_PROTOCOL);
	assert_int_equal(b.size, 0);
	buf_clear(&b);
}

static void
sends_the_browser_on(void **state)
{
	static const char *const cases[][2] = {
	    {"https://id.example.org/a?b=c%20d",
		"\r\nLocation: https://id.example.org/a?b=c%20d\r\n"},
	    {"https://x/\r\nSet-Cookie: a",
		"\r\nLocation: https://x/%0D%0ASet-Cookie:%20a\r\n"},
	    {"https://x/{%7C%&\"`^%4",
		"\r\nLocation: https://x/%7B%7C%25&%22%60%5E%254\r\n"},
	    {"https://x/\xc3\xa9", "\r\nLocation: https://x/%C3%A9\r\n"},
	};
	struct buf page;

	(void)state;
	buf_init(&page, 4096);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_reset(&page);
		assert_int_equal(
		    listener_page_redirect(&page, cases[i][0]), LANYARD_OK);
		assert_memory_equal(
		    buf_text(&page), "HTTP/1.1 302 Found\r\n", 20);
		assert_non_null(strstr(buf_text(&page), cases[i][1]));
		assert_non_null(
		    strstr(buf_text(&page), "\r\nCache-Control: no-store\r\n"));
		assert_non_null(strstr(
		    buf_text(&page), "\r\nReferrer-Policy: no-referrer\r\n"));
	}
	buf_clear(&page);
}

static void
says_what_was_refused(void **state)
{
	static const struct {
		int status;
		const char *heading;
	} cases[] = {
	    {400, "This request was not understood"},
	    {404, "There is nothing here"},
	    {405, "Only GET is answered here"},
	    {414, "The request is too long"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct listener_page page =
		    listener_page_refusal(cases[i].status);

		assert_int_equal(page.status, cases[i].status);
		assert_false(page.good);
		assert_string_equal(page.heading, cases[i].heading);
		assert_non_null(page.text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(has_status_and_rules),
	    cmocka_unit_test(says_what_was_refused),
	    cmocka_unit_test(has_the_length_of_its_page),
	    cmocka_unit_test(keeps_to_the_limit),
	    cmocka_unit_test(sends_the_browser_on),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
