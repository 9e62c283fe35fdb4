/*
 * number.c - JSON's numbers (RFC 8259 6) as whole numbers
 */
#include "json/number.h"

#include <stdbool.h>

/* No reply is long enough to give more digits than this exponent skips. */
#define EXPONENT_MAX 10000000

static bool
is_digit(const unsigned char *text, size_t size, size_t at)
{
	return at < size && text[at] >= '0' && text[at] <= '9';
}

/* The offset behind the digits at AT; 0 if there is none. */
static size_t
skip_digits(const unsigned char *text, size_t size, size_t at)
{
	if (!is_digit(text, size, at))
		return 0;
	while (is_digit(text, size, at))
		at++;
	return at;
}

size_t
number_length(const unsigned char *text, size_t size)
{
	size_t at = 0;

	if (at < size && text[at] == '-')
		at++;
	if (at < size && text[at] == '0')
		at++;
	else if ((at = skip_digits(text, size, at)) == 0)
		return 0;
	if (at < size && text[at] == '.') {
		if ((at = skip_digits(text, size, at + 1)) == 0)
			return 0;
	}
	if (at < size && (text[at] == 'e' || text[at] == 'E')) {
		at++;
		if (at < size && (text[at] == '+' || text[at] == '-'))
			at++;
		at = skip_digits(text, size, at);
	}
	return at;
}

static int64_t
exponent(const unsigned char *text, size_t size)
{
	bool negative = size > 0 && text[0] == '-';
	size_t at = size > 0 && (negative || text[0] == '+');
	int64_t value = 0;

	for (; at < size && value < EXPONENT_MAX; at++)
		value = value * 10 + (text[at] - '0');
	return negative ? -value : value;
}

/* Append DIGIT to VALUE, staying at NUMBER_MAX once there. */
static int64_t
append(int64_t value, int digit)
{
	if (value > (NUMBER_MAX - digit) / 10)
		return NUMBER_MAX;
	return value * 10 + digit;
}

int64_t
number_whole(const unsigned char *text, size_t size)
{
	bool negative = size > 0 && text[0] == '-';
	size_t start = negative, end = start, point, at;
	int64_t value = 0, left;

	while (end < size && (text[end] | 0x20) != 'e')
		end++;
	for (point = start; point < end && text[point] != '.'; point++)
		;
	/* How many digits stand before the point once the exponent moved it. */
	left = (int64_t)(point - start);
	if (end < size)
		left += exponent(text + end + 1, size - end - 1);
	for (at = start; at < end && left > 0; at++) {
		if (text[at] == '.')
			continue;
		value = append(value, text[at] - '0');
		left--;
	}
	for (; left > 0 && value > 0 && value < NUMBER_MAX; left--)
		value = append(value, 0);
	return negative ? -value : value;
}
