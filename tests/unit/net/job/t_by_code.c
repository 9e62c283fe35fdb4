/*
 * t_by_code.c - a login by authorization code: called back, or pasted
 */
#include "an_attempt.h"

#include "net/job/by_code.h"

#define E(name) LANYARD_ERR_##name

/* Send QUERY as a browser does, and take it. The page, lent until the next. */
static const char *
call_back(struct an_attempt *t, const char *query, enum lanyard_error *result)
{
	const char *taken;
	int fd = an_attempt_call(t, query, &taken);

	*result = by_code_callback(&t->attempt, taken);
	return an_attempt_page(fd);
}

#define NOT_OURS "HTTP/1.1 400 ", "<h1>This is not the answer"
#define DONE	 "HTTP/1.1 200 ", "<h1>You are logged in</h1>"
#define DENIED	 "HTTP/1.1 200 ", "<h1>The login was refused</h1>"
#define FAILED	 "HTTP/1.1 400 ", "<h1>The login failed</h1>"

/* As the field does. */
static enum lanyard_error
paste(struct an_attempt *t, const char *text)
{
	const struct paste_known known = {
	    .state = &t->attempt.authorization.state};
	struct secret got = {NULL, 0};
	enum paste_kind kind;
	enum lanyard_error r;

	assert_int_equal(paste_read(&known, text, &kind, &got), LANYARD_OK);
	r = by_code_paste(&t->attempt, kind, &got);
	secret_clear(&got);
	return r;
}

/*
 * A callback and a pasted URL are the same answer, but that nothing pasted ends
 * the login; one that is not ours is told. The page tells what became of the
 * code.
 */
static void
takes_a_code_once(void **state)
{
	static const struct {
		const char *query, *answer;
		enum lanyard_error reserve, save, result;
		bool done, asked;
		const char *status, *page, *why;
		bool goes_on; /* after the exchange, with RESULT told */
	} cases[] = {
	    {"code=Q0&state=STATE", SERVER_OK(TOKEN), 0, 0, LANYARD_OK, true,
		true, DONE, "", false},
	    /* not ours: nothing happens */
	    {"code=c&state=x", SERVER_OK(TOKEN), 0, 0, LANYARD_OK, false, false,
		NOT_OURS, "", false},
	    {"code=c", SERVER_OK(TOKEN), 0, 0, LANYARD_OK, false, false,
		NOT_OURS, "", false},
	    {"error=access_denied&state=x", SERVER_OK(TOKEN), 0, 0, LANYARD_OK,
		false, false, NOT_OURS, "", false},
	    /* no */
	    {"error=access_denied&state=STATE", SERVER_OK(TOKEN), 0, 0,
		E(CANCELLED), false, false, DENIED, "", false},
	    {"error=temporarily_unavailable&state=STATE", SERVER_OK(TOKEN), 0,
		0, E(SERVER), false, false, FAILED, "temporarily_unavailable",
		false},
	    {"error=invalid_scope&state=STATE", SERVER_OK(TOKEN), 0, 0,
		E(REFUSED), false, false, FAILED, "invalid_scope", false},
	    {"code=Q0&state=STATE",
		SERVER_SAYS("400",
		    "{\"error\":\"invalid_grant\","
		    "\"error_description\":\"<b>used</b> already\"}"),
		0, 0, E(REFUSED), false, true, FAILED, "invalid_grant", true},
	    {"code=Q0&state=STATE", REFUSED("bad_verification_code"), 0, 0,
		E(REFUSED), false, true, FAILED, "bad_verification_code", true},
	    /* no other code would be taken */
	    {"code=Q0&state=STATE", REFUSED("invalid_client"), 0, 0, E(REFUSED),
		false, true, FAILED, "invalid_client", false},
	    {"code=Q0&state=STATE", REFUSED("invalid_scope"), 0, 0, E(REFUSED),
		false, true, FAILED, "invalid_scope", false},
	    {"code=Q0&state=STATE", SERVER_SAYS("500", "x"), 0, 0, E(SERVER),
		false, true, FAILED, "500", true},
	    {"code=Q0&state=STATE",
		"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{", 0, 0,
		E(NETWORK), false, true, FAILED, "", true},
	    /* the tokens could not be kept */
	    {"code=Q0&state=STATE", SERVER_OK(TOKEN), E(NO_ROOM), 0, E(NO_ROOM),
		false, false, FAILED, "make room", false},
	    {"code=Q0&state=STATE", SERVER_OK(TOKEN), 0, E(STORE), E(STORE),
		false, true, FAILED, "cannot save login work", false},
	};
	struct an_attempt t;
	char text[2048];

	(void)state;
	for (size_t i = 0; i < 2 * COUNT(cases); i++) {
		const struct server_answer answer = {cases[i / 2].answer, 0};
		bool pasted = i % 2 == 1, told;
		const char *page = NULL;
		enum lanyard_error r;

		an_attempt_begin(&t, &answer, 1);
		t.reserve_result = cases[i / 2].reserve;
		t.save_result = cases[i / 2].save;
		scratch_print(text, sizeof(text), "%s?%s",
		    t.attempt.redirect.uri,
		    an_attempt_fill_in(&t, cases[i / 2].query));
		if (pasted)
			r = paste(&t, text);
		else
			page = call_back(&t, strchr(text, '?') + 1, &r);
		told = pasted && !cases[i / 2].done && !cases[i / 2].asked &&
		       cases[i / 2].reserve == LANYARD_OK;
		if (r != (told || cases[i / 2].goes_on ? LANYARD_OK
						       : cases[i / 2].result))
			fail_msg("%zu: %d %s", i, r, t.session.error.message);
		assert_int_equal(t.attempt.failure.code,
		    cases[i / 2].goes_on ? cases[i / 2].result : LANYARD_OK);
		assert_int_equal(t.session.error.code, r);
		assert_int_equal(t.attempt.done, cases[i / 2].done);
		assert_int_equal(t.reserved, cases[i / 2].asked);
		assert_int_equal(t.saved, cases[i / 2].done);
		told = told || strstr(cases[i / 2].page, "This") != NULL;
		assert_int_equal(t.notices, cases[i / 2].goes_on ? 2 : told);
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
	assert_int_equal(paste(&t, " a+b%2Fcdef \n"), LANYARD_OK);
	assert_true(t.attempt.done);
	assert_non_null(strstr(t.record, "access_token=at\n"));
	server_request(&t.there, text, sizeof(text));
	scratch_print(expected, sizeof(expected), "code_verifier=%s",
	    (const char *)t.attempt.authorization.code_verifier.bytes);
	assert_non_null(strstr(text, expected));
	assert_non_null(strstr(text, "grant_type=authorization_code"));
	assert_non_null(strstr(text, "code=a%2Bb%2Fcdef"));
	an_attempt_end(&t);
}

/* A second tab has the first one's page, and the server is asked once. */
static void
gives_the_same_page_for_the_same_code(void **state)
{
	static const struct server_answer answers[] = {
	    {REFUSED("invalid_grant"), 0}, {SERVER_SAYS("500", "x"), 0},
	    {SERVER_OK(TOKEN), 0}};
	static const struct {
		const char *query;
		int asked, notices;
		const char *page;
		bool again;
	} steps[] = {
	    {"code=Q0&state=STATE", 1, 2, "invalid_grant", false},
	    {"code=Q0&state=STATE", 1, 2, "invalid_grant", true},
	    {"code=Q1&state=STATE", 2, 4, "500", false},
	    /* it may be spent, too, and was sent as often as it may be */
	    {"code=Q1&state=STATE", 2, 4, "500", true},
	    {"code=Q2&state=STATE", 3, 4, "You are logged in", false},
	};
	struct an_attempt t;

	(void)state;
	an_attempt_begin(&t, answers, COUNT(answers));
	for (size_t i = 0; i < COUNT(steps); i++) {
		enum lanyard_error r;
		const char *page =
		    call_back(&t, an_attempt_fill_in(&t, steps[i].query), &r);

		assert_int_equal(r, LANYARD_OK);
		assert_non_null(strstr(page, steps[i].page));
		assert_int_equal(
		    strstr(page, "had come before") != NULL, steps[i].again);
		assert_int_equal(t.reserved, steps[i].asked);
		assert_int_equal(t.notices, steps[i].notices);
	}
	an_attempt_end(&t);
}

/* One line each, and not without end; only a word of OAuth's is repeated. */
static void
tells_what_was_not_used(void **state)
{
	static const struct {
		const char *query, *told;
	} cases[] = {
	    {"code=c", "not used: the redirect has no state"},
	    {"code=c&state=x", "another state"},
	    {"error=invalid_scope", "no state; the server says invalid_scope"},
	    {"error=run+rm", "not used: the redirect has no state"},
	    {"state=STATE", "no usable code"},
	    {"code=a&code=b&state=STATE", "code twice, and not the same"},
	};
	const struct server_answer answer = {SERVER_OK(TOKEN), 0};
	struct an_attempt t;
	enum lanyard_error r;

	(void)state;
	an_attempt_begin(&t, &answer, 1);
	for (size_t i = 0; i < COUNT(cases); i++) {
		call_back(&t, an_attempt_fill_in(&t, cases[i].query), &r);
		assert_int_equal(r, LANYARD_OK);
		if (strstr(t.notice, cases[i].told) == NULL ||
		    strstr(t.notice, "rm") != NULL)
			fail_msg("%s: %s", cases[i].query, t.notice);
		assert_int_equal(t.notices, i + 1);
	}
	for (size_t i = 0; i < 30; i++)
		by_code_refused(&t.attempt, "why");
	assert_int_equal(t.notices, 20);
	assert_non_null(strstr(t.notice, "the rest is not told"));
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
	    cmocka_unit_test(gives_the_same_page_for_the_same_code),
	    cmocka_unit_test(tells_what_was_not_used),
	    cmocka_unit_test(wants_the_issuer_that_was_announced),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
