/*
 * duration.c - how long something lasts, as people and servers write it
 */
#include "base/duration.h"

#include <stddef.h>
#include <string.h>

#include "base/text.h"

#define BLANKS	" \t"
#define MS	INT64_C(1)
#define SECOND	(1000 * MS)
#define MINUTE	(60 * SECOND)
#define HOUR	(60 * MINUTE)
#define DAY	(24 * HOUR)
#define MOST_MS (INT64_C(30000) * 365 * DAY)

/* Each may have an s behind it, but not those of one letter, and not ms. */
static const struct {
	const char *name;
	int64_t ms;
} units[] = {
    {"ms", MS},
    {"msec", MS},
    {"millisecond", MS},
    {"s", SECOND},
    {"sec", SECOND},
    {"second", SECOND},
    {"m", MINUTE},
    {"min", MINUTE},
    {"minute", MINUTE},
    {"h", HOUR},
    {"hr", HOUR},
    {"hour", HOUR},
    {"d", DAY},
    {"day", DAY},
    {"w", 7 * DAY},
    {"week", 7 * DAY},
};

#define UNITS (sizeof(units) / sizeof(units[0]))

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* The number at *TEXT in thousandths; *TEXT is behind it then. */
static bool
take_number(const char **text, int64_t *thousandths)
{
	const char *s = *text;
	int64_t place = 100;

	if (!is_digit(*s))
		return false;
	for (*thousandths = 0; is_digit(*s); s++)
		if ((*thousandths = *thousandths * 10 +
				    INT64_C(1000) * (*s - '0')) > MOST_MS)
			return false;
	if (*s == '.' && is_digit(s[1]))
		for (s++; is_digit(*s); s++, place /= 10)
			*thousandths += place * (*s - '0');
	*text = s;
	return true;
}

static bool
add(int64_t *sum, int64_t thousandths, int64_t unit_ms)
{
	if (thousandths > MOST_MS / unit_ms * 1000)
		return false;
	*sum += thousandths * unit_ms / 1000;
	return *sum <= MOST_MS;
}

/* The unit at *TEXT, 0: none is there; *TEXT is behind it then. */
static int64_t
take_unit(const char **text)
{
	const char *s = *text;
	size_t size = 0, length;

	while (text_lower(s[size]) >= 'a' && text_lower(s[size]) <= 'z')
		size++;
	for (size_t i = 0; i < UNITS; i++) {
		length = strlen(units[i].name);
		if (text_compare_n(s, units[i].name, length) != 0 ||
		    (size != length && (length == 1 || size != length + 1 ||
					   text_lower(s[length]) != 's' ||
					   units[i].name[length - 1] == 's')))
			continue;
		*text += size;
		return units[i].ms;
	}
	return 0;
}

/* What may stand between two of them. */
static const char *
behind_blanks(const char *text)
{
	return text + strspn(text, BLANKS);
}

static const char *
behind_and(const char *text)
{
	text = behind_blanks(text);
	if (*text == ',')
		text = behind_blanks(text + 1);
	if (text_compare_n(text, "and ", 4) == 0)
		text = behind_blanks(text + 4);
	return text;
}

/* "1 hour, 30 minutes"; a number alone is of seconds. */
static bool
parse_units(const char *text, int64_t *ms)
{
	int64_t number, unit;
	bool first = true;

	for (*ms = 0; *text != '\0'; first = false) {
		if (!take_number(&text, &number))
			return false;
		text = behind_blanks(text);
		unit = *text == '\0' && first ? SECOND : take_unit(&text);
		if (unit == 0 || !add(ms, number, unit))
			return false;
		text = behind_and(text);
	}
	return !first;
}

/* Of ISO 8601, behind the P. Years and months are 365 and 30 days. */
static bool
parse_iso(const char *text, int64_t *ms)
{
	static const char date[] = "YMWD", time[] = "HMS";
	static const int64_t of_date[] = {365 * DAY, 30 * DAY, 7 * DAY, DAY};
	static const int64_t of_time[] = {HOUR, MINUTE, SECOND};
	bool in_time = false, any = false;
	const char *at;
	int64_t number;

	for (*ms = 0; *text != '\0'; text++) {
		if (!in_time && (*text == 'T' || *text == 't')) {
			in_time = true;
			continue;
		}
		if (!take_number(&text, &number) || *text == '\0')
			return false;
		at = strchr(in_time ? time : date,
		    *text >= 'a' && *text <= 'z' ? *text - 'a' + 'A' : *text);
		if (at == NULL ||
		    !add(ms, number,
			in_time ? of_time[at - time] : of_date[at - date]))
			return false;
		any = true;
	}
	return any;
}

/* "[D.]HH:MM:SS", as .NET has it, or "HH:MM:SS". */
static bool
parse_reading(const char *text, int64_t *ms)
{
	static const int64_t of[] = {HOUR, MINUTE, SECOND};
	const char *dot = strchr(text, '.'), *colon = strchr(text, ':');
	int64_t number;

	*ms = 0;
	if (colon == NULL)
		return false;
	if (dot != NULL && dot < colon) {
		if (text == dot)
			return false;
		for (number = 0; is_digit(*text) && number < 1000000; text++)
			number = number * 10 + (*text - '0');
		if (text++ != dot || !add(ms, number * 1000, DAY))
			return false;
	}
	for (size_t i = 0; i < sizeof(of) / sizeof(of[0]); i++) {
		if ((i > 0 && *text++ != ':') || !take_number(&text, &number) ||
		    !add(ms, number, of[i]))
			return false;
	}
	return *text == '\0';
}

bool
duration_parse(const char *text, int64_t *seconds)
{
	size_t size;
	char copy[64] = "";
	int64_t ms;
	bool good;

	*seconds = 0;
	text = behind_blanks(text);
	if (*text == '+')
		text = behind_blanks(text + 1);
	size = strlen(text);
	while (size > 0 && strchr(BLANKS, text[size - 1]) != NULL)
		size--;
	if (size >= sizeof(copy))
		return false;
	memcpy(copy, text, size);
	copy[size] = '\0';
	good = text_lower(*copy) == 'p'
		   ? parse_iso(copy + 1, &ms)
		   : parse_units(copy, &ms) || parse_reading(copy, &ms);
	if (good)
		*seconds = ms / 1000;
	return good;
}
