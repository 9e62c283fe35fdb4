/*
 * t_job_refresh.c - one refresh request: when nothing is sent, where it is
 * sent, and another who was quicker; what is saved is in t_exchange.c
 */
#include "scratch.h"

#include "net/job/server.h"
#include "server.h"

#define E(name) LANYARD_ERR_##name
#define REPLY	"{\"access_token\":\"at2\",\"refresh_token\":\"rt2\"}"

static enum lanyard_error
refresh(struct lanyard_session *session, uint64_t generation)
{
	const struct lanyard_job job = {.kind = LANYARD_JOB_REFRESH,
	    .login = "work",
	    .generation = generation,
	    .lock_fd = -1,
	    .timeout_ms = 20000};

	return lanyard_refresh_here(session, &job);
}

/* The server is never asked; what is stored stays as it is. */
static void
sends_nothing_without_need(void **state)
{
	static const struct {
		const char *settings, *refresh_token;
		uint64_t generation;
		enum lanyard_error code;
	} cases[] = {
	    {"token_endpoint = \"@\";", "rt", 4, LANYARD_OK},
	    {"token_endpoint = \"@\";", "rt", 6, LANYARD_OK},
	    {"token_endpoint = \"@\";", NULL, 5, E(LOGIN_NEEDED)},
	};
	struct scratch *s = *state;
	char path[2 * SCRATCH_PATH];

	scratch_print(path, sizeof(path), "%s/logins/work", s->store);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = SEED_OVER;
		struct lanyard_session *session;
		struct a_server server;
		char before[4096];

		seed.refresh_token = cases[i].refresh_token;
		server_open(&server);
		session = scratch_open_at(s, server.url, cases[i].settings);
		scratch_seed(s, "work", &seed);
		scratch_print(before, sizeof(before), "%s", scratch_read(path));
		/* Nobody serves: who asked would not come back. */
		close(server.fd);
		assert_int_equal(
		    refresh(session, cases[i].generation), cases[i].code);
		assert_int_equal(session->error.code, cases[i].code);
		assert_string_equal(scratch_read(path), before);
		if (cases[i].code != LANYARD_OK)
			assert_memory_equal(
			    session->error.message, "login work", 10);
	}
}

/*
 * The configuration's endpoint, else the record's, else the discovered one. Of
 * a record that has another one than the configuration nothing is used.
 */
static void
finds_the_endpoint(void **state)
{
	static const struct {
		const char *settings, *stored, *requests[3]; /* "@": the URL */
	} cases[] = {
	    {"issuer = \"@\"; token_endpoint = \"@/c\";", NULL, {"POST /c "}},
	    {"issuer = \"@\";", "@/r", {"POST /r "}},
	    {"issuer = \"@\";", NULL, {"GET /.well-known/", "POST /d "}},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = SEED_OVER;
		struct lanyard_session *session;
		struct a_server server;
		char document[512], more[256], text[4096];
		struct server_answer answers[2] = {
		    {document, 0}, {SERVER_OK(REPLY), 0}};
		size_t first = cases[i].requests[1] == NULL;

		server_open(&server);
		scratch_print(document, sizeof(document),
		    SERVER_OK("{\"issuer\":\"%s\",\"token_endpoint\":"
			      "\"%s/d\"}"),
		    server.url, server.url);
		server_serve(&server, answers + first, 2 - first);
		session = scratch_open_at(s, server.url, cases[i].settings);
		if (cases[i].stored != NULL) {
			scratch_print(more, sizeof(more),
			    "token_endpoint=%s%s\n", server.url,
			    cases[i].stored + 1);
			seed.more = more;
		}
		scratch_seed(s, "work", &seed);
		if (refresh(session, 5) != LANYARD_OK)
			fail_msg("%zu: %s", i, session->error.message);
		for (size_t j = 0; cases[i].requests[j] != NULL; j++) {
			server_request(&server, text, sizeof(text));
			if (strstr(text, cases[i].requests[j]) == NULL)
				fail_msg("%zu: %s", i, text);
		}
		server_stop(&server);
		assert_value(s, "refresh_token", "rt2");
		assert_value(s, "generation", "6");
	}
}

/*
 * While the server refuses our token, another saves the next one: then it is
 * that one's outcome that counts. And where nobody does, the token is dead.
 */
static void
heeds_who_was_quicker(void **state)
{
	static const char refusal[] =
	    SERVER_SAYS("400", "{\"error\":\"invalid_grant\"}");
	struct scratch *s = *state;

	for (int other = 0; other <= 1; other++) {
		struct seed seed = SEED_OVER;
		struct lanyard_session *session;
		struct a_server server;
		char text[64];
		int client;

		server_open(&server);
		scratch_print(text, sizeof(text), "token_endpoint = \"@\";");
		session = scratch_open_at(s, server.url, text);
		scratch_seed(s, "work", &seed);
		if ((server.pid = fork()) == 0) {
			alarm(SERVER_TIME_S);
			client = accept(server.fd, NULL, NULL);
			if (!server_read(
				client, open("/dev/null", O_WRONLY), 1))
				_exit(1);
			seed.access_token = "theirs";
			seed.refresh_token = "rt6";
			seed.generation = 6;
			if (other == 1)
				scratch_seed(s, "work", &seed);
			server_write(client, refusal, sizeof(refusal) - 1);
			_exit(0);
		}
		close(server.fd);
		assert_int_equal(
		    refresh(session, 5), other == 1 ? LANYARD_OK : E(GRANT));
		assert_int_equal(scratch_reap(server.pid), 0);
		assert_value(s, "generation", other == 1 ? "6" : "5");
		assert_value(s, "refresh_token", other == 1 ? "rt6" : "rt");
		assert_int_equal(
		    scratch_value(s, "work", "refresh_token_error") != NULL,
		    other == 0);
		assert_false(
		    scratch_exists(scratch_path(s, "store/logins/work.new")));
	}
}

/* Not sent, but tried: whoever comes next need not try at once. */
static void
notes_a_failure_before_the_request(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct a_server server;

	server_start_one(&server, SERVER_SAYS("503", "busy"));
	session = scratch_open_at(s, server.url, "issuer = \"@\";");
	scratch_seed(s, "work", &(struct seed)SEED_OVER);
	assert_int_equal(refresh(session, 5), E(SERVER));
	server_stop(&server);
	assert_memory_equal(session->error.message, "login work: ", 12);
	assert_int_equal(
	    scratch_number(s, "work", "last_error_code"), E(SERVER));
	assert_true(scratch_number(s, "work", "retry_at") > 0);
	assert_value(s, "refresh_token", "rt");
	assert_value(s, "generation", "5");
}

static void
notes_what_must_be_mended_too(void **state)
{
	static const struct {
		const char *settings, *hint;
	} cases[] = {
	    {"ca_file = \"/nonexistent/ca\";",
		"is its name right? ls -l '/nonexistent/ca'"},
	    {"client_secret_file = \"/nonexistent\";",
		"is its name right? ls -l '/nonexistent'"},
	    {"client_secret_command = [ \"/nonexistent\" ];",
		"install it, or give its absolute path; only absolute folders "
		"of PATH count"},
	    {"client_secret_command = [ \"false\" ];",
		"run the command by hand to see why: false"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session;
		struct a_server server;
		char settings[256];

		server_open(&server);
		scratch_print(settings, sizeof(settings),
		    "token_endpoint = \"@\"; %s", cases[i].settings);
		session = scratch_open_at(s, server.url, settings);
		scratch_seed(s, "work", &(struct seed)SEED_OVER);
		/* Nobody serves: who asked would not come back. */
		close(server.fd);
		assert_int_equal(refresh(session, 5), E(CONFIG));
		assert_memory_equal(session->error.message, "login ", 6);
		assert_string_equal(scratch_value(s, "work", "last_error"),
		    session->error.message);
		assert_int_equal(
		    scratch_number(s, "work", "last_error_code"), E(CONFIG));
		assert_true(scratch_number(s, "work", "retry_at") > 0);
		assert_value(s, "last_error_hint", cases[i].hint);
		assert_value(s, "refresh_token", "rt");
		assert_value(s, "generation", "5");
	}
}

static void
reports_a_server_that_is_not_there(void **state)
{
	static const char *const settings[] = {
	    "token_endpoint = \"@\";", "issuer = \"@\";"};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(settings); i++) {
		struct lanyard_session *session;
		struct a_server server;

		server_open(&server);
		session = scratch_open_at(s, server.url, settings[i]);
		close(server.fd);
		scratch_seed(s, "work", &(struct seed)SEED_OVER);
		assert_int_equal(refresh(session, 5), E(NETWORK));
		assert_non_null(strstr(session->error.message, "login work"));
		assert_non_null(strstr(session->error.message, "127.0.0.1"));
		assert_value(s, "refresh_token", "rt");
		assert_int_equal(
		    scratch_number(s, "work", "last_error_code"), E(NETWORK));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(sends_nothing_without_need),
	    SCRATCH_TEST(finds_the_endpoint),
	    SCRATCH_TEST(heeds_who_was_quicker),
	    SCRATCH_TEST(notes_a_failure_before_the_request),
	    SCRATCH_TEST(notes_what_must_be_mended_too),
	    SCRATCH_TEST(reports_a_server_that_is_not_there),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
