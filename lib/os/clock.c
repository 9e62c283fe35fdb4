/*
 * clock.c - the two clocks, and the date formats that servers send
 */
#include "os/clock.h"

#include <stdbool.h>
#include <string.h>
#include <time.h>

#define MS_PER_S  1000
#define NS_PER_MS 1000000

int64_t
clock_now(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec;
}

int64_t
clock_monotonic_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * MS_PER_S + now.tv_nsec / NS_PER_MS;
}

void
clock_sleep_ms(int64_t time_ms)
{
	struct timespec time = {0};

	if (time_ms <= 0)
		return;
	time.tv_sec = (time_t)(time_ms / MS_PER_S);
	time.tv_nsec = (long)(time_ms % MS_PER_S) * NS_PER_MS;
	(void)nanosleep(&time, NULL);
}

/* COUNT digits at TEXT, or -1. */
static int
digits(const char *text, int count)
{
	int number = 0;

	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

/* Which of the three-letter NAMES is at TEXT, from 0, or -1. */
static int
name_index(const char *text, const char *names)
{
	for (int i = 0; names[i] != '\0'; i += 3)
		if (memcmp(text, names + i, 3) == 0)
			return i / 3;
	return -1;
}

static bool
is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* MONTH from 0. */
static int
days_in_month(int year, int month)
{
	const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month] + (month == 1 && is_leap(year));
}

/* Days from 1970-01-01; timegm() is not POSIX and mktime() wants the TZ. */
static int64_t
days_since_1970(int year, int month, int day)
{
	int last = year - 1;
	int64_t days = (year - 1970) * 365 + (last / 4 - 1969 / 4) -
		       (last / 100 - 1969 / 100) + (last / 400 - 1969 / 400);

	for (int i = 0; i < month; i++)
		days += days_in_month(year, i);
	return days + day - 1;
}

/* True if TEXT looks like PATTERN, where "?" stands for any character. */
static bool
has_form(const char *text, const char *pattern)
{
	for (; *text != '\0' && *pattern != '\0'; text++, pattern++)
		if (*pattern != '?' && *text != *pattern)
			return false;
	return *text == *pattern;
}

#define DAY_SIZE  10 /* "2026-11-28" */
#define DATE_SIZE 19 /* "2026-11-28T18:03:00" */

/* A leap second is written as 60. */
static bool
is_time(int hour, int minute, int second)
{
	return hour >= 0 && hour <= 23 && minute >= 0 && minute <= 59 &&
	       second >= 0 && second <= 60;
}

int64_t
clock_parse_http_date(const char *text)
{
	int weekday, day, month, year, hour, minute, second;
	int64_t days;

	if (!has_form(text, "???, ?? ??? ???? ??:??:?? GMT"))
		return -1;
	weekday = name_index(text, "ThuFriSatSunMonTueWed");
	day = digits(text + 5, 2);
	month = name_index(text + 8, "JanFebMarAprMayJunJulAugSepOctNovDec");
	year = digits(text + 12, 4);
	hour = digits(text + 17, 2);
	minute = digits(text + 20, 2);
	second = digits(text + 23, 2);
	if (weekday < 0 || month < 0 || year < 1970 || day < 1 ||
	    day > days_in_month(year, month))
		return -1;
	days = days_since_1970(year, month, day);
	/* 1970-01-01 was a Thursday, with which the names above begin. */
	if (days % 7 != weekday || !is_time(hour, minute, second))
		return -1;
	return ((days * 24 + hour) * 60 + minute) * 60 + second;
}

/* Seconds east of UTC that ZONE says. False: it is none. */
static bool
parse_zone(const char *zone, int64_t *east_s)
{
	int hours, minutes, colon;

	*east_s = 0;
	if (*zone == '\0' || strcmp(zone, "Z") == 0 || strcmp(zone, "z") == 0)
		return true;
	if (!has_form(zone, "???:??") && !has_form(zone, "?????"))
		return false;
	colon = zone[3] == ':';
	hours = digits(zone + 1, 2);
	minutes = digits(zone + 3 + colon, 2);
	*east_s = (INT64_C(60) * hours + minutes) * (zone[0] == '-' ? -60 : 60);
	return (zone[0] == '+' || zone[0] == '-') && is_time(hours, minutes, 0);
}

/* The first second of the day that TEXT begins with, or -1. */
static int64_t
parse_day(const char *text)
{
	int year = digits(text, 4), month = digits(text + 5, 2) - 1;
	int day = digits(text + 8, 2);

	if (text[4] != '-' || text[7] != '-' || year < 1970 || month < 0 ||
	    month > 11 || day < 1 || day > days_in_month(year, month))
		return -1;
	return (int64_t)days_since_1970(year, month, day) * 24 * 60 * 60;
}

int64_t
clock_parse_day(const char *text)
{
	return strlen(text) == DAY_SIZE ? parse_day(text) : -1;
}

int64_t
clock_parse_date(const char *text)
{
	int hour, minute, second;
	const char *rest;
	int64_t east_s, day;

	if (strlen(text) < DATE_SIZE || strchr("Tt ", text[10]) == NULL ||
	    text[13] != ':' || text[16] != ':')
		return -1;
	day = parse_day(text);
	hour = digits(text + 11, 2);
	minute = digits(text + 14, 2);
	second = digits(text + 17, 2);
	rest = text + DATE_SIZE;
	if (*rest == '.' || *rest == ',')
		rest += 1 + strspn(rest + 1, "0123456789");
	if (day == -1 || !is_time(hour, minute, second) ||
	    !parse_zone(rest, &east_s))
		return -1;
	return day + (INT64_C(60) * hour + minute) * 60 + second - east_s;
}
