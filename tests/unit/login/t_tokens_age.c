/*
 * t_tokens_age.c - tokens_age.h: fresh, alive and young
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/limits.h"
#include "login/tokens_age.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define NOW 1000000

static void
judges_freshness(void **state)
{
	/* Times from NOW; 0: the record says nothing. */
	static const struct {
		bool token;
		int64_t obtained_at;
		int64_t expires_at;
		int64_t margin_s;
		bool fresh;
		bool alive;
	} cases[] = {
	    {true, -100, 3600, 60, true, true},
	    {false, -100, 3600, 60, false, false},
	    /* now + margin < expires_at */
	    {true, -3600, 61, 60, true, true},
	    {true, -3600, 60, 60, false, true},
	    {true, -3600, 1, 60, false, true},
	    {true, -3600, -1, 60, false, false},
	    {true, -3600, 1, 0, true, true},
	    {true, -36000, 301, 300, true, true},
	    {true, -36000, 300, 300, false, true},
	    /* a tenth of the lifetime */
	    {true, -90, 11, 60, true, true},
	    {true, -90, 10, 60, false, true},
	    {true, -4, 1, 60, true, true},
	    {true, -8, 1, 60, true, true},
	    {true, -9, 1, 60, false, true},
	    /* no expiry: fresh until rejected */
	    {true, -100000, 0, 60, true, true},
	    {true, -NOW, 0, 60, true, true},
	    /* nothing is known of when it was obtained */
	    {true, -NOW, 61, 60, true, true},
	    {true, -NOW, 60, 60, false, true},
	    /* the clock was set back */
	    {true, 1, 3600, 60, false, false},
	    {true, 1, 0, 60, false, false},
	    {true, 100000, 103600, 60, false, false},
	    /* it expired before it was obtained */
	    {true, -10, -20, 60, false, false},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct record record;
		struct attributes *a = &record.attributes;

		record_init(&record);
		if (cases[i].token)
			attributes_set_text(a, "access_token", "at");
		if (cases[i].obtained_at != -NOW)
			attributes_set_number(
			    a, "obtained_at", NOW + cases[i].obtained_at);
		if (cases[i].expires_at != 0)
			attributes_set_number(
			    a, "expires_at", NOW + cases[i].expires_at);
		assert_int_equal(
		    tokens_are_fresh(&record, NOW, cases[i].margin_s),
		    cases[i].fresh);
		assert_int_equal(
		    tokens_are_alive(&record, NOW), cases[i].alive);
		record_clear(&record);
	}
}

static void
are_young_for_a_while(void **state)
{
	static const struct {
		int64_t age_s;
		bool young;
	} cases[] = {{0, true}, {REJECTED_AGAIN_S - 1, true},
	    {REJECTED_AGAIN_S, false}, {-1, false}};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct record record;

		record_init(&record);
		attributes_set_number(
		    &record.attributes, "obtained_at", NOW - cases[i].age_s);
		assert_int_equal(
		    tokens_are_young(&record, NOW), cases[i].young);
		record_clear(&record);
	}
}

static void
last_as_long_as_they_can(void **state)
{
	/* 0: the record says nothing. */
	static const struct {
		int64_t left_s, given_s, min_life_s;
		bool lasting;
	} cases[] = {
	    /* nobody wants more of it */
	    {1, 3600, 0, true},
	    {-5, 3600, 0, true},
	    {1, 3600, -7, true},
	    /* tokens that can live so long */
	    {1800, 3600, 1800, true},
	    {1799, 3600, 1800, false},
	    {1, 3600, 1800, false},
	    {3000, 3600, 3000, true},
	    {2999, 3600, 3000, false},
	    /* hardly: one in its first twentieth, a minute at most, will do */
	    {3540, 3600, 3599, true},
	    {3539, 3600, 3599, false},
	    {95, 100, 99, true},
	    {94, 100, 99, false},
	    {3500, 3600, 3500, true},
	    {3499, 3600, 3500, false},
	    /* that cannot: in its first half */
	    {3600, 3600, 3600, true},
	    {1800, 3600, 3600, true},
	    {1799, 3600, 3600, false},
	    {1800, 3600, 86400, true},
	    {1799, 3600, 86400, false},
	    {1, 1, 86400, true},
	    /* how long they live is not known */
	    {599, 0, 600, false},
	    {600, 0, 600, true},
	    /* no expiry */
	    {0, 0, 600, true},
	    {0, 3600, 600, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct record record;
		struct attributes *a = &record.attributes;

		record_init(&record);
		if (cases[i].left_s != 0)
			attributes_set_number(
			    a, "expires_at", NOW + cases[i].left_s);
		if (cases[i].given_s != 0)
			attributes_set_number(
			    a, "expires_in", cases[i].given_s);
		if (tokens_are_lasting(&record, NOW, cases[i].min_life_s) !=
		    cases[i].lasting)
			fail_msg("case %zu", i);
		record_clear(&record);
	}
}

/* Times from NOW; 0: the record says nothing. */
static void
knows_the_half_of_a_life(void **state)
{
	static const struct {
		int64_t obtained_at, expires_at;
		bool first_half;
	} cases[] = {
	    {-100, 102, true},
	    {-100, 100, false},
	    {-100, 10, false},
	    {-100, -10, false},
	    {-100000, 0, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct record record;
		struct attributes *a = &record.attributes;

		record_init(&record);
		attributes_set_number(
		    a, "obtained_at", NOW + cases[i].obtained_at);
		if (cases[i].expires_at != 0)
			attributes_set_number(
			    a, "expires_at", NOW + cases[i].expires_at);
		assert_int_equal(tokens_are_in_first_half(&record, NOW),
		    cases[i].first_half);
		record_clear(&record);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(judges_freshness),
	    cmocka_unit_test(last_as_long_as_they_can),
	    cmocka_unit_test(are_young_for_a_while),
	    cmocka_unit_test(knows_the_half_of_a_life),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
