/*
 * lifetime.c - when a token is over, in whatever way a server says it
 */
#include "net/oauth/lifetime.h"

#include <string.h>

#include "base/duration.h"
#include "os/date.h"
#include "json/number.h"
#include "json/payload.h"

/* A number of seconds from here on is a moment, and from there on thousandths.
 */
#define MOMENT_MIN INT64_C(1000000000)
#define MOMENT_MAX INT64_C(100000000000)

/*
 * No token lives for thirty years: that is a moment. One that has passed, of a
 * token that is new, tells of clocks that differ.
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
		value -= now;
	return value > 0 ? value : 0;
}

int64_t
lifetime_of_text(const char *text, int64_t now)
{
	size_t size = strlen(text);
	int64_t value;

	if (size > 0 &&
	    number_length((const unsigned char *)text, size) == size)
		return lifetime_of_number(
		    number_whole((const unsigned char *)text, size), now);
	/* ASP.NET's, in thousandths. */
	if (strncmp(text, "/Date(", 6) == 0)
		return lifetime_of_number(
		    number_whole((const unsigned char *)text + 6,
			strspn(text + 6, "0123456789")),
		    now);
	if (duration_parse(text, &value))
		return lifetime_of_number(value, now);
	value = date_parse_any(text);
	return value > now ? value - now : 0;
}

int64_t
lifetime_of_token(const struct secret *token, int64_t now)
{
	int64_t over_at;

	/* Without memory it is not known, which loses nothing. */
	if (!secret_is_set(token) ||
	    payload_expires_at(token, &over_at) != LANYARD_OK)
		return 0;
	return over_at > now ? over_at - now : 0;
}
