/*
 * t_listener_socket.c - sockets that only this machine can reach
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/http/listener_socket.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
assert_flags(int fd)
{
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	assert_true(fcntl(fd, F_GETFL) & O_NONBLOCK);
}

static int
dial(const char *address, int port)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_not_equal(fd, -1);
	in.sin_port = htons((uint16_t)port);
	assert_int_equal(inet_pton(AF_INET, address, &in.sin_addr), 1);
	assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	return fd;
}

/* The address that FD is bound to, as text. */
static void
assert_bound(int fd, const char *address, int port)
{
	struct sockaddr_in in;
	socklen_t size = sizeof(in);
	char text[INET_ADDRSTRLEN];

	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &size), 0);
	assert_int_equal(in.sin_family, AF_INET);
	assert_non_null(inet_ntop(AF_INET, &in.sin_addr, text, sizeof(text)));
	assert_string_equal(text, address);
	assert_int_equal(ntohs(in.sin_port), port);
}

static void
listens_and_accepts(void **state)
{
	static const char *const addresses[] = {"127.0.0.1", "127.3.2.1"};

	(void)state;
	for (size_t i = 0; i < COUNT(addresses); i++) {
		struct error error = {0};
		int fd = -5, port = 0, client, server;
		struct pollfd wait = {.events = POLLIN};
		char byte;

		assert_int_equal(
		    listener_socket_listen(&fd, addresses[i], &port, 4, &error),
		    LANYARD_OK);
		assert_in_range(port, 1, 65535);
		assert_flags(fd);
		assert_bound(fd, addresses[i], port);
		/* Nobody there: it does not wait. */
		assert_int_equal(listener_socket_accept(fd), -1);
		client = dial(addresses[i], port);
		wait.fd = fd;
		assert_int_equal(poll(&wait, 1, -1), 1);
		server = listener_socket_accept(fd);
		assert_int_not_equal(server, -1);
		assert_flags(server);
		assert_int_equal(recv(server, &byte, 1, 0), -1);
		assert_int_equal(send(client, "x", 1, 0), 1);
		wait.fd = server;
		assert_int_equal(poll(&wait, 1, -1), 1);
		assert_int_equal(recv(server, &byte, 1, 0), 1);
		assert_int_equal(byte, 'x');
		assert_int_equal(listener_socket_accept(fd), -1);
		close(client);
		close(server);
		close(fd);
	}
	assert_int_equal(listener_socket_accept(-1), -1);
}

static void
refuses_what_others_could_reach(void **state)
{
	static const struct {
		const char *address;
		int port;
	} cases[] = {
	    {"0.0.0.0", 0},
	    {"126.255.255.255", 0},
	    {"128.0.0.1", 0},
	    {"192.0.2.1", 0},
	    {"::", 0},
	    {"::2", 0},
	    {"::ffff:127.0.0.1", 0},
	    {"fe80::1", 0},
	    {"[::1]", 0},
	    {"127.1", 0},
	    {"127.0.0.1 ", 0},
	    {"localhost", 0},
	    {"", 0},
	    {"127.0.0.1", -1},
	    {"127.0.0.1", 65536},
	    {"127.0.0.1", 65536 + 8080},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct error error = {0};
		int fd = -5, port = cases[i].port;
		char expected[128];

		if (listener_socket_listen(&fd, cases[i].address, &port, 1,
			&error) != LANYARD_ERR_CONFIG)
			fail_msg("taken: %s", cases[i].address);
		assert_int_equal(fd, -1);
		assert_int_equal(port, cases[i].port);
		snprintf(expected, sizeof(expected),
		    "cannot listen on %s:%d: not a loopback address",
		    cases[i].address, cases[i].port);
		assert_string_equal(error.message, expected);
	}
}

/*
 * Two do not listen at one port, but the next may right after the last. The
 * address is no other test's: nobody takes the port in between.
 */
static void
has_a_port_for_itself(void **state)
{
	struct error error = {0};
	int fd, other = -5, port = 0, same, client, server;
	struct pollfd wait = {.events = POLLIN};
	char expected[128], byte;

	(void)state;
	assert_int_equal(
	    listener_socket_listen(&fd, "127.9.8.7", &port, 1, &error),
	    LANYARD_OK);
	same = port;
	assert_int_equal(
	    listener_socket_listen(&other, "127.9.8.7", &same, 1, &error),
	    LANYARD_ERR_NETWORK);
	assert_int_equal(other, -1);
	snprintf(expected, sizeof(expected),
	    "cannot listen on 127.9.8.7:%d: ", port);
	assert_memory_equal(error.message, expected, strlen(expected));
	assert_int_not_equal(error.errnum, 0);

	/* The first was the kernel's choice. */
	for (int i = 0; i < 2; i++) {
		/* We end the connection, so it is ours to remember. */
		client = dial("127.9.8.7", port);
		wait.fd = fd;
		assert_int_equal(poll(&wait, 1, -1), 1);
		server = listener_socket_accept(fd);
		assert_int_not_equal(server, -1);
		close(server);
		assert_int_equal(recv(client, &byte, 1, 0), 0);
		close(client);
		close(fd);
		assert_int_equal(
		    listener_socket_listen(&fd, "127.9.8.7", &same, 1, &error),
		    LANYARD_OK);
		assert_int_equal(same, port);
	}
	close(fd);
	assert_int_equal(
	    listener_socket_listen(&fd, "127.9.8.7", &same, 1, &error),
	    LANYARD_OK);
	assert_int_equal(same, port);
	close(fd);
}

/* On a machine without IPv6 there is nothing to test. */
static void
knows_ipv6(void **state)
{
	static const char *const addresses[] = {"::1", "0:0:0:0:0:0:0:1"};
	struct error error = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(addresses); i++) {
		int fd, port = 0;
		enum lanyard_error r =
		    listener_socket_listen(&fd, addresses[i], &port, 1, &error);

		if (r != LANYARD_OK) {
			assert_int_equal(r, LANYARD_ERR_NETWORK);
			skip();
		}
		assert_in_range(port, 1, 65535);
		assert_flags(fd);
		close(fd);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(listens_and_accepts),
	    cmocka_unit_test(refuses_what_others_could_reach),
	    cmocka_unit_test(has_a_port_for_itself),
	    cmocka_unit_test(knows_ipv6),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
