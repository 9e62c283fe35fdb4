/*
 * reply_life.c - how long what a reply brought is good
 */
#include "net/oauth/reply_life.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "net/oauth/lifetime.h"
#include "json/json_value.h"
#include "json/number.h"
#include "json/scan.h"

#define BLANKS " \t\r\n"

/* BEFORE, the text of VALUE without its brackets, AFTER. */
static bool
add_inside(struct buf *buf, const char *before, const struct json_value *value,
    const char *after)
{
	return buf_add_text(buf, before) == LANYARD_OK &&
	       buf_add(buf, value->bytes + 1, value->size - 2) == LANYARD_OK &&
	       buf_add_text(buf, after) == LANYARD_OK;
}

static bool
is_empty(const struct json_value *value)
{
	for (size_t i = 1; i + 1 < value->size; i++)
		if (strchr(BLANKS, value->bytes[i]) == NULL)
			return false;
	return true;
}

/*
 * An array of one is what is in it, as converters of XML and of query strings
 * make them; of an object only seconds are understood, as protobuf has them.
 */
static int64_t
life_inside(const struct json_value *value, int64_t now)
{
	bool array = value->type == JSON_ARRAY;
	int64_t left = TOKEN_LIFE_UNREAD;
	struct error ignored = {0};
	struct reply inner;
	struct buf text;

	if (is_empty(value))
		return 0;
	buf_init(&text, LIMIT_REPLY);
	if (add_inside(&text, array ? "{\"item\":" : "{", value, "}")) {
		if (reply_open(&inner, &text, true, &ignored) == LANYARD_OK)
			left = reply_life_by(
			    &inner, array ? "item" : "seconds", now);
		reply_close(&inner);
	}
	buf_clear(&text);
	return left != 0 || array ? left : TOKEN_LIFE_UNREAD;
}

static int64_t
life_of_value(const struct json_value *value, int64_t now)
{
	switch (value->type) {
	case JSON_ABSENT:
	case JSON_NULL:
		return 0;
	case JSON_BOOLEAN:
		return value->bytes[0] == 't' ? TOKEN_LIFE_UNREAD : 0;
	case JSON_NUMBER:
		return lifetime_of_number(
		    number_whole(value->bytes, value->size), now);
	case JSON_STRING:
		return value->size == 0 ? 0 : TOKEN_LIFE_UNREAD;
	case JSON_ARRAY:
	case JSON_OBJECT:
		return life_inside(value, now);
	}
	return 0;
}

/* NAME's values are neither one number nor one word. */
static int64_t
life_of_odd(const struct reply *reply, const char *name, int64_t now)
{
	struct json_cursor cursor = {0};
	struct json_value value;
	int64_t left = 0;
	size_t count = 0;

	while (json_value_next(reply->json, name, &cursor, &value)) {
		int64_t of_value = life_of_value(&value, now);

		if (of_value != 0 && ++count == 1)
			left = of_value;
	}
	return count > 1 ? TOKEN_LIFE_UNREAD : left;
}

int64_t
reply_life_by(const struct reply *reply, const char *name, int64_t now)
{
	int64_t value;
	char *text;

	if (reply_integer(reply, name, &value))
		return lifetime_of_number(value, now);
	if ((text = reply_text(reply, name)) == NULL)
		return life_of_odd(reply, name, now);
	value = lifetime_of_text(text, now);
	free(text);
	return value;
}

/* Is NAME there with a value that was cut, as may be where the reply was? */
static bool
is_cut(const struct reply *reply, const char *name)
{
	struct scan_member member;
	struct scan scan = {0};

	if (reply->text == NULL)
		return false;
	scan.text = reply->text->data;
	scan.size = reply->text->size;
	while (scan_next(&scan, name, &member))
		if (member.end == 0)
			return true;
	return false;
}

/* What the first of NAMES that says when says. */
static int64_t
life_by_first(const struct reply *reply, const char *const names[], int64_t now)
{
	bool unread = false;
	int64_t left = 0;

	for (; *names != NULL && left <= 0; names++) {
		left = reply_life_by(reply, *names, now);
		unread = unread || left == TOKEN_LIFE_UNREAD ||
			 (left == 0 && is_cut(reply, *names));
	}
	return left <= 0 && unread ? TOKEN_LIFE_UNREAD : left;
}

int64_t
reply_life_s(const struct reply *reply, int64_t now)
{
	/* ASP.NET's; JavaScript's; Google's (expireTime, expiry_date). */
	static const char *const names[] = {"expires_in", "expires_at",
	    "expires_on", "expires", ".expires", "expiresIn", "expiresAt",
	    "expiresOn", "expiration", "expireTime", "expiry", "expiry_date",
	    "access_token_expires_in", "access_token_expires_at", NULL};

	return life_by_first(reply, names, now);
}

int64_t
reply_life_of_refresh(const struct reply *reply, int64_t now)
{
	/* GitHub Apps', Keycloak's (0 of an offline token), Intuit's. */
	static const char *const names[] = {"refresh_token_expires_in",
	    "refresh_expires_in", "x_refresh_token_expires_in",
	    "refresh_token_expires_at", NULL};
	int64_t left = life_by_first(reply, names, now);

	return left > 0 ? left : 0;
}
