/*
 * t_listener_port.c - listener_port.h: one address or both, and a port taken
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/http/listener_port.h"
#include "os/clock.h"

/* A socket of another program's at ::1, and its port. */
static int
other_program(int *number)
{
	struct sockaddr_in6 in6 = {.sin6_family = AF_INET6};
	socklen_t size = sizeof(in6);
	int fd = socket(AF_INET6, SOCK_STREAM, 0);

	in6.sin6_addr = in6addr_loopback;
	if (fd == -1 || bind(fd, (struct sockaddr *)&in6, size) != 0)
		return -1;
	assert_int_equal(listen(fd, 1), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in6, &size), 0);
	*number = ntohs(in6.sin6_port);
	return fd;
}

/* "localhost" is both addresses, and taken where one of them is. */
static void
localhost_is_both(void **unused)
{
	struct listener_port both, taken;
	struct error error = {0};
	int number = 0, fd = other_program(&number);

	(void)unused;
	if (fd == -1)
		skip();
	listener_port_init(&both);
	listener_port_init(&taken);
	assert_int_equal(
	    listener_port_open(&taken, "localhost", number, &error),
	    LANYARD_ERR_NETWORK);
	assert_int_equal(error.errnum, EADDRINUSE);
	assert_int_equal(taken.fd[0], -1);
	assert_int_equal(taken.fd[1], -1);
	close(fd);
	assert_int_equal(
	    listener_port_open(&both, "localhost", 0, &error), LANYARD_OK);
	assert_int_not_equal(both.fd[0], -1);
	assert_int_not_equal(both.fd[1], -1);
	assert_int_equal(
	    listener_port_open(&taken, "127.0.0.1", both.number, &error),
	    LANYARD_ERR_NETWORK);
	assert_int_equal(listener_port_open(&taken, "::1", both.number, &error),
	    LANYARD_ERR_NETWORK);
	listener_port_close(&both);
}

static void
one_address_is_one_socket(void **unused)
{
	struct listener_port port;
	struct error error = {0};

	(void)unused;
	listener_port_init(&port);
	assert_int_equal(
	    listener_port_open(&port, "127.0.0.1", 0, &error), LANYARD_OK);
	assert_int_not_equal(port.fd[0], -1);
	assert_int_equal(port.fd[1], -1);
	assert_int_not_equal(port.number, 0);
	listener_port_close(&port);
	assert_int_equal(port.fd[0], -1);
	assert_int_equal(listener_port_open(&port, "192.0.2.1", 0, NULL),
	    LANYARD_ERR_CONFIG);
	assert_int_equal(port.fd[0], -1);
}

/* One that is taken is waited for; what is no address of ours is not. */
static void
a_port_taken_is_waited_for(void **unused)
{
	struct listener_port first, second;
	struct error error = {0};
	int64_t start_ms = clock_monotonic_ms();

	(void)unused;
	listener_port_init(&first);
	listener_port_init(&second);
	assert_int_equal(
	    listener_port_open(&first, "127.0.0.1", 0, &error), LANYARD_OK);
	assert_int_equal(
	    listener_port_open(&second, "127.0.0.1", first.number, &error),
	    LANYARD_ERR_NETWORK);
	assert_true(clock_monotonic_ms() - start_ms >= 1000);
	listener_port_close(&first);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(localhost_is_both),
	    cmocka_unit_test(one_address_is_one_socket),
	    cmocka_unit_test(a_port_taken_is_waited_for),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
