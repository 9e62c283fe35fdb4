/*
 * tokens_age.c - how old tokens are, and whether they still serve
 */
#include "login/tokens_age.h"

#include "base/limits.h"
#include "login/tokens.h"

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
