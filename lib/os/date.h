/*
 * date.h - dates and times as servers write them, beyond what standards say
 */
#ifndef DATE_H
#define DATE_H

#include <stdint.h>

/*
 * Seconds since 1970, UTC, or -1. What clock.h reads, and what comes near:
 * a zone behind a blank or by name ("UTC", "GMT", "+0000", "+01"), no seconds,
 * no separators ("20261129T041921Z"), a cookie's date ("Sun, 29-Nov-2026
 * 04:19:21 GMT") and a mail's ("... +0000"). Without a zone it is UTC.
 */
int64_t date_parse_any(const char *text);

#endif
