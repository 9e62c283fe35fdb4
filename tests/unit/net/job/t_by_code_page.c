/*
 * t_by_code_page.c - the page that a browser ends on after a callback
 */
#include "an_attempt.h"

#include "net/job/by_code_page.h"

#define E(name) LANYARD_ERR_##name

/* A login of that NAME and USER, at URLS. */
static void
describe(struct login *login, const char *name, const char *user,
    const char *const *urls)
{
	size_t count = 0;

	free(login->name);
	login->name = strdup(name);
	login->username = user != NULL ? strdup(user) : NULL;
	while (urls[count] != NULL)
		count++;
	login->url = calloc(count + 1, sizeof(*login->url));
	assert_non_null(login->url);
	for (size_t i = 0; i < count; i++)
		login->url[i] = strdup(urls[i]);
}

/* TEXT is in PAGE; NULL: never mind. */
static void
assert_has(const char *page, const char *text, bool wanted)
{
	if (text != NULL && (strstr(page, text) != NULL) != wanted)
		fail_msg(
		    "%s \"%s\": %s", wanted ? "no" : "there is", text, page);
}

static void
says_which_login_and_what_became_of_it(void **state)
{
	static const struct {
		const char *name, *user, *urls[4];
		enum lanyard_error outcome;
		bool again;
		const char *status, *has[4], *lacks[2];
	} cases[] = {
	    {"work", "alice", {"https://git.example.org/a", NULL}, 0, false,
		"200",
		{"<h1>You are logged in</h1>", "<bdi>work</bdi>",
		    "<bdi>git.example.org</bdi>", "<bdi>alice</bdi>"},
		{"class=\"why\"", "come before"}},
	    {"work", NULL, {"https://git.example.org", "https://b.org", NULL},
		0, true, "200",
		{"come before", "git.example.org, and 1 more URL<"},
		{"Account"}},
	    {"work", "<i>\xe2\x80\xae",
		{"https://*.example.org:8443", "https://b", "https://c", NULL},
		0, false, "200",
		{"and 2 more URLs<", "&#60;i&#62;\xef\xbf\xbd"}, {"<i>"}},
	    /* its name has the host */
	    {"https://git.example.org", NULL, {"https://git.example.org", NULL},
		0, false, "200", {"<bdi>git.example.org</bdi>"},
		{"Login<", "https://git"}},
	    {"work", NULL, {NULL}, 0, false, "200", {"<bdi>work</bdi>"},
		{"Host"}},
	    {"work", NULL, {"https://git.example.org", NULL}, E(CANCELLED),
		false, "200",
		{"<h1>The login was refused</h1>", "Nothing was changed",
		    "<p class=\"why\"><bdi>because &#60;b&#62;"},
		{"come before"}},
	    {"work", NULL, {"https://git.example.org", NULL}, E(REFUSED), true,
		"400",
		{"<h1>The login failed</h1>", "because &#60;b&#62;",
		    "come before", "what to do next"},
		{"logged in<", "class=\"good\""}},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct server_answer answer = {SERVER_OK(TOKEN), 0};
		struct error outcome = {0};
		struct an_attempt t;
		const char *taken, *page;
		int fd;

		an_attempt_begin(&t, &answer, 1);
		describe(&t.login, cases[i].name, cases[i].user, cases[i].urls);
		if (cases[i].outcome != LANYARD_OK)
			error_set(&outcome, cases[i].outcome, "because <b>");
		fd = an_attempt_call(&t, "code=x", &taken);
		by_code_page_answer(&t.attempt, &outcome, cases[i].again);
		page = an_attempt_page(fd);
		assert_memory_equal(page + 9, cases[i].status, 3);
		for (size_t j = 0; j < COUNT(cases[i].has); j++)
			assert_has(page, cases[i].has[j], true);
		for (size_t j = 0; j < COUNT(cases[i].lacks); j++)
			assert_has(page, cases[i].lacks[j], false);
		an_attempt_end(&t);
	}
}

static void
says_that_it_is_another_s(void **state)
{
	const struct server_answer answer = {SERVER_OK(TOKEN), 0};
	struct an_attempt t;
	const char *taken, *page;
	int fd;

	(void)state;
	an_attempt_begin(&t, &answer, 1);
	fd = an_attempt_call(&t, "code=x", &taken);
	by_code_page_not_ours(&t.attempt, "it has <another> state");
	page = an_attempt_page(fd);
	assert_memory_equal(page, "HTTP/1.1 400 ", 13);
	assert_has(page, "<h1>This is not the answer to this login</h1>", true);
	assert_has(page, "it has &#60;another&#62; state", true);
	assert_has(page, "Nothing was changed", true);
	an_attempt_end(&t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(says_which_login_and_what_became_of_it),
	    cmocka_unit_test(says_that_it_is_another_s),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(SERVER_TIME_S);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
