/*
 * t_manifest.c - a GitHub App made from a manifest
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "net/oauth/manifest.h"
#include "server.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define E(name)	     LANYARD_ERR_##name
#define PEM	     "-----BEGIN RSA PRIVATE KEY-----\\nabc\\n"

static const struct manifest mine = {
    .host = "https://github.com",
    .name = "lanyard-1",
    .redirect_url = "http://127.0.0.1:4711/callback",
};
static const struct manifest theirs = {
    .host = "https://git.example.com:8443",
    .organization = "octo-org",
    .name = "lanyard-1",
    .redirect_url = "http://127.0.0.1:4711/callback",
};

static void
says_what_no_app_is_called(void **state)
{
	static const struct {
		const char *name, *organization;
		bool good;
	} cases[] = {
	    {"lanyard-1", NULL, true},
	    {"Mona's", NULL, false},
	    {"my App_1.2", "Octo-Org_emu", true},
	    {"", NULL, false},
	    {"1234567890123456789012345678901234", NULL, true},
	    {"12345678901234567890123456789012345", NULL, false},
	    {"a/b", NULL, false},
	    {"a\nb", NULL, false},
	    {"a", "", false},
	    {"a", "../x", false},
	    {"a", "a?b", false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct manifest m = mine;
		struct error error = {0};

		m.name = cases[i].name;
		m.organization = cases[i].organization;
		if (manifest_check(&m, &error) !=
		    (cases[i].good ? LANYARD_OK : E(ARGUMENT)))
			fail_msg("%zu", i);
	}
}

static void
is_written_as_github_reads_it(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, LIMIT_URL);
	assert_int_equal(manifest_write(&buf, &mine), LANYARD_OK);
	assert_string_equal(buf_text(&buf),
	    "{\"name\":\"lanyard-1\",\"url\":\"https://github.com\","
	    "\"hook_attributes\":{\"url\":\"https://github.com\","
	    "\"active\":false},"
	    "\"redirect_url\":\"http://127.0.0.1:4711/callback\","
	    "\"setup_url\":\"http://127.0.0.1:4711/callback\","
	    "\"public\":false,"
	    "\"callback_urls\":[\"http://127.0.0.1/callback\"],"
	    "\"default_permissions\":{\"contents\":\"write\","
	    "\"metadata\":\"read\"}}");
	buf_clear(&buf);
}

static void
knows_its_pages(void **state)
{
	struct manifest_app app = {.slug = (char *)"lanyard-1"};
	struct secret state_value = {(unsigned char *)"a+b", 3};
	struct buf buf;

	(void)state;
	buf_init(&buf, LIMIT_URL);
#define IS(call, text)                                                         \
	do {                                                                   \
		buf_reset(&buf);                                               \
		assert_int_equal(call, LANYARD_OK);                            \
		assert_string_equal(buf_text(&buf), text);                     \
	} while (0)
	IS(manifest_add_page(&buf, &mine, &state_value),
	    "https://github.com/settings/apps/new?state=a%2Bb");
	IS(manifest_add_page(&buf, &theirs, &state_value),
	    "https://git.example.com:8443/organizations/octo-org/settings/apps/"
	    "new?state=a%2Bb");
	IS(manifest_add_api(&buf, "https://github.com"),
	    "https://api.github.com");
	IS(manifest_add_api(&buf, "https://octo.ghe.com"),
	    "https://api.octo.ghe.com");
	IS(manifest_add_api(&buf, "https://git.example.com:8443"),
	    "https://git.example.com:8443/api/v3");
	IS(manifest_add_api(&buf, "https://notghe.com"),
	    "https://notghe.com/api/v3");
	IS(manifest_add_settings(&buf, &mine, &app),
	    "https://github.com/settings/apps/lanyard-1");
	IS(manifest_add_settings(&buf, &theirs, &app),
	    "https://git.example.com:8443/organizations/octo-org/settings/apps/"
	    "lanyard-1");
	IS(manifest_add_install(&buf, &mine, &app),
	    "https://github.com/apps/lanyard-1/installations/new");
	IS(manifest_add_install(&buf, &theirs, &app),
	    "https://git.example.com:8443/github-apps/lanyard-1/installations/"
	    "new");
	/* What it says itself, where that is its own. */
	app.url = (char *)"https://github.com/apps/other";
	IS(manifest_add_install(&buf, &mine, &app),
	    "https://github.com/apps/other/installations/new");
	app.url = (char *)"https://github.com.evil.example/apps/other";
	IS(manifest_add_install(&buf, &mine, &app),
	    "https://github.com/apps/lanyard-1/installations/new");
	app.url = app.slug = NULL;
	assert_int_equal(manifest_add_install(&buf, &mine, &app), E(ARGUMENT));
	assert_int_equal(manifest_add_settings(&buf, &mine, &app), E(ARGUMENT));
	buf_clear(&buf);
}

#define APP(id, secret, pem)                                                   \
	"{\"id\":7,\"slug\":\"s-1\",\"html_url\":\"https://x/apps/s-1\"," id   \
	    secret pem "\"events\":[]}"
#define ID     "\"client_id\":\"Iv1\","
#define SECRET "\"client_secret\":\"s3cret\","
#define KEY    "\"pem\":\"" PEM "\","

static void
gives_the_code_for_an_app(void **state)
{
	static const struct {
		const char *reply;
		enum lanyard_error result;
		const char *message;
		bool sent;
	} cases[] = {
	    {SERVER_SAYS("201", APP(ID, SECRET, KEY)), LANYARD_OK, "", true},
	    {SERVER_SAYS("201", APP("", SECRET, KEY)), E(SERVER),
		"told no usable client_id", true},
	    {SERVER_SAYS("201", APP(ID, "", KEY)), E(SERVER),
		"told no usable client_secret", true},
	    {SERVER_SAYS("201", APP(ID, SECRET, "")), E(SERVER),
		"told no usable pem", true},
	    {SERVER_SAYS("201", APP("\"client_id\":\"a\\nb\",", SECRET, KEY)),
		E(SERVER), "told no usable client_id", true},
	    {SERVER_SAYS("201", "<html>"), E(SERVER), "told no usable", true},
	    {SERVER_SAYS("404", "{\"message\":\"Not Found\"}"), E(REFUSED),
		"answered 404 Not Found: the code was used before", true},
	    {SERVER_SAYS("422", "{\"message\":\"Validation\"}"), E(REFUSED),
		"answered 422 Validation", true},
	    {SERVER_SAYS("403", "{\"message\":\"rate limit\"}"), E(SERVER),
		"answered 403 rate limit", true},
	    {SERVER_SAYS("502", "x"), E(SERVER), "answered 502", true},
	    {"", E(NETWORK), "no whole answer", true},
	};
	struct secret code = {(unsigned char *)"c0/de", 5};
	struct http *http = server_http();

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct manifest_app app = {0};
		struct error error = {0};
		struct a_server server;
		enum lanyard_error r;
		char request[2048];
		bool sent;

		server_start_one(&server, cases[i].reply);
		r = manifest_convert(
		    &app, http, server.url, &code, &sent, &error);
		if (r != cases[i].result || sent != cases[i].sent ||
		    strstr(error.message, cases[i].message) == NULL ||
		    strstr(error.message, "s3cret") != NULL ||
		    strstr(error.message, "c0") != NULL)
			fail_msg("%zu: %d %s", i, r, error.message);
		server_request(&server, request, sizeof(request));
		assert_non_null(strstr(request,
		    "POST /api/v3/app-manifests/c0%2Fde/conversions HTTP"));
		assert_non_null(strstr(request, "User-Agent: lanyard/"));
		assert_null(strstr(request, "Authorization"));
		if (r == LANYARD_OK) {
			assert_int_equal(app.id, 7);
			assert_string_equal(app.slug, "s-1");
			assert_string_equal(app.client_id, "Iv1");
			assert_string_equal(
			    (char *)app.client_secret.bytes, "s3cret");
			assert_non_null(strstr((char *)app.pem.bytes, "abc\n"));
		}
		manifest_app_clear(&app);
		server_stop(&server);
	}
	http_free(&http);
}

static void
keep_line(void *context, const char *text)
{
	(void)snprintf(context, 512, "%s", text);
}

/* It is good for an hour, should the server be out of order. */
static void
is_in_no_trace(void **state)
{
	char line[512] = "";
	const struct http_options options = {
	    .allow_http = true, .log = keep_line, .context = line};
	struct secret code = {(unsigned char *)"c0/de", 5};
	struct manifest_app app = {0};
	struct http *http = NULL;
	struct a_server server;

	(void)state;
	assert_int_equal(http_new(&http, &options, NULL), LANYARD_OK);
	server_start_one(&server, SERVER_SAYS("502", "x"));
	assert_int_equal(
	    manifest_convert(&app, http, server.url, &code, NULL, NULL),
	    E(SERVER));
	assert_non_null(strstr(line, "/app-manifests/.../conversions: 502"));
	assert_null(strstr(line, "de"));
	server_stop(&server);
	http_free(&http);
}

/* Nobody there: the code is as good as before. */
static void
says_that_nothing_was_sent(void **state)
{
	struct secret code = {(unsigned char *)"code", 4};
	struct http *http = server_http();
	struct manifest_app app = {0};
	struct error error = {0};
	bool sent = true;

	(void)state;
	assert_int_equal(manifest_convert(&app, http, "http://127.0.0.1:1",
			     &code, &sent, &error),
	    E(NETWORK));
	assert_false(sent);
	manifest_app_clear(&app);
	http_free(&http);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_what_no_app_is_called),
	    cmocka_unit_test(is_written_as_github_reads_it),
	    cmocka_unit_test(knows_its_pages),
	    cmocka_unit_test(gives_the_code_for_an_app),
	    cmocka_unit_test(is_in_no_trace),
	    cmocka_unit_test(says_that_nothing_was_sent),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
