/*
 * t_job_logout.c - a login that the server is to forget
 */
#include "scratch.h"

#include "net/job/job_logout.h"
#include "server.h"

#define E(name) LANYARD_ERR_##name

static enum lanyard_error
log_out(struct lanyard_session *session)
{
	const struct lanyard_job job = {.kind = LANYARD_JOB_LOGOUT,
	    .login = "work",
	    .lock_fd = -1,
	    .timeout_ms = 20000};

	return lanyard_refresh_here(session, &job);
}

static struct lanyard_session *
open_here(struct scratch *s, const char *url, const char *endpoint)
{
	char text[1024];

	scratch_print(text, sizeof(text),
	    "logins = { work = { url = \"https://git.example.com\"; client_id "
	    "= \"c1\"; token_endpoint = \"%s/t\"; %s%s%s }; };\n",
	    url, endpoint != NULL ? "revocation_endpoint = \"" : "",
	    endpoint != NULL ? url : "", endpoint != NULL ? endpoint : "");
	return scratch_open(s, text);
}

/* The refresh token first; where that is not revoked the other is not sent. */
static void
revokes_what_there_is(void **state)
{
	static const char ok[] = SERVER_OK("");
	static const char no[] = SERVER_SAYS("503", "");
	static const struct {
		const char *refresh, *access;
		const char *replies[2];
		const char *requests[3];
		enum lanyard_error code;
	} cases[] = {
	    {"rt", "at", {ok, ok}, {"token=rt&", "token=at&"}, LANYARD_OK},
	    {"rt", NULL, {ok, ok}, {"token=rt&"}, LANYARD_OK},
	    {NULL, "at", {ok, ok}, {"token=at&"}, LANYARD_OK},
	    {"rt", "at", {no, ok}, {"token=rt&"}, E(SERVER)},
	    {"rt", "at", {ok, no}, {"token=rt&", "token=at&"}, E(SERVER)},
	};
	struct scratch *s = *state;
	char path[2 * SCRATCH_PATH], before[4096], text[4096];

	scratch_print(path, sizeof(path), "%s/logins/work", s->store);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = SEED_FRESH;
		struct lanyard_session *session;
		struct a_server server;
		struct server_answer answers[2] = {
		    {cases[i].replies[0], 0}, {cases[i].replies[1], 0}};
		enum lanyard_error r;

		server_start(&server, answers, 2);
		session = open_here(s, server.url, "/r\";");
		seed.refresh_token = cases[i].refresh;
		seed.access_token = cases[i].access;
		scratch_seed(s, "work", &seed);
		scratch_print(before, sizeof(before), "%s", scratch_read(path));
		if ((r = log_out(session)) != cases[i].code)
			fail_msg("%zu: %d %s", i, r, session->error.message);
		for (size_t j = 0; cases[i].requests[j] != NULL; j++) {
			server_request(&server, text, sizeof(text));
			if (strstr(text, "POST /r ") == NULL ||
			    strstr(text, cases[i].requests[j]) == NULL)
				fail_msg("%zu: %s", i, text);
		}
		server_stop(&server);
		/* Whoever has the lock removes the record. */
		assert_string_equal(scratch_read(path), before);
	}
}

static void
needs_an_endpoint(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session =
	    open_here(s, "http://127.0.0.1:1", NULL);
	struct seed seed = SEED_FRESH;

	scratch_seed(s, "work", &seed);
	assert_int_equal(log_out(session), E(CONFIG));
	assert_non_null(strstr(session->error.message, "revocation_endpoint"));
}

/* revocation_endpoint_auth_methods_supported, RFC 8414 2 */
static void
proves_itself_as_the_endpoint_wants(void **state)
{
	static const struct {
		const char *settings, *methods;
		const char *sends; /* NULL: nothing is asked for */
	} cases[] = {
	    {"client_secret = \"s3\";", "\"client_secret_post\"",
		"client_secret=s3"},
	    {"client_secret = \"s3\";", "\"client_secret_basic\"",
		"Authorization: Basic"},
	    {"client_secret = \"s3\"; token_endpoint_auth_method = "
	     "\"client_secret_basic\";",
		"\"client_secret_post\"", "client_secret=s3"},
	    {"client_secret = \"s3\"; token_endpoint_auth_method = "
	     "\"client_secret_post\";",
		"\"client_secret_basic\",\"client_secret_post\"",
		"client_secret=s3"},
	    {"", "\"client_secret_post\"", NULL},
	};
	struct scratch *s = *state;
	char document[2048], settings[512], more[512], text[4096];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct server_answer answers[] = {
		    {document, 0}, {SERVER_OK(""), 0}, {SERVER_OK(""), 0}};
		struct seed seed = SEED_FRESH;
		struct lanyard_session *session;
		struct a_server server;

		server_open(&server);
		scratch_print(document, sizeof(document),
		    SERVER_OK("{\"issuer\":\"%s\",\"token_endpoint\":\"%s/t\","
			      "\"revocation_endpoint_auth_methods_supported\":"
			      "[%s]}"),
		    server.url, server.url, cases[i].methods);
		server_serve(&server, answers, 3);
		scratch_print(settings, sizeof(settings), "issuer = \"@\"; %s",
		    cases[i].settings);
		session = scratch_open_at(s, server.url, settings);
		scratch_print(more, sizeof(more),
		    "issuer=%s\ntoken_endpoint=%s/t\nrevocation_endpoint=%s/r\n"
		    "client_id=c1\n",
		    server.url, server.url, server.url);
		seed.more = more;
		scratch_seed(s, "work", &seed);
		if (log_out(session) != LANYARD_OK)
			fail_msg("%zu: %s", i, session->error.message);
		server_request(&server, text, sizeof(text));
		if (cases[i].sends != NULL) {
			assert_non_null(strstr(text, "GET /"));
			server_request(&server, text, sizeof(text));
		}
		if (strstr(text, "POST /r ") == NULL ||
		    (cases[i].sends != NULL &&
			strstr(text, cases[i].sends) == NULL))
			fail_msg("%zu: %s", i, text);
		server_stop(&server);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(revokes_what_there_is),
	    SCRATCH_TEST(needs_an_endpoint),
	    SCRATCH_TEST(proves_itself_as_the_endpoint_wants),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
