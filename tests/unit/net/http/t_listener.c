/*
 * t_listener.c - the loopback listener, and the callback it waits for
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "net/http/listener.h"
#include "net/http/listener_request.h"
#include "os/clock.h"
#include "stranger.h"

#define REPLY_SIZE 16384

struct fixture {
	struct listener *listener;
	char reply[REPLY_SIZE];
	char host[64];
};

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	struct error error = {0};

	assert_non_null(f);
	assert_int_equal(
	    listener_new(&f->listener, NULL, 0, "/callback", &error),
	    LANYARD_OK);
	snprintf(f->host, sizeof(f->host), "Host: 127.0.0.1:%d\r\n",
	    listener_port(f->listener));
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	listener_free(&f->listener);
	assert_null(f->listener);
	free(f);
	return 0;
}

/* ---- a browser ---- */

static int
dial(const struct fixture *f)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	assert_int_not_equal(fd, -1);
	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	in.sin_port = htons((uint16_t)listener_port(f->listener));
	assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	assert_int_not_equal(fcntl(fd, F_SETFL, O_NONBLOCK), -1);
	return fd;
}

static void
say(int fd, const char *text)
{
	assert_int_equal(
	    send(fd, text, strlen(text), MSG_NOSIGNAL), strlen(text));
}

/* Let the listener work until a callback is there or nothing happens. */
static const char *
serve(const struct fixture *f)
{
	struct pollfd fds[LISTENER_POLL_MAX];
	struct error error = {0};
	const char *query = NULL;
	size_t count;

	do {
		count = listener_poll(f->listener, fds);
		if (poll(fds, count, 20) <= 0)
			return NULL;
		assert_int_equal(
		    listener_handle(f->listener, fds, count, &query, &error),
		    LANYARD_OK);
	} while (query == NULL);
	return query;
}

/* All that FD has to say; true if it ended. */
static bool
hear(struct fixture *f, int fd)
{
	size_t used = 0;
	ssize_t n;

	while ((n = recv(fd, f->reply + used, REPLY_SIZE - 1 - used, 0)) > 0)
		used += (size_t)n;
	f->reply[used] = '\0';
	return n == 0;
}

/* One request, answered without being a callback: its status. */
static int
status_of(struct fixture *f, const char *request)
{
	int fd = dial(f);
	int status = 0;

	say(fd, request);
	assert_null(serve(f));
	assert_true(hear(f, fd));
	close(fd);
	assert_null(serve(f));
	if (strncmp(f->reply, "HTTP/1.1 ", 9) == 0)
		status = (int)strtol(f->reply + 9, NULL, 10);
	return status;
}

static const char *
request(const struct fixture *f, const char *line)
{
	static char text[1024];

	snprintf(text, sizeof(text), "%s HTTP/1.1\r\n%s\r\n", line, f->host);
	return text;
}

/* ---- tests ---- */

static const struct listener_page yes = {.status = 200, .heading = "Yes"};
static const struct listener_page no = {.status = 400, .heading = "No"};

static void
test_callback(void **state)
{
	const struct listener_page well = {
	    .status = 200, .heading = "You are <in> & \"well\"."};
	struct fixture *f = *state;
	int fd = dial(f);

	say(fd, request(f, "GET /callback?code=a%20b&state=x"));
	assert_string_equal(serve(f), "code=a%20b&state=x");
	listener_answer(f->listener, &well);
	assert_true(hear(f, fd));
	assert_memory_equal(f->reply, "HTTP/1.1 200 OK\r\n", 17);
	assert_non_null(
	    strstr(f->reply, "\r\nContent-Type: text/html; charset=utf-8\r\n"));
	assert_non_null(strstr(f->reply, "\r\nConnection: close\r\n"));
	assert_non_null(strstr(f->reply, "\r\nCache-Control: no-store\r\n"));
	assert_non_null(
	    strstr(f->reply, "\r\nReferrer-Policy: no-referrer\r\n"));
	assert_non_null(strstr(
	    f->reply, "\r\nContent-Security-Policy: default-src 'none'; "));
	assert_non_null(
	    strstr(f->reply, "\r\nX-Content-Type-Options: nosniff\r\n"));
	assert_non_null(
	    strstr(f->reply, "You are &#60;in&#62; &#38; &#34;well&#34;."));
	close(fd);
}

/* The Content-Length is the page's. */
static void
test_length(void **state)
{
	struct fixture *f = *state;
	int fd = dial(f);
	const char *length, *body;

	say(fd, request(f, "GET /callback"));
	assert_string_equal(serve(f), "");
	listener_answer(f->listener, &no);
	assert_true(hear(f, fd));
	close(fd);
	assert_memory_equal(f->reply, "HTTP/1.1 400 Bad Request\r\n", 26);
	length = strstr(f->reply, "Content-Length: ");
	body = strstr(f->reply, "\r\n\r\n");
	assert_non_null(length);
	assert_non_null(body);
	assert_int_equal(strtol(length + 16, NULL, 10), strlen(body + 4));
}

static void
test_refusals(void **state)
{
	static const struct {
		const char *line;
		int status;
		const char *told; /* NULL: it is no callback */
	} cases[] = {
	    {"GET /favicon.ico", 404, NULL},
	    {"GET /", 404, NULL},
	    {"GET /callbackx?code=a", 404, "another path"},
	    {"HEAD /callback?code=a", 405, "by GET"},
	    {"POST /callback?code=a", 405, "by GET"},
	    {"POST /callback", 405, "by GET"},
	    {"OPTIONS /callback", 405, NULL},
	    {"get /callback", 405, NULL},
	    {"GET callback", 400, NULL},
	    {"GET  /callback", 400, NULL},
	    {"GET http://127.0.0.1/callback?code=a", 400, "malformed"},
	    {"GET /callback?code=\xc3\xa4", 400, "malformed"},
	    {"GET /callback?code=a\tb", 400, "malformed"},
	    {"GET", 400, NULL},
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *told;

		assert_int_equal(
		    status_of(f, request(f, cases[i].line)), cases[i].status);
		told = listener_refusal(f->listener);
		assert_int_equal(told != NULL, cases[i].told != NULL);
		if (told != NULL)
			assert_non_null(strstr(told, cases[i].told));
		assert_null(listener_refusal(f->listener));
	}
	assert_int_equal(status_of(f, request(f, "POST /callback")), 405);
	assert_non_null(strstr(f->reply, "\r\nAllow: GET\r\n"));
	assert_int_equal(status_of(f, request(f, "HEAD /")), 405);
	assert_string_equal(strstr(f->reply, "\r\n\r\n"), "\r\n\r\n");
	assert_int_equal(status_of(f, "GET /callback FTP/1.0\r\n\r\n"), 400);
}

/* DNS rebinding: only our own names, once, with our port. */
static void
test_host(void **state)
{
	struct fixture *f = *state;
	static const struct {
		const char *field; /* %d is the port */
		bool good;
	} cases[] = {
	    {"Host: 127.0.0.1:%d\r\n", true},
	    {"host:localhost:%d\r\n", true},
	    {"HOST: \t LocalHost:%d \t\r\n", true},
	    {"Host: [::1]:%d\r\n", true},
	    {"A: b\nHost: 127.0.0.1:%d\n", true},
	    {"", false},
	    {"Host: 127.0.0.1\r\n", false},
	    {"Host: 127.0.0.1:%d0\r\n", false},
	    {"Host: 127.0.0.1:1\r\n", false},
	    {"Host: 127.0.0.2:%d\r\n", false},
	    {"Host: evil.example:%d\r\n", false},
	    {"Host: 127.0.0.1:%d.evil.example\r\n", false},
	    {"Host: \r\n", false},
	    {"Host: 127.0.0.1:%d\r\nHost: 127.0.0.1:%1$d\r\n", false},
	    {"X-Host: 127.0.0.1:%d\r\n", false},
	};
	char field[256], text[512];
	int fd;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *d = strstr(cases[i].field, "%d");
		int port = listener_port(f->listener);

		if (strstr(cases[i].field, "%1$d") != NULL)
			snprintf(field, sizeof(field),
			    "Host: 127.0.0.1:%d\r\nHost: 127.0.0.1:%d\r\n",
			    port, port);
		else if (d == NULL)
			snprintf(field, sizeof(field), "%s", cases[i].field);
		else
			snprintf(field, sizeof(field), "%.*s%d%s",
			    (int)(d - cases[i].field), cases[i].field, port,
			    d + 2);
		snprintf(text, sizeof(text),
		    "GET /callback?a HTTP/1.1\r\n%s\r\n", field);
		if (!cases[i].good) {
			assert_int_equal(status_of(f, text), 400);
			continue;
		}
		fd = dial(f);
		say(fd, text);
		assert_string_equal(serve(f), "a");
		listener_answer(f->listener, &yes);
		close(fd);
		serve(f);
	}
}

static void
test_nul(void **state)
{
	static const char start[] = "GET /callback?a\0b HTTP/1.1\r\n";
	struct fixture *f = *state;
	int fd = dial(f);

	assert_int_equal(
	    send(fd, start, sizeof(start) - 1, 0), sizeof(start) - 1);
	assert_null(serve(f));
	assert_true(hear(f, fd));
	assert_memory_equal(f->reply, "HTTP/1.1 400 ", 13);
	close(fd);
}

/* Byte by byte, with other connections that say nothing. */
static void
test_slow(void **state)
{
	struct fixture *f = *state;
	const char *text = request(f, "GET /callback?code=slow");
	int silent[3], fd;

	for (size_t i = 0; i < 3; i++)
		silent[i] = dial(f);
	fd = dial(f);
	for (size_t i = 0; i + 1 < strlen(text); i++) {
		assert_int_equal(send(fd, text + i, 1, 0), 1);
		if (i % 10 == 0)
			assert_null(serve(f));
	}
	say(fd, "\n");
	assert_string_equal(serve(f), "code=slow");
	listener_answer(f->listener, &yes);
	assert_true(hear(f, fd));
	close(fd);
	for (size_t i = 0; i < 3; i++)
		close(silent[i]);
}

/* A request beyond the limit gets 414, and the wait goes on. */
static void
test_too_long(void **state)
{
	struct fixture *f = *state;
	char *text = calloc(1, 65536 + 64);
	size_t sent = 0, size;
	int fd = dial(f);
	ssize_t n;

	assert_non_null(text);
	memset(text, 'a', 65536);
	memcpy(text, "GET /callback?", 14);
	memcpy(text + 65536, " HTTP/1.1\r\n", 11);
	size = strlen(text);
	for (int i = 0; i < 100 && sent < size; i++) {
		n = send(fd, text + sent, size - sent, MSG_NOSIGNAL);
		if (n > 0)
			sent += (size_t)n;
		assert_null(serve(f));
	}
	assert_int_equal(sent, size);
	assert_true(hear(f, fd));
	assert_memory_equal(f->reply, "HTTP/1.1 414 ", 13);
	close(fd);
	free(text);
	fd = dial(f);
	say(fd, request(f, "GET /callback?after"));
	assert_string_equal(serve(f), "after");
	listener_answer(f->listener, &yes);
	close(fd);
}

/* The seventeenth takes the place of the oldest, and is served. */
static void
test_many(void **state)
{
	struct fixture *f = *state;
	struct pollfd fds[LISTENER_POLL_MAX];
	int silent[40], fd;

	for (size_t i = 0; i < 40; i++) {
		silent[i] = dial(f);
		assert_null(serve(f));
		clock_sleep_ms(2);
	}
	assert_int_equal(
	    listener_poll(f->listener, fds), LISTENER_POLL_MAX - 1);
	assert_true(hear(f, silent[0]));
	assert_false(hear(f, silent[39]));
	fd = dial(f);
	say(fd, request(f, "GET /callback?late"));
	assert_string_equal(serve(f), "late");
	listener_answer(f->listener, &yes);
	assert_true(hear(f, fd));
	close(fd);
	for (size_t i = 0; i < 40; i++)
		close(silent[i]);
}

/* A second callback waits until the first is answered. */
static void
test_two(void **state)
{
	struct fixture *f = *state;
	int first = dial(f), second = dial(f);

	say(first, request(f, "GET /callback?first"));
	say(second, request(f, "GET /callback?second"));
	assert_string_equal(serve(f), "first");
	listener_answer(f->listener, &no);
	/* A second answer to the same is none. */
	listener_answer(f->listener, &yes);
	assert_string_equal(serve(f), "second");
	listener_answer(f->listener, &yes);
	assert_true(hear(f, first));
	assert_non_null(strstr(f->reply, " 400 "));
	assert_null(strstr(f->reply, "<h1>Yes<"));
	assert_true(hear(f, second));
	assert_non_null(strstr(f->reply, " 200 "));
	close(first);
	close(second);
}

/* Bytes that were not read do not reset the connection under the page. */
static void
test_linger(void **state)
{
	struct fixture *f = *state;
	struct error error = {0};
	int64_t start;
	int fd = dial(f);

	say(fd, request(f, "GET /callback?x"));
	assert_string_equal(serve(f), "x");
	say(fd, "more that nobody asked for");
	listener_answer(f->listener, &yes);
	start = clock_monotonic_ms();
	listener_free(&f->listener);
	assert_in_range(clock_monotonic_ms() - start, 900, 3000);
	assert_true(hear(f, fd));
	assert_non_null(strstr(f->reply, "<h1>Yes<"));
	close(fd);
	assert_int_equal(
	    listener_new(&f->listener, NULL, 0, "/callback", &error),
	    LANYARD_OK);
	start = clock_monotonic_ms();
	fd = dial(f);
	serve(f);
	listener_free(&f->listener);
	/* Who has asked nothing is not waited for. */
	assert_in_range(clock_monotonic_ms() - start, 0, 500);
	close(fd);
}

static void
test_gone(void **state)
{
	struct fixture *f = *state;
	struct linger reset = {.l_onoff = 1, .l_linger = 0};
	int fd = dial(f);

	say(fd, request(f, "GET /callback?gone"));
	assert_string_equal(serve(f), "gone");
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	close(fd);
	listener_answer(f->listener, &yes);
	assert_null(serve(f));
}

static void
test_bind(void **state)
{
	static const char *const bad[] = {
	    "0.0.0.0", "::", "192.0.2.1", "example.org", ""};
	struct fixture *f = *state;
	struct listener *other;
	struct error error = {0};
	int port = listener_port(f->listener);

	assert_in_range(port, 1, 65535);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(listener_new(&other, bad[i], 0, "/", &error),
		    LANYARD_ERR_CONFIG);
		assert_null(other);
	}
	assert_int_equal(
	    listener_new(&other, NULL, 65536, "/", &error), LANYARD_ERR_CONFIG);
	assert_int_equal(
	    listener_new(&other, NULL, port, "/", &error), LANYARD_ERR_NETWORK);
	assert_null(other);
	assert_non_null(strstr(error.message, "cannot listen on 127.0.0.1:"));
	assert_int_equal(
	    listener_new(&other, "127.1.2.3", port, "/", &error), LANYARD_OK);
	listener_free(&other);
	listener_free(&other);
}

/* A configured port is free for the next login at once. */
static void
test_same_port(void **state)
{
	struct fixture *f = *state;
	struct error error = {0};
	int port = listener_port(f->listener);
	int fd;

	for (size_t i = 0; i < 3; i++) {
		listener_free(&f->listener);
		assert_int_equal(
		    listener_new(&f->listener, NULL, port, "/callback", &error),
		    LANYARD_OK);
		assert_int_equal(listener_port(f->listener), port);
		fd = dial(f);
		say(fd, request(f, "GET /callback?x"));
		assert_string_equal(serve(f), "x");
		listener_answer(f->listener, &yes);
		assert_true(hear(f, fd));
		close(fd);
	}
}

static void
test_close_on_exec(void **state)
{
	struct fixture *f = *state;
	struct pollfd fds[LISTENER_POLL_MAX];
	int fd = dial(f);
	size_t count;

	assert_null(serve(f));
	count = listener_poll(f->listener, fds);
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++) {
		assert_true(fcntl(fds[i].fd, F_GETFD) & FD_CLOEXEC);
		assert_true(fcntl(fds[i].fd, F_GETFL) & O_NONBLOCK);
	}
	close(fd);
}

/* No descriptor for a connection: it waits for one, and we do not spin. */
static void
test_no_descriptor(void **state)
{
	struct fixture *f = *state;
	struct pollfd fds[LISTENER_POLL_MAX];
	struct rlimit old, none;
	struct error error = {0};
	const char *query = NULL;
	int64_t start = clock_monotonic_ms();
	int fd = dial(f), lowest = dup(fd);

	say(fd, request(f, "GET /callback?patient"));
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	none = old;
	none.rlim_cur = (rlim_t)lowest;
	close(lowest);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(listener_poll(f->listener, fds), 1);
		assert_int_equal(poll(fds, 1, 1000), 1);
		assert_int_equal(
		    listener_handle(f->listener, fds, 1, &query, &error),
		    LANYARD_OK);
		assert_null(query);
	}
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	assert_true(clock_monotonic_ms() - start >= 300);
	assert_string_equal(serve(f), "patient");
	listener_answer(f->listener, &yes);
	assert_true(hear(f, fd));
	close(fd);
}

/* A browser's argument: it leads on once, and has nothing of where to. */
static void
test_start(void **state)
{
	static const char location[] = "https://id.example.org/a?state=st";
	struct fixture *f = *state;
	char *url = NULL, *other = NULL, line[128];

	assert_int_equal(
	    listener_start(f->listener, location, &url, NULL), LANYARD_OK);
	snprintf(line, sizeof(line), "http://127.0.0.1:%d/",
	    listener_port(f->listener));
	assert_int_equal(strncmp(url, line, strlen(line)), 0);
	assert_int_equal(strlen(url), strlen(line) + 22);
	assert_null(strstr(url, "st="));
	snprintf(line, sizeof(line), "HEAD %s", strrchr(url, '/'));
	assert_int_equal(status_of(f, request(f, line)), 405);
	snprintf(line, sizeof(line), "GET %sx", strrchr(url, '/'));
	assert_int_equal(status_of(f, request(f, line)), 404);
	snprintf(line, sizeof(line), "GET %s HTTP/1.1\r\nHost: evil\r\n\r\n",
	    strrchr(url, '/'));
	assert_int_equal(status_of(f, line), 400);
	snprintf(line, sizeof(line), "GET %s", strrchr(url, '/'));
	assert_int_equal(status_of(f, request(f, line)), 302);
	assert_non_null(strstr(
	    f->reply, "\r\nLocation: https://id.example.org/a?state=st"));
	assert_int_equal(status_of(f, request(f, line)), 404);
	assert_non_null(strstr(f->reply, "was used before"));
	assert_null(listener_refusal(f->listener));
	assert_int_equal(
	    listener_start(f->listener, location, &other, NULL), LANYARD_OK);
	assert_string_not_equal(url, other);
	free(url);
	free(other);
}

/* Another user's connection is closed before it counts, and told once. */
static void
test_stranger(void **state)
{
	struct fixture *f = *state;
	int fds[40], fd;

	stranger_begin();
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		fds[i] = dial(f);
		stranger_dialled(fds[i]);
		say(fds[i], request(f, "GET /callback?code=theirs"));
	}
	stranger_end();
	fd = dial(f);
	say(fd, request(f, "GET /callback?code=ours"));
	assert_string_equal(serve(f), "code=ours");
	listener_answer(f->listener, &yes);
	assert_true(hear(f, fd));
	assert_memory_equal(f->reply, "HTTP/1.1 200 ", 13);
	close(fd);
	assert_non_null(strstr(listener_refusal(f->listener), "another user"));
	assert_null(listener_refusal(f->listener));
	for (size_t i = 0; i < sizeof(fds) / sizeof(fds[0]); i++) {
		hear(f, fds[i]);
		assert_string_equal(f->reply, "");
		close(fds[i]);
	}
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    TEST(test_callback),
	    TEST(test_length),
	    TEST(test_refusals),
	    TEST(test_host),
	    TEST(test_nul),
	    TEST(test_slow),
	    TEST(test_too_long),
	    TEST(test_many),
	    TEST(test_two),
	    TEST(test_linger),
	    TEST(test_gone),
	    TEST(test_bind),
	    TEST(test_same_port),
	    TEST(test_close_on_exec),
	    TEST(test_no_descriptor),
	    TEST(test_start),
	    TEST(test_stranger),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
