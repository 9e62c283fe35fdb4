/*
 * t_network.c - HTTP as a login's settings, and git's, have it
 */
#include "scratch.h"

#include <stdio.h>

#include "net/job/network.h"

#define E(name) LANYARD_ERR_##name

/* Two settings name a CA's file: one is ours, one is git's. */
static void
blames_the_setting_that_is_wrong(void **state)
{
	static const struct {
		const char *ours, *git, *said;
	} cases[] = {
	    {"ca_file = \"/nonexistent/our.pem\"; ", "",
		"cannot read ca_file /nonexistent/our.pem: "},
	    {"", "[http]\n\tsslCAInfo = /nonexistent/git.pem\n",
		"cannot read git's http.sslCAInfo /nonexistent/git.pem: "},
	};
	struct scratch *s = *state;
	struct seed seed = SEED_OVER;
	char text[1024], global[2 * SCRATCH_PATH], found[2048] = "";
	FILE *pipe;

	scratch_print(global, sizeof(global), "%s/gitconfig", s->path);
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", global, 1), 0);
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct lanyard_session *session;

		scratch_write(global, cases[i].git, strlen(cases[i].git), 0600);
		scratch_print(text, sizeof(text),
		    "logins = { work = { url = \"https://git.example.com\"; "
		    "client_id = \"c1\"; token_endpoint = "
		    "\"https://id.example.com/token\"; %s}; };\n",
		    cases[i].ours);
		session = scratch_open(s, text);
		session->refresh = lanyard_refresh_here;
		scratch_seed(s, "work", &seed);
		assert_int_equal(
		    lanyard_refresh(session, "work", 0), E(CONFIG));
		if (strstr(session->error.message, cases[i].said) == NULL)
			fail_msg("%s", session->error.message);
	}
	/* The hint says where that is. */
	pipe = popen(s->session->error.hint, "r");
	assert_non_null(pipe);
	assert_non_null(fgets(found, sizeof(found), pipe));
	assert_int_equal(pclose(pipe), 0);
	assert_non_null(strstr(found, global));
	assert_non_null(strstr(found, "/nonexistent/git.pem"));
	assert_int_equal(setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(blames_the_setting_that_is_wrong),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
