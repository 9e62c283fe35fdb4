/*
 * t_check_token.c - what a login's server says of its access token
 */
#include "scratch.h"

#include "net/job/check_token.h"
#include "server.h"

#define DOCUMENT                                                               \
	SERVER_OK("{\"issuer\":\"%s\",\"token_endpoint\":\"%s/t\","            \
		  "\"introspection_endpoint\":\"%s/i\"%s}")
#define NO_CLIENT SERVER_SAYS("401", "{\"error\":\"invalid_client\"}")

struct heard {
	const char *said;
	struct error fault;
	char request[4096]; /* to the introspection endpoint */
};

/* A login with SETTINGS and SEED, whose server answers with ANSWER. */
static void
hear(struct scratch *s, const char *settings, struct seed seed,
    const char *more, const char *answer, struct heard *heard)
{
	char document[2048], of[512];
	const struct server_answer answers[] = {{document, 0}, {answer, 0}};
	struct lanyard_session *session;
	struct a_server server;
	struct entry entry;

	memset(heard, 0, sizeof(*heard));
	server_open(&server);
	scratch_print(document, sizeof(document), DOCUMENT, server.url,
	    server.url, server.url, more);
	server_serve(&server, answers, 2);
	session = scratch_open_at(s, server.url, settings);
	scratch_print(of, sizeof(of), "issuer=%s\nclient_id=c1\n", server.url);
	seed.more = of;
	scratch_seed(s, "work", &seed);
	entry_init(&entry);
	assert_int_equal(search_name(&entry, session, "work"), LANYARD_OK);
	assert_int_equal(
	    check_token(session, &entry, 20000, &heard->said, &heard->fault),
	    LANYARD_OK);
	assert_int_equal(session->error.code, LANYARD_OK);
	server_request(&server, heard->request, sizeof(heard->request));
	server_request(&server, heard->request, sizeof(heard->request));
	server_stop(&server);
	entry_clear(&entry);
}

static void
judges_what_is_said(void **state)
{
#define PUBLIC "issuer = \"@\";"
#define SECRET PUBLIC "client_secret = \"s3\";"
	static const struct {
		const char *settings, *answer;
		const char *said, *fault; /* NULL: none */
	} cases[] = {
	    {PUBLIC, SERVER_OK("{\"active\":true}"), "is active", NULL},
	    {PUBLIC, SERVER_OK("{\"active\":false}"), NULL,
		"is not active at the server"},
	    {PUBLIC, NO_CLIENT, NULL, NULL},
	    {PUBLIC, SERVER_SAYS("403", ""), NULL, NULL},
	    {PUBLIC, SERVER_SAYS("503", ""), NULL, NULL},
	    {PUBLIC, SERVER_OK("{}"), NULL, NULL},
	    {SECRET, SERVER_OK("{\"active\":true}"), "is active", NULL},
	    {SECRET, NO_CLIENT, NULL, "answered 401 invalid_client"},
	    {SECRET, SERVER_SAYS("403", ""), NULL, NULL},
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct heard heard;

		hear(*state, cases[i].settings, (struct seed)SEED_FRESH, "",
		    cases[i].answer, &heard);
		if ((heard.said != NULL) != (cases[i].said != NULL) ||
		    (heard.fault.code != LANYARD_OK) !=
			(cases[i].fault != NULL) ||
		    (cases[i].said != NULL &&
			strstr(heard.said, cases[i].said) == NULL) ||
		    (cases[i].fault != NULL &&
			strstr(heard.fault.message, cases[i].fault) == NULL))
			fail_msg("%zu: %s, %s", i,
			    heard.said != NULL ? heard.said : "nothing",
			    heard.fault.message);
		assert_non_null(strstr(heard.request, "POST /i "));
	}
}

/* One that is over by our clock may be inactive. */
static void
forgives_one_that_is_over(void **state)
{
	struct heard heard;

	hear(*state, "issuer = \"@\";", (struct seed)SEED_OVER, "",
	    SERVER_OK("{\"active\":false}"), &heard);
	assert_int_equal(heard.fault.code, LANYARD_OK);
	assert_non_null(strstr(heard.said, "has expired"));
}

/* introspection_endpoint_auth_methods_supported, RFC 8414 2 */
static void
proves_itself_as_the_endpoint_wants(void **state)
{
	static const struct {
		const char *more, *sends;
	} cases[] = {
	    {"", "Authorization: Basic"},
	    {",\"introspection_endpoint_auth_methods_supported\":"
	     "[\"client_secret_post\"]",
		"client_secret=s3"},
	    {",\"token_endpoint_auth_methods_supported\":"
	     "[\"client_secret_post\"],"
	     "\"introspection_endpoint_auth_methods_supported\":"
	     "[\"client_secret_basic\"]",
		"Authorization: Basic"},
	};
	struct heard heard;

	for (size_t i = 0; i < COUNT(cases); i++) {
		hear(*state, "issuer = \"@\"; client_secret = \"s3\";",
		    (struct seed)SEED_FRESH, cases[i].more,
		    SERVER_OK("{\"active\":true}"), &heard);
		if (strstr(heard.request, cases[i].sends) == NULL)
			fail_msg("%zu: %s", i, heard.request);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(judges_what_is_said),
	    SCRATCH_TEST(forgives_one_that_is_over),
	    SCRATCH_TEST(proves_itself_as_the_endpoint_wants),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
