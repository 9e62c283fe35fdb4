/*
 * t_clock.c - clock.h: the clocks, and HTTP's dates
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <time.h>

#include "os/clock.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void
now_is_the_time(void **state)
{
	int64_t before = time(NULL), now = clock_now(), after = time(NULL);

	(void)state;
	/* time() may use a coarser clock, a tick behind. */
	assert_true(before <= now && now <= after + 1);
}

static void
monotonic_counts_what_sleep_takes(void **state)
{
	int64_t begin_ms = clock_monotonic_ms(), took_ms;

	(void)state;
	clock_sleep_ms(60);
	took_ms = clock_monotonic_ms() - begin_ms;
	assert_true(took_ms >= 59);
	assert_true(took_ms < 5000);
}

static void
sleep_takes_any_number(void **state)
{
	int64_t begin_ms = clock_monotonic_ms();

	(void)state;
	clock_sleep_ms(0);
	clock_sleep_ms(-1);
	clock_sleep_ms(INT64_MIN);
	assert_true(clock_monotonic_ms() - begin_ms < 1000);
	/* More than a second, so that both fields of a timespec count. */
	clock_sleep_ms(1050);
	assert_true(clock_monotonic_ms() - begin_ms >= 1049);
}

static void
http_dates_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t time;
	} cases[] = {
	    {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777}, /* RFC 9110 5.6.7 */
	    {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
	    {"Tue, 29 Feb 2000 12:00:00 GMT", 951825600},
	    {"Wed, 01 Mar 2000 00:00:00 GMT", 951868800},
	    {"Thu, 29 Feb 2024 23:59:59 GMT", 1709251199},
	    {"Fri, 31 Dec 2100 23:59:59 GMT", 4133980799},
	    {"Sat, 31 Dec 2016 23:59:60 GMT", 1483228800},
	    {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799},
	    /* what is no such date */
	    {"", -1},
	    {"120", -1},
	    {"Sunday, 06-Nov-94 08:49:37 GMT", -1}, /* RFC 850 */
	    {"Sun Nov  6 08:49:37 1994", -1},	    /* asctime() */
	    {"Mon, 06 Nov 1994 08:49:37 GMT", -1},  /* it was a Sunday */
	    {"Xxx, 06 Nov 1994 08:49:37 GMT", -1},
	    {"unF, 06 Nov 1994 08:49:37 GMT", -1},
	    {"Sun, 06 nov 1994 08:49:37 GMT", -1},
	    {"Sun, 06 anF 1994 08:49:37 GMT", -1},
	    {"Sun, 06 Nov 1994 08:49:37 UTC", -1},
	    {"Sun, 06 Nov 1994 08:49:37 GMT ", -1},
	    {" Sun, 06 Nov 1994 08:49:37 GMT", -1},
	    {"Sun, 06 Nov 1994 08:49:37 GM", -1},
	    {"Sun, 06 Nov 1994 08:49:37", -1},
	    {"Sun,006 Nov 1994 08:49:37 GMT", -1},
	    {"Sun,  6 Nov 1994 08:49:37 GMT", -1},
	    {"Sun, +6 Nov 1994 08:49:37 GMT", -1},
	    {"Sun, 06 Nov 1994 08-49-37 GMT", -1},
	    {"Sun, 06 Nov 1994 24:00:00 GMT", -1},
	    {"Sun, 06 Nov 1994 08:60:37 GMT", -1},
	    {"Sun, 06 Nov 1994 08:49:61 GMT", -1},
	    {"Sun, 06 Nov 1994 0x:49:37 GMT", -1},
	    {"Sun, 06 Nov 1994 08:4x:37 GMT", -1},
	    {"Sun, 06 Nov 1994 08:49:-1 GMT", -1},
	    {"Sun, 06 Nov 199x 08:49:37 GMT", -1},
	    {"Sun, 00 Nov 1994 08:49:37 GMT", -1},
	    {"Mon, 31 Nov 1994 08:49:37 GMT", -1},
	    {"Thu, 32 Dec 1970 00:00:00 GMT", -1},
	    {"Mon, 29 Feb 2100 00:00:00 GMT", -1},
	    {"Wed, 29 Feb 2023 00:00:00 GMT", -1},
	    {"Wed, 31 Dec 1969 23:59:59 GMT", -1},
	    {"Thu, 25 Dec 1969 23:59:59 GMT", -1},
	    {"Sat, 01 Jan 0000 00:00:00 GMT", -1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (clock_parse_http_date(cases[i].text) != cases[i].time)
			fail_msg("\"%s\": %lld", cases[i].text,
			    (long long)clock_parse_http_date(cases[i].text));
}

/* strftime() and the library agree on every day for 140 years. */
static void
http_dates_agree_with_libc(void **state)
{
	char text[64];

	(void)state;
	for (int64_t t = 3661; t < INT64_C(4417977600); t += 86400) {
		time_t wanted = (time_t)t;
		struct tm tm;

		assert_non_null(gmtime_r(&wanted, &tm));
		assert_int_equal(strftime(text, sizeof(text),
				     "%a, %d %b %Y %H:%M:%S GMT", &tm),
		    29);
		if (clock_parse_http_date(text) != t)
			fail_msg("%s", text);
	}
}

static void
dates_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t time;
	} cases[] = {
	    {"2026-11-28T18:03:14Z", 1795888994},
	    {"2026-11-28T18:03:14", 1795888994},
	    {"2026-11-28 18:03:14", 1795888994},
	    {"2026-11-28t18:03:14z", 1795888994},
	    {"2026-11-28T18:03:14.123456Z", 1795888994},
	    {"2026-11-28T18:03:14,5Z", 1795888994},
	    {"2026-11-28T18:03:14+00:00", 1795888994},
	    {"2026-11-28T19:03:14+01:00", 1795888994},
	    {"2026-11-28T12:33:14.7-05:30", 1795888994},
	    {"2026-11-28T19:03:14+0100", 1795888994},
	    {"1970-01-01T00:00:00Z", 0},
	    {"2024-02-29T00:00:00Z", 1709164800},
	    {"2023-02-29T00:00:00Z", -1},
	    {"2026-13-28T18:03:14Z", -1},
	    {"2026-00-28T18:03:14Z", -1},
	    {"2026-11-00T18:03:14Z", -1},
	    {"2026-11-31T18:03:14Z", -1},
	    {"2026-11-28T24:03:14Z", -1},
	    {"2026-11-28T18:60:14Z", -1},
	    {"2026-11-28T18:03:61Z", -1},
	    {"2026-11-28T18:03:14 Z", -1},
	    {"2026-11-28T18:03:14+1", -1},
	    {"2026-11-28T18:03:14*01:00", -1},
	    {"2026-11-28T18:03:14+25:00", -1},
	    {"2026-11-28T18:03:14+0a:00", -1},
	    {"2026-11-28T18:03", -1},
	    {"2026-11-28", -1},
	    {"20261128T180314Z", -1},
	    {"1969-12-31T23:59:59Z", -1},
	    {"-026-11-28T18:03:14Z", -1},
	    {"", -1},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (clock_parse_date(cases[i].text) != cases[i].time)
			fail_msg("\"%s\": %lld", cases[i].text,
			    (long long)clock_parse_date(cases[i].text));
}

static void
days_are_read(void **state)
{
	static const struct {
		const char *text;
		int64_t time;
	} cases[] = {
	    {"1970-01-01", 0},
	    {"2026-11-28", 1795824000},
	    {"2024-02-29", 1709164800},
	    {"2023-02-29", -1},
	    {"2026-13-01", -1},
	    {"2026-11-00", -1},
	    {"1969-12-31", -1},
	    {"2026/11/28", -1},
	    {"2026-11-28 ", -1},
	    {"2026-11-2", -1},
	    {"2026-11-28T00:00:00Z", -1},
	    {"", -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (clock_parse_day(cases[i].text) != cases[i].time)
			fail_msg("%s", cases[i].text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(now_is_the_time),
	    cmocka_unit_test(monotonic_counts_what_sleep_takes),
	    cmocka_unit_test(sleep_takes_any_number),
	    cmocka_unit_test(http_dates_are_read),
	    cmocka_unit_test(http_dates_agree_with_libc),
	    cmocka_unit_test(dates_are_read),
	    cmocka_unit_test(days_are_read),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
