/*
 * t_interaction.c - one login by a person: what goes side by side, and what is
 * left when one way is gone; each way for itself is in t_by_code.c and
 * t_by_device.c
 */
#include "a_person.h"

#include <sys/resource.h>
#include <sys/time.h>

#include "login/tokens.h"

#define E(name)	     LANYARD_ERR_##name
#define QUICK_DEVICE SERVER_OK(DEVICE_FOR("600", "1"))

/* ---- the login ---- */

/* The server gives ANSWERS in order. A device code may be had where DEVICE. */
static void
serve(struct a_person *p, bool device, const struct server_answer *answers,
    size_t count)
{
	struct metadata *m = &p->t.server.metadata;

	an_attempt_serve(&p->t, answers, count);
	if (device)
		m->device_authorization_endpoint = strdup(p->t.there.url);
}

/* The code is good at once. */
static void
serve_token(struct a_person *p, bool device)
{
	static const struct server_answer answer = {SERVER_OK(TOKEN), 0};

	serve(p, device, &answer, 1);
}

/* The device code is good at the second poll. */
static void
serve_device(struct a_person *p)
{
	static const struct server_answer answers[] = {{QUICK_DEVICE, 0},
	    {SERVER_SAYS("400", PENDING), 0}, {SERVER_OK(TOKEN), 0}};

	serve(p, true, answers, COUNT(answers));
}

static void
forget_browser(struct a_person *p)
{
	free(p->t.server.metadata.authorization_endpoint);
	p->t.server.metadata.authorization_endpoint = NULL;
}

/* The tokens are saved, and nothing is held any more. */
static void
assert_good(struct a_person *p)
{
	assert_int_equal(a_person_logs_in(p), LANYARD_OK);
	assert_int_equal(p->t.session.error.code, LANYARD_OK);
	assert_non_null(strstr(p->t.record, "access_token=at\n"));
	assert_int_equal(p->t.saved, 1);
	assert_false(p->t.has_lock);
}

static void
assert_bad(struct a_person *p, enum lanyard_error expected)
{
	assert_int_equal(a_person_logs_in(p), expected);
	assert_int_equal(p->t.session.error.code, expected);
	assert_string_not_equal(p->t.session.error.message, "");
	assert_int_equal(p->t.saved, 0);
	assert_false(p->t.has_lock);
}

/* ---- tests: the browser ---- */

static void
test_browser(void **state)
{
	struct a_person *p = *state;

	serve_token(p, true);
	p->has_browser = true;
	p->visits[0] = "code=c&state=STATE";
	assert_good(p);
	assert_true(p->opened);
	assert_int_equal(p->t.codes, 0);
	assert_int_equal(p->t.reserved, 1);
	assert_string_equal(p->host, strstr(p->t.there.url, "127.0.0.1:"));
	assert_non_null(strstr(p->url, "code_challenge_method=S256"));
	assert_non_null(strstr(p->pages, "HTTP/1.1 200 OK"));
	assert_non_null(strstr(p->pages, "<h1>You are logged in</h1>"));
}

/* A wrong state gets a 400 page and changes nothing. */
static void
test_wrong_state(void **state)
{
	struct a_person *p = *state;

	serve_token(p, false);
	p->has_browser = true;
	p->visits[0] = "code=evil&state=x";
	p->visits[1] = "error=access_denied&state=x";
	p->visits[2] = "code=evil";
	p->visits[3] = "code=c&state=STATE";
	assert_good(p);
	assert_int_equal(p->t.reserved, 1);
	assert_memory_equal(p->pages, "HTTP/1.1 400 ", 13);
	assert_non_null(strstr(p->pages, "This is not the answer"));
	assert_non_null(strstr(p->pages, "You are logged in"));
}

/* The first answer counts. */
static void
test_second(void **state)
{
	struct a_person *p = *state;

	serve_token(p, false);
	p->has_browser = true;
	p->visits[0] = "code=c&state=STATE";
	p->visits[1] = "error=access_denied&state=STATE";
	assert_good(p);
	assert_int_equal(p->t.reserved, 1);
	assert_non_null(strstr(p->pages, "You are logged in"));
	assert_null(strstr(p->pages, "refused"));
}

static void
linger_here(void *context, void (*late)(void *to), void *to)
{
	(void)context;
	late(to);
}

/* A second tab, and a page loaded in advance, get the first one's page. */
static void
test_late(void **state)
{
	struct a_person *p = *state;
	const char *page;
	int count = 0;

	serve_token(p, false);
	p->has_browser = true;
	p->t.ui.linger = linger_here;
	p->visits[0] = "code=c&state=STATE";
	p->visits[1] = "code=c&state=STATE";
	p->visits[2] = "error=access_denied&state=STATE";
	p->visits[3] = "code=c&state=x";
	assert_good(p);
	assert_int_equal(p->t.reserved, 1);
	for (page = p->pages;
	     (page = strstr(page, "<h1>You are logged in")) != NULL; page++)
		count++;
	assert_int_equal(count, 3);
	assert_non_null(strstr(p->pages, "This is not the answer"));
}

static void
ignore_signal(int number)
{
	(void)number;
}

static void
test_interrupted(void **state)
{
	const struct itimerval often = {{0, 50000}, {0, 50000}}, never = {0};
	struct sigaction action = {.sa_handler = ignore_signal}, old;
	struct a_person *p = *state;

	serve_token(p, false);
	p->has_browser = true;
	p->delay_ms = 500;
	p->visits[0] = "code=c&state=STATE";
	sigaction(SIGALRM, &action, &old);
	setitimer(ITIMER_REAL, &often, NULL);
	assert_good(p);
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &old, NULL);
}

/* ---- tests: the field ---- */

static void
test_paste(void **state)
{
	struct a_person *p = *state;

	serve_token(p, false);
	p->types = "the-code\n";
	assert_good(p);
	assert_false(p->opened);
	assert_int_equal(p->t.reserved, 1);
	assert_int_equal(p->t.notices, 0);
}

static void
test_paste_only(void **state)
{
	struct a_person *p = *state;

	serve_token(p, false);
	p->t.login.redirect_uri = strdup("urn:ietf:wg:oauth:2.0:oob");
	p->types = "the-code\n";
	assert_good(p);
	assert_non_null(
	    strstr(p->url, "redirect_uri=urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob"));
}

/* The descriptors that this process may have, while it has no more. */
static struct rlimit files;

static void
show_with_files(void *context, const char *login, const char *host,
    const char *url, bool opened)
{
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
	a_person_show_url(context, login, host, url, opened);
}

/* All users could read the argument: no browser is better than that. */
static void
test_no_socket(void **state)
{
	struct a_person *p = *state;
	struct rlimit few;
	int pipes[4];

	serve_token(p, false);
	p->t.login.redirect_uri = strdup("urn:ietf:wg:oauth:2.0:oob");
	p->has_browser = true;
	p->types = "the-code\n";
	p->t.ui.show_url = show_with_files;
	for (size_t i = 0; i < COUNT(pipes); i++)
		assert_int_not_equal(pipes[i] = dup(0), -1);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
	few = files;
	few.rlim_cur = (rlim_t)pipes[3] + 1;
	for (size_t i = 0; i < COUNT(pipes); i++)
		close(pipes[i]);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	assert_good(p);
	assert_false(p->opened);
	assert_int_equal(p->browser, 0);
}

static void
test_quit(void **state)
{
	struct a_person *p = *state;

	serve_token(p, false);
	p->types = "q\n";
	assert_bad(p, E(CANCELLED));
	assert_int_equal(p->t.reserved, 0);
}

/* Without its field the login waits for the browser alone. */
static void
test_field_ends(void **state)
{
	struct a_person *p = *state;

	serve_token(p, false);
	p->has_browser = true;
	p->delay_ms = 300;
	p->visits[0] = "code=c&state=STATE";
	p->ends = true;
	assert_good(p);
}

static void
test_nothing_left(void **state)
{
	struct a_person *p = *state;

	serve_token(p, false);
	p->t.login.redirect_uri = strdup("https://app.example.com/cb");
	p->ends = true;
	assert_bad(p, E(LOGIN_NEEDED));
	assert_non_null(strstr(p->t.session.error.message, "work"));
}

static char at_interrupt_hint[ERROR_TEXT], last_progress[64];
static int redrawn;

static void
keep_hint(void *context, const char *hint)
{
	(void)context;
	scratch_print(at_interrupt_hint, sizeof(at_interrupt_hint), "%s", hint);
}

static void
see_progress(void *context, const char *text)
{
	(void)context;
	redrawn += text[0] != '\0';
	if (redrawn == 1 && text[0] != '\0')
		assert_string_equal(text, "waiting for the login, 0:02 left");
	scratch_print(last_progress, sizeof(last_progress), "%s", text);
}

/* What is left, each second; and what to say should a signal end it. */
static void
test_progress(void **state)
{
	struct a_person *p = *state;

	serve_token(p, false);
	p->timeout_ms = 1500;
	p->types = "";
	p->t.ui.progress = see_progress;
	p->t.ui.at_interrupt = keep_hint;
	redrawn = 0;
	assert_bad(p, E(TIMEOUT));
	assert_in_range(redrawn, 2, 4);
	assert_string_equal(last_progress, "");
	assert_string_equal(at_interrupt_hint, p->t.session.error.hint);
	assert_non_null(
	    strstr(at_interrupt_hint, "the server must know client_id c1 with "
				      "redirect_uri http://127.0.0.1:"));
}

static void
test_timeout(void **state)
{
	struct a_person *p = *state;
	int64_t start = clock_monotonic_ms();

	serve_token(p, false);
	p->timeout_ms = 300;
	p->types = "";
	assert_bad(p, E(TIMEOUT));
	assert_in_range(clock_monotonic_ms() - start, 300, 2000);
}

static int stop_rounds;

/* Until the browser has its address, of us; it goes on while we are stopped. */
static void
stop(void *context, const char *text)
{
	(void)context;
	(void)text;
	if (++stop_rounds == 3)
		clock_sleep_ms(700);
}

/* Ctrl-Z: the browser has answered before the time was up, and we come late. */
static void
test_stopped(void **state)
{
	struct a_person *p = *state;

	serve_token(p, false);
	p->has_browser = true;
	p->visits[0] = "code=c&state=STATE";
	p->t.ui.progress = stop;
	p->timeout_ms = 600;
	assert_good(p);
	assert_non_null(strstr(p->pages, "You are logged in"));
}

/* ---- tests: nobody listens ---- */

/* The port of the login's redirect_uri is taken: here by the server. */
static void
take_port(struct a_person *p)
{
	char uri[128];

	scratch_print(uri, sizeof(uri), "%s/callback", p->t.there.url);
	p->t.login.redirect_uri = strdup(uri);
}

static void
test_port_taken(void **state)
{
	struct a_person *p = *state;
	char text[256];

	serve_token(p, false);
	take_port(p);
	p->has_browser = true;
	p->types = "URI?code=c&state=STATE\n";
	assert_good(p);
	assert_false(p->opened);
	assert_int_equal(p->browser, 0);
	scratch_print(text, sizeof(text),
	    "cannot listen on %s: Address already in use: no browser is "
	    "opened, as that program would get the code: paste the final URL",
	    strstr(p->t.there.url, "127.0.0.1:"));
	assert_string_equal(p->t.notice, text);
}

/* Nobody can paste: a browser would lead nowhere. */
static void
test_port_taken_no_field(void **state)
{
	struct a_person *p = *state;

	serve_device(p);
	take_port(p);
	p->has_browser = true;
	assert_good(p);
	assert_string_equal(p->url, "");
	assert_int_equal(p->t.codes, 1);
	assert_int_equal(p->t.notices, 2);
	assert_non_null(strstr(p->t.notice, "the tokens of login work come"));
}

static void
test_port_taken_no_way(void **state)
{
	struct a_person *p = *state;

	serve_token(p, false);
	take_port(p);
	p->has_browser = true;
	assert_bad(p, E(NETWORK));
	assert_int_equal(p->browser, 0);
	assert_non_null(strstr(p->t.session.error.message, "cannot listen on"));
}

/* A redirect_uri that is not ours, and nobody to paste from it. */
static void
test_oob_no_field(void **state)
{
	struct a_person *p = *state;

	serve_device(p);
	p->t.login.redirect_uri = strdup("urn:ietf:wg:oauth:2.0:oob");
	p->has_browser = true;
	assert_good(p);
	assert_string_equal(p->url, "");
	assert_int_equal(p->t.codes, 1);
	assert_int_equal(p->t.notices, 1);
}

/* ---- tests: the device code ---- */

/* No browser: it is started by itself. */
static void
test_device(void **state)
{
	struct a_person *p = *state;

	serve_device(p);
	assert_good(p);
	assert_int_equal(p->t.codes, 1);
	assert_int_equal(p->t.reserved, 2);
}

static void
test_device_by_key(void **state)
{
	struct a_person *p = *state;

	serve_device(p);
	p->has_browser = true;
	p->types = "d\nd\n";
	assert_good(p);
	/* Asked for again, it is the same code that is shown. */
	assert_int_equal(p->t.codes, 2);
	assert_int_equal(p->t.reserved, 2);
}

static void
test_device_only(void **state)
{
	struct a_person *p = *state;

	serve_device(p);
	p->has_browser = true;
	p->t.login.grant_type = strdup("device_code");
	p->types = "";
	assert_good(p);
	assert_string_equal(p->url, "");
	assert_int_equal(p->t.codes, 1);
}

/* Neither for want of a browser nor by its key is there a device code. */
static void
test_browser_only(void **state)
{
	struct a_person *p = *state;

	serve_token(p, true);
	p->t.login.grant_type = strdup("authorization_code");
	p->types = "d\nURI?code=c&state=STATE\n";
	assert_good(p);
	assert_int_equal(p->t.codes, 0);
	assert_int_equal(p->t.notices, 1);
	assert_string_equal(p->t.notice, "this login is by browser only");
}

/* With a browser it is worth a notice only. */
static void
test_device_refused_beside(void **state)
{
	static const struct server_answer answers[] = {
	    {REFUSED("unauthorized_client"), 0}, {SERVER_OK(TOKEN), 0}};
	struct a_person *p = *state;

	serve(p, true, answers, COUNT(answers));
	p->has_browser = true;
	p->delay_ms = 300;
	p->types = "d\n";
	p->visits[0] = "code=c&state=STATE";
	assert_good(p);
	assert_int_equal(p->t.notices, 1);
}

/* The server never says so: our clock does. */
static void
test_device_forgotten(void **state)
{
	static const struct server_answer answers[] = {
	    {SERVER_OK(DEVICE_FOR("2", "1")), 0},
	    {SERVER_SAYS("400", PENDING), 0}};
	struct a_person *p = *state;

	serve(p, true, answers, COUNT(answers));
	forget_browser(p);
	assert_bad(p, E(TIMEOUT));
	assert_in_range(p->t.reserved, 1, 3);
}

static void
test_device_expired_beside(void **state)
{
	static const struct server_answer answers[] = {{QUICK_DEVICE, 0},
	    {REFUSED("expired_token"), 0}, {SERVER_OK(TOKEN), 0}};
	struct a_person *p = *state;

	serve(p, true, answers, COUNT(answers));
	p->has_browser = true;
	p->delay_ms = 2500;
	p->types = "d\n";
	p->visits[0] = "code=c&state=STATE";
	assert_good(p);
	assert_int_equal(p->t.notices, 1);
	assert_int_equal(p->t.reserved, 2);
}

static void
test_no_endpoint(void **state)
{
	struct a_person *p = *state;

	p->t.login.grant_type = strdup("device_code");
	assert_bad(p, E(CONFIG));
}

static void
test_no_endpoints(void **state)
{
	struct a_person *p = *state;

	forget_browser(p);
	assert_bad(p, E(CONFIG));
	assert_non_null(
	    strstr(p->t.session.error.message, "authorization_endpoint"));
}

/* What is known and may not be used does not count. */
static void
test_no_endpoint_allowed(void **state)
{
	struct a_person *p = *state;

	serve_token(p, true);
	forget_browser(p);
	p->t.login.grant_type = strdup("authorization_code");
	assert_bad(p, E(CONFIG));
	assert_string_equal(p->t.session.error.message,
	    "login work: no "
	    "authorization_endpoint is known");
}

/* One that is advertised and cannot be used is not one that nobody knows. */
static void
test_no_endpoint_usable(void **state)
{
	struct a_person *p = *state;

	forget_browser(p);
	error_set(&p->t.server.metadata.unusable, E(SERVER),
	    "the metadata's authorization_endpoint: no https URL");
	assert_bad(p, E(CONFIG));
	assert_string_equal(p->t.session.error.message,
	    "login work: the metadata's authorization_endpoint: no https URL");
}

int
main(void)
{
#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, a_person, a_person_remove)
	const struct CMUnitTest tests[] = {
	    TEST(test_browser),
	    TEST(test_wrong_state),
	    TEST(test_second),
	    TEST(test_late),
	    TEST(test_interrupted),
	    TEST(test_paste),
	    TEST(test_paste_only),
	    TEST(test_no_socket),
	    TEST(test_quit),
	    TEST(test_field_ends),
	    TEST(test_nothing_left),
	    TEST(test_progress),
	    TEST(test_timeout),
	    TEST(test_stopped),
	    TEST(test_port_taken),
	    TEST(test_port_taken_no_field),
	    TEST(test_port_taken_no_way),
	    TEST(test_oob_no_field),
	    TEST(test_device),
	    TEST(test_device_by_key),
	    TEST(test_device_only),
	    TEST(test_browser_only),
	    TEST(test_device_refused_beside),
	    TEST(test_device_forgotten),
	    TEST(test_device_expired_beside),
	    TEST(test_no_endpoint),
	    TEST(test_no_endpoints),
	    TEST(test_no_endpoint_allowed),
	    TEST(test_no_endpoint_usable),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
