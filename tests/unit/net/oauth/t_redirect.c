/*
 * t_redirect.c - redirect.h: where the browser is sent back to, and who listens
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/limits.h"
#include "net/oauth/redirect.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static enum lanyard_error
open_redirect(struct redirect *redirect, const char *redirect_uri,
    const char *listen_address, struct error *error)
{
	struct login login = {.name = (char *)"work",
	    .redirect_uri = (char *)redirect_uri,
	    .listen_address = (char *)listen_address};

	memset(redirect, 0xff, sizeof(*redirect));
	memset(error, 0, sizeof(*error));
	return redirect_open(redirect, &login, error);
}

/* What a browser that was sent to ADDRESS, PORT and TARGET brings back. */
static void
assert_comes_back(struct listener *listener, const char *address,
    const char *target, const char *query)
{
	const struct listener_page page = {.status = 200, .heading = "Yes"};
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct pollfd fds[LISTENER_POLL_MAX];
	const char *got = NULL;
	char text[256];
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	size_t count;

	assert_int_not_equal(fd, -1);
	assert_int_equal(inet_pton(AF_INET, address, &in.sin_addr), 1);
	in.sin_port = htons((uint16_t)listener_port(listener));
	assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	snprintf(text, sizeof(text),
	    "GET %s HTTP/1.1\r\nHost: localhost:%d\r\n\r\n", target,
	    listener_port(listener));
	assert_int_equal(send(fd, text, strlen(text), 0), strlen(text));
	while (got == NULL) {
		count = listener_poll(listener, fds);
		assert_true(poll(fds, count, 10000) > 0);
		assert_int_equal(
		    listener_handle(listener, fds, count, &got, NULL),
		    LANYARD_OK);
	}
	assert_string_equal(got, query);
	listener_answer(listener, &page);
	close(fd);
}

/* In EXPECTED, "*" stands for the listener's port. */
static void
assert_uri(const struct redirect *redirect, const char *expected)
{
	const char *star = strchr(expected, '*');
	char uri[128];

	if (star == NULL)
		snprintf(uri, sizeof(uri), "%s", expected);
	else
		snprintf(uri, sizeof(uri), "%.*s%d%s", (int)(star - expected),
		    expected, listener_port(redirect->listener), star + 1);
	assert_string_equal(redirect->uri, uri);
}

static void
sends_to_its_listener(void **state)
{
	static const struct {
		const char *redirect_uri;
		const char *listen_address;
		const char *expected;
	} cases[] = {
	    {NULL, NULL, "http://127.0.0.1:*/callback"},
	    {NULL, "127.0.0.1", "http://127.0.0.1:*/callback"},
	    {NULL, "localhost", "http://127.0.0.1:*/callback"},
	    {"http://127.0.0.1/callback", NULL, "http://127.0.0.1:*/callback"},
	    {"http://127.0.0.1", NULL, "http://127.0.0.1:*"},
	    {"http://localhost/a/b?c=d", NULL, "http://localhost:*/a/b?c=d"},
	    {"http://127.0.0.1?x", NULL, "http://127.0.0.1:*?x"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct redirect redirect;
		struct error error;

		assert_int_equal(open_redirect(&redirect, cases[i].redirect_uri,
				     cases[i].listen_address, &error),
		    LANYARD_OK);
		assert_non_null(redirect.listener);
		assert_uri(&redirect, cases[i].expected);
		redirect_clear(&redirect);
	}
}

/* A port that was configured is the one listened at, and stays as written. */
static void
keeps_a_configured_port(void **state)
{
	struct redirect redirect;
	struct error error;
	char uri[64], address[64];
	int port;

	(void)state;
	assert_int_equal(
	    open_redirect(&redirect, NULL, NULL, &error), LANYARD_OK);
	port = listener_port(redirect.listener);
	redirect_clear(&redirect);

	snprintf(uri, sizeof(uri), "http://LOCALHOST:%d/", port);
	assert_int_equal(
	    open_redirect(&redirect, uri, NULL, &error), LANYARD_OK);
	assert_int_equal(listener_port(redirect.listener), port);
	assert_string_equal(redirect.uri, uri);
	redirect_clear(&redirect);

	snprintf(address, sizeof(address), "127.0.0.1:%d", port);
	assert_int_equal(
	    open_redirect(&redirect, "http://127.0.0.1/cb", address, &error),
	    LANYARD_OK);
	assert_int_equal(listener_port(redirect.listener), port);
	redirect_clear(&redirect);
	assert_int_equal(
	    open_redirect(&redirect, "http://127.0.0.1:9/cb", address, &error),
	    LANYARD_ERR_CONFIG);
	assert_non_null(strstr(error.message, "listen_address"));
}

/* On a machine without IPv6 there is nothing to test. */
static void
listens_at_ipv6(void **state)
{
	static const char *const addresses[] = {"::1", "[::1]"};
	struct redirect redirect;
	struct error error;

	(void)state;
	for (size_t i = 0; i < COUNT(addresses); i++) {
		if (open_redirect(&redirect, NULL, addresses[i], &error) !=
		    LANYARD_OK) {
			assert_int_equal(error.code, LANYARD_ERR_NETWORK);
			redirect_clear(&redirect);
			skip();
		}
		assert_uri(&redirect, "http://[::1]:*/callback");
		redirect_clear(&redirect);
	}
}

/* The listener is where the URI says, and knows its path. */
static void
listens_where_it_sends(void **state)
{
	static const struct {
		const char *redirect_uri, *listen_address, *address, *target;
	} cases[] = {
	    {NULL, NULL, "127.0.0.1", "/callback?a"},
	    {NULL, "127.4.3.2", "127.4.3.2", "/callback?a"},
	    {"http://127.0.0.1", NULL, "127.0.0.1", "/?a"},
	    {"http://127.0.0.1/a/b%20c", NULL, "127.0.0.1", "/a/b%20c?a"},
	    {"http://localhost/x?q=1", NULL, "127.0.0.1", "/x?a"},
	    {"HTTP://127.4.3.2/x", NULL, "127.4.3.2", "/x?a"},
	    {"http://127.0.0.1/x", "127.4.3.2", "127.4.3.2", "/x?a"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct redirect redirect;
		struct error error;

		if (open_redirect(&redirect, cases[i].redirect_uri,
			cases[i].listen_address, &error) != LANYARD_OK)
			fail_msg("%zu: %s", i, error.message);
		assert_non_null(redirect.listener);
		assert_comes_back(
		    redirect.listener, cases[i].address, cases[i].target, "a");
		redirect_clear(&redirect);
	}
}

static void
leaves_others_uris_alone(void **state)
{
	static const char *const uris[] = {"https://app.example.com/cb",
	    "https://127.0.0.1/cb", "https://localhost/cb",
	    "http://app.example.com/cb", "http://app.example.com:80/cb",
	    "http://user@127.0.0.1/cb", "http://127.0.0.1.example.com/",
	    "com.example.app:/cb", "urn:ietf:wg:oauth:2.0:oob", "http:", ""};

	(void)state;
	for (size_t i = 0; i < COUNT(uris); i++) {
		struct redirect redirect;
		struct error error;

		assert_int_equal(
		    open_redirect(&redirect, uris[i], NULL, &error),
		    LANYARD_OK);
		assert_string_equal(redirect.uri, uris[i]);
		assert_null(redirect.listener);
		/* All the same the browser's argument is ours. */
		assert_non_null(redirect_listener(&redirect));
		assert_ptr_equal(redirect_listener(&redirect), redirect.start);
		redirect_clear(&redirect);
		assert_null(redirect_listener(&redirect));
		assert_null(redirect.uri);
		redirect_clear(&redirect);
	}
}

static void
refuses_and_leaves_nothing(void **state)
{
	static const struct {
		const char *redirect_uri, *listen_address, *message;
	} cases[] = {
	    {NULL, "127.0.0.1:0",
		"login \"work\": listen_address \"127.0.0.1:0\" is not ADDRESS "
		"or ADDRESS:PORT"},
	    {NULL, "127.0.0.1:http", "is not ADDRESS or ADDRESS:PORT"},
	    {NULL, "[::1", "is not ADDRESS or ADDRESS:PORT"},
	    {"https://app.example.com/", "127.0.0.1:", "is not ADDRESS or"},
	    {NULL, "", "not a loopback address"},
	    {NULL, ":8080", "not a loopback address"},
	    {NULL, "0.0.0.0", "not a loopback address"},
	    {NULL, "::", "not a loopback address"},
	    {NULL, "example.com:80", "not a loopback address"},
	    {NULL, "192.0.2.7:80", "not a loopback address"},
	    {"http://127.0.0.1/", "192.0.2.1", "not a loopback address"},
	    {"http://127.0.0.1:81/", "127.0.0.1:82",
		"login \"work\": redirect_uri has port 81, listen_address has "
		"port 82"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct redirect redirect;
		struct error error;

		assert_int_equal(open_redirect(&redirect, cases[i].redirect_uri,
				     cases[i].listen_address, &error),
		    LANYARD_ERR_CONFIG);
		if (strstr(error.message, cases[i].message) == NULL)
			fail_msg("%zu: %s", i, error.message);
		assert_null(redirect.uri);
		assert_null(redirect.listener);
	}
}

/*
 * A port that somebody else has is the network's error, with its cause; the URI
 * is known all the same.
 */
static void
says_that_a_port_is_taken(void **state)
{
	struct redirect first, second;
	struct error error;
	char address[32], uri[64];

	(void)state;
	assert_int_equal(open_redirect(&first, NULL, NULL, &error), LANYARD_OK);
	snprintf(address, sizeof(address), "127.0.0.1:%d",
	    listener_port(first.listener));
	snprintf(uri, sizeof(uri), "http://%s/x", address);
	assert_int_equal(
	    open_redirect(&second, NULL, address, &error), LANYARD_ERR_NETWORK);
	assert_string_equal(second.uri, first.uri);
	assert_null(second.listener);
	assert_non_null(strstr(error.message, address));
	redirect_clear(&second);
	assert_int_equal(
	    open_redirect(&second, uri, NULL, &error), LANYARD_ERR_NETWORK);
	assert_string_equal(second.uri, uri);
	assert_null(second.listener);
	redirect_clear(&second);
	assert_int_equal(
	    open_redirect(&second, "http://127.0.0.1/x", address, &error),
	    LANYARD_ERR_NETWORK);
	assert_string_equal(second.uri, uri);
	redirect_clear(&second);
	redirect_clear(&first);
}

/* As long as a URL may be, and then there is the port. */
static void
survives_a_long_uri(void **state)
{
	static const char start[] = "http://127.0.0.1/";
	char *uri = malloc(LIMIT_URL + 2);

	(void)state;
	assert_non_null(uri);
	memset(uri, 'x', LIMIT_URL + 1);
	memcpy(uri, start, sizeof(start) - 1);
	for (size_t size = LIMIT_URL - 8; size <= LIMIT_URL + 1; size++) {
		struct redirect redirect;
		struct error error;

		uri[size] = '\0';
		if (open_redirect(&redirect, uri, NULL, &error) == LANYARD_OK)
			assert_memory_equal(redirect.uri, "http://127.0.0.1",
			    sizeof(start) - 2);
		else
			assert_null(redirect.uri);
		redirect_clear(&redirect);
		uri[size] = 'x';
	}
	free(uri);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sends_to_its_listener),
	    cmocka_unit_test(keeps_a_configured_port),
	    cmocka_unit_test(listens_at_ipv6),
	    cmocka_unit_test(listens_where_it_sends),
	    cmocka_unit_test(leaves_others_uris_alone),
	    cmocka_unit_test(refuses_and_leaves_nothing),
	    cmocka_unit_test(says_that_a_port_is_taken),
	    cmocka_unit_test(survives_a_long_uri),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
