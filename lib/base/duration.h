/*
 * duration.h - how long something lasts, as people and servers write it
 */
#ifndef DURATION_H
#define DURATION_H

#include <stdbool.h>
#include <stdint.h>

/*
 * TEXT as seconds, cut to whole ones: a number, with a sign + or none
 * ("3600.0"); numbers with units ("1 hour", "1h 30m", "90 minutes", "500ms"); a
 * clock's reading ("01:00:00", days before a dot); a duration of ISO 8601
 * ("PT1H", "P1DT12H"). Blanks around it count for nothing, letters' case
 * neither. False: it is none of these, or longer than 30,000 years.
 */
bool duration_parse(const char *text, int64_t *seconds);

#endif
