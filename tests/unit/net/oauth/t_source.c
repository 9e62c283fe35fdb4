/*
 * t_source.c - a token that speaks for this job or machine
 *
 * The CIs are stand-ins, written from their documentation.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>

#include "base/limits.h"
#include "base/strings.h"
#include "net/oauth/source.h"
#include "server.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define E(name)	     LANYARD_ERR_##name
#define JWT	     "eyJhbGciOiJub25lIn0.e30.c2ln"
#define OVER	     "eyJhbGciOiJub25lIn0.eyJleHAiOjF9.c2ln" /* exp 1 */
#define TIME_MS	     20000

static const char *const variables[] = {"ACTIONS_ID_TOKEN_REQUEST_URL",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "GITHUB_ACTIONS", "FORGEJO_ACTIONS",
    "GITLAB_CI", "BUILDKITE", "BUILDKITE_AGENT_ENDPOINT",
    "BUILDKITE_AGENT_ACCESS_TOKEN", "BUILDKITE_JOB_ID", "T_SOURCE_TOKEN"};

static int
no_job(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(variables); i++)
		unsetenv(variables[i]);
	return 0;
}

static struct source
a_source(const struct login_source *from)
{
	return (struct source){.from = from,
	    .key = "subject_token",
	    .login = "ci",
	    .audience = "https://as.example.com/?a=b",
	    .jwt = true};
}

/* Text that is only read. */
static char *
text(const char *literal)
{
	static char texts[8][256];
	static unsigned next;
	char *to = texts[next++ % COUNT(texts)];

	snprintf(to, sizeof(texts[0]), "%s", literal);
	return to;
}

static void
assert_fails(const struct source *source, struct http *http,
    enum lanyard_error code, const char *message, const char *hint)
{
	struct secret token = {NULL, 0};
	struct error error = {0};

	assert_int_equal(
	    source_read(source, http, TIME_MS, &token, &error), code);
	if (strstr(error.message, message) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", message, error.message);
	if (hint != NULL && strstr(error.hint, hint) == NULL)
		fail_msg("\"%s\" is not in \"%s\"", hint, error.hint);
	assert_false(secret_is_set(&token));
}

/* ---- Actions ---- */

static void
set_actions(const struct a_server *server, const char *query)
{
	char url[128];

	snprintf(url, sizeof(url), "%s/token%s", server->url, query);
	setenv("ACTIONS_ID_TOKEN_REQUEST_URL", url, 1);
	setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "runtime-token", 1);
}

static void
actions_are_asked(void **state)
{
	static const struct {
		const char *word, *query, *line;
	} cases[] = {
	    {"github-actions", "?api-version=2.0",
		"GET /token?api-version=2.0&audience="
		"https%3A%2F%2Fas.example.com%2F%3Fa%3Db HTTP/1.1\r\n"},
	    {"auto", "",
		"GET /token?audience=https%3A%2F%2Fas.example.com%2F%3Fa%3Db "
		"HTTP/1.1\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login_source from = {.source = text(cases[i].word)};
		struct source source = a_source(&from);
		struct http *http = server_http();
		struct secret token = {NULL, 0};
		struct error error = {0};
		struct a_server server;
		char request[4096];
		struct buf url;

		server_start_one(
		    &server, SERVER_OK("{\"count\":1,\"value\":\"" JWT "\"}"));
		set_actions(&server, cases[i].query);
		assert_int_equal(
		    source_read(&source, http, TIME_MS, &token, &error),
		    LANYARD_OK);
		assert_string_equal((const char *)token.bytes, JWT);
		server_request(&server, request, sizeof(request));
		assert_non_null(strstr(request, cases[i].line));
		assert_non_null(strstr(
		    request, "\r\nAuthorization: Bearer runtime-token\r\n"));
		buf_init(&url, LIMIT_URL);
		assert_int_equal(
		    source_add_url(&source, &url, &error), LANYARD_OK);
		assert_memory_equal(
		    buf_text(&url), server.url, strlen(server.url));
		buf_clear(&url);
		secret_clear(&token);
		server_stop(&server);
		http_free(&http);
		no_job(NULL);
	}
}

static void
an_answer_without_a_token_is_told(void **state)
{
	static const struct {
		const char *answer;
		enum lanyard_error code;
		const char *message;
	} cases[] = {
	    {SERVER_SAYS("403", "{}"), E(REFUSED),
		"does not give the job its token (subject_token of login "
		"\"ci\"): it answered 403"},
	    {SERVER_SAYS("500", "{}"), E(SERVER), "it answered 500"},
	    {"HTTP/1.1 302 Found\r\nLocation: /other\r\nConnection: close\r\n"
	     "\r\n",
		E(SERVER), "it answered 302"},
	    {SERVER_OK("<html>log in</html>"), E(SERVER),
		"answered 200 without the job's token: no \"value\" in JSON"},
	    {SERVER_OK("{\"value\":7}"), E(SERVER), "no \"value\" in JSON"},
	    {SERVER_OK("{\"token\":\"" JWT "\"}"), E(SERVER),
		"no \"value\" in JSON"},
	    {SERVER_OK("{\"value\":\"two words\"}"), E(SERVER),
		"no \"value\" in JSON"},
	    {SERVER_OK("{\"value\":\"rubbish\"}"), E(CONFIG),
		"subject_token of login \"ci\" is no JWT"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login_source from = {.source = text("github-actions")};
		struct source source = a_source(&from);
		struct http *http = server_http();
		struct a_server server;
		char request[4096];

		server_start_one(&server, cases[i].answer);
		set_actions(&server, "?v=1");
		assert_fails(
		    &source, http, cases[i].code, cases[i].message, NULL);
		server_request(&server, request, sizeof(request));
		assert_non_null(strstr(request, "GET /token?v=1&"));
		server_stop(&server);
		http_free(&http);
	}
}

/* It would send the runtime's token in clear. */
static void
http_to_elsewhere_is_not_asked(void **state)
{
	struct login_source from = {.source = text("github-actions")};
	struct source source = a_source(&from);
	struct http *http = server_http();

	(void)state;
	setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "http://192.0.2.1/token", 1);
	setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "runtime-token", 1);
	assert_fails(&source, http, E(CONFIG),
	    "the variable ACTIONS_ID_TOKEN_REQUEST_URL: http://192.0.2.1",
	    NULL);
	setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "rubbish", 1);
	assert_fails(&source, http, E(CONFIG),
	    "the variable ACTIONS_ID_TOKEN_REQUEST_URL: ", NULL);
	setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "https://u:p@192.0.2.1/", 1);
	assert_fails(&source, http, E(CONFIG),
	    "the variable ACTIONS_ID_TOKEN_REQUEST_URL: ", NULL);
	http_free(&http);
}

/* ---- Buildkite ---- */

static void
buildkite_is_asked(void **state)
{
	struct login_source from = {
	    .source = text("auto"), .audience = text("octo")};
	struct source source = a_source(&from);
	struct http *http = server_http();
	struct secret token = {NULL, 0};
	struct error error = {0};
	struct a_server server;
	char request[4096];

	(void)state;
	server_start_one(
	    &server, SERVER_SAYS("201", "{\"token\":\"" JWT "\"}"));
	setenv("BUILDKITE", "true", 1);
	setenv("BUILDKITE_AGENT_ENDPOINT", server.url, 1);
	setenv("BUILDKITE_AGENT_ACCESS_TOKEN", "agent-token", 1);
	setenv("BUILDKITE_JOB_ID", "01/23", 1);
	assert_int_equal(
	    source_read(&source, http, TIME_MS, &token, &error), LANYARD_OK);
	assert_string_equal((const char *)token.bytes, JWT);
	server_request(&server, request, sizeof(request));
	assert_non_null(
	    strstr(request, "POST /jobs/01%2F23/oidc/tokens HTTP/1.1\r\n"));
	assert_non_null(
	    strstr(request, "\r\nAuthorization: Token agent-token\r\n"));
	assert_string_equal(
	    strstr(request, "\r\n\r\n") + 4, "{\"audience\":\"octo\"}");
	secret_clear(&token);
	server_stop(&server);
	http_free(&http);
}

/* ---- what is not there ---- */

static void
a_missing_variable_is_named(void **state)
{
	static const struct {
		const char *word, *variable; /* of the configuration */
		const char *set;	     /* to "true" */
		const char *message, *hint;
	} cases[] = {
	    {"github-actions", NULL, NULL,
		"subject_token of login \"ci\" needs the variable "
		"ACTIONS_ID_TOKEN_REQUEST_URL, which is not set",
		"id-token: write"},
	    {"auto", NULL, "GITHUB_ACTIONS", "ACTIONS_ID_TOKEN_REQUEST_URL",
		"id-token: write"},
	    {"auto", NULL, "FORGEJO_ACTIONS", "ACTIONS_ID_TOKEN_REQUEST_URL",
		"enable-openid-connect"},
	    {"buildkite", NULL, NULL, "variable BUILDKITE_JOB_ID, which is not",
		"agent"},
	    {"gitlab", "T_SOURCE_TOKEN", NULL,
		"variable T_SOURCE_TOKEN, which is not set",
		"id_tokens: T_SOURCE_TOKEN: aud: https://as.example.com/"},
	    {"auto", "T_SOURCE_TOKEN", "GITLAB_CI",
		"variable T_SOURCE_TOKEN, which is not set", "id_tokens"},
	    {"auto", NULL, "GITLAB_CI", "does not say which variable",
		"subject_token_variable"},
	    {NULL, "T_SOURCE_TOKEN", NULL, "variable T_SOURCE_TOKEN", NULL},
	    {"auto", NULL, NULL, "this is no job of GitHub or Forgejo Actions",
		"subject_token_source"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login_source from = {NULL};
		struct source source = a_source(&from);

		if (cases[i].word != NULL)
			from.source = text(cases[i].word);
		if (cases[i].variable != NULL)
			from.variable = text(cases[i].variable);
		if (cases[i].set != NULL)
			setenv(cases[i].set, "true", 1);
		assert_fails(
		    &source, NULL, E(CONFIG), cases[i].message, cases[i].hint);
		no_job(NULL);
	}
	setenv("ACTIONS_ID_TOKEN_REQUEST_URL", "https://192.0.2.1/", 1);
	assert_fails(
	    &(struct source){
		.from = &(struct login_source){.source = text("auto")},
		.key = "assertion",
		.login = "x"},
	    NULL, E(CONFIG),
	    "assertion of login \"x\" needs the variable "
	    "ACTIONS_ID_TOKEN_REQUEST_TOKEN, which is not set",
	    NULL);
}

/* ---- variable, file, command ---- */

static void
a_variable_is_read(void **state)
{
	struct login_source from = {
	    .source = text("gitlab"), .variable = text("T_SOURCE_TOKEN")};
	struct source source = a_source(&from);
	struct secret token = {NULL, 0};
	struct error error = {0};
	struct buf url;

	(void)state;
	setenv("T_SOURCE_TOKEN", JWT, 1);
	assert_int_equal(
	    source_read(&source, NULL, TIME_MS, &token, &error), LANYARD_OK);
	assert_string_equal((const char *)token.bytes, JWT);
	buf_init(&url, LIMIT_URL);
	assert_int_equal(source_add_url(&source, &url, &error), LANYARD_OK);
	assert_int_equal(url.size, 0);
	setenv("T_SOURCE_TOKEN", "two words", 1);
	assert_fails(&source, NULL, E(CONFIG),
	    "variable T_SOURCE_TOKEN, which is no single word", NULL);
	setenv("T_SOURCE_TOKEN", "opaque", 1);
	assert_fails(&source, NULL, E(CONFIG), "is no JWT", NULL);
	setenv("T_SOURCE_TOKEN", OVER, 1);
	assert_fails(&source, NULL, E(CONFIG),
	    "is a JWT that is over: look at its gitlab", "clock");
	setenv("T_SOURCE_TOKEN", "opaque", 1);
	source.jwt = false;
	assert_int_equal(
	    source_read(&source, NULL, TIME_MS, &token, &error), LANYARD_OK);
	secret_clear(&token);
}

static void
write_file(const char *path, const char *bytes, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
	assert_int_equal(fchmod(fd, mode), 0);
	close(fd);
}

static void
a_file_is_read_as_a_secret(void **state)
{
	char path[] = "/tmp/t_source.XXXXXX";
	struct login_source from = {.file = path};
	struct source source = a_source(&from);
	struct secret token = {NULL, 0};
	struct error error = {0};
	int fd = mkstemp(path);

	(void)state;
	close(fd);
	write_file(path, JWT "\n", 0600);
	assert_int_equal(
	    source_read(&source, NULL, TIME_MS, &token, &error), LANYARD_OK);
	assert_string_equal((const char *)token.bytes, JWT);
	from.source = text("auto");
	assert_int_equal(
	    source_read(&source, NULL, TIME_MS, &token, &error), LANYARD_OK);
	write_file(path, JWT "\n", 0644);
	assert_fails(&source, NULL, E(CONFIG), path, "chmod g");
	write_file(path, "<html>\n</html>\n", 0600);
	assert_fails(&source, NULL, E(CONFIG), "subject_token", NULL);
	unlink(path);
	assert_fails(&source, NULL, E(CONFIG), "its file is not there", NULL);
	from.source = NULL;
	assert_fails(&source, NULL, E(CONFIG),
	    "subject_token_file of login \"ci\": cannot open", NULL);
	secret_clear(&token);
}

static void
a_command_prints_it(void **state)
{
	static const struct {
		const char *script;
		const char *message; /* NULL: a token */
	} cases[] = {
	    {"echo " JWT, NULL},
	    {"echo rubbish", "subject_token of login \"ci\" is no JWT"},
	    {"echo " JWT "; echo more", "is no single word"},
	    {":", "is no single word"},
	    {"echo " JWT "; exit 1",
		"subject_token_command of login \"ci\" ended with status 1"},
	    {"sleep 30",
		"subject_token_command of login \"ci\" took longer than 300 "
		"ms"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login_source from = {NULL};
		struct source source = a_source(&from);
		struct secret token = {NULL, 0};
		struct error error = {0};
		enum lanyard_error r;

		strings_add(&from.command, "/bin/sh");
		strings_add(&from.command, "-c");
		strings_add(&from.command, cases[i].script);
		r = source_read(&source, NULL,
		    i == COUNT(cases) - 1 ? 300 : TIME_MS, &token, &error);
		assert_int_equal(
		    r, cases[i].message == NULL ? LANYARD_OK : E(CONFIG));
		if (cases[i].message != NULL &&
		    strstr(error.message, cases[i].message) == NULL)
			fail_msg("%s: %s", cases[i].script, error.message);
		assert_int_equal(secret_is_set(&token), r == LANYARD_OK);
		secret_clear(&token);
		strings_free(&from.command);
	}
}

#define JOB_TEST(f) cmocka_unit_test_setup(f, no_job)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    JOB_TEST(actions_are_asked),
	    JOB_TEST(an_answer_without_a_token_is_told),
	    JOB_TEST(http_to_elsewhere_is_not_asked),
	    JOB_TEST(buildkite_is_asked),
	    JOB_TEST(a_missing_variable_is_named),
	    JOB_TEST(a_variable_is_read),
	    JOB_TEST(a_file_is_read_as_a_secret),
	    JOB_TEST(a_command_prints_it),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
