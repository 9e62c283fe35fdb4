/*
 * t_check_redirect.c - does a login's redirect URI lead back here
 */
#include "scratch.h"

#include "net/job/check_redirect.h"
#include "server.h"

struct heard {
	char said[ERROR_TEXT];
	bool aloud;
	struct error fault;
};

static void
hear(const char *uri, struct heard *heard)
{
	struct login login;

	memset(heard, 0, sizeof(*heard));
	login_init(&login);
	login.name = strdup("work");
	login.redirect_uri = uri != NULL ? strdup(uri) : NULL;
	check_redirect(&login, heard->said, &heard->aloud, &heard->fault);
	login_clear(&login);
}

static void
judges_each_kind(void **state)
{
	static const struct {
		const char *uri;
		const char *said; /* NULL: a fault */
		bool aloud;
		const char *fault, *next; /* NULL: none */
	} cases[] = {
	    {NULL, "http://127.0.0.1, at any port", false, NULL, NULL},
	    {"http://127.0.0.1/callback", "http://127.0.0.1/callback", false,
		NULL, NULL},
	    {"http://[::1]/cb", "http://[::1]/cb", false, NULL, NULL},
	    {"http://localhost/cb", "both are listened at", false, NULL, NULL},
	    {"https://app.example/cb", "is not this machine", true, NULL, NULL},
	    {"myapp://cb", "is not this machine", true, NULL, NULL},
	    {"urn:ietf:wg:oauth:2.0:oob", "is no page", true, NULL, NULL},
	    {"https://localhost:8443/cb", NULL, false,
		"https://localhost:8443/cb is this machine, where nothing "
		"listens with TLS",
		"redirect_uri = \"http://127.0.0.1/callback\""},
	    {"https://127.0.0.1/cb", NULL, false, "nothing listens with TLS",
		"http://127.0.0.1/callback"},
	    {"http://app.example/cb", NULL, false,
		"the code goes to app.example in clear", "registered"},
	    {"http://192.0.2.1:80/cb", NULL, false, "192.0.2.1 in clear",
		"registered"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct heard heard;

		hear(cases[i].uri, &heard);
		assert_int_equal(heard.aloud, cases[i].aloud);
		if ((heard.fault.code == LANYARD_OK) !=
			(cases[i].fault == NULL) ||
		    (cases[i].said != NULL &&
			strstr(heard.said, cases[i].said) == NULL) ||
		    (cases[i].fault != NULL &&
			(strstr(heard.fault.message, cases[i].fault) == NULL ||
			    strstr(heard.fault.hint, cases[i].next) == NULL)))
			fail_msg("%zu: %s, %s, %s", i, heard.said,
			    heard.fault.message, heard.fault.hint);
	}
}

static void
names_a_port_that_is_taken(void **state)
{
	struct a_server server;
	struct heard heard;
	char uri[96];

	(void)state;
	server_open(&server);
	(void)snprintf(uri, sizeof(uri), "%s/callback", server.url);
	hear(uri, &heard);
	assert_int_equal(heard.fault.errnum, EADDRINUSE);
	assert_non_null(strstr(heard.fault.hint, "ss -ltnp"));
	close(server.fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(judges_each_kind),
	    cmocka_unit_test(names_a_port_that_is_taken),
	};

	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
