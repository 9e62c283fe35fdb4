/*
 * t_interaction.c - one login by a person, against a server of a few lines
 *
 * The server and each browser are forked; the person is a pipe. The paths of
 * the server's endpoints say how it answers.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/percent.h"
#include "login/tokens.h"
#include "net/job/interaction.h"
#include "os/clock.h"

#define TEXT_SIZE 4096

/* ---- the authorization server ---- */

#define GOOD_TOKEN                                                             \
	"{\"access_token\":\"at\",\"token_type\":\"Bearer\","                  \
	"\"expires_in\":3600,\"refresh_token\":\"rt\"}"
#define DEVICE                                                                 \
	"{\"device_code\":\"dc\",\"user_code\":\"WDJB-MJHT\","                 \
	"\"verification_uri\":\"https://id.example.org/device\","              \
	"\"expires_in\":%d,\"interval\":1}"

/* The reply's JSON; *STATUS is 200 or 400. POLLS counts since /device. */
static const char *
reply_to(const char *request, int *polls, int *status)
{
	static char device[512];
	const char *polled = strstr(request, "device_code=dc");

	*status = 200;
	if (strncmp(request, "POST /device/", 13) == 0) {
		*polls = 0;
		if (strncmp(request + 13, "refuses", 7) != 0) {
			snprintf(device, sizeof(device), DEVICE,
			    strncmp(request + 13, "short", 5) == 0 ? 2 : 600);
			return device;
		}
		*status = 400;
		return "{\"error\":\"unauthorized_client\"}";
	}
	if (strncmp(request, "POST /token/good", 16) == 0) {
		if (polled == NULL || (*polls)++ > 0)
			return GOOD_TOKEN;
		*status = 400;
		return "{\"error\":\"authorization_pending\"}";
	}
	*status = 400;
	if (strncmp(request, "POST /token/denies", 18) == 0)
		return "{\"error\":\"access_denied\"}";
	if (strncmp(request, "POST /token/pends", 17) == 0)
		return polled != NULL ? "{\"error\":\"authorization_pending\"}"
				      : (*status = 200, GOOD_TOKEN);
	if (strncmp(request, "POST /token/expires", 19) == 0)
		return polled != NULL ? "{\"error\":\"expired_token\"}"
				      : (*status = 200, GOOD_TOKEN);
	return "{\"error\":\"invalid_grant\","
	       "\"error_description\":\"<b>used</b> already\"}";
}

/* Read one request with its body; all of it is small. */
static void
read_request(int fd, char *text)
{
	size_t used = 0, size = 0;
	const char *body, *length;
	ssize_t n;

	text[0] = '\0';
	while ((n = read(fd, text + used, TEXT_SIZE - 1 - used)) > 0) {
		used += (size_t)n;
		text[used] = '\0';
		if ((body = strstr(text, "\r\n\r\n")) == NULL)
			continue;
		length = strstr(text, "Content-Length: ");
		if (length != NULL)
			size = (size_t)strtol(length + 16, NULL, 10);
		if (strlen(body + 4) >= size)
			return;
	}
}

static void
run_server(int listening)
{
	char text[TEXT_SIZE];
	const char *json;
	int fd, status, polls = 0;

	for (;;) {
		if ((fd = accept(listening, NULL, NULL)) == -1)
			_exit(1);
		read_request(fd, text);
		json = reply_to(text, &polls, &status);
		dprintf(fd,
		    "HTTP/1.1 %d X\r\nContent-Type: application/json\r\n"
		    "Content-Length: %zu\r\nConnection: close\r\n\r\n%s",
		    status, strlen(json), json);
		close(fd);
	}
}

/* ---- the person and the browser ---- */

struct fixture {
	int port;
	pid_t server;
	/* What the person does. */
	bool has_browser;
	int delay_ms;
	const char *visits[4]; /* queries, "STATE" replaced; NULL ends */
	const char *types;     /* "STATE" and "URI" replaced; NULL: no field */
	bool ends;	       /* the field's end comes then */
	/* What the person saw. */
	char url[TEXT_SIZE];
	char host[64];
	bool opened;
	int codes, notices;
	char notice[256];
	char pages[4 * TEXT_SIZE];
	/* How the caller fares. */
	enum lanyard_error prepare_result, save_result;
	int prepared, saved, released;
	int input[2], page[2];
	pid_t browser;
	/* What the login is made from. */
	struct lanyard_ui ui;
	struct login login;
	struct client client;
	struct metadata metadata;
	char token_endpoint[64], device_endpoint[64];
	struct http *http;
	struct token token;
	struct error error;
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
		snprintf(out + used, TEXT_SIZE - used, "%.*s",
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
may_ask(void *context)
{
	(void)context;
	return true;
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
	snprintf(f->url, sizeof(f->url), "%s", url);
	snprintf(f->host, sizeof(f->host), "%s", host);
	f->opened = opened;
	type(f, url);
}

static void
show_device_code(void *context, const char *login, const char *uri,
    const char *uri_complete, const char *user_code)
{
	struct fixture *f = context;

	assert_string_equal(login, "work");
	assert_string_equal(uri, "https://id.example.org/device");
	assert_null(uri_complete);
	assert_string_equal(user_code, "WDJB-MJHT");
	f->codes++;
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

static void
notice(void *context, const char *text)
{
	struct fixture *f = context;

	snprintf(f->notice, sizeof(f->notice), "%s", text);
	f->notices++;
}

/* ---- the caller ---- */

static enum lanyard_error
prepare(void *context, struct error *error)
{
	struct fixture *f = context;

	if (f->prepare_result != LANYARD_OK)
		return error_set(error, f->prepare_result, "no room");
	f->prepared++;
	return LANYARD_OK;
}

static enum lanyard_error
save(void *context, const struct token *token, struct error *error)
{
	struct fixture *f = context;

	assert_true(secret_is_set(&token->access_token));
	if (f->save_result != LANYARD_OK)
		return error_set(error, f->save_result, "disk on fire");
	f->saved++;
	return LANYARD_OK;
}

static void
release(void *context)
{
	struct fixture *f = context;

	f->released++;
}

static void
use_endpoints(struct fixture *f, const char *token, const char *device)
{
	snprintf(f->token_endpoint, sizeof(f->token_endpoint),
	    "http://127.0.0.1:%d/token/%s", f->port, token);
	f->metadata.token_endpoint = f->token_endpoint;
	f->metadata.device_authorization_endpoint = NULL;
	if (device == NULL)
		return;
	snprintf(f->device_endpoint, sizeof(f->device_endpoint),
	    "http://127.0.0.1:%d/device/%s", f->port, device);
	f->metadata.device_authorization_endpoint = f->device_endpoint;
}

static void
start_server(struct fixture *f)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	socklen_t size = sizeof(in);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_not_equal(fd, -1);
	assert_int_equal(bind(fd, (struct sockaddr *)&in, sizeof(in)), 0);
	assert_int_equal(listen(fd, 8), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &size), 0);
	f->port = ntohs(in.sin_port);
	if ((f->server = fork()) == 0)
		run_server(fd);
	assert_int_not_equal(f->server, -1);
	close(fd);
}

static int
set_up(void **state)
{
	const struct http_options options = {
	    .deadline_ms = clock_monotonic_ms() + 60000, .timeout_ms = 5000};
	struct fixture *f = calloc(1, sizeof(*f));

	assert_non_null(f);
	start_server(f);
	assert_int_equal(pipe(f->input), 0);
	assert_int_equal(pipe(f->page), 0);
	f->ui = (struct lanyard_ui){f, may_ask, show_url, open_url,
	    show_device_code, input_fd, read_line, notice};
	login_init(&f->login);
	f->login.name = strdup("work");
	f->login.client_id = strdup("client");
	f->client.client_id = "client";
	f->metadata.authorization_endpoint =
	    (char *)"https://id.example.org/authorize";
	f->timeout_ms = 20000;
	use_endpoints(f, "good", NULL);
	assert_int_equal(http_new(&f->http, &options, &f->error), LANYARD_OK);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	kill(f->server, SIGKILL);
	waitpid(f->server, NULL, 0);
	close(f->input[0]);
	if (f->input[1] != -1)
		close(f->input[1]);
	close(f->page[0]);
	login_clear(&f->login);
	token_clear(&f->token);
	http_free(&f->http);
	free(f);
	return 0;
}

static enum lanyard_error
run(struct fixture *f)
{
	const struct interaction interaction = {
	    .ui = &f->ui,
	    .login = &f->login,
	    .client = &f->client,
	    .metadata = &f->metadata,
	    .http = f->http,
	    .timeout_ms = f->timeout_ms,
	    .prepare = prepare,
	    .save = save,
	    .release = release,
	    .context = f,
	};
	enum lanyard_error r;
	size_t used = 0;
	ssize_t n;

	r = interaction_run(&interaction, &f->token, &f->error);
	close(f->page[1]);
	if (f->browser != 0)
		waitpid(f->browser, NULL, 0);
	while ((n = read(f->page[0], f->pages + used,
		    sizeof(f->pages) - 1 - used)) > 0)
		used += (size_t)n;
	f->pages[used] = '\0';
	return r;
}

/* The tokens are there, prepared for, saved, and PREPARE is in force. */
static void
assert_good(struct fixture *f)
{
	assert_int_equal(run(f), LANYARD_OK);
	assert_int_equal(f->error.code, LANYARD_OK);
	assert_string_equal((char *)f->token.access_token.bytes, "at");
	assert_string_equal((char *)f->token.refresh_token.bytes, "rt");
	assert_int_equal(f->prepared, f->released + 1);
	assert_int_equal(f->saved, 1);
}

static void
assert_bad(struct fixture *f, enum lanyard_error expected)
{
	assert_int_equal(run(f), expected);
	assert_int_equal(f->error.code, expected);
	assert_string_not_equal(f->error.message, "");
	assert_int_equal(f->prepared, f->released);
	assert_int_equal(f->saved, 0);
}

/* ---- tests: the browser ---- */

static void
test_browser(void **state)
{
	struct fixture *f = *state;
	char host[64];

	f->has_browser = true;
	f->visits[0] = "code=c&state=STATE";
	use_endpoints(f, "good", "good");
	assert_good(f);
	assert_true(f->opened);
	assert_int_equal(f->codes, 0);
	assert_int_equal(f->prepared, 1);
	snprintf(host, sizeof(host), "127.0.0.1:%d", f->port);
	assert_string_equal(f->host, host);
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

	f->has_browser = true;
	f->visits[0] = "code=evil&state=x";
	f->visits[1] = "error=access_denied&state=x";
	f->visits[2] = "code=evil";
	f->visits[3] = "code=c&state=STATE";
	assert_good(f);
	assert_int_equal(f->prepared, 1);
	assert_memory_equal(f->pages, "HTTP/1.1 400 ", 13);
	assert_non_null(strstr(f->pages, "This is not the answer"));
	assert_non_null(strstr(f->pages, "You are logged in."));
}

/* The first answer counts. */
static void
test_second(void **state)
{
	struct fixture *f = *state;

	f->has_browser = true;
	f->visits[0] = "code=c&state=STATE";
	f->visits[1] = "error=access_denied&state=STATE";
	assert_good(f);
	assert_int_equal(f->prepared, 1);
	assert_non_null(strstr(f->pages, "You are logged in."));
	assert_null(strstr(f->pages, "refused"));
}

static void
test_access_denied(void **state)
{
	struct fixture *f = *state;

	f->has_browser = true;
	f->visits[0] = "error=access_denied&state=STATE";
	assert_bad(f, LANYARD_ERR_CANCELLED);
	assert_int_equal(f->prepared, 0);
	assert_non_null(strstr(f->pages, "The login was refused."));
}

static void
test_error_callback(void **state)
{
	struct fixture *f = *state;

	f->has_browser = true;
	f->visits[0] = "error=invalid_scope&state=STATE";
	assert_bad(f, LANYARD_ERR_REFUSED);
	assert_int_equal(f->prepared, 0);
	assert_non_null(strstr(f->pages, "HTTP/1.1 400 "));
	assert_non_null(strstr(f->pages, "invalid_scope"));
}

/* The page tells the truth, and no markup of the server's. */
static void
test_code_refused(void **state)
{
	struct fixture *f = *state;

	f->has_browser = true;
	f->visits[0] = "code=c&state=STATE";
	use_endpoints(f, "refuses", NULL);
	assert_bad(f, LANYARD_ERR_REFUSED);
	assert_int_equal(f->released, 1);
	assert_non_null(strstr(f->error.message, "invalid_grant"));
	assert_non_null(strstr(f->pages, "HTTP/1.1 400 "));
	assert_non_null(strstr(f->pages, "The login failed."));
	assert_null(strstr(f->pages, "<b>"));
}

static void
test_not_saved(void **state)
{
	struct fixture *f = *state;

	f->has_browser = true;
	f->visits[0] = "code=c&state=STATE";
	f->save_result = LANYARD_ERR_STORE;
	assert_bad(f, LANYARD_ERR_STORE);
	assert_int_equal(f->released, 1);
	assert_non_null(strstr(f->pages, "disk on fire"));
}

static void
test_not_prepared(void **state)
{
	struct fixture *f = *state;

	f->has_browser = true;
	f->visits[0] = "code=c&state=STATE";
	f->prepare_result = LANYARD_ERR_NO_ROOM;
	assert_bad(f, LANYARD_ERR_NO_ROOM);
	assert_int_equal(f->released, 0);
	assert_non_null(strstr(f->pages, "no room"));
}

/* RFC 9207: announced, so it must be there. */
static void
test_iss(void **state)
{
	struct fixture *f = *state;

	f->has_browser = true;
	f->login.issuer = strdup("https://id.example.org");
	f->metadata.iss_parameter = true;
	f->visits[0] = "code=c&state=STATE";
	f->visits[1] = "code=c&state=STATE&iss=https://evil.example";
	f->visits[2] = "code=c&state=STATE&iss=https%3A%2F%2Fid.example.org";
	assert_good(f);
	assert_int_equal(f->prepared, 1);
	assert_memory_equal(f->pages, "HTTP/1.1 400 ", 13);
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

	f->types = "c\n";
	assert_good(f);
	assert_false(f->opened);
	assert_int_equal(f->prepared, 1);
	assert_int_equal(f->notices, 0);
}

static void
test_paste_url(void **state)
{
	struct fixture *f = *state;

	f->types = "  URI?code=c&state=STATE \r\n";
	assert_good(f);
	assert_int_equal(f->notices, 0);
}

static void
test_paste_wrong(void **state)
{
	struct fixture *f = *state;

	f->types = "\n\nURI?code=evil&state=x\nURI?code=c&state=STATE\n";
	assert_good(f);
	assert_int_equal(f->prepared, 1);
	assert_int_equal(f->notices, 1);
	assert_null(strstr(f->notice, "evil"));
}

static void
test_paste_denied(void **state)
{
	struct fixture *f = *state;

	f->types = "URI?error=access_denied&state=STATE\n";
	assert_bad(f, LANYARD_ERR_CANCELLED);
}

static void
test_paste_only(void **state)
{
	struct fixture *f = *state;

	f->login.redirect_uri = strdup("urn:ietf:wg:oauth:2.0:oob");
	f->types = "c\n";
	assert_good(f);
	assert_non_null(
	    strstr(f->url, "redirect_uri=urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob"));
}

static void
test_quit(void **state)
{
	struct fixture *f = *state;

	f->types = "q\n";
	assert_bad(f, LANYARD_ERR_CANCELLED);
	assert_int_equal(f->prepared, 0);
}

/* Without its field the login waits for the browser alone. */
static void
test_field_ends(void **state)
{
	struct fixture *f = *state;

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

	f->login.redirect_uri = strdup("https://app.example.com/cb");
	f->ends = true;
	assert_bad(f, LANYARD_ERR_LOGIN_NEEDED);
	assert_non_null(strstr(f->error.message, "work"));
}

static void
test_timeout(void **state)
{
	struct fixture *f = *state;
	int64_t start = clock_monotonic_ms();

	f->timeout_ms = 300;
	f->types = "";
	assert_bad(f, LANYARD_ERR_TIMEOUT);
	assert_in_range(clock_monotonic_ms() - start, 300, 2000);
}

/* ---- tests: nobody listens ---- */

/* The port of the login's redirect_uri is taken: here by the server. */
static void
take_port(struct fixture *f)
{
	char uri[64];

	snprintf(uri, sizeof(uri), "http://127.0.0.1:%d/callback", f->port);
	f->login.redirect_uri = strdup(uri);
}

static void
test_port_taken(void **state)
{
	struct fixture *f = *state;
	char text[128];

	take_port(f);
	f->has_browser = true;
	f->types = "URI?code=c&state=STATE\n";
	use_endpoints(f, "good", "good");
	assert_good(f);
	assert_true(f->opened);
	assert_int_equal(f->codes, 0);
	snprintf(text, sizeof(text),
	    "cannot listen on 127.0.0.1:%d: Address already in use: paste the "
	    "final URL",
	    f->port);
	assert_string_equal(f->notice, text);
}

/* Nobody can paste: a browser would lead nowhere. */
static void
test_port_taken_no_field(void **state)
{
	struct fixture *f = *state;

	take_port(f);
	f->has_browser = true;
	use_endpoints(f, "good", "good");
	assert_good(f);
	assert_string_equal(f->url, "");
	assert_int_equal(f->codes, 1);
	assert_int_equal(f->notices, 2);
	assert_non_null(strstr(f->notice, "the tokens of login work come"));
}

static void
test_port_taken_no_way(void **state)
{
	struct fixture *f = *state;

	take_port(f);
	f->has_browser = true;
	assert_bad(f, LANYARD_ERR_NETWORK);
	assert_int_equal(f->browser, 0);
	assert_non_null(strstr(f->error.message, "cannot listen on"));
}

/* A redirect_uri that is not ours, and nobody to paste from it. */
static void
test_oob_no_field(void **state)
{
	struct fixture *f = *state;

	f->login.redirect_uri = strdup("urn:ietf:wg:oauth:2.0:oob");
	f->has_browser = true;
	use_endpoints(f, "good", "good");
	assert_good(f);
	assert_string_equal(f->url, "");
	assert_int_equal(f->codes, 1);
	assert_int_equal(f->notices, 1);
}

/* ---- tests: the device code ---- */

/* No browser: it is started by itself. */
static void
test_device(void **state)
{
	struct fixture *f = *state;

	use_endpoints(f, "good", "good");
	assert_good(f);
	assert_int_equal(f->codes, 1);
	assert_int_equal(f->prepared, 2);
}

static void
test_device_by_key(void **state)
{
	struct fixture *f = *state;

	f->has_browser = true;
	f->types = "d\nd\n";
	use_endpoints(f, "good", "good");
	assert_good(f);
	/* Asked for again, it is the same code that is shown. */
	assert_int_equal(f->codes, 2);
	assert_int_equal(f->prepared, 2);
}

static void
test_device_unknown(void **state)
{
	struct fixture *f = *state;

	f->types = "d\nq\n";
	assert_bad(f, LANYARD_ERR_CANCELLED);
	assert_int_equal(f->notices, 1);
	assert_int_equal(f->codes, 0);
}

static void
test_device_only(void **state)
{
	struct fixture *f = *state;

	f->has_browser = true;
	f->login.grant_type = strdup("device_code");
	f->types = "";
	use_endpoints(f, "good", "good");
	assert_good(f);
	assert_string_equal(f->url, "");
	assert_int_equal(f->codes, 1);
}

/* Neither for want of a browser nor by its key is there a device code. */
static void
test_browser_only(void **state)
{
	struct fixture *f = *state;

	f->login.grant_type = strdup("authorization_code");
	f->types = "d\nURI?code=c&state=STATE\n";
	use_endpoints(f, "good", "good");
	assert_good(f);
	assert_int_equal(f->codes, 0);
	assert_int_equal(f->notices, 1);
	assert_string_equal(f->notice, "this login is by browser only");
}

/* No authorization endpoint: there is no other way. */
static void
test_device_refused(void **state)
{
	struct fixture *f = *state;

	f->metadata.authorization_endpoint = NULL;
	use_endpoints(f, "good", "refuses");
	assert_bad(f, LANYARD_ERR_REFUSED);
	assert_int_equal(f->notices, 0);
}

/* With a browser it is worth a notice only. */
static void
test_device_refused_beside(void **state)
{
	struct fixture *f = *state;

	f->has_browser = true;
	f->delay_ms = 300;
	f->types = "d\n";
	f->visits[0] = "code=c&state=STATE";
	use_endpoints(f, "good", "refuses");
	assert_good(f);
	assert_int_equal(f->notices, 1);
}

static void
test_device_denied(void **state)
{
	struct fixture *f = *state;

	use_endpoints(f, "denies", "good");
	assert_bad(f, LANYARD_ERR_CANCELLED);
	assert_int_equal(f->released, 1);
}

static void
test_device_expired(void **state)
{
	struct fixture *f = *state;

	f->metadata.authorization_endpoint = NULL;
	use_endpoints(f, "expires", "good");
	assert_bad(f, LANYARD_ERR_TIMEOUT);
}

/* The server never says so: our clock does. */
static void
test_device_forgotten(void **state)
{
	struct fixture *f = *state;

	f->metadata.authorization_endpoint = NULL;
	use_endpoints(f, "pends", "short");
	assert_bad(f, LANYARD_ERR_TIMEOUT);
	assert_in_range(f->prepared, 1, 3);
}

static void
test_device_expired_beside(void **state)
{
	struct fixture *f = *state;

	f->has_browser = true;
	f->delay_ms = 2500;
	f->types = "d\n";
	f->visits[0] = "code=c&state=STATE";
	use_endpoints(f, "expires", "good");
	assert_good(f);
	assert_int_equal(f->notices, 1);
	assert_int_equal(f->prepared, 2);
}

static void
test_no_endpoint(void **state)
{
	struct fixture *f = *state;

	f->login.grant_type = strdup("device_code");
	assert_bad(f, LANYARD_ERR_CONFIG);
}

static void
test_no_endpoints(void **state)
{
	struct fixture *f = *state;

	f->metadata.authorization_endpoint = NULL;
	assert_bad(f, LANYARD_ERR_CONFIG);
	assert_non_null(strstr(f->error.message, "authorization_endpoint"));
}

/* What is known and may not be used does not count. */
static void
test_no_endpoint_allowed(void **state)
{
	struct fixture *f = *state;

	f->metadata.authorization_endpoint = NULL;
	f->login.grant_type = strdup("authorization_code");
	use_endpoints(f, "good", "good");
	assert_bad(f, LANYARD_ERR_CONFIG);
	assert_string_equal(f->error.message,
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
	    TEST(test_access_denied),
	    TEST(test_error_callback),
	    TEST(test_code_refused),
	    TEST(test_not_saved),
	    TEST(test_not_prepared),
	    TEST(test_iss),
	    TEST(test_interrupted),
	    TEST(test_paste),
	    TEST(test_paste_url),
	    TEST(test_paste_wrong),
	    TEST(test_paste_denied),
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
	    TEST(test_device_unknown),
	    TEST(test_device_only),
	    TEST(test_browser_only),
	    TEST(test_device_refused),
	    TEST(test_device_refused_beside),
	    TEST(test_device_denied),
	    TEST(test_device_expired),
	    TEST(test_device_forgotten),
	    TEST(test_device_expired_beside),
	    TEST(test_no_endpoint),
	    TEST(test_no_endpoints),
	    TEST(test_no_endpoint_allowed),
	};

	signal(SIGPIPE, SIG_IGN);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
