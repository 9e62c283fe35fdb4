/*
 * clock.h - the two clocks, and the date formats that servers send
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

/* Seconds since 1970, UTC. What records hold. */
int64_t clock_now(void);

/* Milliseconds of a clock that never steps. What deadlines hold. */
int64_t clock_monotonic_ms(void);

/* Sleep; a signal may end it early. */
void clock_sleep_ms(int64_t time_ms);

/*
 * An HTTP date (RFC 9110 5.6.7, IMF-fixdate only) as seconds since 1970, or
 * -1.
 */
int64_t clock_parse_http_date(const char *text);

/*
 * A date and time of RFC 3339 (ISO 8601: "2026-11-28T18:03:00.5+01:00", also
 * with a blank for the T; without a zone it is UTC) likewise, or -1.
 */
int64_t clock_parse_date(const char *text);

/* A date alone ("2026-11-28", full-date there): its first second, or -1. */
int64_t clock_parse_day(const char *text);

#endif
