/*
 * t_duration.c - duration.h: how long something lasts
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/duration.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
is_read_in_many_forms(void **state)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} cases[] = {
	    {"0", 0},
	    {"3600", 3600},
	    {"+3600", 3600},
	    {" + 3600\t", 3600},
	    {"3600.9", 3600},
	    {"3600s", 3600},
	    {"3600 sec", 3600},
	    {"3600 seconds", 3600},
	    {"60m", 3600},
	    {"60 MIN", 3600},
	    {"60 Minutes", 3600},
	    {"1 hour", 3600},
	    {"1h", 3600},
	    {"2hrs", 7200},
	    {"1.5 hours", 5400},
	    {"1h30m", 5400},
	    {"1 hour, 30 minutes", 5400},
	    {"1 hour and 30 minutes", 5400},
	    {"1 d", 86400},
	    {"2 weeks", 1209600},
	    {"3600000ms", 3600},
	    {"3600999 milliseconds", 3600},
	    {"500ms", 0},
	    {"1500 msec", 1},
	    {"2 days", 172800},
	    {"1w", 604800},
	    {"PT1H ", 3600},
	    {"10000000 d", INT64_C(864000000000)},
	    {"PT1H", 3600},
	    {"PT60M", 3600},
	    {"pt3600s", 3600},
	    {"PT3599.5S", 3599},
	    {"P1D", 86400},
	    {"P1DT12H", 129600},
	    {"P0DT1H0M0S", 3600},
	    {"P1Y", 31536000},
	    {"P1M", 2592000},
	    {"P2W", 1209600},
	    {"01:00:00", 3600},
	    {"1:30:15", 5415},
	    {"1.00:00:00", 86400},
	    {"00:59:59.9999999", 3599},
	};
	int64_t seconds;

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (!duration_parse(cases[i].text, &seconds) ||
		    seconds != cases[i].seconds)
			fail_msg(
			    "\"%s\": %lld", cases[i].text, (long long)seconds);
}

static void
is_refused_in_others(void **state)
{
	static const char *const texts[] = {"", " ", "+", "-1", "-3600s", "++1",
	    "never", "hour", "1 fortnight", "1 hours ago", "1ss", "1mss", "2hs",
	    "2 hourx", "1 2", "1h 30", "3,600", "0x10", "1e3", "P", "PT", "P1",
	    "PT1", "P1H", "PT1D", "PT1HT1M", "1a2.5:00:00", "11000000 d",
	    "10000000 d 10000000 d", "900000000000d", "900000000000w", "1:00",
	    "1:00:", "1:00:00:00", ":::", ".1:00:00", "x.1:00:00", "2026-11-29",
	    "30001 years", "99999999999999999999", "P30001Y", "999999999999w",
	    "1000000.00:00:00x",
	    "1 hour                                                          "
	    "                        and 1 minute"};
	int64_t seconds;

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		if (duration_parse(texts[i], &seconds))
			fail_msg("\"%s\": %lld", texts[i], (long long)seconds);
		assert_int_equal(seconds, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_read_in_many_forms),
	    cmocka_unit_test(is_refused_in_others),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
