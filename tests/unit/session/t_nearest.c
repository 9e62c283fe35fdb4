/*
 * t_nearest.c - the login that a name, or a path, is probably meant to be
 */
#include "scratch.h"

#include "session/nearest.h"

static void
finds_the_nearest_login(void **state)
{
	static const struct {
		const char *name;
		const char *nearest;
	} cases[] = {
	    {"wrok", "work"},
	    {"Work", "work"},
	    {"work2", "work"},
	    {"gitlab", "gitlab-stored"},
	    {"gitlab-stoerd", "gitlab-stored"},
	    {"home", NULL},
	    {"", NULL},
	    {"rt-0123456789", NULL},
	    {"wor", "work"},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	scratch_seed(s, "gitlab-stored", &(struct seed)SEED_FRESH);
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *nearest;

		print_message("# %s\n", cases[i].name);
		nearest_login(session, cases[i].name, &nearest);
		if (cases[i].nearest == NULL)
			assert_null(nearest);
		else
			assert_string_equal(nearest, cases[i].nearest);
		free(nearest);
	}
}

static void
hints_at_it(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	assert_int_equal(
	    lanyard_logout(session, "wokr"), LANYARD_ERR_UNKNOWN_LOGIN);
	assert_string_equal(
	    lanyard_session_message(session), "no login named wokr");
	assert_non_null(
	    strstr(lanyard_session_hint(session), "did you mean work?"));
	assert_int_equal(
	    lanyard_logout(session, "other"), LANYARD_ERR_UNKNOWN_LOGIN);
	assert_null(strstr(lanyard_session_hint(session), "did you mean"));
}

static void
tells_of_another_case(void **state)
{
	static const struct {
		const char *path;
		const char *near;
	} cases[] = {
	    {"my group/x",
		"login two answers https://h.org/My%20Group, and in a path "
		"case counts"},
	    {"other", NULL},
	    {"", NULL},
	    {NULL, NULL},
	};
	char *one[] = {(char *)"https://i.org/group", NULL};
	char *two[] = {
	    (char *)"https://h.org/x", (char *)"https://h.org/My Group", NULL};
	const struct login logins[] = {
	    {.name = (char *)"one", .url = one},
	    {.name = (char *)"two", .url = two},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct match_request request = {.protocol = "https",
		    .host = "h.org",
		    .path = cases[i].path};
		struct choice choice = {.request = &request};

		nearest_path(&choice, logins, COUNT(logins));
		if (cases[i].near == NULL)
			assert_null(choice.near);
		else
			assert_string_equal(choice.near, cases[i].near);
		assert_false(choice.failed);
		free(choice.near);
	}
}

/* The host counts, not how it is come to. */
static void
finds_another_way_to_a_host(void **state)
{
	static const struct {
		const char *target, *text; /* NULL: none */
	} cases[] = {
	    {"https://git.example.com:1/x", "login work answers https://git."},
	    {"imaps://git.example.com", "login work answers https://git."},
	    {"Mail.example.com.", "login work answers imaps://mail."},
	    {"git@git.example.com:a/b",
		"login work answers https://git.example.com/a/b"},
	    {"https:/me:pw@git.example.com/a",
		"login work answers https://git.example.com/a"},
	    {"https://example.com", NULL},
	    {"https://127.0.0.1", NULL},
	    {"https://", NULL},
	    {"", NULL},
	};
	struct lanyard_session *session = scratch_open(*state, SCRATCH_CONFIG);
	char *text;

	assert_int_equal(session_config(session), LANYARD_OK);
	for (size_t i = 0; i < COUNT(cases); i++) {
		nearest_place(session, cases[i].target, &text);
		if ((text == NULL) != (cases[i].text == NULL) ||
		    (text != NULL && strstr(text, cases[i].text) != text))
			fail_msg("%s: %s", cases[i].target, text);
		free(text);
	}
	/* The command that was asked for, with the name that works. */
	session->command = "token";
	nearest_place(session, "git@git.example.com:a/b", &text);
	assert_non_null(strstr(text, "/a/b; run: lanyard token work"));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(finds_the_nearest_login),
	    SCRATCH_TEST(hints_at_it),
	    SCRATCH_TEST(finds_another_way_to_a_host),
	    cmocka_unit_test(tells_of_another_case),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
