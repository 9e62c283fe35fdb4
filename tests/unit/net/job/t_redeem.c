/*
 * t_redeem.c - a code given for tokens, with a second try
 */
#include "an_attempt.h"

#include "net/job/redeem.h"

#define E(name) LANYARD_ERR_##name
#define LATER(status, seconds, body)                                           \
	"HTTP/1.1 " status " X\r\nRetry-After: " seconds                       \
	"\r\nConnection: close\r\n\r\n" body
#define CUT "HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"x\":1,"

static enum lanyard_error
redeem(struct an_attempt *t, int64_t life_ms)
{
	struct secret code = {NULL, 0};
	enum lanyard_error r;

	secret_set_text(&code, "the-code");
	r = redeem_code(&t->attempt, &code, life_ms);
	secret_clear(&code);
	assert_int_equal(t->session.error.code, r);
	assert_int_equal(t->attempt.done, r == LANYARD_OK);
	assert_int_equal(t->saved, r == LANYARD_OK);
	/* Not in the pauses, either: storage_counts_lock() looks. */
	assert_false(t->has_lock);
	return r;
}

/* Each answer in turn, the last again and again. */
static void
is_sent_as_often_as_it_may(void **state)
{
	static const struct {
		const char *answers[3];
		int sent;
		enum lanyard_error result;
		const char *message;
	} cases[] = {
	    {{SERVER_OK(TOKEN)}, 1, LANYARD_OK, ""},
	    /* The server has not taken it. */
	    {{SERVER_SAYS("503", "<html>"), SERVER_OK(TOKEN)}, 2, LANYARD_OK,
		""},
	    {{LATER("429", "2", "{\"error\":\"slow_down\"}"), SERVER_OK(TOKEN)},
		2, LANYARD_OK, ""},
	    {{SERVER_SAYS("503", "{\"error\":\"temporarily_unavailable\"}"),
		 REFUSED("invalid_grant")},
		2, E(REFUSED), "answered 400 invalid_grant"},
	    /* It may have: once. */
	    {{"", SERVER_OK(TOKEN)}, 2, LANYARD_OK, ""},
	    {{"", "", SERVER_OK(TOKEN)}, 2, E(NETWORK), "no whole answer"},
	    {{"", REFUSED("invalid_grant")}, 2, E(REFUSED),
		"sent again, as no answer had come)"},
	    {{"", SERVER_SAYS("503", ""), SERVER_OK(TOKEN)}, 3, LANYARD_OK, ""},
	    /* Not when an answer came. */
	    {{CUT, SERVER_OK(TOKEN)}, 1, E(NETWORK), "no whole answer"},
	    {{SERVER_SAYS("500", "x"), SERVER_OK(TOKEN)}, 1, E(SERVER), "500"},
	    {{SERVER_SAYS("502", ""), SERVER_OK(TOKEN)}, 1, E(SERVER), "502"},
	    {{SERVER_OK("<html>"), SERVER_OK(TOKEN)}, 1, E(SERVER), ""},
	    {{REFUSED("invalid_grant"), SERVER_OK(TOKEN)}, 1, E(REFUSED),
		"answered 400 invalid_grant"},
	    {{SERVER_SAYS("401", "{\"error\":\"invalid_client\"}"),
		 SERVER_OK(TOKEN)},
		1, E(REFUSED), "invalid_client"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct server_answer answers[3] = {{NULL, 0}};
		char text[4096];
		struct an_attempt t;
		enum lanyard_error r;
		size_t count = 0;

		for (; count < 3 && cases[i].answers[count] != NULL; count++)
			answers[count].bytes = cases[i].answers[count];
		an_attempt_begin(&t, answers, count);
		r = redeem(&t, 20000);
		if (r != cases[i].result || t.reserved != cases[i].sent ||
		    strstr(t.session.error.message, cases[i].message) == NULL)
			fail_msg("%zu: %d, sent %d times: %s", i, r, t.reserved,
			    t.session.error.message);
		/* A person is told of each, in the place of silence. */
		assert_int_equal(t.notices, cases[i].sent - 1);
		if (t.notices > 0)
			assert_non_null(
			    strstr(t.notice, "; the code is sent again in "));
		for (int n = 0; n < cases[i].sent; n++) {
			server_request(&t.there, text, sizeof(text));
			assert_non_null(strstr(text, "code=the-code"));
		}
		an_attempt_end(&t);
	}
}

/* The minute is over: one more try before it is, however long it was to wait.
 */
static void
has_its_end(void **state)
{
	static const struct server_answer answer = {LATER("503", "100", ""), 0};
	int64_t start_ms = clock_monotonic_ms();
	struct an_attempt t;

	(void)state;
	an_attempt_begin(&t, &answer, 1);
	assert_int_equal(redeem(&t, 1500), E(SERVER));
	assert_int_equal(t.reserved, 2);
	assert_true(clock_monotonic_ms() - start_ms >= 1400);
	an_attempt_end(&t);
}

/* The server is there from now on. */
static void
has_found_its_server(void *context, const char *text)
{
	struct an_attempt *t = context;

	person_sees_notice(t, text);
	free(t->server.metadata.token_endpoint);
	t->server.metadata.token_endpoint = strdup(t->there.url);
}

static void
is_sent_when_the_server_can_be_reached(void **state)
{
	static const struct server_answer answer = {SERVER_OK(TOKEN), 0};
	struct an_attempt t;

	(void)state;
	an_attempt_begin(&t, &answer, 1);
	free(t.server.metadata.token_endpoint);
	t.server.metadata.token_endpoint = strdup("http://127.0.0.1:1/token");
	t.ui.notice = has_found_its_server;
	assert_int_equal(redeem(&t, 20000), LANYARD_OK);
	assert_int_equal(t.notices, 1);
	assert_non_null(strstr(t.notice, "cannot reach 127.0.0.1:1"));
	an_attempt_end(&t);
}

/* What is typed in a pause: a code cannot be taken, q gives up. */
static bool
types_into_the_pause(void *context, char *line, unsigned size)
{
	struct an_attempt *t = context;
	char byte = '\0';

	assert_int_equal(read(t->typed, &byte, 1), 1);
	scratch_print(line, size, "%s", byte == 'q' ? "q" : "another-code-1");
	return true;
}

static int
is_typed_at(void *context)
{
	const struct an_attempt *t = context;

	return t->typed;
}

static void
is_given_up_in_a_pause(void **state)
{
	static const struct server_answer answer = {LATER("503", "20", ""), 0};
	int64_t start_ms = clock_monotonic_ms();
	struct an_attempt t;
	int ends[2];

	(void)state;
	an_attempt_begin(&t, &answer, 1);
	assert_int_equal(pipe(ends), 0);
	t.typed = ends[0];
	t.ui.input_fd = is_typed_at;
	t.ui.read_line = types_into_the_pause;
	assert_int_equal(write(ends[1], "cq", 2), 2);
	assert_int_equal(redeem(&t, 20000), E(CANCELLED));
	assert_int_equal(t.reserved, 1);
	assert_int_equal(t.notices, 2);
	assert_string_equal(
	    t.notice, "a code has come and is sent to the server; q gives up");
	assert_true(clock_monotonic_ms() - start_ms < 10000);
	close(ends[0]);
	close(ends[1]);
	an_attempt_end(&t);
}

static void
needs_room_first(void **state)
{
	static const struct server_answer answer = {SERVER_OK(TOKEN), 0};
	struct an_attempt t;

	(void)state;
	an_attempt_begin(&t, &answer, 1);
	t.reserve_result = E(NO_ROOM);
	assert_int_equal(redeem(&t, 20000), E(NO_ROOM));
	assert_int_equal(t.notices, 0);
	an_attempt_end(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_sent_as_often_as_it_may),
	    cmocka_unit_test(has_its_end),
	    cmocka_unit_test(is_sent_when_the_server_can_be_reached),
	    cmocka_unit_test(is_given_up_in_a_pause),
	    cmocka_unit_test(needs_room_first),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
