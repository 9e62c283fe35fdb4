/*
 * t_unknown.c - unknown.h: no password in it, and a hint where one is known
 *
 * t_search.c has what comes of each kind of target.
 */
#include "scratch.h"

#include "session/unknown.h"

static void
says_no_password(void **state)
{
	static const struct {
		enum lanyard_error (*say)(
		    struct lanyard_session *session, const char *what);
		const char *what;
		const char *message;
	} cases[] = {
	    {unknown_name, "nobody", "no login named nobody"},
	    {unknown_name, "me@h.org", "no login named me@h.org"},
	    {unknown_name, "me:pw@h.org", "no login named ...@h.org"},
	    {unknown_name, "me:p@w@h.org", "no login named ...@h.org"},
	    {unknown_name, "h.org:443", "no login named h.org:443"},
	    {unknown_url, "https://",
		"not a URL that a login could answer: https://"},
	    {unknown_url, "https://me:pw@",
		"not a URL that a login could answer"},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	assert_int_equal(session_config(session), LANYARD_OK);
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_int_equal(cases[i].say(session, cases[i].what),
		    LANYARD_ERR_UNKNOWN_LOGIN);
		assert_string_equal(
		    lanyard_session_message(session), cases[i].message);
	}
}

static void
hints_at_what_is_near(void **state)
{
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);

	assert_int_equal(session_config(session), LANYARD_OK);
	unknown_name(session, "wokr");
	assert_non_null(
	    strstr(lanyard_session_hint(session), "did you mean work?"));
	unknown_place(session, "https://me:pw@h.org/x", "look there");
	assert_string_equal(lanyard_session_hint(session), "look there");
	assert_string_equal(lanyard_session_message(session),
	    "no login answers https://me@h.org/x");
	unknown_place(session, "https://h.org/x", NULL);
	assert_non_null(
	    strstr(lanyard_session_hint(session), "lanyard status"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    SCRATCH_TEST(says_no_password),
	    SCRATCH_TEST(hints_at_what_is_near),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
