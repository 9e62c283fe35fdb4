/*
 * t_listener_start.c - where the browser begins: an address of the listener
 * that nobody can guess
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/http/listener_start.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* What START answers; lent until the next call. */
static const char *
answer(struct listener_start *start)
{
	static char text[16384];
	struct connection c = {.fd = -1};
	size_t used = 0;
	int fds[2];
	ssize_t n;

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	listener_request_init(&c.request);
	c.fd = fds[0];
	listener_start_answer(start, &c);
	while ((n = read(fds[1], text + used, sizeof(text) - 1 - used)) > 0)
		used += (size_t)n;
	text[used] = '\0';
	close(fds[1]);
	connection_close(&c);
	return text;
}

static void
has_an_address_of_its_own(void **state)
{
	static const struct {
		const char *host, *begins;
	} cases[] = {
	    {"127.0.0.1", "http://127.0.0.1:4711/"},
	    {"::1", "http://[::1]:4711/"},
	};
	struct listener_start start;
	char *url, *other;

	(void)state;
	listener_start_init(&start);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(
		    listener_start_lead(&start, cases[i].host, 4711,
			"https://id.example.org/?state=s", &url, NULL),
		    LANYARD_OK);
		assert_memory_equal(
		    url, cases[i].begins, strlen(cases[i].begins));
		assert_int_equal(strlen(url), strlen(cases[i].begins) + 22);
		assert_string_equal(start.path, strrchr(url, '/'));
		assert_null(strstr(url, "state"));
		assert_int_equal(listener_start_lead(&start, cases[i].host,
				     4711, "https://x/", &other, NULL),
		    LANYARD_OK);
		assert_string_not_equal(url, other);
		free(url);
		free(other);
	}
	listener_start_clear(&start);
	assert_null(start.path);
}

static void
leads_on_once(void **state)
{
	struct listener_start start;
	const char *text;
	char *url;

	(void)state;
	listener_start_init(&start);
	assert_int_equal(listener_start_lead(&start, "127.0.0.1", 1,
			     "https://id.example.org/?state=s", &url, NULL),
	    LANYARD_OK);
	text = answer(&start);
	assert_memory_equal(text, "HTTP/1.1 302 ", 13);
	assert_non_null(
	    strstr(text, "\r\nLocation: https://id.example.org/?state=s\r\n"));
	for (int i = 0; i < 2; i++) {
		text = answer(&start);
		assert_memory_equal(text, "HTTP/1.1 404 ", 13);
		assert_non_null(strstr(text, "was used before"));
		assert_null(strstr(text, "id.example.org"));
	}
	free(url);
	listener_start_clear(&start);
}

/* Where it leads may change, as long as nobody was led. */
static void
leads_elsewhere_until_it_has_led(void **state)
{
	const struct listener_page page = {.status = 200, .heading = "Here"};
	struct listener_start start;
	char *url;

	(void)state;
	listener_start_init(&start);
	assert_false(listener_start_has_led(&start));
	assert_int_equal(
	    listener_start_lead_to(&start, "https://x", NULL), LANYARD_OK);
	assert_null(start.location);
	assert_int_equal(listener_start_lead(
			     &start, "127.0.0.1", 1, "https://a", &url, NULL),
	    LANYARD_OK);
	free(url);
	assert_false(listener_start_has_led(&start));
	assert_int_equal(
	    listener_start_lead_to(&start, "https://b", NULL), LANYARD_OK);
	assert_non_null(strstr(answer(&start), "\r\nLocation: https://b\r\n"));
	assert_true(listener_start_has_led(&start));
	assert_int_equal(
	    listener_start_lead_to(&start, "https://c", NULL), LANYARD_OK);
	assert_null(strstr(answer(&start), "https://c"));
	assert_int_equal(
	    listener_start_show(&start, "127.0.0.1", 1, &page, &url, NULL),
	    LANYARD_OK);
	free(url);
	assert_false(listener_start_has_led(&start));
	listener_start_clear(&start);
}

/* One goes back to it, when one had to sign in first. */
static void
shows_a_page_again_and_again(void **state)
{
	const struct listener_page page = {.status = 200, .heading = "Here"};
	struct listener_start start;
	char *url;

	(void)state;
	listener_start_init(&start);
	assert_int_equal(
	    listener_start_show(&start, "127.0.0.1", 1, &page, &url, NULL),
	    LANYARD_OK);
	for (int i = 0; i < 3; i++) {
		const char *text = answer(&start);

		assert_memory_equal(text, "HTTP/1.1 200 ", 13);
		assert_non_null(strstr(text, "<h1>Here</h1>"));
	}
	free(url);
	listener_start_clear(&start);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(has_an_address_of_its_own),
	    cmocka_unit_test(leads_on_once),
	    cmocka_unit_test(leads_elsewhere_until_it_has_led),
	    cmocka_unit_test(shows_a_page_again_and_again),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
