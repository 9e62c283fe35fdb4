/*
 * t_http_log.c - the line that a log has for an exchange
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "net/http/http_log.h"

struct row {
	const char *method, *url, *hidden;
	bool body;
	int status;
	const char *line;
};

static void
keep(void *context, const char *text)
{
	(void)snprintf(context, 200, "%s", text);
}

static void
check(const struct row *row)
{
	char line[200] = "";
	struct http_log log = {keep, line, row->hidden};
	struct buf body;
	const struct transfer_request request = {
	    .method = row->method, .body = row->body ? &body : NULL};
	const struct transfer_report report = {
	    .status = row->status, .time_ms = 7};
	struct url url;

	buf_init(&body, 1);
	assert_int_equal(url_parse(&url, row->url), LANYARD_OK);
	http_log_exchange(&log, &request, &url, &report);
	assert_string_equal(line, row->line);
	log.write = NULL;
	http_log_exchange(&log, &request, &url, &report);
	url_clear(&url);
}

static void
test_lines(void **state)
{
	static const struct row rows[] = {
	    {NULL, "https://h.org/token", NULL, false, 200,
		"http: GET h.org/token: 200, 7 ms"},
	    {NULL, "https://h.org/token", NULL, true, 0,
		"http: POST h.org/token: no answer, 7 ms"},
	    {"HEAD", "https://h.org:8443/", NULL, false, 404,
		"http: HEAD h.org:8443/: 404, 7 ms"},
	    {NULL, "https://h.org/a?code=secret", NULL, false, 200,
		"http: GET h.org/a: 200, 7 ms"},
	    {NULL, "https://h.org/app/CODE/conversions", "CODE", true, 201,
		"http: POST h.org/app/.../conversions: 201, 7 ms"},
	    {NULL, "https://[::1]:1/a", "CODE", false, 200,
		"http: GET [::1]:1/a: 200, 7 ms"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check(&rows[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_lines),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
