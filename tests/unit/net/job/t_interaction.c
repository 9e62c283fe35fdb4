/*
 * t_interaction.c - one login by a person: what goes side by side, and what is
 * left when one way is gone; each way for itself is in t_by_code.c and
 * t_by_device.c
 *
 * Each browser is forked; the person who types is a pipe.
 */
#include "an_attempt.h"

#include <sys/time.h>

#include "base/percent.h"
#include "login/tokens.h"
#include "net/job/interaction.h"

#define E(name)	     LANYARD_ERR_##name
#define TEXT_SIZE    4096
#define QUICK_DEVICE SERVER_OK(DEVICE_FOR("600", "1"))

/* ---- the person and the browser ---- */

struct fixture {
	struct an_attempt t;
	/* What the person does. */
	bool has_browser;
	int delay_ms;
	const char *visits[4]; /* queries, "STATE" replaced; NULL ends */
	const char *types;     /* "STATE" and "URI" replaced; NULL: no field */
	bool ends;	       /* the field's end comes then */
	/* What the person saw, beside what is in T. */
	char url[TEXT_SIZE];
	char host[64];
	bool opened;
	char pages[4 * TEXT_SIZE];
	int input[2], page[2];
	pid_t browser;
	int64_t timeout_ms;
};

static int
dial(int port)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	in.sin_port = htons((uint16_t)port);
	if (fd == -1 || connect(fd, (struct sockaddr *)&in, sizeof(in)) != 0)
		_exit(1);
	return fd;
}

/* TEXT with STATE and URI replaced by those of the authorization URL. */
static void
fill_in(char *out, const char *text, const char *url)
{
	struct buf state, uri;
	const char *query = strchr(url, '?');
	size_t used = 0;

	buf_init(&state, TEXT_SIZE);
	buf_init(&uri, TEXT_SIZE);
	if (query == NULL ||
	    !percent_query_parameter(query + 1, "state", &state, NULL) ||
	    !percent_query_parameter(query + 1, "redirect_uri", &uri, NULL))
		_exit(1);
	out[0] = '\0';
	for (; *text != '\0'; used = strlen(out)) {
		const struct buf *value = NULL;

		if (strncmp(text, "STATE", 5) == 0) {
			value = &state;
			text += 5;
		} else if (strncmp(text, "URI", 3) == 0) {
			value = &uri;
			text += 3;
		}
		scratch_print(out + used, TEXT_SIZE - used, "%.*s",
		    value != NULL ? (int)value->size : 1,
		    value != NULL ? buf_text(value) : text++);
	}
	buf_clear(&state);
	buf_clear(&uri);
}

static void
browse(const struct fixture *f, const char *url)
{
	char text[TEXT_SIZE], uri[TEXT_SIZE];
	const char *rest;
	char *path;
	int fds[4], count = 0;
	long port;
	ssize_t n;

	/* A real browser holds none of our sockets. */
	for (int i = 3; i < 64; i++)
		if (i != f->page[1])
			close(i);
	fill_in(uri, "URI", url);
	port = strtol(strchr(uri + 5, ':') + 1, &path, 10);
	rest = path;
	clock_sleep_ms(f->delay_ms);
	/* Side by side, as a browser does; the first may end the login. */
	signal(SIGPIPE, SIG_IGN);
	for (; count < 4 && f->visits[count] != NULL; count++)
		fds[count] = dial((int)port);
	for (int i = 0; i < count; i++) {
		fill_in(text, f->visits[i], url);
		dprintf(fds[i],
		    "GET %s?%s HTTP/1.1\r\nHost: 127.0.0.1:%ld\r\n\r\n", rest,
		    text, port);
	}
	for (int i = 0; i < count; i++) {
		while ((n = read(fds[i], text, sizeof(text))) > 0)
			if (write(f->page[1], text, (size_t)n) != n)
				_exit(1);
		close(fds[i]);
	}
	_exit(0);
}

static bool
open_url(void *context, const char *url)
{
	struct fixture *f = context;

	if (!f->has_browser)
		return false;
	if ((f->browser = fork()) == 0)
		browse(f, url);
	assert_int_not_equal(f->browser, -1);
	return true;
}

static void
type(struct fixture *f, const char *url)
{
	char text[TEXT_SIZE];

	if (f->types != NULL) {
		fill_in(text, f->types, url);
		assert_int_equal(
		    write(f->input[1], text, strlen(text)), strlen(text));
	}
	if (f->ends) {
		close(f->input[1]);
		f->input[1] = -1;
	}
}

static void
show_url(void *context, const char *login, const char *host, const char *url,
    bool opened)
{
	struct fixture *f = context;

	assert_string_equal(login, "work");
	scratch_print(f->url, sizeof(f->url), "%s", url);
	scratch_print(f->host, sizeof(f->host), "%s", host);
	f->opened = opened;
	type(f, url);
}

static int
input_fd(void *context)
{
	const struct fixture *f = context;

	return f->types != NULL || f->ends ? f->input[0] : -1;
}

static bool
read_line(void *context, char *line, unsigned size)
{
	const struct fixture *f = context;
	unsigned used = 0;

	while (used < size - 1 && read(f->input[0], line + used, 1) == 1) {
		if (line[used] == '\n') {
			line[used] = '\0';
			return true;
		}
		used++;
	}
	return false;
}

/* ---- the login ---- */

/* The server gives ANSWERS in order. A device code may be had where DEVICE. */
static void
serve(struct fixture *f, bool device, const struct server_answer *answers,
    size_t count)
{
	struct metadata *m = &f->t.server.metadata;

	an_attempt_serve(&f->t, answers, count);
	if (device)
		m->device_authorization_endpoint = strdup(f->t.there.url);
}

/* The code is good at once. */
static void
serve_token(struct fixture *f, bool device)
{
	static const struct server_answer answer = {SERVER_OK(TOKEN), 0};

	serve(f, device, &answer, 1);
}

/* The device code is good at the second poll. */
static void
serve_device(struct fixture *f)
{
	static const struct server_answer answers[] = {{QUICK_DEVICE, 0},
	    {SERVER_SAYS("400", PENDING), 0}, {SERVER_OK(TOKEN), 0}};

	serve(f, true, answers, COUNT(answers));
}

static void
forget_browser(struct fixture *f)
{
	free(f->t.server.metadata.authorization_endpoint);
	f->t.server.metadata.authorization_endpoint = NULL;
}

static int
set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	an_attempt_prepare(&f->t);
	f->t.ui.context = f; /* it begins with T */
	f->t.ui.show_url = show_url;
	f->t.ui.open_url = open_url;
	f->t.ui.input_fd = input_fd;
	f->t.ui.read_line = read_line;
	f->t.server.metadata.authorization_endpoint =
	    strdup("https://id.example.org/authorize");
	f->timeout_ms = 20000;
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	an_attempt_end(&f->t);
	free(f);
	return 0;
}

static enum lanyard_error
run(struct fixture *f)
{
	enum lanyard_error r;
	size_t used = 0;
	ssize_t n;

	/* Not before: the server's process must not hold them. */
	assert_int_equal(pipe(f->input), 0);
	assert_int_equal(pipe(f->page), 0);
	r = interaction_run(&f->t.exchange, &f->t.server, f->timeout_ms);
	close(f->page[1]);
	if (f->browser != 0)
		waitpid(f->browser, NULL, 0);
	while ((n = read(f->page[0], f->pages + used,
		    sizeof(f->pages) - 1 - used)) > 0)
		used += (size_t)n;
	f->pages[used] = '\0';
	close(f->page[0]);
	close(f->input[0]);
	if (f->input[1] != -1)
		close(f->input[1]);
	return r;
}

/* The tokens are saved, and nothing is held any more. */
static void
assert_good(struct fixture *f)
{
	assert_int_equal(run(f), LANYARD_OK);
	assert_int_equal(f->t.session.error.code, LANYARD_OK);
	assert_non_null(strstr(f->t.record, "access_token=at\n"));
	assert_int_equal(f->t.saved, 1);
	assert_false(f->t.has_lock);
}

static void
assert_bad(struct fixture *f, enum lanyard_error expected)
{
	assert_int_equal(run(f), expected);
	assert_int_equal(f->t.session.error.code, expected);
	assert_string_not_equal(f->t.session.error.message, "");
	assert_int_equal(f->t.saved, 0);
	assert_false(f->t.has_lock);
}

/* ---- tests: the browser ---- */

static void
test_browser(void **state)
{
	struct fixture *f = *state;

	serve_token(f, true);
	f->has_browser = true;
	f->visits[0] = "code=c&state=STATE";
	assert_good(f);
	assert_true(f->opened);
	assert_int_equal(f->t.codes, 0);
	assert_int_equal(f->t.reserved, 1);
	assert_string_equal(f->host, strstr(f->t.there.url, "127.0.0.1:"));
	assert_non_null(strstr(f->url, "code_challenge_method=S256"));
	assert_non_null(strstr(f->pages, "HTTP/1.1 200 OK"));
	assert_non_null(strstr(
	    f->pages, "<p>You are logged in. You can close this window.</p>"));
}

/* A wrong state gets a 400 page and changes nothing. */
static void
test_wrong_state(void **state)
{
	struct fixture *f = *state;

	serve_token(f, false);
	f->has_browser = true;
	f->visits[0] = "code=evil&state=x";
	f->visits[1] = "error=access_denied&state=x";
	f->visits[2] = "code=evil";
	f->visits[3] = "code=c&state=STATE";
	assert_good(f);
	assert_int_equal(f->t.reserved, 1);
	assert_memory_equal(f->pages, "HTTP/1.1 400 ", 13);
	assert_non_null(strstr(f->pages, "This is not the answer"));
	assert_non_null(strstr(f->pages, "You are logged in."));
}

/* The first answer counts. */
static void
test_second(void **state)
{
	struct fixture *f = *state;

	serve_token(f, false);
	f->has_browser = true;
	f->visits[0] = "code=c&state=STATE";
	f->visits[1] = "error=access_denied&state=STATE";
	assert_good(f);
	assert_int_equal(f->t.reserved, 1);
	assert_non_null(strstr(f->pages, "You are logged in."));
	assert_null(strstr(f->pages, "refused"));
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
	struct fixture *f = *state;

	serve_token(f, false);
	f->has_browser = true;
	f->delay_ms = 500;
	f->visits[0] = "code=c&state=STATE";
	sigaction(SIGALRM, &action, &old);
	setitimer(ITIMER_REAL, &often, NULL);
	assert_good(f);
	setitimer(ITIMER_REAL, &never, NULL);
	sigaction(SIGALRM, &old, NULL);
}

/* ---- tests: the field ---- */

static void
test_paste(void **state)
{
	struct fixture *f = *state;

	serve_token(f, false);
	f->types = "c\n";
	assert_good(f);
	assert_false(f->opened);
	assert_int_equal(f->t.reserved, 1);
	assert_int_equal(f->t.notices, 0);
}

static void
test_paste_only(void **state)
{
	struct fixture *f = *state;

	serve_token(f, false);
	f->t.login.redirect_uri = strdup("urn:ietf:wg:oauth:2.0:oob");
	f->types = "c\n";
	assert_good(f);
	assert_non_null(
	    strstr(f->url, "redirect_uri=urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob"));
}

static void
test_quit(void **state)
{
	struct fixture *f = *state;

	serve_token(f, false);
	f->types = "q\n";
	assert_bad(f, E(CANCELLED));
	assert_int_equal(f->t.reserved, 0);
}

/* Without its field the login waits for the browser alone. */
static void
test_field_ends(void **state)
{
	struct fixture *f = *state;

	serve_token(f, false);
	f->has_browser = true;
	f->delay_ms = 300;
	f->visits[0] = "code=c&state=STATE";
	f->ends = true;
	assert_good(f);
}

static void
test_nothing_left(void **state)
{
	struct fixture *f = *state;

	serve_token(f, false);
	f->t.login.redirect_uri = strdup("https://app.example.com/cb");
	f->ends = true;
	assert_bad(f, E(LOGIN_NEEDED));
	assert_non_null(strstr(f->t.session.error.message, "work"));
}

static void
test_timeout(void **state)
{
	struct fixture *f = *state;
	int64_t start = clock_monotonic_ms();

	serve_token(f, false);
	f->timeout_ms = 300;
	f->types = "";
	assert_bad(f, E(TIMEOUT));
	assert_in_range(clock_monotonic_ms() - start, 300, 2000);
}

/* ---- tests: nobody listens ---- */

/* The port of the login's redirect_uri is taken: here by the server. */
static void
take_port(struct fixture *f)
{
	char uri[128];

	scratch_print(uri, sizeof(uri), "%s/callback", f->t.there.url);
	f->t.login.redirect_uri = strdup(uri);
}

static void
test_port_taken(void **state)
{
	struct fixture *f = *state;
	char text[128];

	serve_token(f, true);
	take_port(f);
	f->has_browser = true;
	f->types = "URI?code=c&state=STATE\n";
	assert_good(f);
	assert_true(f->opened);
	assert_int_equal(f->t.codes, 0);
	scratch_print(text, sizeof(text),
	    "cannot listen on %s: Address already in use: paste the final URL",
	    strstr(f->t.there.url, "127.0.0.1:"));
	assert_string_equal(f->t.notice, text);
}

/* Nobody can paste: a browser would lead nowhere. */
static void
test_port_taken_no_field(void **state)
{
	struct fixture *f = *state;

	serve_device(f);
	take_port(f);
	f->has_browser = true;
	assert_good(f);
	assert_string_equal(f->url, "");
	assert_int_equal(f->t.codes, 1);
	assert_int_equal(f->t.notices, 2);
	assert_non_null(strstr(f->t.notice, "the tokens of login work come"));
}

static void
test_port_taken_no_way(void **state)
{
	struct fixture *f = *state;

	serve_token(f, false);
	take_port(f);
	f->has_browser = true;
	assert_bad(f, E(NETWORK));
	assert_int_equal(f->browser, 0);
	assert_non_null(strstr(f->t.session.error.message, "cannot listen on"));
}

/* A redirect_uri that is not ours, and nobody to paste from it. */
static void
test_oob_no_field(void **state)
{
	struct fixture *f = *state;

	serve_device(f);
	f->t.login.redirect_uri = strdup("urn:ietf:wg:oauth:2.0:oob");
	f->has_browser = true;
	assert_good(f);
	assert_string_equal(f->url, "");
	assert_int_equal(f->t.codes, 1);
	assert_int_equal(f->t.notices, 1);
}

/* ---- tests: the device code ---- */

/* No browser: it is started by itself. */
static void
test_device(void **state)
{
	struct fixture *f = *state;

	serve_device(f);
	assert_good(f);
	assert_int_equal(f->t.codes, 1);
	assert_int_equal(f->t.reserved, 2);
}

static void
test_device_by_key(void **state)
{
	struct fixture *f = *state;

	serve_device(f);
	f->has_browser = true;
	f->types = "d\nd\n";
	assert_good(f);
	/* Asked for again, it is the same code that is shown. */
	assert_int_equal(f->t.codes, 2);
	assert_int_equal(f->t.reserved, 2);
}

static void
test_device_only(void **state)
{
	struct fixture *f = *state;

	serve_device(f);
	f->has_browser = true;
	f->t.login.grant_type = strdup("device_code");
	f->types = "";
	assert_good(f);
	assert_string_equal(f->url, "");
	assert_int_equal(f->t.codes, 1);
}

/* Neither for want of a browser nor by its key is there a device code. */
static void
test_browser_only(void **state)
{
	struct fixture *f = *state;

	serve_token(f, true);
	f->t.login.grant_type = strdup("authorization_code");
	f->types = "d\nURI?code=c&state=STATE\n";
	assert_good(f);
	assert_int_equal(f->t.codes, 0);
	assert_int_equal(f->t.notices, 1);
	assert_string_equal(f->t.notice, "this login is by browser only");
}

/* With a browser it is worth a notice only. */
static void
test_device_refused_beside(void **state)
{
	static const struct server_answer answers[] = {
	    {REFUSED("unauthorized_client"), 0}, {SERVER_OK(TOKEN), 0}};
	struct fixture *f = *state;

	serve(f, true, answers, COUNT(answers));
	f->has_browser = true;
	f->delay_ms = 300;
	f->types = "d\n";
	f->visits[0] = "code=c&state=STATE";
	assert_good(f);
	assert_int_equal(f->t.notices, 1);
}

/* The server never says so: our clock does. */
static void
test_device_forgotten(void **state)
{
	static const struct server_answer answers[] = {
	    {SERVER_OK(DEVICE_FOR("2", "1")), 0},
	    {SERVER_SAYS("400", PENDING), 0}};
	struct fixture *f = *state;

	serve(f, true, answers, COUNT(answers));
	forget_browser(f);
	assert_bad(f, E(TIMEOUT));
	assert_in_range(f->t.reserved, 1, 3);
}

static void
test_device_expired_beside(void **state)
{
	static const struct server_answer answers[] = {{QUICK_DEVICE, 0},
	    {REFUSED("expired_token"), 0}, {SERVER_OK(TOKEN), 0}};
	struct fixture *f = *state;

	serve(f, true, answers, COUNT(answers));
	f->has_browser = true;
	f->delay_ms = 2500;
	f->types = "d\n";
	f->visits[0] = "code=c&state=STATE";
	assert_good(f);
	assert_int_equal(f->t.notices, 1);
	assert_int_equal(f->t.reserved, 2);
}

static void
test_no_endpoint(void **state)
{
	struct fixture *f = *state;

	f->t.login.grant_type = strdup("device_code");
	assert_bad(f, E(CONFIG));
}

static void
test_no_endpoints(void **state)
{
	struct fixture *f = *state;

	forget_browser(f);
	assert_bad(f, E(CONFIG));
	assert_non_null(
	    strstr(f->t.session.error.message, "authorization_endpoint"));
}

/* What is known and may not be used does not count. */
static void
test_no_endpoint_allowed(void **state)
{
	struct fixture *f = *state;

	serve_token(f, true);
	forget_browser(f);
	f->t.login.grant_type = strdup("authorization_code");
	assert_bad(f, E(CONFIG));
	assert_string_equal(f->t.session.error.message,
	    "login work: no "
	    "authorization_endpoint is known");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    TEST(test_browser),
	    TEST(test_wrong_state),
	    TEST(test_second),
	    TEST(test_interrupted),
	    TEST(test_paste),
	    TEST(test_paste_only),
	    TEST(test_quit),
	    TEST(test_field_ends),
	    TEST(test_nothing_left),
	    TEST(test_timeout),
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
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
