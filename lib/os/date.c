/*
 * date.c - dates and times as servers write them, beyond what standards say
 *
 * What is written otherwise is spelled as clock.h has it.
 */
#include "os/date.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "os/clock.h"

#define TEXT_SIZE 64
#define BLANKS	  " \t"
#define DIGITS	  "0123456789"
#define DAY_S	  86400

/* ZONE as clock_parse_date() reads it: what it does not know stays as it is. */
static void
spell_zone(char spelled[TEXT_SIZE], const char *zone)
{
	zone += strspn(zone, BLANKS);
	if (text_compare(zone, "UTC") == 0 || text_compare(zone, "GMT") == 0)
		zone = "Z";
	(void)snprintf(spelled, TEXT_SIZE, "%.40s%s", zone,
	    strlen(zone) == 3 && strspn(zone + 1, DIGITS) == 2 ? ":00" : "");
}

/* COUNT digits at *TEXT to *TO; *TEXT is behind them, and a SEPARATOR. */
static bool
take(const char **text, size_t count, const char *separator, char **to)
{
	if (strspn(*text, DIGITS) < count)
		return false;
	memcpy(*to, *text, count);
	*to += count;
	*text += count;
	if (**text != '\0' && strchr(separator, **text) != NULL)
		(*text)++;
	return true;
}

/* "20261129T041921", "2026-11-29 04:19", and what may stand behind. */
static int64_t
parse_iso(const char *text)
{
	char digits[16] = "", zone[TEXT_SIZE], spelled[2 * TEXT_SIZE];
	char *to = digits;

	if (!take(&text, 4, "-", &to) || !take(&text, 2, "-", &to) ||
	    !take(&text, 2, "Tt ", &to) || !take(&text, 2, ":", &to) ||
	    !take(&text, 2, ":", &to))
		return -1;
	if (!take(&text, 2, "", &to))
		memcpy(to, "00", 3);
	if (*text == '.' || *text == ',')
		text += 1 + strspn(text + 1, DIGITS);
	spell_zone(zone, text);
	(void)snprintf(spelled, sizeof(spelled),
	    "%.4s-%.2s-%.2sT%.2s:%.2s:%.2s%s", digits, digits + 4, digits + 6,
	    digits + 8, digits + 10, digits + 12, zone);
	return clock_parse_date(spelled);
}

/* "Sun, 29-Nov-2026 04:19:21 GMT", "Sun, 29 Nov 2026 04:19:21 +0000". */
static int64_t
parse_mail(const char *text)
{
	static const char time_at[] = "Www, dd Mmm yyyy hh:mm:ss";
	char spelled[2 * TEXT_SIZE], zone[TEXT_SIZE];
	size_t size = strlen(time_at);
	int64_t time, midnight;

	if (strlen(text) <= size)
		return -1;
	(void)snprintf(spelled, sizeof(spelled), "%.*s GMT", (int)size, text);
	if (spelled[7] == '-' && spelled[11] == '-')
		spelled[7] = spelled[11] = ' ';
	time = clock_parse_http_date(spelled);
	spell_zone(zone, text + size);
	(void)snprintf(spelled, sizeof(spelled), "1970-01-02T00:00:00%s", zone);
	midnight = clock_parse_date(spelled);
	return time == -1 || midnight == -1 ? -1 : time + midnight - DAY_S;
}

int64_t
date_parse_any(const char *text)
{
	char copy[TEXT_SIZE] = "";
	int64_t date;
	size_t size;

	text += strspn(text, BLANKS);
	size = strlen(text);
	while (size > 0 && strchr(BLANKS, text[size - 1]) != NULL)
		size--;
	if (size >= sizeof(copy))
		return -1;
	memcpy(copy, text, size);
	copy[size] = '\0';
	if ((date = clock_parse_date(copy)) == -1)
		date = clock_parse_day(copy);
	if (date == -1)
		date = parse_iso(copy);
	return date == -1 ? parse_mail(copy) : date;
}
