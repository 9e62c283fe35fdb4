/*
 * t_program_report.c - program_report.h: the report read, and taken
 */
#include "a_job.h"

#include "os/clock.h"
#include "session/program_report.h"

#define E(name) LANYARD_ERR_##name

static void
reads_to_the_end_or_the_deadline(void **state)
{
	struct buf report;
	int ends[2];

	(void)state;
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "code=0\n", 7), 7);
	buf_init(&report, 100);
	assert_false(
	    program_read_report(ends[0], clock_monotonic_ms() + 50, &report));
	assert_string_equal(buf_text(&report), "code=0\n");
	/* Late, but all of it is here: we were stopped. */
	assert_int_equal(write(ends[1], "message=x\n", 10), 10);
	assert_false(
	    program_read_report(ends[0], clock_monotonic_ms() - 1, &report));
	assert_string_equal(buf_text(&report), "code=0\nmessage=x\n");
	close(ends[1]);
	assert_true(
	    program_read_report(ends[0], clock_monotonic_ms() - 1, &report));
	close(ends[0]);
	buf_clear(&report);
}

static void
takes_what_can_be_understood(void **state)
{
	static const struct {
		const char *text;
		enum lanyard_error code;
		const char *message, *hint, *results;
		bool said;
	} cases[] = {
	    {"", LANYARD_OK, "no error", NULL, "", false},
	    {"garbage", LANYARD_OK, "no error", NULL, "", false},
	    {"message=x\n", LANYARD_OK, "no error", NULL, "", false},
	    {"code=-1\n", LANYARD_OK, "no error", NULL, "", false},
	    {"code=999\n", LANYARD_OK, "no error", NULL, "", true},
	    {"code=0\n", LANYARD_OK, "no error", NULL, "", true},
	    {"code=0\nresult[]=a=b=c\nresult[]=d\n", LANYARD_OK, "no error",
		NULL, "a=b=c\n", true},
	    {"code=14\nmessage=no route\nhint=wait\n", E(NETWORK), "no route",
		"wait", "", true},
	    {"code=14\n", E(NETWORK), "the server cannot be reached", NULL, "",
		true},
	};
	struct scratch *s = *state;
	struct lanyard_session *session = scratch_open(s, SCRATCH_CONFIG);
	struct lanyard_job job = {.result = a_job_result};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct buf report;
		bool said = false;

		error_clear(&session->error);
		buf_init(&a_job_results, 4096);
		buf_init(&report, 4096);
		buf_add_text(&report, cases[i].text);
		assert_int_equal(
		    program_take_report(session, &job, &report, &said),
		    cases[i].code);
		assert_int_equal(said, cases[i].said);
		assert_string_equal(
		    lanyard_session_message(session), cases[i].message);
		if (cases[i].hint == NULL)
			assert_null(lanyard_session_hint(session));
		else
			assert_string_equal(
			    lanyard_session_hint(session), cases[i].hint);
		assert_string_equal(buf_text(&a_job_results), cases[i].results);
		buf_clear(&report);
		buf_clear(&a_job_results);
	}
}

static void
hints_at_an_interrupt(void **state)
{
	struct error error = {0};
	struct buf report;

	(void)state;
	buf_init(&report, 100);
	error_set(&error, E(CANCELLED), "interrupted");
	buf_add_text(&report, "code=0\n");
	program_hint_interrupt(&error, &report);
	assert_string_equal(error.hint, "");
	buf_add_text(&report, "at_interrupt=redirect_uri\n");
	program_hint_interrupt(&error, &report);
	assert_string_equal(error.hint, "redirect_uri");
	buf_clear(&report);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_to_the_end_or_the_deadline),
	    SCRATCH_TEST(takes_what_can_be_understood),
	    cmocka_unit_test(hints_at_an_interrupt),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
