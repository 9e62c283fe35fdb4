/*
 * t_gitconfig.c - what git's own configuration says, and what it must not
 */
#include "a_git.h"

#include "git/gitconfig.h"

#include "base/limits.h"

static const char global[] = "[http]\n"
			     "	proxy = http://proxy.example.com:3128\n"
			     "[http \"https://inside.example.com\"]\n"
			     "	proxy =\n"
			     "	sslCAInfo = ~/ca.pem\n"
			     "[http \"https://relative.example.com\"]\n"
			     "	sslCAInfo = ca.pem\n";

static int
setup(void **state)
{
	return a_git(state, global);
}

/* Both halves: the proxy for URL, or nothing. */
static void
check_proxy(const char *url, const char *proxy)
{
	struct gitconfig *asked = NULL;
	struct error error = {0};
	struct buf output;

	buf_init(&output, 4096);
	assert_int_equal(
	    gitconfig_ask(&asked, "http", url, TIMEOUT_GIT_MS, &error),
	    LANYARD_OK);
	assert_int_equal(gitconfig_answer(&asked, &output, &error), LANYARD_OK);
	if (proxy == NULL)
		assert_null(gitconfig_value(&output, "http.proxy"));
	else
		assert_string_equal(
		    gitconfig_value(&output, "http.proxy"), proxy);
	buf_clear(&output);
}

static void
test_values(void **state)
{
	struct gitconfig *asked = NULL;
	struct error error = {0};
	struct buf output;

	(void)state;
	buf_init(&output, 4096);
	assert_int_equal(
	    gitconfig_ask(&asked, "http", "https://inside.example.com/x",
		TIMEOUT_GIT_MS, &error),
	    LANYARD_OK);
	assert_int_equal(gitconfig_answer(&asked, &output, &error), LANYARD_OK);
	assert_null(asked);
	assert_string_equal(gitconfig_value(&output, "http.proxy"), "");
	assert_string_equal(
	    gitconfig_value(&output, "http.sslcainfo"), "~/ca.pem");
	assert_null(gitconfig_value(&output, "http.sslca"));
	assert_null(gitconfig_value(&output, "http"));
	/* Of two lists the last counts. */
	assert_int_equal(gitconfig_ask(&asked, "http", "https://a.org/",
			     TIMEOUT_GIT_MS, &error),
	    LANYARD_OK);
	assert_int_equal(gitconfig_answer(&asked, &output, &error), LANYARD_OK);
	assert_string_equal(gitconfig_value(&output, "http.proxy"),
	    "http://proxy.example.com:3128");
	buf_clear(&output);
}

/* No git to be found, but a file of that name in the current folder. */
static void
test_no_git(void **state)
{
	static const char *const paths[] = {
	    "", ":", ".", "::/nonexistent:", "/nonexistent"};

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		assert_int_equal(setenv("PATH", paths[i], 1), 0);
		check_proxy("https://a.org", NULL);
		assert_int_not_equal(access("was-run", F_OK), 0);
	}
}

/* What has the name but is no program: the search goes on. */
static void
test_not_git(void **state)
{
	const struct a_git *place = *state;
	char path[8192];

	assert_int_equal(mkdir("folder", 0700), 0);
	assert_int_equal(mkdir("folder/git", 0700), 0);
	assert_int_equal(mkdir("file", 0700), 0);
	a_git_file("file/git", "#!/bin/sh\n", 0600);
	(void)snprintf(path, sizeof(path), "%s/folder:%s/file:%s",
	    place->folder, place->folder, place->path);
	assert_int_equal(setenv("PATH", path, 1), 0);
	check_proxy(
	    "https://other.example.com/t", "http://proxy.example.com:3128");
	assert_int_equal(rmdir("folder/git") + rmdir("folder"), 0);
	assert_int_equal(unlink("file/git") + rmdir("file"), 0);
}

/* Every value, in git's own form. */
static void
test_list(void **state)
{
	static const char listed[] =
	    "http.proxy\nhttp://proxy.example.com:3128\0"
	    "http.https://inside.example.com.proxy\n\0";
	struct buf output;

	(void)state;
	buf_init(&output, 4096);
	assert_int_equal(
	    gitconfig_list("^http.*\\.proxy$", &output), LANYARD_OK);
	assert_int_equal(output.size, sizeof(listed) - 1);
	assert_memory_equal(buf_text(&output), listed, output.size);
	buf_reset(&output);
	assert_int_equal(
	    gitconfig_list("^credential\\.x$", &output), LANYARD_OK);
	assert_int_equal(output.size, 0);
	buf_clear(&output);
}

/* As git expands them; HOME is its, and a user's is that of /etc/passwd. */
static void
test_path(void **state)
{
	struct buf output;

	(void)state;
	a_git_file("global",
	    "[http]\n	sslCAInfo = ~root/ca.pem\n"
	    "[http \"https://home.org\"]\n	sslCAInfo = ~/ca.pem\n"
	    "[http \"https://nobody.org\"]\n	sslCAInfo = ~no-such-user/x\n",
	    0600);
	buf_init(&output, 4096);
	assert_int_equal(
	    gitconfig_path("http.sslCAInfo", "https://a.org", &output),
	    LANYARD_OK);
	assert_string_equal(buf_text(&output), "/root/ca.pem");
	buf_reset(&output);
	assert_int_equal(
	    gitconfig_path("http.sslCAInfo", "https://home.org", &output),
	    LANYARD_OK);
	assert_string_equal(buf_text(&output), "/home/alice/ca.pem");
	buf_reset(&output);
	assert_int_equal(
	    gitconfig_path("http.sslCAInfo", "https://nobody.org", &output),
	    LANYARD_OK);
	assert_int_equal(output.size, 0);
	buf_clear(&output);
}

/* git itself does not start where its folder is gone. */
static void
test_deleted_folder(void **state)
{
	const struct a_git *place = *state;

	assert_int_equal(mkdir("gone", 0700), 0);
	assert_int_equal(chdir("gone"), 0);
	assert_int_equal(rmdir("../gone"), 0);
	check_proxy(
	    "https://git.example.com/", "http://proxy.example.com:3128");
	assert_int_equal(chdir(place->folder), 0);
}

/* Its time is what the caller has, where that is less than its own. */
static void
test_git_that_hangs(void **state)
{
	const struct a_git *place = *state;
	struct gitconfig *asked = NULL;
	struct error error = {0};
	struct buf output;
	char path[8192];

	assert_int_equal(mkdir("folder", 0700), 0);
	a_git_file(
	    "folder/git", "#!/bin/sh\ntrap '' TERM INT HUP\nsleep 60\n", 0700);
	(void)snprintf(
	    path, sizeof(path), "%s/folder:%s", place->folder, place->path);
	assert_int_equal(setenv("PATH", path, 1), 0);
	buf_init(&output, 4096);
	for (int64_t timeout_ms = -1; timeout_ms < 500; timeout_ms += 400) {
		assert_int_equal(gitconfig_ask(&asked, "http", "https://a.org/",
				     timeout_ms, &error),
		    LANYARD_OK);
		assert_int_equal(gitconfig_answer(&asked, &output, &error),
		    LANYARD_ERR_TIMEOUT);
		assert_non_null(strstr(
		    error.message, "\"git config\" took longer than 0."));
	}
	assert_int_equal(unlink("folder/git") + rmdir("folder"), 0);
	buf_clear(&output);
}

static void
test_trouble(void **state)
{
	static const struct {
		const char *text, *why;
	} cases[] = {
	    {"[a]\n\tb = c\n", ""},
	    {"[a]\n\tb = c\n[d\n", "bad config line 3 in file "},
	};
	struct buf why;

	(void)state;
	buf_init(&why, 4096);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		a_git_file("global", cases[i].text, 0600);
		assert_int_equal(gitconfig_trouble(&why), LANYARD_OK);
		assert_non_null(strstr(buf_text(&why), cases[i].why));
		assert_int_equal(why.size == 0, cases[i].why[0] == '\0');
	}
	buf_clear(&why);
}

static void
test_text(void **state)
{
	struct buf text;

	(void)state;
	a_git_file("global",
	    "[credential]\n\tusername = all\n"
	    "[credential \"https://a.org\"]\n\tusername = one\n",
	    0600);
	buf_init(&text, 4096);
	assert_int_equal(
	    gitconfig_text("credential.username", "https://a.org/x", &text),
	    LANYARD_OK);
	assert_int_equal(text.size, 3);
	assert_string_equal(buf_text(&text), "one");
	buf_reset(&text);
	assert_int_equal(
	    gitconfig_text("credential.nothing", "https://a.org/x", &text),
	    LANYARD_OK);
	assert_int_equal(text.size, 0);
	buf_clear(&text);
}

#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, setup, a_git_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_values),
	    TEST(test_no_git),
	    TEST(test_not_git),
	    TEST(test_git_that_hangs),
	    TEST(test_list),
	    TEST(test_path),
	    TEST(test_trouble),
	    TEST(test_text),
	    TEST(test_deleted_folder),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
