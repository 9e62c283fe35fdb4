/*
 * t_manifest_page.c - what the browser is shown while an App is made at GitHub
 */
#include "a_browser.h"

#include "net/job/manifest_page.h"

#define E(name) LANYARD_ERR_##name

static struct manifest manifest = {.host = "https://github.example",
    .organization = "<o>",
    .name = "lanyard-1",
    .redirect_url = "http://127.0.0.1/callback"};

static void
begin(struct manifest_page *page)
{
	*page = (struct manifest_page){NULL, &manifest, "github.example"};
	manifest.organization = "<o>";
	assert_int_equal(
	    listener_new(&page->listener, NULL, 0, "/callback", NULL),
	    LANYARD_OK);
}

static void
assert_has(const char *text, const char *part)
{
	if (strstr(text, part) == NULL)
		fail_msg("no \"%s\" in %s", part, text);
}

static void
names_what_it_is_of(const char *text)
{
	assert_has(text, "<bdi>lanyard-1</bdi>");
	assert_has(text, "<bdi>github.example</bdi>");
	assert_has(text, "<bdi>&#60;o&#62;</bdi>");
}

static void
posts_the_manifest(void **state)
{
	const struct secret secret = {(unsigned char *)"st4te", 5};
	struct manifest_page page;
	const char *text;
	char *url;

	(void)state;
	begin(&page);
	/* An organization of those characters has no page at GitHub. */
	manifest.organization = "acme";
	assert_int_equal(
	    manifest_page_show(&page, &secret, &url, NULL), LANYARD_OK);
	text = a_browser_page(a_browser_get(
	    page.listener, strchr(url + strlen("http://"), '/'), NULL));
	assert_memory_equal(text, "HTTP/1.1 200 ", 13);
	assert_has(text,
	    "<form method=\"post\" action=\"https://github.example/"
	    "organizations/acme/settings/apps/new?state=st4te\"");
	assert_has(text, "name=\"manifest\" value=\"{&#34;name&#34;:"
			 "&#34;lanyard-1&#34;");
	assert_has(text, "<bdi>acme</bdi>");
	/* What may be read by all users has nothing of it. */
	assert_null(strstr(url, "st4te"));
	free(url);
	listener_free(&page.listener);
}

static void
says_what_became_of_it(void **state)
{
	static const struct {
		enum lanyard_error code;
		const char *heading;
	} cases[] = {
	    {E(CANCELLED), "<h1>No App was made</h1>"},
	    {E(REFUSED), "<h1>The App cannot be used</h1>"},
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct manifest_page page;
		struct error outcome = {0};
		const char *query, *text;
		int fd;

		begin(&page);
		error_set(&outcome, cases[i].code, "because <b>");
		fd = a_browser_get(page.listener, "/callback?code=x", &query);
		manifest_page_failed(&page, &outcome);
		text = a_browser_page(fd);
		assert_memory_equal(text, "HTTP/1.1 400 ", 13);
		assert_has(text, cases[i].heading);
		assert_has(text, "because &#60;b&#62;");
		assert_has(text, "Nothing was changed here");
		names_what_it_is_of(text);
		listener_free(&page.listener);
	}
}

static void
goes_on_to_the_installation(void **state)
{
	static struct manifest_app known = {.slug = (char *)"lanyard-1"},
				   unknown = {.slug = NULL};
	struct manifest_page page;
	const char *query, *text;
	int fd;

	(void)state;
	begin(&page);
	fd = a_browser_get(page.listener, "/callback?code=x", &query);
	manifest_page_made(&page, &known);
	assert_has(a_browser_page(fd), "/lanyard-1/installations/new\r\n");
	fd = a_browser_get(page.listener, "/callback?code=x", &query);
	manifest_page_made(&page, &unknown);
	text = a_browser_page(fd);
	assert_memory_equal(text, "HTTP/1.1 200 ", 13);
	assert_has(text, "<h1>The App is made</h1>");
	names_what_it_is_of(text);
	listener_free(&page.listener);
}

static void
says_that_it_is_another_s(void **state)
{
	struct manifest_page page;
	const char *query, *text;
	int fd;

	(void)state;
	begin(&page);
	fd = a_browser_get(page.listener, "/callback?code=x", &query);
	manifest_page_not_ours(&page, "it has <another> state");
	text = a_browser_page(fd);
	assert_memory_equal(text, "HTTP/1.1 400 ", 13);
	assert_has(text, "<h1>This is not the answer to this setup</h1>");
	assert_has(text, "it has &#60;another&#62; state");
	listener_free(&page.listener);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(posts_the_manifest),
	    cmocka_unit_test(says_what_became_of_it),
	    cmocka_unit_test(goes_on_to_the_installation),
	    cmocka_unit_test(says_that_it_is_another_s),
	};

	signal(SIGPIPE, SIG_IGN);
	alarm(30);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
