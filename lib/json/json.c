/*
 * json.c - members of a JSON object, whole or damaged: what they mean
 */
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/allocate.h"
#include "base/buf.h"
#include "base/limits.h"
#include "json/escape.h"
#include "json/json_value.h"
#include "json/number.h"
#include "json/syntax.h"

enum json_type
json_type(const struct json *json, const char *name)
{
	return json_value_find(json, name).type;
}

enum lanyard_error
json_inner(const struct json *json, const char *name, struct buf *buf)
{
	struct json_value value = json_value_find(json, name);

	if (value.type != JSON_OBJECT && value.type != JSON_ARRAY)
		return LANYARD_ERR_ARGUMENT;
	return buf_add(buf, value.bytes, value.size);
}

/* Unset with LANYARD_OK: it is no text. */
static enum lanyard_error
unescape(struct secret *secret, const struct json_value *value)
{
	if (value->type != JSON_STRING)
		return LANYARD_OK;
	if (secret_set(secret, value->bytes, value->size) != LANYARD_OK)
		return LANYARD_ERR_MEMORY;
	secret->size = escape_undo(secret->bytes, secret->size);
	secret->bytes[secret->size] = '\0';
	if (!escape_is_text(secret->bytes, secret->size))
		secret_clear(secret);
	return LANYARD_OK;
}

bool
json_secret(const struct json *json, const char *name, struct secret *secret)
{
	struct json_value value = json_value_find(json, name);
	struct secret text = {NULL, 0};

	if (unescape(&text, &value) != LANYARD_OK || text.bytes == NULL)
		return false;
	secret_move(secret, &text);
	return true;
}

char *
json_text(const struct json *json, const char *name)
{
	struct secret secret = {NULL, 0};
	char *text = NULL;

	if (json_secret(json, name, &secret))
		text = allocate_text((const char *)secret.bytes);
	secret_clear(&secret);
	return text;
}

enum lanyard_error
json_word(const struct json *json, const char *name,
    const struct secret *except, struct secret *secret, size_t *count)
{
	struct json_cursor cursor = {0};
	struct secret word = {NULL, 0};
	struct json_value value;
	unsigned nearest = 0;
	enum lanyard_error r = LANYARD_OK;

	*count = 0;
	while (
	    r == LANYARD_OK && json_value_next(json, name, &cursor, &value)) {
		r = unescape(&word, &value);
		secret_trim(&word);
		if (secret_is_visible(&word) &&
		    (except == NULL || !secret_equal(&word, except)) &&
		    json_value_is_nearest(value.depth,
			*count > 0 && secret_equal(&word, secret), &nearest,
			count))
			secret_move(secret, &word);
		secret_clear(&word);
	}
	if (r != LANYARD_OK || *count != 1)
		secret_clear(secret);
	return r;
}

bool
json_integer(const struct json *json, const char *name, int64_t *value)
{
	unsigned char text[64]; /* escapes and all; more is no number */
	struct json_value found = json_value_find(json, name);
	size_t size = found.size;
	const unsigned char *digits = found.bytes;

	if (found.type == JSON_STRING && size <= sizeof(text)) {
		memcpy(text, found.bytes, size);
		size = escape_undo(text, size);
		digits = text;
	} else if (found.type != JSON_NUMBER) {
		return false;
	}
	if (size == 0 || number_length(digits, size) != size)
		return false;
	*value = number_whole(digits, size);
	return true;
}

bool
json_boolean(const struct json *json, const char *name, bool fallback)
{
	struct json_value value = json_value_find(json, name);

	return value.type == JSON_BOOLEAN ? value.bytes[0] == 't' : fallback;
}

/* The next item of ARRAY from *AT on, where it begins, and its *END. */
static bool
next_item(const struct json_value *array, size_t *at, size_t *end)
{
	if (array->type != JSON_ARRAY)
		return false;
	while (*at < array->size &&
	       memchr(" \t\r\n,]", array->bytes[*at], 6) != NULL)
		++*at;
	if (*at >= array->size)
		return false;
	*end = syntax_value(array->bytes, array->size, *at);
	return *end != 0;
}

bool
json_array_has(const struct json *json, const char *name, const char *value)
{
	struct json_value array = json_value_find(json, name);
	size_t at = 1, end;

	for (; next_item(&array, &at, &end); at = end)
		if (array.bytes[at] == '"' &&
		    escape_equals(array.bytes + at + 1, end - at - 2, value))
			return true;
	return false;
}

char *
json_array_words(const struct json *json, const char *name)
{
	struct json_value array = json_value_find(json, name),
			  item = {JSON_STRING, NULL, 0, 0};
	struct secret word = {NULL, 0};
	char *text = NULL;
	size_t at = 1, end;
	struct buf words;
	bool good = true;

	buf_init(&words, LIMIT_REPLY);
	for (; good && next_item(&array, &at, &end); at = end) {
		if (array.bytes[at] != '"')
			continue;
		item.bytes = array.bytes + at + 1;
		item.size = end - at - 2;
		good = unescape(&word, &item) == LANYARD_OK;
		if (good && secret_is_visible(&word))
			good = buf_printf(&words, "%s%s",
				   words.size > 0 ? " " : "",
				   (const char *)word.bytes) == LANYARD_OK;
		secret_clear(&word);
	}
	if (good && words.size > 0)
		text = allocate_text(buf_text(&words));
	buf_clear(&words);
	return text;
}
