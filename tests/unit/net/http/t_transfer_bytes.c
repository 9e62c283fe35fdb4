/*
 * t_transfer_bytes.c - the bytes of one exchange; those of real sockets are in
 * t_transfer.c and t_http.c
 */
#include "scratch.h"

#include "base/limits.h"
#include "net/http/transfer_bytes.h"

/* What the callbacks were given, one after another. */
struct seen {
	char text[256];
	enum lanyard_error result;
};

static enum lanyard_error
see_field(void *context, int status, const char *line)
{
	struct seen *seen = context;
	size_t used = strlen(seen->text);

	scratch_print(seen->text + used, sizeof(seen->text) - used, "%d %s|",
	    status, line);
	return seen->result;
}

static enum lanyard_error
see_body(void *context, int status, const void *data, size_t size)
{
	struct seen *seen = context;
	size_t used = strlen(seen->text);

	scratch_print(seen->text + used, sizeof(seen->text) - used, "%d %.*s|",
	    status, (int)size, (const char *)data);
	return seen->result;
}

static bool
field(struct transfer_bytes *bytes, const char *line)
{
	return transfer_bytes_take_field(bytes, line, strlen(line));
}

static void
knows_the_status_that_a_line_is_about(void **state)
{
	struct seen seen = {.result = LANYARD_OK};
	struct transfer_bytes bytes = {
	    .field = see_field, .write = see_body, .context = &seen};

	(void)state;
	assert_true(field(&bytes, "HTTP/1.1 103 Early Hints\r\n"));
	assert_true(field(&bytes, "Link: </a>\r\n"));
	assert_true(field(&bytes, "\r\n"));
	assert_true(field(&bytes, "HTTP/2 404\r\n"));
	assert_true(field(&bytes, "A: b c\n"));
	assert_true(field(&bytes, "\r\n"));
	assert_true(transfer_bytes_take(&bytes, "body", 3));
	assert_string_equal(seen.text, "103 Link: </a>|404 A: b c|404 bod|");
	/* No status in it: none is made up. */
	assert_true(field(&bytes, "HTTP/1.1\r\n"));
	assert_int_equal(bytes.status, 0);
	assert_true(field(&bytes, ""));
}

static void
ends_where_a_callback_says_so(void **state)
{
	struct seen seen = {.result = LANYARD_ERR_CANCELLED};
	struct transfer_bytes bytes = {
	    .field = see_field, .write = see_body, .context = &seen};

	(void)state;
	assert_false(field(&bytes, "A: b\r\n"));
	assert_int_equal(bytes.failed, LANYARD_ERR_CANCELLED);
	bytes.failed = LANYARD_OK;
	assert_false(transfer_bytes_take(&bytes, "body", 4));
	assert_int_equal(bytes.failed, LANYARD_ERR_CANCELLED);
	assert_int_equal(bytes.full, LANYARD_OK);
}

static void
has_an_end_to_its_patience(void **state)
{
	struct buf body;
	struct transfer_bytes bytes = {.body = &body};
	char line[1024];

	(void)state;
	memset(line, 'a', sizeof(line));
	for (size_t i = 0; i < LIMIT_HEADERS / sizeof(line); i++)
		assert_true(
		    transfer_bytes_take_field(&bytes, line, sizeof(line)));
	assert_false(transfer_bytes_take_field(&bytes, line, 1));
	assert_int_equal(bytes.full, LANYARD_ERR_PROTOCOL);
	bytes.full = LANYARD_OK;
	buf_init(&body, 3);
	assert_true(transfer_bytes_take(&bytes, "abc", 3));
	assert_false(transfer_bytes_take(&bytes, "d", 1));
	assert_int_equal(bytes.full, LANYARD_ERR_PROTOCOL);
	assert_string_equal(buf_text(&body), "abc");
	buf_clear(&body);
}

/* Says that it filled SIZE bytes and one, or nothing and fails. */
static enum lanyard_error
fill(void *context, void *buffer, size_t size, size_t *filled)
{
	const enum lanyard_error *result = context;

	(void)buffer;
	*filled = size + 1;
	return *result;
}

static void
sends_no_more_than_there_is_room_for(void **state)
{
	enum lanyard_error result = LANYARD_OK;
	struct transfer_bytes bytes = {.read = fill, .context = &result};
	char buffer[4];
	size_t filled;

	(void)state;
	assert_false(
	    transfer_bytes_give(&bytes, buffer, sizeof(buffer), &filled));
	assert_int_equal(bytes.failed, LANYARD_ERR_ARGUMENT);
	result = LANYARD_ERR_SYSTEM;
	assert_false(
	    transfer_bytes_give(&bytes, buffer, sizeof(buffer), &filled));
	assert_int_equal(bytes.failed, LANYARD_ERR_SYSTEM);
}

/* Bytes where all is well, and what libcurl takes for an end where not. */
static void
counts_as_libcurl_does(void **state)
{
	enum lanyard_error result = LANYARD_ERR_SYSTEM;
	struct seen seen = {.result = LANYARD_OK};
	struct transfer_bytes bytes = {
	    .field = see_field, .write = see_body, .context = &seen};
	struct transfer_bytes up = {.read = fill, .context = &result};
	char data[] = "A: b\n";

	(void)state;
	assert_int_equal(transfer_bytes_write(data, 1, 4, &bytes), 4);
	assert_int_equal(transfer_bytes_header(data, 1, 5, &bytes), 5);
	assert_string_equal(seen.text, "0 A: b|0 A: b|");
	assert_int_equal(
	    transfer_bytes_read(data, 1, 5, &up), TRANSFER_BYTES_ABORT);
	seen.result = LANYARD_ERR_CANCELLED;
	assert_int_equal(transfer_bytes_write(data, 1, 4, &bytes), 0);
	assert_int_equal(transfer_bytes_header(data, 1, 5, &bytes), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(knows_the_status_that_a_line_is_about),
	    cmocka_unit_test(ends_where_a_callback_says_so),
	    cmocka_unit_test(has_an_end_to_its_patience),
	    cmocka_unit_test(sends_no_more_than_there_is_room_for),
	    cmocka_unit_test(counts_as_libcurl_does),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
