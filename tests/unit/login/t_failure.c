/*
 * t_failure.c - failure.h: what failed, until when, and that it is over
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "login/failure.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NOW	     1000000

static const struct error down = {LANYARD_ERR_SERVER, 0, "down", ""};

static void
a_refresh_is_asked_again_in_time(void **state)
{
	static const struct {
		int64_t retry_after_s, expected_s;
	} cases[] = {{-1, RETRY_S}, {0, RETRY_S}, {RETRY_S + 1, RETRY_S + 1},
	    {RETRY_AFTER_MAX_S, RETRY_AFTER_MAX_S},
	    {RETRY_AFTER_MAX_S + 1, RETRY_AFTER_MAX_S},
	    {INT64_MAX, RETRY_AFTER_MAX_S}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t until = NOW + cases[i].expected_s;
		struct record record;
		const char *text;

		record_init(&record);
		assert_int_equal(
		    failure_of_refresh(&record, &text), LANYARD_OK);
		assert_null(text);
		assert_int_equal(failure_note_refresh(&record, &down, "",
				     cases[i].retry_after_s, NOW),
		    LANYARD_OK);
		assert_int_equal(
		    failure_of_refresh(&record, &text), LANYARD_ERR_SERVER);
		assert_string_equal(text, "down");
		assert_int_equal(failure_retry_at(&record, NOW), until);
		assert_int_equal(failure_retry_at(&record, until - 1), until);
		assert_int_equal(failure_retry_at(&record, until), 0);
		/* The clock was set back. */
		assert_int_equal(failure_retry_at(&record, NOW - 1000), 0);
		failure_forget_refresh(&record);
		assert_int_equal(record.attributes.count, 0);
		record_clear(&record);
	}
}

/* A record may come from another version, or from a hand. */
static void
codes_are_errors(void **state)
{
	static const struct {
		const char *code;
		enum lanyard_error error;
	} cases[] = {{"0", LANYARD_OK}, {"1", LANYARD_ERR_MEMORY},
	    {"-1", LANYARD_OK}, {"x", LANYARD_OK}, {"99", LANYARD_OK},
	    {"4294967297", LANYARD_OK}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct record record;
		struct attributes *a = &record.attributes;
		const char *text;

		record_init(&record);
		attributes_set_text(a, "last_error_code", cases[i].code);
		attributes_set_text(a, "login_error_code", cases[i].code);
		assert_int_equal(
		    failure_of_refresh(&record, &text), LANYARD_OK);
		assert_int_equal(
		    failure_of_login(&record, &text), cases[i].error);
		assert_null(text);
		attributes_set_text(a, "last_error", "");
		assert_int_equal(
		    failure_of_refresh(&record, &text), cases[i].error);
		record_clear(&record);
	}
}

static void
hint_and_mark_are_kept_with_their_error(void **state)
{
	struct error hinted = {LANYARD_ERR_CONFIG, 0, "locked", "unlock it"};
	struct record record;

	(void)state;
	record_init(&record);
	assert_null(failure_hint(&record));
	assert_null(failure_mark(&record));
	failure_note_refresh(&record, &hinted, "a", -1, NOW);
	assert_string_equal(failure_hint(&record), "unlock it");
	assert_string_equal(failure_mark(&record), "a");
	failure_note_refresh(&record, &down, "", -1, NOW);
	assert_null(failure_hint(&record));
	assert_null(failure_mark(&record));
	failure_note_refresh(&record, &hinted, "a", -1, NOW);
	failure_forget_refresh(&record);
	assert_int_equal(record.attributes.count, 0);
	record_clear(&record);
}

static void
a_dead_refresh_token_has_a_reason(void **state)
{
	struct record record;

	(void)state;
	record_init(&record);
	assert_null(failure_of_refresh_token(&record));
	assert_int_equal(failure_note_dead(&record, "over", NOW), LANYARD_OK);
	assert_string_equal(failure_of_refresh_token(&record), "over");
	assert_int_equal(failure_refused_at(&record), NOW);
	failure_forget_dead(&record);
	assert_null(failure_of_refresh_token(&record));
	assert_int_equal(record.attributes.count, 0);
	assert_int_equal(failure_refused_at(&record), 0);
	assert_int_equal(
	    failure_note_dead(&record, "a\nb", NOW), LANYARD_ERR_PROTOCOL);
	record_clear(&record);
}

/* The pause doubles with each failure in a row, up to an hour. */
static void
logins_pause_longer_and_longer(void **state)
{
	static const int64_t pauses_s[] = {
	    60, 120, 240, 480, 960, 1920, 3600, 3600};
	struct record record;
	const char *text;

	(void)state;
	record_init(&record);
	assert_int_equal(failure_logins(&record), 0);
	assert_true(failure_login_pause_s(&record, NOW) <= 0);
	for (size_t i = 0; i < COUNT(pauses_s); i++) {
		assert_int_equal(
		    failure_note_login(&record, &down, "b", NOW), LANYARD_OK);
		assert_int_equal(failure_logins(&record), i + 1);
		assert_string_equal(failure_mark_of_login(&record), "b");
		assert_int_equal(
		    failure_login_pause_s(&record, NOW), pauses_s[i]);
		assert_int_equal(
		    failure_login_pause_s(&record, NOW + pauses_s[i]), 0);
		assert_int_equal(failure_login_age_s(&record, NOW), 0);
		assert_int_equal(failure_login_age_s(&record, NOW + 50), 50);
	}
	assert_int_equal(failure_of_login(&record, &text), LANYARD_ERR_SERVER);
	assert_string_equal(text, "down");
	/* The clock was set back. */
	assert_int_equal(failure_login_pause_s(&record, NOW - 1), 0);
	failure_forget_login(&record);
	assert_int_equal(record.attributes.count, 0);
	record_clear(&record);
}

static void
a_person_is_told_what_counts(void **state)
{
	struct record record;

	(void)state;
	record_init(&record);
	assert_null(failure_text(&record, false));
	attributes_set_text(&record.attributes, "login_error", "nobody came");
	assert_null(failure_text(&record, true));
	assert_string_equal(failure_text(&record, false), "nobody came");
	failure_note_refresh(&record, &down, "", -1, NOW);
	assert_string_equal(failure_text(&record, true), "down");
	assert_string_equal(failure_text(&record, false), "down");
	failure_note_dead(&record, "over", NOW);
	assert_string_equal(failure_text(&record, true), "over");
	record_clear(&record);
}

static void
its_keys_are_known(void **state)
{
	bool stays;

	(void)state;
	assert_true(failure_has_key("refresh_token_error", &stays));
	assert_true(stays);
	assert_true(failure_has_key("last_error_mark", &stays));
	assert_false(stays);
	assert_true(failure_has_key("login_retry_at", &stays));
	assert_false(stays);
	assert_false(failure_has_key("refresh_token", &stays));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_refresh_is_asked_again_in_time),
	    cmocka_unit_test(codes_are_errors),
	    cmocka_unit_test(hint_and_mark_are_kept_with_their_error),
	    cmocka_unit_test(a_dead_refresh_token_has_a_reason),
	    cmocka_unit_test(logins_pause_longer_and_longer),
	    cmocka_unit_test(a_person_is_told_what_counts),
	    cmocka_unit_test(its_keys_are_known),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
