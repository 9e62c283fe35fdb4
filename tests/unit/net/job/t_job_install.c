/*
 * t_job_install.c - a GitHub App installed by its owner
 */
#include "a_visitor.h"

#include "net/job/job_install.h"

#define E(name) LANYARD_ERR_##name
#define URL	"https://github.com/apps/lanyard-1/installations/new"

static enum lanyard_error
install(struct a_visitor *v, struct lanyard_session *session, int port)
{
	const char *results;
	char text[16];
	enum lanyard_error r;

	scratch_print(text, sizeof(text), "%d", port);
	const char *const parameters[] = {
	    "install_url", URL, "port", text, NULL};

	r = a_visitor_run(
	    v, session, LANYARD_JOB_INSTALL, parameters, &results);
	assert_string_equal(results, "");
	return r;
}

static void
ends_when_the_browser_is_back(void **state)
{
	static const struct {
		const char *visits[3];
		enum lanyard_error result;
		const char *pages[2], *notices[2];
	} cases[] = {
	    {{"installation_id=7&setup_action=install"}, LANYARD_OK,
		{"HTTP/1.1 200 ", "<h1>The App is installed</h1>"},
		{"install the App in the browser, at " URL "\n", ""}},
	    {{"code=x&state=y", "setup_action=install&installation_id=7"},
		LANYARD_OK,
		{"HTTP/1.1 400 ", "<h1>This says nothing of an installation"},
		{"not used: it says nothing of an installation\n", ""}},
	    {{"setup_action=request"}, LANYARD_OK, {"HTTP/1.1 200 ", ""},
		{"an owner of the organization has to agree", ""}},
	    {{NULL}, E(TIMEOUT), {"", ""}, {"", ""}},
	};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct a_visitor v = {.port = a_visitor_port(),
		    .timeout_ms = cases[i].result == LANYARD_OK ? 5000 : 300};

		memcpy(v.visits, cases[i].visits, sizeof(cases[i].visits));
		assert_int_equal(install(&v, session, v.port), cases[i].result);
		for (size_t j = 0; j < 2; j++) {
			assert_non_null(strstr(v.pages, cases[i].pages[j]));
			assert_non_null(strstr(v.notices, cases[i].notices[j]));
		}
		assert_int_equal(v.opened, 0);
		if (cases[i].result != LANYARD_OK)
			assert_string_equal(
			    session->error.hint, "install it at " URL);
	}
}

static void
needs_a_person_and_a_port(void **state)
{
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);
	const char *const whole[] = {"install_url", URL, "port", "1", NULL};
	const char *const half[] = {"install_url", URL, NULL};
	const char *results;
	struct a_visitor v = {.timeout_ms = 300};
	struct listener *other;

	session->ui = NULL;
	assert_int_equal(
	    a_job_run(session, LANYARD_JOB_INSTALL, whole, &results),
	    E(LOGIN_NEEDED));
	assert_int_equal(
	    a_job_run(session, LANYARD_JOB_INSTALL, half, &results),
	    E(ARGUMENT));
	assert_int_equal(
	    listener_new(&other, NULL, 0, "/callback", NULL), LANYARD_OK);
	assert_int_equal(
	    install(&v, session, listener_port(other)), E(NETWORK));
	assert_non_null(strstr(session->error.message, "cannot listen on"));
	listener_free(&other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(ends_when_the_browser_is_back),
	    SCRATCH_TEST(needs_a_person_and_a_port),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
