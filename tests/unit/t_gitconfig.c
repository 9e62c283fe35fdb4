/*
 * t_gitconfig.c - what git's own configuration says, and what it must not
 *
 * With the real git, in a repository that would like to be listened to.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gitconfig.h"

struct place {
	char folder[32];
	char *path; /* $PATH as it was */
};

static const char global[] = "[credential]\n"
			     "	helper = store\n"
			     "	useHttpPath\n"
			     "[credential \"https://git.example.com\"]\n"
			     "	oauthClientId = id\n"
			     "	oauthClientSecret = s3cret\n"
			     "	oauthScopes = read  write\n"
			     "	oauthAuthURL = /oauth/authorize\n"
			     "	oauthTokenURL = /oauth/token\n"
			     "	oauthDeviceAuthURL = oauth/device\n"
			     "	oauthRedirectURL = http://localhost:7777\n"
			     "[credential \"https://abs.example.com:8443\"]\n"
			     "	oauthClientId = abs\n"
			     "	oauthAuthURL = https://id.example.com/a?b=c\n"
			     "	oauthTokenURL = //id.example.com/t\n"
			     "[credential \"https://*.wild.example.com\"]\n"
			     "	oauthClientId = wild\n"
			     "	oauthTokenURL = /t\n"
			     "[credential \"https://path.example.com/group\"]\n"
			     "	oauthClientId = group\n"
			     "	oauthTokenURL = /t\n"
			     "[credential \"https://noid.example.com\"]\n"
			     "	oauthTokenURL = /t\n"
			     "[credential \"https://emptyid.example.com\"]\n"
			     "	oauthClientId =\n"
			     "	oauthTokenURL = /t\n"
			     "[credential \"https://valueless.example.com\"]\n"
			     "	oauthClientId\n"
			     "	oauthTokenURL = /t\n"
			     "[credential \"https://notoken.example.com\"]\n"
			     "	oauthClientId = id\n"
			     "[credential \"https://http.example.com\"]\n"
			     "	oauthClientId = id\n"
			     "	oauthTokenURL = http://http.example.com/t\n"
			     "[credential \"https://httpauth.example.com\"]\n"
			     "	oauthClientId = id\n"
			     "	oauthTokenURL = /t\n"
			     "	oauthAuthURL = javascript://x/y\n"
			     "[http]\n"
			     "	proxy = http://proxy.example.com:3128\n"
			     "[http \"https://inside.example.com\"]\n"
			     "	proxy =\n"
			     "	sslCAInfo = ~/ca.pem\n"
			     "[http \"https://relative.example.com\"]\n"
			     "	sslCAInfo = ca.pem\n";

/* In .git/config of the current folder. */
static const char hostile[] =
    "[core]\n	repositoryformatversion = 0\n	bare = false\n"
    "[credential]\n	oauthClientId = evil\n	oauthTokenURL = "
    "https://evil.example.org/t\n"
    "[credential \"https://git.example.com\"]\n"
    "	oauthTokenURL = https://evil.example.org/t\n"
    "[http]\n	proxy = http://evil.example.org\n"
    "	sslCAInfo = /evil.pem\n";

/* Both halves. */
static enum lanyard_error
network(struct login *login, const char *url, struct error *error)
{
	struct gitconfig *asked = NULL;
	enum lanyard_error r = gitconfig_ask(&asked, url, error);

	return r == LANYARD_OK ? gitconfig_network(&asked, login, error) : r;
}

static void
write_file(const char *path, const char *text, mode_t mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), (long)strlen(text));
	close(fd);
}

static int
setup(void **state)
{
	struct place *place = calloc(1, sizeof(*place));
	char path[64];

	assert_non_null(place);
	place->path = strdup(getenv("PATH"));
	(void)snprintf(place->folder, sizeof(place->folder), "/tmp/t_g.XXXXXX");
	assert_non_null(mkdtemp(place->folder));
	assert_int_equal(chdir(place->folder), 0);
	write_file("global", global, 0600);
	assert_int_equal(mkdir(".git", 0700), 0);
	assert_int_equal(mkdir(".git/objects", 0700), 0);
	assert_int_equal(mkdir(".git/refs", 0700), 0);
	write_file(".git/HEAD", "ref: refs/heads/main\n", 0600);
	write_file(".git/config", hostile, 0600);
	write_file("git", "#!/bin/sh\n>was-run\n", 0700);
	(void)snprintf(path, sizeof(path), "%s/global", place->folder);
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", path, 1), 0);
	assert_int_equal(setenv("GIT_CONFIG_NOSYSTEM", "1", 1), 0);
	assert_int_equal(setenv("HOME", "/home/alice", 1), 0);
	/* What git sets for what it runs in a repository. */
	assert_int_equal(setenv("GIT_DIR", ".git", 1), 0);
	assert_int_equal(setenv("GIT_COMMON_DIR", ".git", 1), 0);
	*state = place;
	return 0;
}

static int
teardown(void **state)
{
	static const char *const files[] = {
	    ".git/config", ".git/HEAD", "global", "git", "was-run"};
	static const char *const folders[] = {
	    ".git/objects", ".git/refs", ".git"};
	struct place *place = *state;
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(*files); i++)
		unlink(files[i]);
	for (i = 0; i < sizeof(folders) / sizeof(*folders); i++)
		rmdir(folders[i]);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(rmdir(place->folder), 0);
	setenv("PATH", place->path, 1);
	free(place->path);
	free(place);
	return 0;
}

struct question {
	const char *protocol, *host, *path;
	const char *client_id; /* NULL: not found */
	const char *token_endpoint;
};

static const struct question questions[] = {
    {"https", "git.example.com", NULL, "id",
	"https://git.example.com/oauth/token"},
    {"https", "git.example.com", "group/x y.git", "id",
	"https://git.example.com/oauth/token"},
    {"https", "GIT.example.com", "", "id",
	"https://git.example.com/oauth/token"},
    {"https", "git.example.com:443", NULL, "id",
	"https://git.example.com:443/oauth/token"},
    {"https", "abs.example.com:8443", NULL, "abs", "https://id.example.com/t"},
    {"https", "abs.example.com", NULL, NULL, NULL},
    {"https", "a.wild.example.com", NULL, "wild",
	"https://a.wild.example.com/t"},
    {"https", "path.example.com", NULL, NULL, NULL},
    {"https", "path.example.com", "/group/x", "group",
	"https://path.example.com/t"},
    {"http", "git.example.com", NULL, NULL, NULL},
    {"imaps", "git.example.com", NULL, NULL, NULL},
    {"https", "unknown.example.com", NULL, NULL, NULL},
    {"https", "noid.example.com", NULL, NULL, NULL},
    {"https", "emptyid.example.com", NULL, NULL, NULL},
    {"https", "valueless.example.com", NULL, NULL, NULL},
    {"https", "notoken.example.com", NULL, NULL, NULL},
    {"https", "", NULL, NULL, NULL},
    {"https", "bad host", NULL, NULL, NULL},
    {"https", "x@git.example.com", NULL, NULL, NULL},
    {"https", "git.example.com:x", NULL, NULL, NULL},
    {"https", "[::1]:8443", NULL, NULL, NULL},
    {NULL, "git.example.com", NULL, NULL, NULL},
    {"https", NULL, NULL, NULL, NULL},
};

static void
test_questions(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(questions) / sizeof(*questions); i++) {
		const struct question *q = &questions[i];
		struct error error = {0};
		struct login login;
		bool found = true;

		login_init(&login);
		if (gitconfig_login(&login, q->protocol, q->host, q->path,
			&found, &error) != LANYARD_OK)
			fail_msg("%zu: %s", i, error.message);
		if (found != (q->client_id != NULL))
			fail_msg("%zu, %s: found %d", i, q->host, found);
		if (found) {
			assert_string_equal(login.client_id, q->client_id);
			assert_string_equal(
			    login.token_endpoint, q->token_endpoint);
			assert_int_equal(
			    login_check(&login, &error), LANYARD_OK);
		}
		login_clear(&login);
	}
}

static void
test_login(void **state)
{
	struct error error = {0};
	struct login login;
	bool found = false;

	(void)state;
	login_init(&login);
	assert_int_equal(gitconfig_login(&login, "https", "Git.example.com",
			     "a/b", &found, &error),
	    LANYARD_OK);
	assert_true(found);
	assert_true(login.configured);
	assert_string_equal(login.name, "git.example.com");
	assert_int_equal(strings_count(login.url), 1);
	assert_string_equal(login.url[0], "https://git.example.com");
	assert_memory_equal(login.client_secret.bytes, "s3cret", 7);
	assert_int_equal(strings_count(login.scope), 2);
	assert_string_equal(login.scope[1], "write");
	assert_string_equal(login.authorization_endpoint,
	    "https://git.example.com/oauth/authorize");
	assert_string_equal(login.device_authorization_endpoint,
	    "https://git.example.com/oauth/device");
	assert_string_equal(login.redirect_uri, "http://localhost:7777");
	login_clear(&login);

	assert_int_equal(gitconfig_login(&login, "https",
			     "abs.example.com:8443", NULL, &found, &error),
	    LANYARD_OK);
	assert_string_equal(login.name, "abs.example.com:8443");
	assert_string_equal(login.url[0], "https://abs.example.com:8443");
	assert_string_equal(
	    login.authorization_endpoint, "https://id.example.com/a?b=c");
	assert_false(secret_is_set(&login.client_secret));
	assert_null(login.device_authorization_endpoint);
	login_clear(&login);
}

static void
test_not_https(void **state)
{
	static const char *const hosts[][2] = {
	    {"http.example.com", "credential.oauthTokenURL"},
	    {"httpauth.example.com", "credential.oauthAuthURL"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		struct error error = {0};
		struct login login;
		bool found = true;

		login_init(&login);
		assert_int_equal(gitconfig_login(&login, "https", hosts[i][0],
				     NULL, &found, &error),
		    LANYARD_ERR_CONFIG);
		assert_false(found);
		assert_non_null(strstr(error.message, hosts[i][0]));
		assert_non_null(strstr(error.message, hosts[i][1]));
		assert_non_null(strstr(error.hint, "git config --show-origin"));
		login_clear(&login);
	}
}

static void
test_network(void **state)
{
	struct error error = {0};
	struct login login;

	(void)state;
	login_init(&login);
	assert_int_equal(
	    network(&login, "https://other.example.com/t", &error), LANYARD_OK);
	assert_string_equal(login.proxy, "http://proxy.example.com:3128");
	assert_null(login.ca_file);
	login_clear(&login);

	assert_int_equal(
	    network(&login, "https://inside.example.com/t", &error),
	    LANYARD_OK);
	assert_string_equal(login.proxy, "");
	assert_string_equal(login.ca_file, "/home/alice/ca.pem");
	login_clear(&login);

	login.proxy = strdup("http://own");
	login.ca_file = strdup("/own.pem");
	assert_int_equal(
	    network(&login, "https://inside.example.com/t", &error),
	    LANYARD_OK);
	assert_string_equal(login.proxy, "http://own");
	assert_string_equal(login.ca_file, "/own.pem");
	login_clear(&login);

	assert_int_equal(
	    network(&login, "https://relative.example.com", &error),
	    LANYARD_OK);
	assert_null(login.ca_file);
	login_clear(&login);
	assert_int_equal(network(&login, "no URL", &error), LANYARD_OK);
	assert_null(login.proxy);
	login_clear(&login);
}

/* No git to be found, but a file of that name in the current folder. */
static void
test_no_git(void **state)
{
	static const char *const paths[] = {
	    "", ":", ".", "::/nonexistent:", "/nonexistent"};
	size_t i;

	(void)state;
	for (i = 0; i <= sizeof(paths) / sizeof(*paths); i++) {
		struct error error = {0};
		struct login login;
		bool found = true;

		if (i < sizeof(paths) / sizeof(*paths))
			assert_int_equal(setenv("PATH", paths[i], 1), 0);
		else
			assert_int_equal(unsetenv("PATH"), 0);
		login_init(&login);
		assert_int_equal(gitconfig_login(&login, "https",
				     "git.example.com", NULL, &found, &error),
		    LANYARD_OK);
		assert_false(found);
		assert_int_equal(
		    network(&login, "https://a.org", &error), LANYARD_OK);
		assert_null(login.proxy);
		assert_int_not_equal(access("was-run", F_OK), 0);
		login_clear(&login);
	}
}

#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, setup, teardown)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_questions),
	    TEST(test_login),
	    TEST(test_not_https),
	    TEST(test_network),
	    TEST(test_no_git),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
