/*
 * t_push.c - the authorization request of a login that is pushed
 */
#include "an_attempt.h"

#include "net/job/push.h"

#define E(name) LANYARD_ERR_##name
#define PUSHED(uri, seconds)                                                   \
	SERVER_SAYS(                                                           \
	    "201", "{\"request_uri\":\"" uri "\",\"expires_in\":" seconds "}")

static int shown;
static char shown_url[1024];

static void
person_sees_url(void *context, const char *login, const char *host,
    const char *url, bool opened)
{
	(void)context, (void)login, (void)host;
	assert_false(opened);
	scratch_print(shown_url, sizeof(shown_url), "%s", url);
	shown++;
}

static void
begin(struct an_attempt *t, const struct server_answer *answers, size_t count)
{
	an_attempt_begin(t, answers, count);
	t->ui.show_url = person_sees_url;
	t->server.metadata.authorization_endpoint =
	    strdup("https://id.example.org/a");
	t->server.metadata.pushed_authorization_request_endpoint =
	    strdup(t->there.url);
	shown = 0;
}

static void
is_due_where_somebody_says_so(void **state)
{
	static struct an_attempt t;

	(void)state;
	an_attempt_prepare(&t);
	/* It is offered; nobody asks for it. */
	t.server.metadata.pushed_authorization_request_endpoint =
	    strdup("https://id.example.org/par");
	assert_false(push_is_due(&t.attempt));
	t.server.metadata.require_pushed_authorization_requests = true;
	assert_true(push_is_due(&t.attempt));
	t.server.metadata.require_pushed_authorization_requests = false;
	t.login.require_pushed_authorization_requests = true;
	assert_true(push_is_due(&t.attempt));
	t.login.require_pushed_authorization_requests = false;
	t.login.pushed_authorization_request_endpoint = strdup("https://x/par");
	assert_true(push_is_due(&t.attempt));
	/* Required, and nowhere to go. */
	free(t.server.metadata.pushed_authorization_request_endpoint);
	t.server.metadata.pushed_authorization_request_endpoint = NULL;
	assert_int_equal(push_request(&t.attempt), E(CONFIG));
	assert_non_null(strstr(t.session.error.message,
	    "login work: authorization requests are to be pushed"));
	assert_non_null(strstr(
	    t.session.error.hint, "pushed_authorization_request_endpoint = "));
	an_attempt_serve(&t, &(struct server_answer){"", 0}, 1);
	an_attempt_end(&t);
}

static void
says_what_the_server_must_know(void **state)
{
	const struct server_answer answers[] = {
	    {REFUSED("invalid_request"), 0}};
	static struct an_attempt t;

	(void)state;
	begin(&t, answers, 1);
	assert_int_equal(push_request(&t.attempt), E(REFUSED));
	assert_non_null(strstr(t.session.error.hint,
	    "the server must know client_id c1 with redirect_uri http://"));
	assert_int_equal(push_next_ms(&t.attempt), INT64_MAX);
	an_attempt_end(&t);
}

/* The request that nobody came for is over: another, of the same login. */
static void
pushes_again_what_is_over(void **state)
{
	const struct server_answer answers[] = {{PUSHED("urn:1", "60"), 0},
	    {PUSHED("urn:2", "60"), 0}, {SERVER_SAYS("503", ""), 0}};
	static struct an_attempt t;
	char *start, first[2048], second[2048];
	int64_t now = clock_monotonic_ms();
	const char *state_sent;

	(void)state;
	begin(&t, answers, 3);
	assert_int_equal(push_request(&t.attempt), LANYARD_OK);
	assert_non_null(strstr(t.attempt.authorization.url, "urn%3A1"));
	assert_true(push_next_ms(&t.attempt) >= now + 60000);
	assert_int_equal(listener_start(redirect_listener(&t.attempt.redirect),
			     t.attempt.authorization.url, &start, NULL),
	    LANYARD_OK);
	free(start);
	push_again(&t.attempt);
	assert_int_equal(shown, 0);
	t.attempt.pushed_until_ms = now;
	push_again(&t.attempt);
	assert_int_equal(shown, 1);
	assert_non_null(strstr(shown_url, "urn%3A2"));
	assert_string_equal(
	    t.notice, "the URL that was shown is over: here is another");
	server_request(&t.there, first, sizeof(first));
	server_request(&t.there, second, sizeof(second));
	/* An answer to either is one to this login. */
	state_sent = (const char *)t.attempt.authorization.state.bytes;
	assert_non_null(strstr(first, state_sent));
	assert_non_null(strstr(second, state_sent));
	/* One that fails is told, and is the last. */
	t.attempt.pushed_until_ms = now;
	push_again(&t.attempt);
	assert_int_equal(shown, 1);
	assert_non_null(strstr(t.notice, "the URL that was shown is over: "));
	assert_int_equal(t.session.error.code, LANYARD_OK);
	assert_int_equal(push_next_ms(&t.attempt), INT64_MAX);
	an_attempt_end(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_due_where_somebody_says_so),
	    cmocka_unit_test(says_what_the_server_must_know),
	    cmocka_unit_test(pushes_again_what_is_over),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
