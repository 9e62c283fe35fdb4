/*
 * t_transfer.c - transfer.h: one exchange by libcurl, and what it says of it;
 * the words for it are in t_http.c. TLS is openssl(1)'s s_server.
 */
#include "scratch.h"

#include "base/limits.h"
#include "net/http/transfer.h"
#include "os/child.h"
#include "server.h"

/* A request as http.c makes it, for everything that is not the case's. */
static struct transfer_request
a_request(const char *url)
{
	return (struct transfer_request){.url = url,
	    .protocol = strncmp(url, "https", 5) == 0 ? "https" : "http",
	    .timeout_ms = 20000,
	    .connect_timeout_ms = 20000};
}

struct result {
	enum transfer_outcome outcome;
	struct transfer_report report;
	char body[256];
};

/* By a handle of its own. */
static struct result
perform(const struct transfer_request *request, size_t limit)
{
	struct transfer *transfer;
	struct error error;
	struct result result;
	struct buf body;

	assert_int_equal(transfer_new(&transfer, &error), LANYARD_OK);
	buf_init(&body, limit);
	memset(&result, 0xff, sizeof(result));
	result.outcome =
	    transfer_perform(transfer, request, &body, &result.report);
	scratch_print(
	    result.body, sizeof(result.body), "%.200s", buf_text(&body));
	buf_clear(&body);
	transfer_free(&transfer);
	assert_null(transfer);
	transfer_free(&transfer);
	return result;
}

static void
tells_what_came_of_it(void **state)
{
	static const struct {
		const char *answer;
		enum transfer_outcome outcome;
		int status;
		const char *retry_after, *body;
	} cases[] = {
	    {SERVER_OK("body"), TRANSFER_DONE, 200, "", "body"},
	    {SERVER_SAYS("503", "busy"), TRANSFER_DONE, 503, "", "busy"},
	    {"HTTP/1.1 429 X\r\nRETRY-AFTER: \t soon \r\nContent-Length: "
	     "0\r\n\r\n",
		TRANSFER_DONE, 429, "soon", ""},
	    /* of a 100 before it nothing stays; nor is Location followed */
	    {"HTTP/1.1 100 Continue\r\nRetry-After: 1\r\n\r\n"
	     "HTTP/1.1 307 X\r\nLocation: /\r\nContent-Length: 2\r\n\r\n{}",
		TRANSFER_DONE, 307, "", "{}"},
	    {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbod", TRANSFER_CUT,
		200, "", "bod"},
	    {"", TRANSFER_CUT, 0, "", ""},
	    {"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n12345678901",
		TRANSFER_TOO_LARGE, 200, "", ""},
	    {"hello\r\n", TRANSFER_NOT_HTTP, 0, "", ""},
	    {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
	     "Connection: close\r\n\r\nplain",
		TRANSFER_NOT_HTTP, 200, "", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct transfer_request request;
		struct a_server server;
		struct result got;

		server_start_one(&server, cases[i].answer);
		request = a_request(server.url);
		got = perform(&request, 10);
		server_stop(&server);
		if (got.outcome != cases[i].outcome ||
		    got.report.status != cases[i].status)
			fail_msg("%zu: %d %d %s", i, (int)got.outcome,
			    got.report.status, got.report.detail);
		assert_string_equal(
		    got.report.retry_after, cases[i].retry_after);
		assert_string_equal(got.body, cases[i].body);
		assert_string_not_equal(got.report.detail, "");
		assert_int_equal(got.report.errnum, 0);
	}
}

static void
sends_what_is_asked(void **state)
{
	const struct server_answer keep = {SERVER_KEEP, 0};
	struct transfer *transfer;
	struct error error;
	struct secret password = {0};
	struct transfer_request request;
	struct transfer_report report;
	struct a_server server;
	struct buf body, reply;
	char text[4096];

	(void)state;
	server_start(&server, &keep, 1);
	buf_init(&reply, 100);
	buf_init(&body, 100);
	assert_int_equal(transfer_new(&transfer, &error), LANYARD_OK);
	buf_add(&body, "a=\0b", 4);
	assert_int_equal(secret_set_text(&password, "pass"), LANYARD_OK);
	request = a_request(server.url);
	request.body = &body;
	request.user = "user";
	request.password = &password;
	for (int i = 0; i < 4; i++) {
		/* With a password, without, with no user, and a GET. */
		if (i == 1)
			request.password = NULL;
		if (i == 2)
			request.user = NULL;
		if (i == 3)
			request.body = NULL;
		assert_int_equal(
		    transfer_perform(transfer, &request, &reply, &report),
		    TRANSFER_DONE);
		server_request(&server, text, sizeof(text));
		if (i == 0)
			assert_non_null(strstr(
			    text, "\r\nAuthorization: Basic dXNlcjpwYXNz\r\n"));
		if (i == 1)
			assert_non_null(strstr(
			    text, "\r\nAuthorization: Basic dXNlcjo=\r\n"));
		assert_int_equal(strstr(text, "Authorization") != NULL, i < 2);
		assert_non_null(strstr(text, i < 3 ? "POST / " : "GET / "));
		assert_non_null(
		    strstr(text, "\r\nAccept: application/json\r\n"));
		/* The whole body, NUL and all; the log ends at the NUL. */
		if (i < 3) {
			assert_non_null(
			    strstr(text, "\r\nContent-Length: 4\r\n"));
			assert_non_null(strstr(text, "\r\n\r\na="));
			server_request(&server, text, sizeof(text));
			assert_string_equal(text, "b");
		}
	}
	/* What came is appended. */
	assert_string_equal(buf_text(&reply), "{}{}{}{}");
	server_stop(&server);
	secret_clear(&password);
	buf_clear(&reply);
	buf_clear(&body);
	transfer_free(&transfer);
}

static void
keeps_to_its_protocol_and_proxy(void **state)
{
	struct transfer_request request;
	struct a_server server;
	struct result got;
	char text[4096];

	(void)state;
	server_start_one(&server, SERVER_OK("{}"));
	request = a_request(server.url);
	request.protocol = "https";
	got = perform(&request, 100);
	assert_int_not_equal(got.outcome, TRANSFER_DONE);
	assert_int_equal(got.report.status, 0);
	/* The one given; NULL is none, whatever the environment has. */
	request = a_request("http://id.invalid/token");
	request.proxy = server.url;
	got = perform(&request, 100);
	assert_int_equal(got.outcome, TRANSFER_DONE);
	setenv("http_proxy", "http://127.0.0.1:1", 1);
	request = a_request(server.url);
	got = perform(&request, 100);
	unsetenv("http_proxy");
	assert_int_equal(got.outcome, TRANSFER_DONE);
	/* Of the first request nothing has come. */
	server_request(&server, text, sizeof(text));
	assert_non_null(strstr(text, "GET http://id.invalid/token HTTP/1.1"));
	server_request(&server, text, sizeof(text));
	assert_non_null(strstr(text, "GET / HTTP/1.1"));
	server_stop(&server);
}

static void
ends_in_time(void **state)
{
	const struct server_answer silent = {NULL, 0};
	struct transfer_request request;
	struct a_server server;
	struct result got;

	(void)state;
	server_start(&server, &silent, 1);
	request = a_request(server.url);
	request.timeout_ms = 100;
	got = perform(&request, 100);
	server_stop(&server);
	assert_int_equal(got.outcome, TRANSFER_TIMEOUT);
	assert_true(got.report.time_ms >= 100);

	server_open(&server);
	close(server.fd);
	request = a_request(server.url);
	got = perform(&request, 100);
	assert_int_equal(got.outcome, TRANSFER_UNREACHABLE);
	assert_int_equal(got.report.errnum, ECONNREFUSED);
}

/* The fields as a whole have a limit, too. */
static void
has_a_limit_for_fields(void **state)
{
	size_t room = LIMIT_HEADERS + 4096;
	char *text = malloc(room);

	(void)state;
	assert_non_null(text);
	for (size_t more = 0; more <= 1; more++) {
		struct server_answer answer = {text, LIMIT_HEADERS + more};
		struct transfer_request request;
		struct a_server server;
		struct result got;
		size_t at;

		memset(text, 'x', room);
		at = (size_t)snprintf(
		    text, room, "HTTP/1.1 204 X\r\nConnection: close\r\n");
		for (size_t i = 1; i < 64; i++)
			memcpy(text + at + i * 1000, "\r\nX: ", 5);
		memcpy(text + at, "X: ", 3);
		memcpy(text + answer.size - 4, "\r\n\r\n", 4);
		server_start(&server, &answer, 1);
		request = a_request(server.url);
		got = perform(&request, 100);
		server_stop(&server);
		assert_int_equal(got.outcome,
		    more == 0 ? TRANSFER_DONE : TRANSFER_TOO_LARGE);
	}
	free(text);
}

/* ---- TLS ---- */

/* A server with a certificate for 127.0.0.1 alone, made in S; its port. */
static int
start_tls(const struct scratch *s, struct a_server *server)
{
	static const char make[] =
	    "cd \"$0\" && exec openssl req -x509 -newkey ec -pkeyopt "
	    "ec_paramgen_curve:prime256v1 -nodes -batch -days 2 -subj /CN=x "
	    "-addext subjectAltName=IP:127.0.0.1 -keyout key -out ca 2>&1";
	const char *const argv[] = {"sh", "-c", make, s->path, NULL};
	struct buf output;
	char line[256] = "", *at = NULL;
	int status = -1, out[2];
	size_t used = 0;

	buf_init(&output, 65536);
	assert_int_equal(
	    child_run(argv, NULL, 60000, &output, &status), LANYARD_OK);
	if (status != 0)
		fail_msg("%s", buf_text(&output));
	buf_clear(&output);
	assert_int_equal(pipe(out), 0);
	if ((server->pid = fork()) == 0) {
		alarm(SERVER_TIME_S);
		if (chdir(s->path) != 0 || dup2(out[1], 1) == -1)
			_exit(126);
		close(2);
		execlp("openssl", "openssl", "s_server", "-accept",
		    "127.0.0.1:0", "-cert", "ca", "-key", "key", "-www",
		    (char *)NULL);
		_exit(127);
	}
	close(out[1]);
	server->log = out[0];
	while (used < sizeof(line) - 1 && read(out[0], line + used, 1) == 1) {
		used++;
		at = strstr(line, "ACCEPT 127.0.0.1:");
		if (at != NULL && line[used - 1] == '\n')
			return (int)strtol(at + 17, NULL, 10);
	}
	fail_msg("s_server: %s", line);
	return 0;
}

static void
trusts_the_certificates_given(void **state)
{
	const struct scratch *s = *state;
	const char *ca_file = scratch_path(s, "ca");
	struct transfer_request request;
	struct a_server server;
	struct buf ca, none, junk;
	char url[64], other[64];
	int port = start_tls(s, &server);

	snprintf(url, sizeof(url), "https://127.0.0.1:%d/", port);
	snprintf(other, sizeof(other), "https://localhost:%d/", port);
	buf_init(&none, 10);
	buf_init(&junk, 10);
	buf_init(&ca, 65536);
	buf_add_text(&junk, "junk");
	buf_add_text(&ca, scratch_read(ca_file));
	const struct {
		const char *url;
		const struct buf *ca;
		enum transfer_outcome outcome;
	} cases[] = {
	    {url, NULL, TRANSFER_CERTIFICATE},
	    {url, &none, TRANSFER_CERTIFICATE},
	    {url, &ca, TRANSFER_DONE},
	    {other, &ca, TRANSFER_CERTIFICATE},
	    {url, &junk, TRANSFER_BUNDLE},
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct result got;

		request = a_request(cases[i].url);
		request.ca = cases[i].ca;
		got = perform(&request, 65536);
		if (got.outcome != cases[i].outcome)
			fail_msg("%zu: %d %s", i, (int)got.outcome,
			    got.report.detail);
		assert_int_equal(
		    got.report.status, got.outcome == TRANSFER_DONE ? 200 : 0);
	}
	server_stop(&server);
	buf_clear(&ca);
	buf_clear(&junk);
}

/* A server that speaks, but no TLS. */
static void
needs_tls_where_https_is_asked(void **state)
{
	struct transfer_request request;
	struct a_server server;
	struct result got;
	char url[80];
	int client;

	(void)state;
	server_open(&server);
	if ((server.pid = fork()) == 0) {
		alarm(SERVER_TIME_S);
		client = accept(server.fd, NULL, NULL);
		server_write(client, SERVER_OK("{}"), strlen(SERVER_OK("{}")));
		pause();
		_exit(0);
	}
	server.log = server.fd;
	snprintf(url, sizeof(url), "https%s", server.url + 4);
	request = a_request(url);
	got = perform(&request, 100);
	server_stop(&server);
	assert_int_equal(got.outcome, TRANSFER_UNREACHABLE);
	assert_int_equal(got.report.status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_what_came_of_it),
	    cmocka_unit_test(sends_what_is_asked),
	    cmocka_unit_test(keeps_to_its_protocol_and_proxy),
	    cmocka_unit_test(ends_in_time),
	    cmocka_unit_test(has_a_limit_for_fields),
	    SCRATCH_TEST(trusts_the_certificates_given),
	    cmocka_unit_test(needs_tls_where_https_is_asked),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
