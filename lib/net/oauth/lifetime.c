/*
 * lifetime.c - when a token is over, in whatever way a server says it
 */
#include "net/oauth/lifetime.h"

#include <string.h>

#include "base/duration.h"
#include "base/text.h"
#include "os/date.h"
#include "json/number.h"
#include "json/payload.h"

#define DIGITS "0123456789"

/* A number of seconds from here on is a moment, and from there on thousandths.
 */
#define MOMENT_MIN INT64_C(1000000000)
#define MOMENT_MAX INT64_C(100000000000)

/* Dates before 2000 are what programs have for none: 1970, year 1. */
#define DATE_MIN INT64_C(946684800)

/*
 * No token lives for thirty years: that is a moment. One that has passed, of a
 * token that is new, tells of clocks that differ: when it is over is not known,
 * but that it will be is.
 *
 * 0 and less say nothing. By RFC 6749 5.1 such a token is over as it comes, but
 * who sends 0 means that it is never (VK, older GoToSocial and Authlib), as
 * does -1; only servers that count down what is left of a token mean it. Taken
 * for over it would be of no use, and each call would have the server rotate
 * once more; taken for good it is refreshed when it is rejected. So is what is
 * beyond any number that we tell apart (WSO2's for ever: 9223372036854775).
 */
int64_t
lifetime_of_number(int64_t value, int64_t now)
{
	if (value >= NUMBER_MAX)
		return 0;
	while (value >= MOMENT_MAX)
		value /= 1000;
	if (value >= MOMENT_MIN)
		return value > now ? value - now : TOKEN_LIFE_UNREAD;
	return value > 0 ? value : 0;
}

/* "3,600", "1'234'567" without what parts it; false: it is none such. */
static bool
take_thousands(char digits[16], const char *text)
{
	size_t size = strspn(text, DIGITS), count = 0;
	char mark = text[size];

	if (size == 0 || size > 3 || mark == '\0' ||
	    strchr(",'_ ", mark) == NULL)
		return false;
	for (;; size = 3) {
		if (strspn(text, DIGITS) != size || count + size > 15)
			return false;
		memcpy(digits + count, text, size);
		count += size;
		text += size;
		digits[count] = '\0';
		if (*text == '\0')
			return true;
		if (*text++ != mark)
			return false;
	}
}

/* What programs write where there is nothing to be written, or no end. */
static bool
is_never(const char *text)
{
	static const char *const words[] = {"", "-", "never", "none", "no",
	    "null", "nil", "undefined", "nan", "n/a", "false", "infinite",
	    "infinity", "inf", "unlimited", "forever", "permanent",
	    "non-expiring", NULL};

	for (const char *const *word = words; *word != NULL; word++)
		if (text_compare(text, *word) == 0)
			return true;
	return strncmp(text, "0001-01-01", 10) == 0 || text[0] == '-';
}

int64_t
lifetime_of_text(const char *text, int64_t now)
{
	size_t size = strlen(text);
	char digits[16];
	int64_t value;

	if (size > 0 &&
	    number_length((const unsigned char *)text, size) == size)
		return lifetime_of_number(
		    number_whole((const unsigned char *)text, size), now);
	/* ASP.NET's, in thousandths. */
	if (strncmp(text, "/Date(", 6) == 0)
		return lifetime_of_number(
		    number_whole((const unsigned char *)text + 6,
			strspn(text + 6, DIGITS)),
		    now);
	if (duration_parse(text, &value))
		return lifetime_of_number(value, now);
	if (take_thousands(digits, text))
		return lifetime_of_text(digits, now);
	value = date_parse_any(text);
	if (value > now)
		return value - now;
	return is_never(text) || (value >= 0 && value < DATE_MIN)
		   ? 0
		   : TOKEN_LIFE_UNREAD;
}

int64_t
lifetime_of_token(const struct secret *token, int64_t now)
{
	int64_t over_at;

	/* Without memory it is not known, which loses nothing. */
	if (!secret_is_set(token) ||
	    payload_expires_at(token, &over_at) != LANYARD_OK || over_at <= 0)
		return 0;
	return over_at > now ? over_at - now : TOKEN_LIFE_UNREAD;
}
