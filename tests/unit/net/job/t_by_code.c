/*
 * t_by_code.c - a login by authorization code: called back, or pasted
 */
#include "an_attempt.h"

#include <poll.h>

#include "net/http/listener.h"
#include "net/job/by_code.h"

#define E(name) LANYARD_ERR_##name

/* Send QUERY as a browser does, and take it. The page, lent until the next. */
static const char *
call_back(struct an_attempt *t, const char *query, enum lanyard_error *result)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	struct listener *listener = t->attempt.redirect.listener;
	struct pollfd fds[LISTENER_POLL_MAX];
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	const char *taken = NULL;
	static char page[4096];
	size_t count, used = 0;
	ssize_t n;

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	in.sin_port = htons((uint16_t)listener_port(listener));
	assert_int_equal(connect(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	dprintf(fd, "GET /callback?%s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n",
	    query, listener_port(listener));
	while (taken == NULL) {
		count = listener_poll(listener, fds);
		assert_true(poll(fds, count, 5000) > 0);
		assert_int_equal(
		    listener_handle(listener, fds, count, &taken, NULL),
		    LANYARD_OK);
	}
	*result = by_code_callback(&t->attempt, taken);
	while ((n = read(fd, page + used, sizeof(page) - 1 - used)) > 0)
		used += (size_t)n;
	page[used] = '\0';
	close(fd);
	return page;
}

#define NOT_OURS "HTTP/1.1 400 ", "This is not the answer"
#define DONE	 "HTTP/1.1 200 ", "You are logged in."
#define DENIED	 "HTTP/1.1 200 ", "The login was refused."
#define FAILED	 "HTTP/1.1 400 ", "The login failed."

/*
 * A callback and a pasted URL are the same answer; one that is not ours is
 * told on the page or by a notice. The page tells what became of the code.
 */
static void
takes_a_code_once(void **state)
{
	static const struct {
		const char *query, *answer;
		enum lanyard_error reserve, save, result;
		bool done, asked;
		const char *status, *page, *why;
	} cases[] = {
	    {"code=c&state=STATE", SERVER_OK(TOKEN), 0, 0, LANYARD_OK, true,
		true, DONE, ""},
	    /* not ours: nothing happens */
	    {"code=c&state=x", SERVER_OK(TOKEN), 0, 0, LANYARD_OK, false, false,
		NOT_OURS, ""},
	    {"code=c", SERVER_OK(TOKEN), 0, 0, LANYARD_OK, false, false,
		NOT_OURS, ""},
	    {"error=access_denied&state=x", SERVER_OK(TOKEN), 0, 0, LANYARD_OK,
		false, false, NOT_OURS, ""},
	    /* no */
	    {"error=access_denied&state=STATE", SERVER_OK(TOKEN), 0, 0,
		E(CANCELLED), false, false, DENIED, ""},
	    {"error=invalid_scope&state=STATE", SERVER_OK(TOKEN), 0, 0,
		E(REFUSED), false, false, FAILED, "invalid_scope"},
	    {"code=c&state=STATE",
		SERVER_SAYS("400",
		    "{\"error\":\"invalid_grant\","
		    "\"error_description\":\"<b>used</b> already\"}"),
		0, 0, E(REFUSED), false, true, FAILED, "invalid_grant"},
	    {"code=c&state=STATE", SERVER_SAYS("500", "x"), 0, 0, E(SERVER),
		false, true, FAILED, "500"},
	    {"code=c&state=STATE", "", 0, 0, E(NETWORK), false, true, FAILED,
		""},
	    /* the tokens could not be kept */
	    {"code=c&state=STATE", SERVER_OK(TOKEN), E(NO_ROOM), 0, E(NO_ROOM),
		false, false, FAILED, "make room"},
	    {"code=c&state=STATE", SERVER_OK(TOKEN), 0, E(STORE), E(STORE),
		false, true, FAILED, "cannot save login work"},
	};
	struct an_attempt t;
	char text[2048];

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		const struct server_answer answer = {cases[i / 2].answer, 0};
		bool paste = i % 2 == 1;
		const char *page = NULL;
		enum lanyard_error r;

		an_attempt_begin(&t, &answer, 1);
		t.reserve_result = cases[i / 2].reserve;
		t.save_result = cases[i / 2].save;
		scratch_print(text, sizeof(text), "%s?%s",
		    t.attempt.redirect.uri,
		    an_attempt_fill_in(&t, cases[i / 2].query));
		if (paste)
			r = by_code_paste(&t.attempt, text);
		else
			page = call_back(&t, strchr(text, '?') + 1, &r);
		if (r != cases[i / 2].result)
			fail_msg("%zu: %d %s", i, r, t.session.error.message);
		assert_int_equal(t.session.error.code, r);
		assert_int_equal(t.attempt.done, cases[i / 2].done);
		assert_int_equal(t.reserved, cases[i / 2].asked);
		assert_int_equal(t.saved, cases[i / 2].done);
		assert_int_equal(t.notices,
		    paste && strncmp(cases[i / 2].page, "This", 4) == 0);
		if (page != NULL) {
			assert_memory_equal(page, cases[i / 2].status, 13);
			assert_non_null(strstr(page, cases[i / 2].page));
			assert_non_null(strstr(page, cases[i / 2].why));
			assert_null(strstr(page, "<b>"));
		}
		an_attempt_end(&t);
	}
}

static void
sends_the_code_with_its_verifier(void **state)
{
	const struct server_answer answer = {SERVER_OK(TOKEN), 0};
	char text[4096], expected[256];
	struct an_attempt t;

	(void)state;
	an_attempt_begin(&t, &answer, 1);
	assert_int_equal(by_code_paste(&t.attempt, " a+b \n"), LANYARD_OK);
	assert_true(t.attempt.done);
	assert_non_null(strstr(t.record, "access_token=at\n"));
	server_request(&t.there, text, sizeof(text));
	scratch_print(expected, sizeof(expected), "code_verifier=%s",
	    (const char *)t.attempt.authorization.code_verifier.bytes);
	assert_non_null(strstr(text, expected));
	assert_non_null(strstr(text, "grant_type=authorization_code"));
	assert_non_null(strstr(text, "code=a%2Bb"));
	an_attempt_end(&t);
}

/* RFC 9207: announced, so it must be there. */
static void
wants_the_issuer_that_was_announced(void **state)
{
	static const struct {
		const char *query;
		bool done;
	} cases[] = {
	    {"code=c&state=STATE", false},
	    {"code=c&state=STATE&iss=https://evil.example", false},
	    {"code=c&state=STATE&iss=https%3A%2F%2Fid.example.org", true},
	};
	const struct server_answer answer = {SERVER_OK(TOKEN), 0};
	enum lanyard_error r;
	struct an_attempt t;

	(void)state;
	an_attempt_begin(&t, &answer, 1);
	t.login.issuer = strdup("https://id.example.org");
	t.server.metadata.iss_parameter = true;
	for (size_t i = 0; i < COUNT(cases); i++) {
		call_back(&t, an_attempt_fill_in(&t, cases[i].query), &r);
		assert_int_equal(r, LANYARD_OK);
		assert_int_equal(t.attempt.done, cases[i].done);
		assert_int_equal(t.reserved, cases[i].done);
	}
	an_attempt_end(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(takes_a_code_once),
	    cmocka_unit_test(sends_the_code_with_its_verifier),
	    cmocka_unit_test(wants_the_issuer_that_was_announced),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
