/*
 * t_challenge.c - what a resource's 401 says of the way to a token
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/oauth/challenge.h"
#include "server.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
is_text(const char *got, const char *wanted, const char *value)
{
	if ((got == NULL) != (wanted == NULL) ||
	    (got != NULL && strcmp(got, wanted) != 0))
		fail_msg("%s: %s, not %s", value, got, wanted);
}

static void
reads_what_there_is(void **state)
{
	static const struct {
		const char *value;
		bool basic, bearer;
		const char *realm, *metadata, *scope;
	} cases[] = {
	    {"Basic realm=\"GitLab\"", true, false, "GitLab", NULL, NULL},
	    {"basic REALM=Gitea", true, false, "Gitea", NULL, NULL},
	    {"Bearer realm=\"x\", error=\"invalid_token\", "
	     "resource_metadata=\"https://h/.well-known/a,b\", scope=\"a b\"",
		false, true, "x", "https://h/.well-known/a,b", "a b"},
	    /* Azure DevOps: of two realms that of Basic counts */
	    {"Bearer authorization_uri=https://l/t, realm=\"y\", Basic "
	     "realm=\"https://d/\", TFS-Federated",
		true, true, "https://d/", NULL, NULL},
	    {"Basic realm=\"z\", Bearer realm=\"y\"", true, true, "z", NULL,
		NULL},
	    {"Negotiate, Basic realm=\"a \\\"b\\\\\"", true, false, "a \"b\\",
		NULL, NULL},
	    {"Negotiate YWJj==, Bearer scope=s", false, true, NULL, NULL, "s"},
	    {"Bearer scope = \"s\" ,scope=t", false, true, NULL, NULL, "s"},
	    {"", false, false, NULL, NULL, NULL},
	    {", ,", false, false, NULL, NULL, NULL},
	    {"Basic realm=\"never ends", true, false, "never ends", NULL, NULL},
	    {"Basic realm=", true, false, "", NULL, NULL},
	    {"\xff\x01 = \"", false, false, NULL, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct challenge c = {0};

		assert_int_equal(
		    challenge_take(&c, cases[i].value), LANYARD_OK);
		if (c.basic != cases[i].basic || c.bearer != cases[i].bearer)
			fail_msg("%s", cases[i].value);
		is_text(c.realm, cases[i].realm, cases[i].value);
		is_text(c.resource_metadata, cases[i].metadata, cases[i].value);
		is_text(c.scope, cases[i].scope, cases[i].value);
		challenge_clear(&c);
	}
}

#define ASKS                                                                   \
	"HTTP/1.1 401 No\r\nConnection: close\r\n"                             \
	"www-authenticate: Basic realm=\"Forgejo\"\r\n"                        \
	"WWW-Authenticate: Bearer scope=\"s\"\r\n\r\n"
#define PAGE SERVER_OK("<html>")
#define NONE SERVER_SAYS("404", "WWW-Authenticate: Basic realm=\"no\"")

/* Where a host has a page for people git's own request tells. */
static void
asks_twice_at_most(void **state)
{
	static const struct {
		const char *path;
		const char *answers[2];
		const char *lines[2];
		int status;
		const char *realm;
	} cases[] = {
	    {"/x", {ASKS, NULL}, {"GET /x ", NULL}, 401, "Forgejo"},
	    {"", {PAGE, ASKS},
		{"GET / ", "GET /lanyard/lanyard.git/info/refs?service="
			   "git-receive-pack "},
		401, "Forgejo"},
	    {"/a/b.git/", {NONE, ASKS},
		{"GET /a/b.git/ ",
		    "GET /a/b.git/info/refs?service=git-receive-pack "},
		401, "Forgejo"},
	    {"", {NONE, NONE}, {"GET / ", "GET /lanyard/"}, 404, NULL},
	};
	char url[128], text[SERVER_REQUEST];

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct server_answer answers[2] = {
		    {cases[i].answers[0], 0}, {cases[i].answers[1], 0}};
		struct http *http = server_http();
		struct a_server server;
		struct challenge c;

		server_start(&server, answers, 2);
		snprintf(url, sizeof(url), "%s%s", server.url, cases[i].path);
		assert_int_equal(
		    challenge_ask(&c, http, url, NULL), LANYARD_OK);
		assert_int_equal(c.status, cases[i].status);
		is_text(c.realm, cases[i].realm, url);
		assert_true(c.bearer == (c.realm != NULL));
		for (size_t k = 0; k < 2 && cases[i].lines[k] != NULL; k++)
			assert_non_null(
			    strstr(server_request(&server, text, sizeof(text)),
				cases[i].lines[k]));
		assert_null(strstr(text, "Authorization"));
		server_stop(&server);
		challenge_clear(&c);
		http_free(&http);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_what_there_is),
	    cmocka_unit_test(asks_twice_at_most),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
