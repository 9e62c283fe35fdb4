/*
 * t_moved.c - a login that was moved to another machine
 */
#include "scratch.h"

#include "session/moved.h"

static void
tells_when_and_what_to_do(void **state)
{
	static const struct {
		const char *moved_at, *said;
	} cases[] = {
	    {NULL, NULL},
	    {"0", NULL},
	    {"86400",
		"login work was moved to another machine on 1970-01-02 00:00 "
		"UTC and is not used here"},
	    /* No year that a calendar has. */
	    {"9223372036854775807", "login work was moved to another machine "},
	};
	(void)state;

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct login login = {.name = (char *)"work"};
		struct error error = {0};
		struct entry entry;
		enum lanyard_error r;

		entry_init(&entry);
		entry.login = &login;
		if (cases[i].moved_at != NULL)
			attributes_set_text(&entry.record.attributes,
			    "moved_at", cases[i].moved_at);
		r = moved_check(&entry, &error);
		assert_int_equal(
		    r, cases[i].said != NULL ? LANYARD_ERR_MOVED : LANYARD_OK);
		if (cases[i].said != NULL) {
			assert_non_null(strstr(error.message, cases[i].said));
			assert_non_null(
			    strstr(error.hint, "lanyard import --undo work"));
		}
		entry_clear(&entry);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(tells_when_and_what_to_do),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
