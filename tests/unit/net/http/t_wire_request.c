/*
 * t_wire_request.c - wire_request.h: a request's bytes
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "net/http/wire_request.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

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
	assert_non_null(strstr(
	    buf_text(&text), "POST http://[::1]/ HTTP/1.1\r\nHost: [::1]\r\n"));
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

/* Whose body is no form says so, once, in whatever case. */
static void
has_one_content_type(void **state)
{
	static const char *const fields[] = {
	    "content-TYPE: application/json", NULL};
	struct wire_request request = {
	    .url = "https://h.example/", .fields = fields};
	struct buf body, text;

	(void)state;
	buf_init(&body, 10);
	buf_init(&text, 1000);
	request.body = &body;
	assert_int_equal(wire_write(&text, &request), LANYARD_OK);
	assert_non_null(
	    strstr(buf_text(&text), "\r\ncontent-TYPE: application/json\r\n"));
	assert_null(strstr(buf_text(&text), "urlencoded"));
	assert_non_null(strstr(buf_text(&text), "Content-Length: 0\r\n\r\n"));
	buf_clear(&text);
	buf_clear(&body);
}

/* Nothing of a URL that a server named gets out of its line. */
static void
writes_one_line(void **state)
{
	static const char *const urls[] = {
	    "https://h.example/a b",
	    "https://h.example/a\r\nX: y",
	    "https://h.example/a\nX: y",
	    "https://h.example/a?b\r\n\r\nGET / HTTP/1.1",
	    "https://h.example/a\tb",
	    "https://h.example\r\nX: y/",
	    "https://h.example:80\r\n/",
	    "https://h.example/\x01",
	    "https://h.example/\x7f",
	};
	static const char *const none[] = {NULL};
	struct buf body, text;

	(void)state;
	buf_init(&body, 10);
	for (size_t i = 0; i < COUNT(urls); i++) {
		struct wire_request request = {
		    .url = urls[i], .fields = none, .body = &body};

		buf_init(&text, 1000);
		if (wire_write(&text, &request) == LANYARD_OK)
			fail_msg("%s:\n%s", urls[i], buf_text(&text));
		buf_clear(&text);
	}
	buf_clear(&body);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(writes_a_request),
	    cmocka_unit_test(has_one_content_type),
	    cmocka_unit_test(writes_one_line),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
