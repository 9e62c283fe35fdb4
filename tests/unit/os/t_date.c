/*
 * t_date.c - date.h: dates as servers write them
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "os/date.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define THEN	     1795888994 /* 2026-11-28 18:03:14 */

static void
is_read_in_many_forms(void **state)
{
	static const struct {
		const char *text;
		int64_t time;
	} cases[] = {
	    {"2026-11-28T18:03:14Z", THEN},
	    {" 2026-11-28 18:03:14 ", THEN},
	    {"2026-11-28T18:03:14 UTC", THEN},
	    {"2026-11-28 18:03:14 gmt", THEN},
	    {"2026-11-28 18:03:14 Z", THEN},
	    {"2026-11-28 18:03:14 +0000", THEN},
	    {"2026-11-28 19:03:14 +01:00", THEN},
	    {"2026-11-28T19:03:14+01", THEN},
	    {"2026-11-28 12:33:14.25 -0530", THEN},
	    {"2026-11-28 12:33:14,25 -0530", THEN},
	    {"2026-11-28T18:03Z", THEN - 14},
	    {"2026-11-28 18:03", THEN - 14},
	    {"20261128T180314Z", THEN},
	    {"20261128180314", THEN},
	    {"2026-11-28", THEN / 86400 * 86400},
	    {"Sat, 28 Nov 2026 18:03:14 GMT", THEN},
	    {"Sat, 28-Nov-2026 18:03:14 GMT", THEN},
	    {"Sat, 28 Nov 2026 18:03:14 +0000", THEN},
	    {"Sat, 28 Nov 2026 19:03:14 +0100", THEN},
	    {"Sat, 28 Nov 2026 18:03:14 UTC", THEN},
	    {"Sat, 28 Nov 2026 18:03:14 GMT ", THEN},
	    {"", -1},
	    {"now", -1},
	    {"2026", -1},
	    {"2026-11-28T", -1},
	    {"2026-11-28T18", -1},
	    {"2026-11-28T18:03:14 CET", -1},
	    {"2026-11-28T18:03:14 +1", -1},
	    {"2026-11-28T18:03:14 +01:00 x", -1},
	    {"2026-13-28 18:03", -1},
	    {"2026-11-31 18:03", -1},
	    {"2026-11-28 24:03", -1},
	    {"11/28/2026 18:03:14", -1}, /* or the 11th of the 28th? */
	    {"Sat, 28 Nov 2026 18:03:14", -1},
	    {"Sat, 28 Nov 2026 18:03:14 CET", -1},
	    {"Sun, 28 Nov 2026 18:03:14 UTC", -1},
	    {"Sun, 28 Nov 2026 19:03:14 +0100", -1},
	    {"Sat, 28-Nov 2026 18:03:14 GMT", -1},
	    {"2026-11-28T18:03:14Z                                          "
	     "                                                          x",
		-1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (date_parse_any(cases[i].text) != cases[i].time)
			fail_msg("\"%s\": %lld", cases[i].text,
			    (long long)date_parse_any(cases[i].text));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_read_in_many_forms),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
