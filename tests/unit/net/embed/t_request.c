/*
 * t_request.c - an HTTP request with a login's token
 *
 * The resource is a server of ours on loopback; the token comes from the store,
 * and its refresh from the fake of scratch.h, which gives "at-N".
 */
#include "scratch.h"

#include "server.h"

#define E(code) LANYARD_ERR_##code
#define OLD                                                                    \
	{                                                                      \
		SERVER_SAYS("401", "no"), 0                                    \
	}
#define BODY_SIZE 70000

/* A login for what is at URL, with more SETTINGS. */
static struct lanyard_session *
open_login(struct scratch *s, const char *url, const char *settings)
{
	char text[1024];

	scratch_print(text, sizeof(text),
	    "logins = { work = { url = [ \"%s\" ]; client_id = \"c\"; "
	    "token_endpoint = \"http://127.0.0.1:1/t\"; %s }; };\n",
	    url, settings);
	return scratch_open(s, text);
}

/* What the next request at SERVER has; lent until the next call. */
static const char *
seen(struct a_server *server)
{
	static char text[SERVER_REQUEST];

	return server_request(server, text, sizeof(text));
}

static void
assert_has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("no \"%s\" in: %s", part, text);
}

static void
assert_has_not(const char *text, const char *part)
{
	if (strstr(text, part) != NULL)
		fail_msg("\"%s\" in: %s", part, text);
}

static void
carries_the_token(void **state)
{
	static const char *const headers[] = {
	    "X-One: 1", "X-Empty:", "content-type: text/plain", NULL};
	static const struct {
		const char *settings;
		struct lanyard_request request;
		const char *first, *has[5], *has_not[3];
	} cases[] = {
	    {"", {.method = NULL}, "GET /x?q=1 HTTP/1.1\r\n",
		{"\r\nAuthorization: Bearer old\r\n"},
		{"Content-Type", "Expect", "Content-Length"}},
	    {"authorization_scheme = \"OAuth\";", {.method = "DELETE"},
		"DELETE /x?q=1 ", {"\r\nAuthorization: OAuth old\r\n"}, {NULL}},
	    {"", {.body = "a=b", .body_size = 3}, "POST /x?q=1 ",
		{"\r\nContent-Length: 3\r\n", "\r\n\r\na=b"}, {"Content-Type"}},
	    {"", {.method = "PUT", .body = "", .body_size = 0}, "PUT /x?q=1 ",
		{"\r\nContent-Length: 0\r\n"}, {NULL}},
	    {"",
		{.method = "PATCH",
		    .headers = headers,
		    .body = "x",
		    .body_size = 1},
		"PATCH /x?q=1 ",
		{"\r\nX-One: 1\r\n", "\r\nX-Empty:\r\n",
		    "\r\ncontent-type: text/plain\r\n", "\r\n\r\nx"},
		{NULL}},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_request request = cases[i].request;
		struct lanyard_session *session;
		struct a_server server;
		char reply[16], url[128];
		size_t size = 9;
		int status = -1;
		const char *text;

		server_start_one(&server, SERVER_SAYS("201", "made"));
		session = open_login(s, server.url, cases[i].settings);
		scratch_seed(s, "work", &(struct seed)SEED_FRESH);
		scratch_print(url, sizeof(url), "%s/x?q=1", server.url);
		request.url = url;
		request.reply = reply;
		request.reply_size = sizeof(reply);
		/* By name, and by the URL itself. */
		if (lanyard_http_request(session, i % 2 == 0 ? "work" : NULL,
			&request, &status, &size) != LANYARD_OK)
			fail_msg("%zu: %s", i, session->error.message);
		assert_int_equal(status, 201);
		assert_int_equal(size, 4);
		assert_memory_equal(reply, "made", 4);
		text = seen(&server);
		assert_memory_equal(strchr(text, '\n') + 1, cases[i].first,
		    strlen(cases[i].first));
		for (size_t n = 0; n < 5 && cases[i].has[n] != NULL; n++)
			assert_has(text, cases[i].has[n]);
		for (size_t n = 0; n < 3 && cases[i].has_not[n] != NULL; n++)
			assert_has_not(text, cases[i].has_not[n]);
		server_stop(&server);
	}
}

/* Nothing is listening there: who asked would say so. */
static void
goes_nowhere_else(void **state)
{
	static const struct {
		const char *pattern, *settings, *url;
		bool covered;
	} cases[] = {
	    {"https://h.example.com", "", "https://other.example.com/", false},
	    {"https://h.example.com", "", "https://h.example.com:8443/", false},
	    {"https://h.example.com", "", "http://h.example.com/", false},
	    {"https://h.example.com", "", "https://h.example.com.evil.org/",
		false},
	    {"https://h.example.com", "", "https://u@h.example.com/", false},
	    {"https://h.example.com", "", "https://u:p@h.example.com/", false},
	    {"https://h.example.com", "", "https://*.example.com/", false},
	    {"https://h.example.com", "", "https://h.example.com/a#b", false},
	    {"https://h.example.com", "", "h.example.com", false},
	    {"https://h.example.com", "", "", false},
	    {"https://*.example.com", "", "https://example.com/", false},
	    {"http://127.0.0.1:1", "", "http://127.0.0.1:2/", false},
	    {"http://127.0.0.1:1", "", "http://127.0.0.1:1/", true},
	    {"http://127.0.0.1:1/group", "", "http://127.0.0.1:1/x", true},
	    {"http://*.a.localhost:1", "allow_http = true;",
		"http://b.a.localhost:1/", true},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session =
		    open_login(s, cases[i].pattern, cases[i].settings);
		const struct lanyard_request request = {
		    .url = cases[i].url, .timeout_ms = 2000};
		int status = -1;
		enum lanyard_error r;

		scratch_seed(s, "work", &(struct seed)SEED_FRESH);
		r = lanyard_http_request(
		    session, "work", &request, &status, NULL);
		assert_int_equal(status, 0);
		if (cases[i].covered ? r != E(NETWORK) : r != E(ARGUMENT))
			fail_msg("%s: %d %s", cases[i].url, r,
			    session->error.message);
		assert_string_not_equal(session->error.message, "");
	}
}

/* A redirect is a reply; nobody follows it. */
static void
follows_no_redirect(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct a_server from, to;
	struct lanyard_request request = {0};
	char answer[256];
	int status;

	server_start_one(&to, SERVER_OK("{}"));
	scratch_print(answer, sizeof(answer),
	    "HTTP/1.1 307 Go\r\nLocation: %s/\r\nConnection: close\r\n\r\n",
	    to.url);
	server_start_one(&from, answer);
	session = open_login(s, from.url, "");
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	request.url = from.url;
	assert_int_equal(
	    lanyard_http_request(session, NULL, &request, &status, NULL),
	    LANYARD_OK);
	assert_int_equal(status, 307);
	server_stop(&from);
	kill(to.pid, SIGKILL);
	assert_string_equal(seen(&to), "");
	server_stop(&to);
}

struct reader {
	size_t left;
	size_t step;
	enum lanyard_error fails;
	bool lies;
	int rewound;
	enum lanyard_error rewind_fails;
	size_t written;
	size_t write_limit; /* 0: none */
	char fields[512];
};

static enum lanyard_error
read_body(void *context, void *buffer, size_t size, size_t *filled)
{
	struct reader *reader = context;

	if (reader->fails != LANYARD_OK)
		return reader->fails;
	if (size > reader->step)
		size = reader->step;
	if (size > reader->left)
		size = reader->left;
	memset(buffer, 'z', size);
	reader->left -= size;
	*filled = reader->lies ? SIZE_MAX : size;
	return LANYARD_OK;
}

static enum lanyard_error
rewind_body(void *context)
{
	struct reader *reader = context;

	reader->rewound++;
	reader->left = 10;
	return reader->rewind_fails;
}

static enum lanyard_error
write_reply(void *context, const void *data, size_t size)
{
	struct reader *reader = context;

	(void)data;
	reader->written += size;
	return reader->write_limit != 0 && reader->written > reader->write_limit
		   ? (enum lanyard_error)77
		   : LANYARD_OK;
}

static void
take_field(void *context, const char *line)
{
	struct reader *reader = context;
	size_t size = strlen(reader->fields);

	scratch_print(
	    reader->fields + size, sizeof(reader->fields) - size, "%s|", line);
}

/* After a 401 once more, with another token; the 401 goes nowhere. */
static void
refreshes_after_a_401(void **state)
{
	static const struct server_answer good[] = {
	    OLD, {SERVER_SAYS("200", "fine"), 0}};
	static const struct server_answer bad[] = {OLD, OLD};
	static const struct {
		const struct server_answer *answers;
		struct seed seed;
		enum lanyard_error fake, code;
		int status, calls;
		const char *reply;
		bool reader, no_rewind;
	} cases[] = {
	    {good, SEED_FRESH, LANYARD_OK, LANYARD_OK, 200, 1, "fine", false,
		false},
	    {good, SEED_FRESH, LANYARD_OK, LANYARD_OK, 200, 1, "fine", true,
		false},
	    /* One try, no more. */
	    {bad, SEED_FRESH, LANYARD_OK, LANYARD_OK, 401, 1, "no", false,
		false},
	    /* A body that cannot be sent again. */
	    {good, SEED_FRESH, LANYARD_OK, LANYARD_OK, 401, 0, "no", true,
		true},
	    /* Obtained just now: another one would be no better. */
	    {good, {"old", -5, 3000, "rt", 5, ""}, LANYARD_OK, LANYARD_OK, 401,
		0, "no", false, false},
	    {good, {"old", -100, 3000, NULL, 5, ""}, LANYARD_OK, LANYARD_OK,
		401, 0, "no", false, false},
	    /* The refresh fails: that is the outcome. */
	    {good, SEED_FRESH, E(NETWORK), E(NETWORK), 401, 1, "", false,
		false},
	    {good, SEED_FRESH, E(GRANT), E(GRANT), 401, 1, "", false, false},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session;
		struct a_server server;
		struct reader reader = {.left = 10, .step = 3};
		struct lanyard_request request = {
		    .context = &reader, .header = take_field};
		char reply[16] = "";
		int status = -1;
		size_t size = 0;
		enum lanyard_error r;

		server_start(&server, cases[i].answers, 2);
		session = open_login(s, server.url, "");
		scratch_seed(s, "work", &cases[i].seed);
		fake.code = cases[i].fake;
		request.url = server.url;
		request.reply = reply;
		request.reply_size = sizeof(reply);
		if (cases[i].reader)
			request.read_body = read_body;
		if (cases[i].reader && !cases[i].no_rewind)
			request.rewind_body = rewind_body;
		r = lanyard_http_request(
		    session, "work", &request, &status, &size);
		if (r != cases[i].code || status != cases[i].status ||
		    fake.calls != cases[i].calls)
			fail_msg("%zu: %d (%s), status %d, %d refreshes", i, r,
			    session->error.message, status, fake.calls);
		assert_int_equal(size, strlen(cases[i].reply));
		assert_memory_equal(reply, cases[i].reply, size);
		assert_string_equal(reader.fields,
		    cases[i].reply[0] == '\0' ? "" : "Connection: close|");
		assert_has(seen(&server), "Authorization: Bearer old");
		if (cases[i].calls == 1 && r == LANYARD_OK)
			assert_has(seen(&server), "Authorization: Bearer at-6");
		assert_int_equal(
		    reader.rewound, cases[i].reader && !cases[i].no_rewind);
		server_stop(&server);
	}
}

static void
refreshes_what_is_over(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct a_server server;
	struct lanyard_request request = {0};
	int status;

	server_start_one(&server, SERVER_OK("{}"));
	session = open_login(s, server.url, "");
	scratch_seed(s, "work", &(struct seed)SEED_OVER);
	request.url = server.url;
	request.reply_to_fd = true;
	request.reply_fd = -1;
	assert_int_equal(
	    lanyard_http_request(session, "work", &request, &status, NULL),
	    E(SYSTEM));
	assert_non_null(strstr(session->error.message, "cannot be written"));
	assert_int_equal(fake.calls, 1);
	assert_has(seen(&server), "Authorization: Bearer at-6");
	/* Without a way to refresh it is an error, and nothing is sent. */
	scratch_seed(s, "work", &(struct seed)SEED_OVER);
	session->refresh = NULL;
	assert_int_equal(
	    lanyard_http_request(session, "work", &request, &status, NULL),
	    E(ARGUMENT));
	kill(server.pid, SIGKILL);
	assert_string_equal(seen(&server), "");
	server_stop(&server);
}

static void
streams_both_ways(void **state)
{
	static char answer[BODY_SIZE + 128];
	struct scratch *s = *state;
	const char *path = scratch_path(s, "reply");
	struct lanyard_session *session;
	struct a_server server;
	struct reader reader = {.left = BODY_SIZE, .step = 1000};
	struct lanyard_request request = {.method = "PUT",
	    .context = &reader,
	    .read_body = read_body,
	    .write_reply = write_reply,
	    .header = take_field};
	int status, fd;
	size_t size;
	struct stat st;

	scratch_print(answer, sizeof(answer),
	    "HTTP/1.1 200 OK\r\nX-Y:  z\r\nConnection: close\r\n\r\n");
	memset(answer + strlen(answer), 'r', BODY_SIZE);
	server_start_one(&server, answer);
	session = open_login(s, server.url, "");
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	request.url = server.url;
	reader.left = 20000;
	assert_int_equal(
	    lanyard_http_request(session, "work", &request, &status, &size),
	    LANYARD_OK);
	assert_int_equal(size, BODY_SIZE);
	assert_int_equal(reader.written, BODY_SIZE);
	assert_string_equal(reader.fields, "X-Y:  z|Connection: close|");
	assert_has(seen(&server), "Transfer-Encoding: chunked");
	/* To a file. */
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	request = (struct lanyard_request){
	    .url = server.url, .reply_to_fd = true, .reply_fd = fd};
	assert_int_equal(
	    lanyard_http_request(session, "work", &request, &status, &size),
	    LANYARD_OK);
	close(fd);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, BODY_SIZE);
	assert_int_equal(size, BODY_SIZE);
	/* HEAD has no body to wait for. */
	request = (struct lanyard_request){.url = server.url, .method = "HEAD"};
	assert_int_equal(
	    lanyard_http_request(session, "work", &request, &status, &size),
	    LANYARD_OK);
	assert_int_equal(status, 200);
	assert_int_equal(size, 0);
	server_stop(&server);
}

static void
returns_what_callbacks_return(void **state)
{
	static char small[4];
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct a_server server;
	struct reader reader = {0};
	const struct {
		struct reader reader;
		struct lanyard_request request;
		int code;
		size_t size;
	} cases[] = {
	    {{.fails = E(CANCELLED)}, {.read_body = read_body}, E(CANCELLED),
		0},
	    {{.left = 9, .step = 9, .lies = true}, {.read_body = read_body},
		E(ARGUMENT), 0},
	    {{.write_limit = 2}, {.write_reply = write_reply}, 77, 0},
	    {{0}, {.reply = small, .reply_size = sizeof(small)}, E(TOO_LARGE),
		4},
	    {{0}, {.reply = NULL}, E(TOO_LARGE), 0},
	};

	server_start_one(&server, SERVER_OK("12345"));
	session = open_login(s, server.url, "");
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_request request = cases[i].request;
		size_t size = 99;
		int status;
		int r;

		reader = cases[i].reader;
		request.context = &reader;
		request.url = server.url;
		r = (int)lanyard_http_request(
		    session, "work", &request, &status, &size);
		if (r != cases[i].code || size != cases[i].size)
			fail_msg("%zu: %d, %zu bytes (%s)", i, r, size,
			    session->error.message);
		assert_string_not_equal(session->error.message, "");
	}
	assert_memory_equal(small, "1234", 4);
	server_stop(&server);
}

/* A rewind that fails: the 401 was taken, nothing is sent again. */
static void
returns_what_the_rewind_returns(void **state)
{
	static const struct server_answer answers[] = {
	    OLD, {SERVER_SAYS("200", "fine"), 0}};
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct a_server server;
	struct reader reader = {
	    .left = 5, .step = 5, .rewind_fails = E(CANCELLED)};
	struct lanyard_request request = {.context = &reader,
	    .read_body = read_body,
	    .rewind_body = rewind_body};
	int status;

	server_start(&server, answers, 2);
	session = open_login(s, server.url, "");
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	request.url = server.url;
	assert_int_equal(
	    lanyard_http_request(session, "work", &request, &status, NULL),
	    E(CANCELLED));
	assert_int_equal(status, 401);
	assert_has(session->error.message, "could not be sent again");
	server_stop(&server);
}

static void
refuses_what_cannot_be_sent(void **state)
{
	static const char *const lines[] = {"Authorization: x",
	    "authorization:x", "AUTHORIZATION: ", "Host: evil",
	    "Content-Length: 0", "Transfer-Encoding: chunked", "X: a\r\nY: b",
	    "X: a\nHost: b", "No colon", ": no name", "", "Authorization : x",
	    "X Y: z"};
	static const struct lanyard_request requests[] = {
	    {.url = NULL},
	    {.url = "https://git.example.com", .method = ""},
	    {.url = "https://git.example.com", .method = "GET x"},
	    {.url = "https://git.example.com", .method = "GET\r\nX: y"},
	    {.url = "https://git.example.com",
		.body = "x",
		.body_size = 1,
		.read_body = read_body},
	    {.url = "https://git.example.com", .reply_size = 5},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	int status = -1;
	size_t size = 9;

	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	assert_int_equal(
	    lanyard_http_request(session, NULL, NULL, &status, &size),
	    E(ARGUMENT));
	assert_int_equal(status, 0);
	assert_int_equal(size, 0);
	assert_int_equal(
	    lanyard_http_request(NULL, "work", &requests[1], NULL, NULL),
	    E(ARGUMENT));
	for (size_t i = 0; i < COUNT(requests); i++) {
		assert_int_equal(lanyard_http_request(
				     session, "work", &requests[i], NULL, NULL),
		    E(ARGUMENT));
		assert_string_not_equal(session->error.message, "");
	}
	for (size_t i = 0; i < COUNT(lines); i++) {
		const char *const headers[] = {"A: b", lines[i], NULL};
		const struct lanyard_request request = {
		    .url = "https://git.example.com", .headers = headers};

		if (lanyard_http_request(
			session, "work", &request, NULL, NULL) != E(ARGUMENT))
			fail_msg("%s: %s", lines[i], session->error.message);
	}
	assert_int_equal(
	    lanyard_http_request(session, "nobody", &requests[1], NULL, NULL),
	    E(UNKNOWN_LOGIN));
}

/* Connection 1 for all that have no body. */
static void
keeps_its_connection(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct a_server server;
	struct lanyard_request request = {.reply_to_fd = true};
	int status;

	request.reply_fd = open("/dev/null", O_WRONLY);
	server_start_one(&server, SERVER_KEEP);
	session = open_login(s, server.url, "");
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	request.url = server.url;
	for (int i = 0; i < 3; i++) {
		assert_int_equal(lanyard_http_request(
				     session, "work", &request, &status, NULL),
		    LANYARD_OK);
		assert_memory_equal(seen(&server), "#1\n", 3);
	}
	close(request.reply_fd);
	server_stop(&server);
}

/* A connection that lacks what git's configuration says is none to keep. */
static void
keeps_none_that_failed(void **state)
{
	static const char git[] = "[http]\n\tsslCAInfo = /nonexistent/ca.pem\n";
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct a_server server;
	struct lanyard_request request = {0};
	const char *global = scratch_path(s, "gitconfig");
	int status;

	scratch_write(global, git, strlen(git), 0600);
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", global, 1), 0);
	server_start_one(&server, SERVER_OK(""));
	session = open_login(s, server.url, "");
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	request.url = server.url;
	for (int i = 0; i < 2; i++) {
		assert_int_equal(lanyard_http_request(
				     session, "work", &request, &status, NULL),
		    E(CONFIG));
		assert_has(session->error.message, "/nonexistent/ca.pem");
		assert_int_equal(status, 0);
	}
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1), 0);
	server_stop(&server);
}

static char log_text[4096];

static void
take_log(void *context, const char *text)
{
	size_t size = strlen(log_text);

	assert_ptr_equal(context, log_text);
	scratch_print(log_text + size, sizeof(log_text) - size, "%s\n", text);
}

static void
logs_no_secret(void **state)
{
	static const struct server_answer answers[] = {
	    OLD, {SERVER_SAYS("200", "hush"), 0}};
	static const char *const headers[] = {"X: hush", NULL};
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct a_server server;
	struct lanyard_request request = {
	    .headers = headers, .body = "hush", .body_size = 4};
	char url[128], reply[16];
	int status;

	log_text[0] = '\0';
	server_start(&server, answers, 2);
	session = open_login(s, server.url, "");
	session->log = take_log;
	session->context = log_text;
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	scratch_print(url, sizeof(url), "%s/path?code=hush", server.url);
	request.url = url;
	request.reply = reply;
	request.reply_size = sizeof(reply);
	assert_int_equal(
	    lanyard_http_request(session, "work", &request, &status, NULL),
	    LANYARD_OK);
	assert_has(log_text, "http: POST 127.0.0.1:");
	assert_has(log_text, "/path: 401, ");
	assert_has(log_text, "login work: generation 5 was rejected\n");
	assert_has(log_text, "login work: refresh of generation 5\n");
	assert_has(log_text, "/path: 200, ");
	assert_has_not(log_text, "hush");
	assert_has_not(log_text, "old");
	assert_has_not(log_text, "at-6");
	assert_has_not(log_text, "code");
	server_stop(&server);
}

/* A clock of the program's own: an hour of tokens passes in no time. */
static int64_t
a_clock(void *context)
{
	return *(int64_t *)context;
}

static void
ages_tokens_by_the_programs_clock(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	int64_t now = clock_now();
	struct lanyard_credential *token = NULL;

	session->clock = a_clock;
	session->context = &now;
	scratch_seed(s, "work", &(struct seed)SEED_FRESH);
	assert_int_equal(lanyard_token(session, "work", &token), LANYARD_OK);
	lanyard_credential_free(&token);
	assert_int_equal(fake.calls, 0);
	now += 3000;
	assert_int_equal(lanyard_token(session, "work", &token), LANYARD_OK);
	lanyard_credential_free(&token);
	assert_int_equal(fake.calls, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(carries_the_token),
	    SCRATCH_TEST(goes_nowhere_else),
	    SCRATCH_TEST(follows_no_redirect),
	    SCRATCH_TEST(refreshes_after_a_401),
	    SCRATCH_TEST(refreshes_what_is_over),
	    SCRATCH_TEST(streams_both_ways),
	    SCRATCH_TEST(returns_what_callbacks_return),
	    SCRATCH_TEST(returns_what_the_rewind_returns),
	    SCRATCH_TEST(refuses_what_cannot_be_sent),
	    SCRATCH_TEST(keeps_its_connection),
	    SCRATCH_TEST(keeps_none_that_failed),
	    SCRATCH_TEST(logs_no_secret),
	    SCRATCH_TEST(ages_tokens_by_the_programs_clock),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
