/*
 * t_gitinclude.c - what git reads in some repositories only
 */
#include "a_git.h"

#include "base/limits.h"
#include "git/gitinclude.h"
#include "os/clock.h"

#define INCLUDE(path) "[includeIf \"gitdir:/nowhere/\"]\n\tpath = " path "\n"

static int
setup(void **state)
{
	return a_git(state, "");
}

static void
test_hint(void **state)
{
	/* What the file "work" has, and what is said of it. */
	static const struct {
		const char *global, *work, *url, *setting;
	} rows[] = {
	    {"", "[http]\n	proxy = http://p\n", "https://a.org/t", NULL},
	    {"[http]\n	proxy = http://p\n", "", "https://a.org/t", NULL},
	    {INCLUDE("work"), "[http]\n	proxy = http://p\n", "https://a.org/t",
		"http.proxy"},
	    {INCLUDE("~/work"), "[http]\n	sslCAInfo = /ca\n",
		"https://a.org/t", "http.sslCAInfo"},
	    {INCLUDE("work"),
		"[http \"https://a.org\"]\n	sslCAPath = /ca\n",
		"https://a.org/t", "http.sslCAPath"},
	    {INCLUDE("work"), "[http]\n	sslCert = /c\n", "https://a.org/t",
		"http.sslCert"},
	    {INCLUDE("work"), "[http]\n	sslKey = /c\n", "https://a.org/t",
		"http.sslKey"},
	    {INCLUDE("work"), "[http]\n	proxyAuthMethod = ntlm\n",
		"https://a.org/t", "http.proxyAuthMethod"},
	    {INCLUDE("work"), "[http]\n	proxySSLCAInfo = /c\n",
		"https://a.org/t", "http.proxySSLCAInfo"},
	    {INCLUDE("work"), "[http]\n	proxySSLCert = /c\n", "https://a.org/t",
		"http.proxySSLCert"},
	    {INCLUDE("work"), "[http]\n	proxySSLKey = /c\n", "https://a.org/t",
		"http.proxySSLKey"},
	    {INCLUDE("work"), "[http]\n	pinnedPubkey = sha256//x\n",
		"https://a.org/t", "http.pinnedPubkey"},
	    {INCLUDE("work"), "[http]\n	curloptResolve = a.org:443:::1\n",
		"https://a.org/t", "http.curloptResolve"},
	    {INCLUDE("work"),
		"[http \"https://a.org/t\"]\n	sslVersion = tlsv1.3\n",
		"https://a.org/t", "http.sslVersion"},
	    {INCLUDE("work"), "[http]\n	sslCipherList = X\n", "https://a.org/t",
		"http.sslCipherList"},
	    {INCLUDE("work"), "[http]\n	sslVerify = false\n", "https://a.org/t",
		NULL},
	    {INCLUDE("work"),
		"[http \"https://b.org\"]\n	proxy = http://p\n",
		"https://a.org/t", NULL},
	    {INCLUDE("work"), "[user]\n	name = x\n", "https://a.org/t", NULL},
	    {INCLUDE("none") INCLUDE("work"), "[http]\n	proxy = http://p\n",
		"https://a.org/t", "http.proxy"},
	    {INCLUDE("none"), "", "https://a.org/t", NULL},
	    {INCLUDE("."), "", "https://a.org/t", NULL},
	    {INCLUDE("pipe"), "", "https://a.org/t", NULL},
	    {INCLUDE("work"), "[http\n", "https://a.org/t", NULL},
	};
	const struct a_git *place = *state;
	char wanted[128];

	assert_int_equal(setenv("HOME", place->folder, 1), 0);
	assert_int_equal(mkfifo("pipe", 0600), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int64_t begin_ms = clock_monotonic_ms();
		struct buf hint;

		a_git_file("global", rows[i].global, 0600);
		a_git_file("work", rows[i].work, 0600);
		buf_init(&hint, LIMIT_URL);
		assert_int_equal(
		    gitinclude_hint(rows[i].url, &hint), LANYARD_OK);
		(void)snprintf(wanted, sizeof(wanted),
		    "git's %s for it is in %s/work, ",
		    rows[i].setting != NULL ? rows[i].setting : "",
		    place->folder);
		if (rows[i].setting == NULL
			? hint.size != 0
			: strncmp(buf_text(&hint), wanted, strlen(wanted)) != 0)
			fail_msg("%zu: %s", i, buf_text(&hint));
		/* git would wait for whoever writes into the pipe. */
		if (clock_monotonic_ms() - begin_ms >= TIMEOUT_GIT_MS - 1000)
			fail_msg("%zu: it took too long", i);
		buf_clear(&hint);
	}
	assert_int_equal(unlink("pipe"), 0);
	assert_int_equal(unlink("work"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_hint, setup, a_git_remove),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
