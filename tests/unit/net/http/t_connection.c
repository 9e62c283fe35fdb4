/*
 * t_connection.c - one connection of a browser to the listener
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/http/connection.h"

/* CONNECTION at one end; the other is returned. */
static int
open_pair(struct connection *connection)
{
	int ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	memset(connection, 0, sizeof(*connection));
	connection->fd = ends[0];
	assert_int_equal(fcntl(ends[0], F_SETFL, O_NONBLOCK), 0);
	return ends[1];
}

static size_t
read_all(int fd, char *text, size_t size)
{
	size_t used = 0;
	ssize_t n;

	while ((n = read(fd, text + used, size - 1 - used)) > 0)
		used += (size_t)n;
	text[used] = '\0';
	return used;
}

static const struct listener_page none = {.status = 404, .heading = "Nothing."};
static const struct listener_page some = {.status = 200, .heading = "Nothing."};

/* A page, after which the other side closes. */
static void
test_page(void **state)
{
	struct connection c;
	int other = open_pair(&c);
	char text[8192];

	(void)state;
	connection_respond(&c, &none);
	assert_true(c.answered);
	assert_true(c.deadline_ms > 0);
	assert_true(read_all(other, text, sizeof(text)) > 0);
	assert_memory_equal(text, "HTTP/1.1 404", 12);
	assert_non_null(strstr(text, "Nothing."));
	/* What it still sends is forgotten; its end closes ours. */
	assert_int_equal(write(other, "more", 4), 4);
	connection_drain(&c);
	assert_int_not_equal(c.fd, -1);
	close(other);
	connection_drain(&c);
	assert_int_equal(c.fd, -1);
	connection_close(&c);
}

/* HEAD has no body; and what cannot be sent closes. */
static void
test_head_and_end(void **state)
{
	struct connection c;
	int other = open_pair(&c);
	char text[8192];

	(void)state;
	c.head_only = true;
	connection_respond(&c, &some);
	assert_true(read_all(other, text, sizeof(text)) > 0);
	assert_null(strstr(text, "Nothing."));
	close(other);
	connection_close(&c);
	assert_int_equal(c.fd, -1);
	assert_false(c.answered);

	other = open_pair(&c);
	close(other);
	connection_respond(&c, &some);
	assert_int_equal(c.fd, -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_page),
	    cmocka_unit_test(test_head_and_end),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
