/*
 * t_job_recipe.c - a token by a recipe: what is saved of it, and what is spent
 */
#include "scratch.h"

#include "net/job/job_recipe.h"
#include "server.h"

#define E(name) LANYARD_ERR_##name

static enum lanyard_error
refresh(struct lanyard_session *session)
{
	const struct lanyard_job job = {.kind = LANYARD_JOB_REFRESH,
	    .login = "work",
	    .lock_fd = -1,
	    .timeout_ms = 20000};

	return lanyard_refresh_here(session, &job);
}

/* A reply, and what is stored afterwards of access and refresh token. */
static void
saves_what_comes(void **state)
{
	static const struct {
		const char *settings, *answer, *request;
		enum lanyard_error r;
		const char *access, *token;
	} cases[] = {
	    {"grant_type = \"gitlab_rotate\"; api_endpoint = \"@\";",
		SERVER_OK("{\"token\":\"new\"}"),
		"POST /personal_access_tokens/self/rotate ", LANYARD_OK, "new",
		"new"},
	    /* Cut behind the token: it is the only one that is good now. */
	    {"grant_type = \"gitlab_rotate\"; api_endpoint = \"@\";",
		"HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{\"token\":"
		"\"new\",\"exp",
		"POST ", LANYARD_OK, "new", "new"},
	    {"grant_type = \"gitlab_rotate\"; api_endpoint = \"@\";",
		SERVER_SAYS("401", "{}"), "\r\nPRIVATE-TOKEN: rt\r\n", E(GRANT),
		"old", "rt"},
	    {"grant_type = \"gitlab_rotate\"; api_endpoint = \"@\";",
		SERVER_SAYS("503", "{}"), "POST ", E(SERVER), "old", "rt"},
	    {"grant_type = \"gce_metadata\"; api_endpoint = \"@\";",
		SERVER_OK("{\"access_token\":\"new\",\"expires_in\":60}"),
		"GET /computeMetadata/v1/instance/service-accounts/default/"
		"token ",
		LANYARD_OK, "new", NULL},
	    {"grant_type = \"azure_managed_identity\"; resource = \"r\"; "
	     "api_endpoint = \"@\";",
		SERVER_OK("{\"access_token\":\"new\",\"refresh_token\":\"\"}"),
		"&resource=r&client_id=c1 ", LANYARD_OK, "new", NULL},
	};
	struct scratch *s = *state;
	char text[4096];

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = SEED_OVER;
		struct lanyard_session *session;
		struct a_server server;
		const char *value;

		server_start_one(&server, cases[i].answer);
		session = scratch_open_at(s, server.url, cases[i].settings);
		scratch_seed(s, "work", &seed);
		if (refresh(session) != cases[i].r)
			fail_msg("%zu: %s", i, session->error.message);
		server_request(&server, text, sizeof(text));
		if (strstr(text, cases[i].request) == NULL)
			fail_msg("%zu: %s", i, text);
		server_stop(&server);
		assert_value(s, "access_token", cases[i].access);
		value = scratch_value(s, "work", "refresh_token");
		if (cases[i].token != NULL)
			assert_string_equal(value, cases[i].token);
		else
			assert_null(value);
	}
}

/* Nothing is sent, and the next caller need not try. */
static void
notes_what_cannot_be_sent(void **state)
{
	static const struct {
		const char *settings, *message;
	} cases[] = {
	    {"grant_type = \"github_app\"; private_key_file = \"/none\";",
		"private_key_file"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = SEED_OVER;
		struct lanyard_session *session =
		    scratch_open_at(s, "", cases[i].settings);

		scratch_seed(s, "work", &seed);
		assert_int_equal(refresh(session), E(CONFIG));
		assert_non_null(
		    strstr(session->error.message, cases[i].message));
		assert_non_null(
		    strstr(scratch_value(s, "work", "last_error"), "login"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(saves_what_comes),
	    SCRATCH_TEST(notes_what_cannot_be_sent),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
