/*
 * t_server.c - the authorization server of a login, as a job talks to it:
 * where it is, and how the client proves itself
 */
#include "scratch.h"

#include <stdio.h>

#include "net/job/server.h"
#include "server.h"

#define E(name) LANYARD_ERR_##name

/* A session whose login "work" has SETTINGS, "@" standing for the server. */
static struct lanyard_session *
open_here(
    struct scratch *s, const struct a_server *server, const char *settings)
{
	struct lanyard_session *session;
	const char *at = strchr(settings, '@');
	char text[2048];

	scratch_print(text, sizeof(text),
	    "logins = { work = { url = [ \"https://git.example.com\" ]; "
	    "client_id = \"c1\"; %.*s%s%s }; };\n",
	    (int)(at - settings), settings, server->url, at + 1);
	session = scratch_open(s, text);
	session->refresh = lanyard_refresh_here;
	return session;
}

#define BY_ENDPOINT "token_endpoint = \"@/token\";"
#define REPLY                                                                  \
	"{\"access_token\":\"at2\",\"token_type\":\"bearer\","                 \
	"\"expires_in\":3600,\"refresh_token\":\"rt2\"}"

/* What was discovered at the login is not lost by a refresh. */
static void
keeps_what_was_discovered(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct seed seed = SEED_OVER;
	struct a_server server;
	char more[512], text[4096];

	server_start_one(&server, SERVER_OK(REPLY));
	session =
	    open_here(s, &server, "issuer = \"@\"; client_secret = \"s3\";");
	scratch_print(more, sizeof(more),
	    "issuer=%s\ntoken_endpoint=%s/t\nrevocation_endpoint=%s/r\n"
	    "token_endpoint_auth_method=client_secret_post\nclient_id=c1\n",
	    server.url, server.url, server.url);
	seed.more = more;
	scratch_seed(s, "work", &seed);
	/* The second one, too: no discovery, the same method. */
	for (int i = 0; i < 2; i++) {
		assert_int_equal(
		    lanyard_refresh(session, "work", 0), LANYARD_OK);
		server_request(&server, text, sizeof(text));
		assert_non_null(strstr(text, "POST /t "));
		assert_non_null(strstr(text, "client_secret=s3"));
		assert_null(strstr(text, "Authorization:"));
		assert_value(
		    s, "token_endpoint_auth_method", "client_secret_post");
		scratch_print(text, sizeof(text), "%s/t", server.url);
		assert_value(s, "token_endpoint", text);
		scratch_print(text, sizeof(text), "%s/r", server.url);
		assert_value(s, "revocation_endpoint", text);
	}
	server_stop(&server);
}

#define SECRET	    "client_secret = \"s3\";"
#define STORED(how) "token_endpoint_auth_method=" how "\n"
#define OFFER                                                                  \
	SERVER_OK("{\"issuer\":\"%s\",\"token_endpoint\":\"%s/t\","            \
		  "\"token_endpoint_auth_methods_supported\":[%s]}")

/* The record's method: not where discovered now, not where it cannot be. */
static void
proves_itself_as_things_stand(void **state)
{
	static const struct {
		const char *settings, *stored, *offers; /* NULL: no discovery */
		const char *sends, *keeps;		/* NULL: public */
	} cases[] = {
	    {SECRET BY_ENDPOINT, STORED("none"), NULL, "Basic", NULL},
	    {BY_ENDPOINT, STORED("client_secret_post"), NULL, NULL, NULL},
	    {BY_ENDPOINT, STORED("client_secret_basic"), NULL, NULL, NULL},
	    {BY_ENDPOINT, STORED("none"), NULL, NULL, "none"},
	    {SECRET BY_ENDPOINT, STORED("client_secret_post"), NULL,
		"client_secret=s3", "client_secret_post"},
	    {SECRET "token_endpoint_auth_method = \"client_secret_basic\";"
		    "issuer = \"@\";",
		"", "\"client_secret_post\"", "Basic", "client_secret_basic"},
	    {SECRET "issuer = \"@\";", STORED("client_secret_post"),
		"\"client_secret_post\",\"client_secret_basic\"", "Basic",
		NULL},
	    {SECRET "issuer = \"@\";", STORED("none"), "\"client_secret_post\"",
		"client_secret=s3", "client_secret_post"},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = SEED_OVER;
		char document[1024] = SERVER_OK(REPLY), text[4096];
		const struct server_answer answers[] = {
		    {document, 0}, {SERVER_OK(REPLY), 0}};
		struct lanyard_session *session;
		struct a_server server;

		server_open(&server);
		if (cases[i].offers != NULL)
			scratch_print(document, sizeof(document), OFFER,
			    server.url, server.url, cases[i].offers);
		server_serve(&server, answers, 2);
		session = open_here(s, &server, cases[i].settings);
		seed.more = cases[i].stored;
		scratch_seed(s, "work", &seed);
		if (lanyard_refresh(session, "work", 0) != LANYARD_OK)
			fail_msg("%zu: %s", i, session->error.message);
		if (cases[i].offers != NULL)
			server_request(&server, text, sizeof(text));
		server_request(&server, text, sizeof(text));
		if (cases[i].sends != NULL)
			assert_non_null(strstr(text, cases[i].sends));
		else
			assert_null(strstr(text, "Basic"));
		assert_value(s, "token_endpoint_auth_method", cases[i].keeps);
		server_stop(&server);
	}
}

/* Two settings name a CA's file: one is ours, one is git's. */
static void
blames_the_setting_that_is_wrong(void **state)
{
	static const struct {
		const char *ours, *git, *said;
	} cases[] = {
	    {"ca_file = \"/nonexistent/our.pem\"; ", "",
		"cannot read ca_file /nonexistent/our.pem: "},
	    {"", "[http]\n\tsslCAInfo = /nonexistent/git.pem\n",
		"cannot read git's http.sslCAInfo /nonexistent/git.pem: "},
	};
	struct scratch *s = *state;
	struct seed seed = SEED_OVER;
	char text[1024], global[2 * SCRATCH_PATH], found[2048] = "";
	FILE *pipe;

	scratch_print(global, sizeof(global), "%s/gitconfig", s->path);
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", global, 1), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session;

		scratch_write(global, cases[i].git, strlen(cases[i].git), 0600);
		scratch_print(text, sizeof(text),
		    "logins = { work = { url = \"https://git.example.com\"; "
		    "client_id = \"c1\"; token_endpoint = "
		    "\"https://id.example.com/token\"; %s}; };\n",
		    cases[i].ours);
		session = scratch_open(s, text);
		session->refresh = lanyard_refresh_here;
		scratch_seed(s, "work", &seed);
		assert_int_equal(
		    lanyard_refresh(session, "work", 0), E(CONFIG));
		if (strstr(session->error.message, cases[i].said) == NULL)
			fail_msg("%s", session->error.message);
	}
	/* The hint says where that is. */
	pipe = popen(s->session->error.hint, "r");
	assert_non_null(pipe);
	assert_non_null(fgets(found, sizeof(found), pipe));
	assert_int_equal(pclose(pipe), 0);
	assert_non_null(strstr(found, global));
	assert_non_null(strstr(found, "/nonexistent/git.pem"));
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(keeps_what_was_discovered),
	    SCRATCH_TEST(proves_itself_as_things_stand),
	    SCRATCH_TEST(blames_the_setting_that_is_wrong),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
