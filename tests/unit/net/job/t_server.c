/*
 * t_here.c - lanyard_refresh_here(): one refresh request, and what is saved
 *
 * What a login by a person comes to is tested end to end.
 */
#include "scratch.h"

#include <poll.h>
#include <stdio.h>
#include <sys/resource.h>

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

static void
saves_what_the_reply_brings(void **state)
{
	/* NULL: no such key. "rt" and "old" are what was there. */
	static const struct {
		const char *answer;
		enum lanyard_error code;
		const char *access_token;
		const char *refresh_token;
		const char *scope;
		bool dead;
		bool pause;
	} cases[] = {
	    {SERVER_OK(REPLY), LANYARD_OK, "at2", "rt2", "all", false, false},
	    {SERVER_OK("{\"access_token\":\"at2\",\"token_type\":\"Bearer\","
		       "\"scope\":\"less\"}"),
		LANYARD_OK, "at2", "rt", "less", false, false},
	    {SERVER_SAYS("400", "{\"error\":\"invalid_grant\"}"), E(GRANT),
		"old", "rt", "all", true, false},
	    {SERVER_SAYS("401", "{\"error\":\"invalid_client\"}"), E(REFUSED),
		"old", "rt", "all", false, true},
	    {SERVER_SAYS("503", "busy"), E(SERVER), "old", "rt", "all", false,
		true},
	    {SERVER_OK("<html>"), E(SERVER), "old", "rt", "all", false, true},
	    {SERVER_OK(""), E(SERVER), "old", "rt", "all", false, true},
	    /* refused, but the server has forgotten the old one */
	    {SERVER_OK("{\"token_type\":\"bearer\",\"refresh_token\":\"rt2\"}"),
		E(SERVER), "old", "rt2", "all", false, true},
	};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct seed seed = SEED_OVER;
		struct lanyard_session *session;
		struct a_server server;
		sigset_t before, after;
		char text[4096];

		seed.more = "scope=all\nlast_error=x\n";
		server_start_one(&server, cases[i].answer);
		session = open_here(s, &server, BY_ENDPOINT);
		scratch_seed(s, "work", &seed);
		pthread_sigmask(SIG_BLOCK, NULL, &before);
		assert_int_equal(
		    lanyard_refresh(session, "work", 0), cases[i].code);
		pthread_sigmask(SIG_BLOCK, NULL, &after);
		for (int k = 1; k <= SIGRTMAX; k++)
			assert_int_equal(
			    sigismember(&before, k), sigismember(&after, k));
		server_request(&server, text, sizeof(text));
		assert_non_null(strstr(text, "POST /token "));
		assert_non_null(strstr(text, "refresh_token=rt"));
		server_stop(&server);
		assert_value(s, "access_token", cases[i].access_token);
		assert_value(s, "refresh_token", cases[i].refresh_token);
		assert_value(s, "scope", cases[i].scope);
		assert_int_equal(
		    scratch_value(s, "work", "refresh_token_error") != NULL,
		    cases[i].dead);
		assert_int_equal(scratch_value(s, "work", "retry_at") != NULL,
		    cases[i].pause);
		if (cases[i].code != LANYARD_OK)
			assert_non_null(
			    strstr(session->error.message, "login work"));
		else
			assert_value(s, "last_error", NULL);
		/* No secret in what is told, no room left reserved. */
		assert_null(strstr(session->error.message, "rt"));
		assert_false(
		    scratch_exists(scratch_path(s, "store/logins/work.new")));
	}
}

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

static void
asks_nothing_without_room_or_reason(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session;
	struct rlimit limit, small;
	struct pollfd asked = {.events = POLLIN};
	struct a_server server;
	enum lanyard_error r;

	server_start_one(&server, SERVER_OK(REPLY));
	asked.fd = server.log;
	session = open_here(s, &server, BY_ENDPOINT);
	scratch_seed(s, "work", &(struct seed)SEED_OVER);
	/* Another generation is there already. */
	assert_int_equal(lanyard_refresh(session, "work", 4), LANYARD_OK);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
	small = limit;
	small.rlim_cur = 4096;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	r = lanyard_refresh(session, "work", 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(r, E(NO_ROOM));
	assert_int_equal(poll(&asked, 1, 0), 0);
	assert_value(s, "refresh_token", "rt");
	assert_int_equal(lanyard_refresh(session, "work", 0), LANYARD_OK);
	assert_int_equal(poll(&asked, 1, 0), 1);
	assert_value(s, "refresh_token", "rt2");
	server_stop(&server);
}

static void
reports_a_server_that_is_not_there(void **state)
{
	static const char *const settings[] = {BY_ENDPOINT, "issuer = \"@\";"};
	struct scratch *s = *state;

	for (size_t i = 0; i < COUNT(settings); i++) {
		struct lanyard_session *session;
		struct a_server server;

		server_open(&server);
		session = open_here(s, &server, settings[i]);
		close(server.fd);
		scratch_seed(s, "work", &(struct seed)SEED_OVER);
		assert_int_equal(
		    lanyard_refresh(session, "work", 0), E(NETWORK));
		assert_non_null(strstr(session->error.message, "login work"));
		assert_non_null(strstr(session->error.message, "127.0.0.1"));
		assert_value(s, "refresh_token", "rt");
		assert_int_equal(
		    scratch_number(s, "work", "last_error_code"), E(NETWORK));
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
	    SCRATCH_TEST(saves_what_the_reply_brings),
	    SCRATCH_TEST(keeps_what_was_discovered),
	    SCRATCH_TEST(proves_itself_as_things_stand),
	    SCRATCH_TEST(asks_nothing_without_room_or_reason),
	    SCRATCH_TEST(reports_a_server_that_is_not_there),
	    SCRATCH_TEST(blames_the_setting_that_is_wrong),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
