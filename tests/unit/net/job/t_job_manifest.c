/*
 * t_job_manifest.c - a client at GitHub: an App that a person makes there
 */
#include "a_visitor.h"

#include "net/job/job_manifest.h"

#define E(name) LANYARD_ERR_##name
#define APP                                                                    \
	SERVER_SAYS("201",                                                     \
	    "{\"id\":7,\"slug\":\"lanyard-1\",\"client_id\":\"Iv1\","          \
	    "\"client_secret\":\"s3cret\",\"pem\":\"-----BEGIN\\nkey\\n\"}")

/* At a server that answers ANSWER; *URL is its. */
static enum lanyard_error
make(struct a_visitor *v, struct lanyard_session *session, const char *answer,
    char url[64], const char **results)
{
	struct a_server server;
	enum lanyard_error r;

	server_start_one(&server, answer);
	scratch_print(url, 64, "%s", server.url);
	const char *const parameters[] = {
	    "url", url, "name", "hub", "app_name", "lanyard-1", NULL};

	r = a_visitor_run(
	    v, session, LANYARD_JOB_MANIFEST, parameters, results);
	server_stop(&server);
	return r;
}

static void
assert_result(const char *results, const char *line)
{
	if (strstr(results, line) == NULL)
		fail_msg("no %s in %s", line, results);
}

static void
makes_an_app(void **state)
{
	struct a_visitor v = {.visits = {"code=c&state=other", "code=c",
				  "code=c0de&state=STATE"}};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	char url[64], line[2 * SCRATCH_PATH];
	const char *results;

	assert_int_equal(make(&v, session, APP, url, &results), LANYARD_OK);
	scratch_holds(s, "hub.client_secret", "s3cret");
	scratch_holds(s, "hub.private_key", "-----BEGIN\nkey\n");
	scratch_holds(s, "lanyard.conf", SCRATCH_CONFIG);
	assert_result(results, "client_id=Iv1\n");
	assert_result(results, "app_id=7\napp_slug=lanyard-1\n");
	scratch_print(line, sizeof(line),
	    "client_secret_file=%s/hub.client_secret\nprivate_key_file=%s/"
	    "hub.private_key\n",
	    s->path, s->path);
	assert_result(results, line);
	scratch_print(line, sizeof(line),
	    "install_url=%s/github-apps/lanyard-1/installations/new\n"
	    "settings_url=%s/settings/apps/lanyard-1\nport=",
	    url, url);
	assert_result(results, line);
	assert_null(strstr(results, "s3cret"));
	assert_null(strstr(v.pages, "s3cret"));
	assert_int_equal(v.opened, 1);
	/* The form, two that are not ours, and on to the installation. */
	scratch_print(line, sizeof(line),
	    "<form method=\"post\" action=\"%s/settings/apps/new?state=", url);
	assert_result(v.pages, line);
	assert_result(v.pages, "name=\"manifest\" value=\"{&#34;name&#34;:"
			       "&#34;lanyard-1&#34;");
	assert_result(v.pages, "<h1>This is not the answer to this setup");
	assert_result(v.notices, "not used: the redirect has another state");
	assert_result(v.notices, "not used: the redirect has no state");
	scratch_print(line, sizeof(line),
	    "\r\nLocation: %s/github-apps/lanyard-1/installations/new\r\n",
	    url);
	assert_result(v.pages, line);
}

/* One line, no file, and the configuration as it was. */
static void
leaves_nothing_where_it_fails(void **state)
{
	static const struct {
		const char *answer, *query;
		enum lanyard_error result;
		const char *message, *hint, *page;
	} cases[] = {
	    {APP, "error=access_denied&state=STATE", E(CANCELLED),
		"access_denied", "", "<h1>No App was made</h1>"},
	    {SERVER_SAYS("404", "{\"message\":\"Not Found\"}"),
		"code=x&state=STATE", E(REFUSED), "the code was used before",
		"/settings/apps delete it there",
		"<h1>The App cannot be used</h1>"},
	    {SERVER_SAYS("201", "{\"client_id\":\"a\"}"), "code=x&state=STATE",
		E(SERVER), "no usable client_secret",
		"/settings/apps delete it there",
		"<h1>The App cannot be used</h1>"},
	    {SERVER_SAYS("503", ""), "code=x&state=STATE", E(SERVER),
		"answered 503", "/settings/apps delete it there",
		"<h1>The App cannot be used</h1>"},
	    /* Nobody comes back. */
	    {APP, NULL, E(TIMEOUT), "did not send the browser back in the time",
		"the name \"lanyard-1\" is taken", "<form"},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct a_visitor v = {.visits = {cases[i].query},
		    .timeout_ms = cases[i].query != NULL ? 5000 : 300};
		const char *results;
		enum lanyard_error r;
		char url[64];

		r = make(&v, session, cases[i].answer, url, &results);
		if (r != cases[i].result ||
		    strstr(session->error.message, cases[i].message) == NULL ||
		    strstr(session->error.hint, cases[i].hint) == NULL)
			fail_msg("%zu: %d %s (%s)", i, r,
			    session->error.message, session->error.hint);
		assert_result(v.pages, cases[i].page);
		assert_string_equal(results, "");
		scratch_holds(s, "hub.client_secret", NULL);
		scratch_holds(s, "hub.private_key", NULL);
		scratch_holds(s, "lanyard.conf", SCRATCH_CONFIG);
	}
}

/* The listener is at loopback here, and the person may be elsewhere. */
static void
names_the_way_without_a_browser(void **state)
{
	struct a_visitor v = {.has_no_browser = true, .timeout_ms = 300};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	const char *results, *page;
	char url[64], line[64];

	assert_int_equal(make(&v, session, APP, url, &results), E(TIMEOUT));
	page = strstr(v.notices, "open http://127.0.0.1:");
	assert_non_null(page);
	page += strlen("open http://127.0.0.1:");
	scratch_print(line, sizeof(line), "by ssh -L %.*s:127.0.0.1:%.*s\n",
	    (int)strcspn(page, "/"), page, (int)strcspn(page, "/"), page);
	assert_result(v.notices, line);
}

/* What is there stays, and nobody is asked for nothing. */
static void
writes_over_nothing(void **state)
{
	static const char *const names[] = {
	    "hub.client_secret", "hub.private_key"};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	for (size_t i = 0; i < COUNT(names); i++) {
		struct a_visitor v = {.visits = {"code=x&state=STATE"}};
		const char *path = scratch_path(s, names[i]), *results;
		char url[64];

		scratch_write(path, "mine", 0, 0600);
		assert_int_equal(
		    make(&v, session, APP, url, &results), E(CONFIG));
		assert_non_null(strstr(session->error.message, names[i]));
		assert_int_equal(v.opened, 0);
		scratch_holds(s, names[i], "mine");
		assert_int_equal(unlink(path), 0);
		scratch_holds(s, names[1 - i], NULL);
	}
}

static void
says_what_cannot_be(void **state)
{
	static const struct {
		const char *parameters[7];
		enum lanyard_error result;
	} cases[] = {
	    {{NULL}, E(ARGUMENT)},
	    {{"url", "https://github.com", NULL}, E(ARGUMENT)},
	    {{"name", "hub", NULL}, E(ARGUMENT)},
	    {{"url", "http://git.example.com", "name", "hub", NULL},
		E(ARGUMENT)},
	    {{"url", "ssh://git.example.com", "name", "hub", NULL},
		E(ARGUMENT)},
	    {{"url", "https://github.com", "name", "a/b", NULL}, E(ARGUMENT)},
	    {{"url", "https://github.com", "name", "hub", "organization", "",
		 NULL},
		E(ARGUMENT)},
	    {{"url", "https://github.com", "name", "hub", "app_name", "a/b",
		 NULL},
		E(ARGUMENT)},
	};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);
	const char *const good[] = {
	    "url", "https://github.com", "name", "hub", NULL};
	const char *results;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct a_visitor v = {.timeout_ms = 300};

		if (a_visitor_run(&v, session, LANYARD_JOB_MANIFEST,
			cases[i].parameters, &results) != cases[i].result)
			fail_msg("%zu: %s", i, session->error.message);
		assert_int_equal(v.opened, 0);
	}
	session->ui = NULL;
	assert_int_equal(
	    a_job_run(session, LANYARD_JOB_MANIFEST, good, &results),
	    E(LOGIN_NEEDED));
}

/* Without a folder for them there is one, for the user alone. */
static void
makes_the_folder(void **state)
{
	struct a_visitor v = {.visits = {"code=x&state=STATE"}};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	const char *results;
	struct stat st;
	char url[64];

	free(session->config_path);
	session->config_path = strdup(scratch_path(s, "a/b/lanyard.conf"));
	assert_int_equal(make(&v, session, APP, url, &results), LANYARD_OK);
	scratch_holds(s, "a/b/hub.client_secret", "s3cret");
	assert_int_equal(stat(scratch_path(s, "a/b"), &st), 0);
	assert_int_equal(st.st_mode & 07777, 0700);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(makes_an_app),
	    SCRATCH_TEST(leaves_nothing_where_it_fails),
	    SCRATCH_TEST(names_the_way_without_a_browser),
	    SCRATCH_TEST(writes_over_nothing),
	    SCRATCH_TEST(says_what_cannot_be),
	    SCRATCH_TEST(makes_the_folder),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
