/*
 * t_gitlogin.c - a login that git's own configuration describes
 */
#include "a_git.h"

#include "base/strings.h"
#include "git/gitlogin.h"

static const char global[] =
    "[credential]\n"
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
    "[credential \"https://two.example.com\"]\n"
    "	oauthClientId = outer\n"
    "	oauthTokenURL = /t\n"
    "[credential \"https://two.example.com/in/side\"]\n"
    "	oauthClientId = inner\n"
    "[credential \"https://two.example.com/a%20b%25\"]\n"
    "	oauthClientId = blank\n"
    "[credential \"https://two.example.com/deep/2/3/4/5/6/7/8/9/10/"
    "11/12/13/14/15/16/17/18\"]\n"
    "	oauthClientId = deep\n"
    "[credential \"https://two.example.com/c++\"]\n"
    "	oauthClientId = plain\n"
    "[credential \"https://two.example.com/d%2B%2b\"]\n"
    "	oauthClientId = escaped\n"
    "[credential \"https://two.example.com/in/side/e@f\"]\n"
    "	oauthClientId = at\n"
    "[credential \"https://two.example.com/\xc3\xbc b\"]\n"
    "	oauthClientId = utf8\n"
    "[credential \"https://[2001:db8:0:0::1]\"]\n"
    "	oauthClientId = long6\n"
    "	oauthTokenURL = /t\n"
    "[credential \"https://[2001:db8::2]\"]\n"
    "	oauthClientId = short6\n"
    "	oauthTokenURL = /t\n"
    "[credential \"https://dot.example.com.\"]\n"
    "	oauthClientId = dot\n"
    "	oauthTokenURL = /t\n"
    "[credential \"https://xn--bcher-kva.example\"]\n"
    "	oauthClientId = idn\n"
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
    "[credential \"https://userauth.example.com\"]\n"
    "	oauthClientId = id\n"
    "	oauthTokenURL = /t\n"
    "	oauthAuthURL = https://userauth.example.com@evil.example/a\n"
    "[credential \"https://latin.example.com\"]\n"
    "	oauthClientId = caf\xe9\n"
    "	oauthTokenURL = /t\n"
    "[credential \"https://lines.example.com\"]\n"
    "	oauthClientId = id\n"
    "	oauthClientSecret = \"s3\\ncret\"\n"
    "	oauthTokenURL = /t\n"
    "[credential \"https://quote.example.com\"]\n"
    "	oauthClientId = id\n"
    "	oauthScopes = read \\\"write\\\"\n"
    "	oauthTokenURL = /t\n"
    "[credential \"https://relative.example.com\"]\n"
    "	oauthClientId = id\n"
    "	oauthRedirectURL = /callback\n"
    "	oauthTokenURL = /t\n"
    "[credential \"https://port.example.com\"]\n"
    "	oauthClientId = id\n"
    "	oauthRedirectURL = http://127.0.0.1:99999/\n"
    "	oauthTokenURL = /t\n";

static int
setup(void **state)
{
	return a_git(state, global);
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
    {"HTTPS", "git.example.com", NULL, "id",
	"https://git.example.com/oauth/token"},
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
		if (gitlogin_find(&login, q->protocol, q->host, q->path, &found,
			&error) != LANYARD_OK)
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
	assert_int_equal(gitlogin_find(&login, "https", "Git.example.com",
			     "a/b", &found, &error),
	    LANYARD_OK);
	assert_true(found);
	assert_true(login.configured);
	assert_string_equal(login.name, "https://git.example.com");
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

	assert_int_equal(gitlogin_find(&login, "https", "abs.example.com:8443",
			     NULL, &found, &error),
	    LANYARD_OK);
	assert_string_equal(login.name, "https://abs.example.com:8443");
	assert_string_equal(login.url[0], "https://abs.example.com:8443");
	assert_string_equal(
	    login.authorization_endpoint, "https://id.example.com/a?b=c");
	assert_false(secret_is_set(&login.client_secret));
	assert_null(login.device_authorization_endpoint);
	/* As git-credential-oauth's clients are registered: without a path. */
	assert_string_equal(login.redirect_uri, "http://127.0.0.1");
	login_clear(&login);
}

/* What COMMAND prints has a line with the file and HOST. */
static void
check_hint(const char *command, const char *host)
{
	FILE *pipe = popen(command, "r");
	char line[1024];
	bool found = false;

	assert_non_null(pipe);
	while (fgets(line, sizeof(line), pipe) != NULL)
		found |= strncmp(line, "file:", 5) == 0 &&
			 strstr(line, "/global\t") != NULL &&
			 strstr(line, host) != NULL;
	assert_int_equal(pclose(pipe), 0);
	assert_true(found);
}

/* What lanyard.conf may not say either, and http for an endpoint. */
static void
test_refused(void **state)
{
	static const char *const hosts[][2] = {
	    {"http.example.com", "credential.oauthTokenURL"},
	    {"httpauth.example.com", "credential.oauthAuthURL"},
	    {"userauth.example.com", "credential.oauthAuthURL"},
	    {"latin.example.com", "credential.oauthClientId"},
	    {"lines.example.com", "credential.oauthClientSecret"},
	    {"quote.example.com", "credential.oauthScopes"},
	    {"relative.example.com", "credential.oauthRedirectURL"},
	    {"port.example.com", "credential.oauthRedirectURL"},
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(hosts) / sizeof(*hosts); i++) {
		struct error error = {0};
		struct login login;
		bool found = true;

		login_init(&login);
		assert_int_equal(gitlogin_find(&login, "https", hosts[i][0],
				     NULL, &found, &error),
		    LANYARD_ERR_CONFIG);
		assert_false(found);
		assert_non_null(strstr(error.message, hosts[i][0]));
		assert_non_null(strstr(error.message, hosts[i][1]));
		assert_null(strstr(error.message, "s3"));
		check_hint(error.hint, hosts[i][0]);
		login_clear(&login);
	}
}

/* A login is named by the URL that its settings are for. */
static const struct {
	const char *host, *path;
	const char *name; /* NULL: not found */
	const char *client_id;
} places[] = {
    {"path.example.com", "group/x/y", "https://path.example.com/group",
	"group"},
    {"path.example.com", "/group//", "https://path.example.com/group", "group"},
    {"path.example.com", "group", "https://path.example.com/group", "group"},
    {"path.example.com", "groups/x", NULL, NULL},
    {"path.example.com", "group/../x", NULL, NULL},
    {"path.example.com", "../group", NULL, NULL},
    {"path.example.com", "group/.", NULL, NULL},
    {"two.example.com", "../in/side", "https://two.example.com", "outer"},
    {"two.example.com", "in/side/..%2fx", "https://two.example.com", "outer"},
    {"path.example.com", "group/.x/...", "https://path.example.com/group",
	"group"},
    {"two.example.com", NULL, "https://two.example.com", "outer"},
    {"two.example.com", "other/x", "https://two.example.com", "outer"},
    {"two.example.com", "in/side", "https://two.example.com/in/side", "inner"},
    {"two.example.com", "in/side/x", "https://two.example.com/in/side",
	"inner"},
    {"two.example.com", "in/sid", "https://two.example.com", "outer"},
    {"two.example.com", "a b%/x", "https://two.example.com/a%20b%25", "blank"},
    {"two.example.com", "\xc3\xbc b/x", "https://two.example.com/%C3%BC%20b",
	"utf8"},
    /* what git's configuration has in two ways */
    {"two.example.com", "c++/x", "https://two.example.com/c++", "plain"},
    {"two.example.com", "d++", "https://two.example.com/d%2B%2B", "escaped"},
    {"two.example.com", "in/side/e@f/x", "https://two.example.com/in/side/e@f",
	"at"},
    {"two.example.com", "in/side/e@g/x", "https://two.example.com/in/side",
	"inner"},
    {"two.example.com", "f++/x", "https://two.example.com", "outer"},
    {"path.example.com", "group/c++", "https://path.example.com/group",
	"group"},
    /* git decodes nothing before a colon */
    {"two.example.com", "a%20b%25/x:y", "https://two.example.com/a%20b%25",
	"blank"},
    /* one host in its spellings, and as git compares them */
    {"two.example.com.", "in/side", "https://two.example.com/in/side", "inner"},
    {"Two.Example.com:", "in/side", "https://two.example.com/in/side", "inner"},
    {"dot.example.com.", NULL, "https://dot.example.com", "dot"},
    {"dot.example.com", NULL, "https://dot.example.com", "dot"},
    {"[2001:DB8:0::2]", NULL, "https://[2001:db8::2]", "short6"},
    {"[2001:DB8:0:0::1]", NULL, "https://[2001:DB8:0:0::1]", "long6"},
    {"xn--bcher-kva.example", NULL, "https://xn--bcher-kva.example", "idn"},
    {"b\xc3\xbc"
     "cher.example",
	NULL, NULL, NULL},
    {"two.example.com", "deep/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/x",
	"https://two.example.com/deep/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/"
	"18/x",
	"deep"},
};

static void
test_places(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		struct error error = {0};
		struct login login, again;
		bool found;

		login_init(&login);
		login_init(&again);
		assert_int_equal(gitlogin_find(&login, "https", places[i].host,
				     places[i].path, &found, &error),
		    LANYARD_OK);
		if (found != (places[i].name != NULL))
			fail_msg("%s: found %d", places[i].path, found);
		if (found) {
			assert_string_equal(login.name, places[i].name);
			assert_string_equal(
			    login.client_id, places[i].client_id);
			assert_string_equal(login.url[0], login.name);
			assert_int_equal(
			    gitlogin_named(&again, login.name, &found, &error),
			    LANYARD_OK);
			assert_true(found);
			assert_string_equal(again.name, login.name);
			assert_string_equal(again.client_id, login.client_id);
		}
		login_clear(&login);
		login_clear(&again);
	}
}

static void
test_names(void **state)
{
	static const char *const names[] = {"", "git", "git.example.com",
	    "http://git.example.com", "https://", "https:///group",
	    "https://path.example.com", "https://path.example.com/",
	    "https://path.example.com/%", "https://path.example.com/group/%00",
	    "https://bad host/group", "https://git.example.com:x"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct error error = {0};
		struct login login;
		bool found = true;

		login_init(&login);
		assert_int_equal(
		    gitlogin_named(&login, names[i], &found, &error),
		    LANYARD_OK);
		if (found)
			fail_msg("%s is found", names[i]);
		login_clear(&login);
	}
}

static void
test_no_git(void **state)
{
	struct error error = {0};
	struct login login;
	bool found = true;

	(void)state;
	assert_int_equal(setenv("PATH", ".", 1), 0);
	login_init(&login);
	assert_int_equal(gitlogin_find(&login, "https", "git.example.com", NULL,
			     &found, &error),
	    LANYARD_OK);
	assert_false(found);
	assert_int_not_equal(access("was-run", F_OK), 0);
	login_clear(&login);
}

#define TEST(function)                                                         \
	cmocka_unit_test_setup_teardown(function, setup, a_git_remove)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    TEST(test_questions),
	    TEST(test_login),
	    TEST(test_places),
	    TEST(test_names),
	    TEST(test_refused),
	    TEST(test_no_git),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
