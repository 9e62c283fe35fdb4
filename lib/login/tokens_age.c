/*
 * tokens_age.c - how old tokens are, and whether they still serve
 */
#include "login/tokens_age.h"

#include "base/limits.h"
#include "login/tokens.h"

#define YOUNG_S 60

/* A clock that was set back makes every stored expiry meaningless. */
static bool
is_good(const struct record *record, int64_t now, int64_t margin_s)
{
	int64_t expires_at = tokens_expires_at(record);

	if (tokens_access(record) == NULL || tokens_obtained_at(record) > now)
		return false;
	return expires_at == 0 || expires_at - margin_s > now;
}

bool
tokens_are_fresh(const struct record *record, int64_t now, int64_t margin_s)
{
	int64_t lifetime =
	    tokens_expires_at(record) - tokens_obtained_at(record);

	if (margin_s > lifetime / 10)
		margin_s = lifetime / 10;
	return is_good(record, now, margin_s < 0 ? 0 : margin_s);
}

bool
tokens_are_alive(const struct record *record, int64_t now)
{
	return is_good(record, now, 0);
}

bool
tokens_are_lasting(const struct record *record, int64_t now, int64_t min_life_s)
{
	int64_t expires_at = tokens_expires_at(record);
	int64_t given_s = tokens_given_life_s(record);
	int64_t young_s = given_s / 20 < YOUNG_S ? given_s / 20 : YOUNG_S;

	if (min_life_s <= 0 || expires_at == 0)
		return true;
	if (given_s != 0 && given_s <= min_life_s)
		min_life_s = given_s / 2;
	else if (given_s != 0 && given_s - young_s < min_life_s)
		min_life_s = given_s - young_s;
	return expires_at - now >= min_life_s;
}

bool
tokens_are_in_first_half(const struct record *record, int64_t now)
{
	int64_t obtained_at = tokens_obtained_at(record);
	int64_t expires_at = tokens_expires_at(record);

	return expires_at == 0 ||
	       now - obtained_at < (expires_at - obtained_at) / 2;
}

bool
tokens_are_young(const struct record *record, int64_t now)
{
	int64_t age = now - tokens_obtained_at(record);

	return age >= 0 && age < REJECTED_AGAIN_S;
}
