/*
 * slip.c - a refresh token that a person has put into a request, and that git's
 * protocol passes over
 *
 * To the protocol a key that is not known, and all before "url=" and behind an
 * empty line, is nothing to speak of. Git never sends these (it sends no "url="
 * either), so whoever does is a person, or a script, that hands a token in.
 */
#include "git/slip.h"

#include <string.h>

#define BOM "\xef\xbb\xbf"

static const char *const places[] = {
    "url", "protocol", "host", "path", "username"};

/* KEY without a byte-order mark and blanks around it. */
static const char *
bare_key(const char *key, size_t *size)
{
	if (strncmp(key, BOM, strlen(BOM)) == 0)
		key += strlen(BOM);
	key += strspn(key, " \t");
	*size = strlen(key);
	while (*size > 0 && strchr(" \t", key[*size - 1]) != NULL)
		(*size)--;
	return key;
}

static bool
is_key(const char *bare, size_t size, const char *key)
{
	return strlen(key) == size && memcmp(bare, key, size) == 0;
}

static bool
is_place(const char *bare, size_t size)
{
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		if (is_key(bare, size, places[i]))
			return true;
	return false;
}

/* What is wrong with KEY; SEEN: the token itself is where it should be. */
static const char *
slip_of_key(const char *key, bool seen)
{
	size_t size;
	const char *bare = bare_key(key, &size);
	bool token = is_key(bare, size, "oauth_refresh_token") ||
		     is_key(bare, size, "refresh_token");

	if (!(token && !seen) && !(is_place(bare, size) && seen))
		return NULL;
	if (strncmp(key, BOM, strlen(BOM)) == 0)
		return "a byte-order mark stands before the first key";
	if (size != strlen(key))
		return "there are blanks around \"=\"";
	return token && is_key(bare, size, "refresh_token")
		   ? "the key is oauth_refresh_token, not refresh_token"
		   : NULL;
}

const char *
slip_of(const struct lanyard_credential *credential)
{
	const struct attributes *a = &credential->attributes;
	bool seen = attributes_secret(a, "oauth_refresh_token") != NULL;
	const char *slip;

	for (size_t i = 0; i < a->count; i++)
		if ((slip = slip_of_key(a->items[i].key, seen)) != NULL)
			return slip;
	if (!seen && credential->dropped)
		return "it stands before url=, which drops what is before it";
	if (!seen && credential->behind)
		return "it stands behind an empty line, which ends the request";
	return NULL;
}
