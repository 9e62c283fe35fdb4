/*
 * json.c - members of a JSON object over jsmn, of damaged ones over scan.h
 *
 * syntax.c has said yes before jsmn sees the text, so the tokens are those of
 * valid JSON: an object's children are its names, a name's child its value.
 */
#include "json/json.h"

#include <stdlib.h>
#include <string.h>

#define JSMN_STATIC
#define JSMN_PARENT_LINKS
#define JSMN_STRICT
#include <jsmn.h>

#include "base/allocate.h"
#include "base/buf.h"
#include "base/limits.h"
#include "json/escape.h"
#include "json/number.h"
#include "json/scan.h"
#include "json/syntax.h"

struct json {
	struct secret text;
	jsmntok_t *tokens; /* NULL: it is not JSON, or not all of it */
	size_t count;
	enum json_reach reach;
};

/* A value as it stands in the text; a string's without its quotes. */
struct value {
	enum json_type type;
	const unsigned char *bytes;
	size_t size;
	unsigned depth;
};

/* How far the members of one name have been seen. */
struct cursor {
	size_t token;
	struct scan scan;
};

static enum lanyard_error
tokenize(struct json *json, size_t expected, struct error *error)
{
	jsmn_parser parser;
	int count;

	json->tokens = allocate_zeroed(expected, sizeof *json->tokens);
	if (json->tokens == NULL)
		return error_memory(error);
	jsmn_init(&parser);
	count = jsmn_parse(&parser, (const char *)json->text.bytes,
	    json->text.size, json->tokens, (unsigned)expected);
	if (count >= 0 && (size_t)count == expected) {
		json->count = expected;
		return LANYARD_OK;
	}
	free(json->tokens);
	json->tokens = NULL;
	return error_set(error, LANYARD_ERR_SERVER, "not JSON");
}

static enum lanyard_error
read_text(struct json *json, struct error *error)
{
	struct syntax syntax = {0};

	if (json->text.size > LIMIT_REPLY)
		return error_set(error, LANYARD_ERR_SERVER,
		    "not usable JSON (longer than %u bytes)", LIMIT_REPLY);
	if (!syntax_check(&syntax, json->text.bytes, json->text.size))
		return error_set(error, LANYARD_ERR_SERVER,
		    "not usable JSON (%s at byte %zu)", syntax.problem,
		    syntax.offset);
	return tokenize(json, syntax.tokens, error);
}

enum lanyard_error
json_parse(struct json **json, const void *text, size_t size,
    enum json_reach reach, struct error *error)
{
	const unsigned char *bytes = text;
	enum lanyard_error r;

	/* RFC 8259 8.1: a byte-order mark may be ignored. */
	if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		size -= 3;
	}
	if ((*json = allocate_zeroed(1, sizeof **json)) == NULL)
		return error_memory(error);
	(*json)->reach = reach;
	if (secret_set(&(*json)->text, bytes, size) != LANYARD_OK)
		r = error_memory(error);
	else
		r = read_text(*json, error);
	if (r == LANYARD_ERR_MEMORY)
		json_free(json);
	return r;
}

void
json_free(struct json **json)
{
	if (json == NULL || *json == NULL)
		return;
	secret_clear(&(*json)->text);
	free((*json)->tokens);
	free(*json);
	*json = NULL;
}

bool
json_is_whole(const struct json *json)
{
	return json->tokens != NULL;
}

static enum json_type
type_of(unsigned char first)
{
	switch (first) {
	case '"':
		return JSON_STRING;
	case '[':
		return JSON_ARRAY;
	case '{':
		return JSON_OBJECT;
	case 'n':
		return JSON_NULL;
	case 't':
	case 'f':
		return JSON_BOOLEAN;
	default:
		return JSON_NUMBER;
	}
}

/* The value from START up to END, quotes and all. */
static void
set_value(struct value *value, const struct json *json, size_t start,
    size_t end, unsigned depth)
{
	bool string = json->text.bytes[start] == '"';

	value->type = type_of(json->text.bytes[start]);
	value->bytes = json->text.bytes + start + string;
	value->size = end - start - 2 * (size_t)string;
	value->depth = depth;
}

static bool
is_name(const struct json *json, size_t i, const char *name)
{
	const jsmntok_t *token = &json->tokens[i];

	return token->parent >= 0 &&
	       json->tokens[token->parent].type == JSMN_OBJECT &&
	       escape_equals(json->text.bytes + token->start,
		   (size_t)(token->end - token->start), name);
}

static unsigned
depth_of(const struct json *json, size_t i)
{
	unsigned depth = 0;
	int at;

	for (at = json->tokens[i].parent; at >= 0; at = json->tokens[at].parent)
		depth += json->tokens[at].type == JSMN_OBJECT ||
			 json->tokens[at].type == JSMN_ARRAY;
	return depth;
}

static bool
next_token(const struct json *json, const char *name, struct cursor *cursor,
    struct value *value)
{
	size_t i, quote;

	while (++cursor->token < json->count) {
		i = cursor->token;
		if (!is_name(json, i, name))
			continue;
		quote = json->tokens[i + 1].type == JSMN_STRING;
		set_value(value, json,
		    (size_t)json->tokens[i + 1].start - quote,
		    (size_t)json->tokens[i + 1].end + quote, depth_of(json, i));
		return true;
	}
	return false;
}

static bool
next_scanned(const struct json *json, const char *name, struct cursor *cursor,
    struct value *value)
{
	struct scan_member member;

	cursor->scan.text = json->text.bytes;
	cursor->scan.size = json->text.size;
	if (!scan_next(&cursor->scan, name, &member))
		return false;
	if (member.end != 0) {
		set_value(value, json, member.start, member.end, member.depth);
	} else {
		value->type = JSON_ABSENT;
		value->depth = member.depth;
	}
	return true;
}

/* The next member called NAME that is in reach. */
static bool
next(const struct json *json, const char *name, struct cursor *cursor,
    struct value *value)
{
	for (;;) {
		if (json->tokens != NULL
			? !next_token(json, name, cursor, value)
			: !next_scanned(json, name, cursor, value))
			return false;
		if (json->reach == JSON_ANYWHERE || value->depth == 1)
			return true;
	}
}

/*
 * One more, at DEPTH: does it take the place of those that were counted? SAME:
 * it is what the first of those is; whichever another reader sees, it is that.
 */
static bool
is_nearest(unsigned depth, bool same, unsigned *nearest, size_t *count)
{
	if (*count > 0 && depth > *nearest)
		return false;
	if (*count > 0 && depth == *nearest) {
		*count += !same;
		return false;
	}
	*nearest = depth;
	*count = 1;
	return true;
}

static bool
are_same(const struct value *a, const struct value *b)
{
	return a->type == b->type && a->type != JSON_ABSENT &&
	       a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

/* The single value of NAME. Its type is JSON_ABSENT where there is none. */
static struct value
find(const struct json *json, const char *name)
{
	struct value found = {JSON_ABSENT, NULL, 0, 0}, value;
	struct cursor cursor = {0};
	unsigned nearest = 0;
	size_t count = 0;

	while (next(json, name, &cursor, &value))
		if (is_nearest(value.depth, are_same(&found, &value), &nearest,
			&count))
			found = value;
	if (count != 1)
		found.type = JSON_ABSENT;
	return found;
}

enum json_type
json_type(const struct json *json, const char *name)
{
	return find(json, name).type;
}

enum lanyard_error
json_inner(const struct json *json, const char *name, struct buf *buf)
{
	struct value value = find(json, name);

	if (value.type != JSON_OBJECT && value.type != JSON_ARRAY)
		return LANYARD_ERR_ARGUMENT;
	return buf_add(buf, value.bytes, value.size);
}

/* Unset with LANYARD_OK: it is no text. */
static enum lanyard_error
unescape(struct secret *secret, const struct value *value)
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
	struct value value = find(json, name);
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
	struct cursor cursor = {0};
	struct secret word = {NULL, 0};
	struct value value;
	unsigned nearest = 0;
	enum lanyard_error r = LANYARD_OK;

	*count = 0;
	while (r == LANYARD_OK && next(json, name, &cursor, &value)) {
		r = unescape(&word, &value);
		if (secret_is_visible(&word) &&
		    (except == NULL || !secret_equal(&word, except)) &&
		    is_nearest(value.depth,
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
	struct value found = find(json, name);
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
	struct value value = find(json, name);

	return value.type == JSON_BOOLEAN ? value.bytes[0] == 't' : fallback;
}

/* The next item of ARRAY from *AT on, where it begins, and its *END. */
static bool
next_item(const struct value *array, size_t *at, size_t *end)
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
	struct value array = find(json, name);
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
	struct value array = find(json, name), item = {JSON_STRING, NULL, 0, 0};
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
