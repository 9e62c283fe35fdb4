/*
 * json_value.c - a text as JSON over jsmn, or damaged over scan.h, and its
 * values
 *
 * syntax.c has said yes before jsmn sees the text, so the tokens are those of
 * valid JSON: an object's children are its names, a name's child its value.
 */
#include "json/json_value.h"

#include <stdlib.h>
#include <string.h>

#define JSMN_STATIC
#define JSMN_PARENT_LINKS
#define JSMN_STRICT
#include <jsmn.h>

#include "base/allocate.h"
#include "base/limits.h"
#include "base/secret.h"
#include "json/escape.h"
#include "json/syntax.h"

struct json {
	struct secret text;
	jsmntok_t *tokens; /* NULL: it is not JSON, or not all of it */
	size_t count;
	enum json_reach reach;
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
		    "not usable JSON (longer than %zu bytes)", LIMIT_REPLY);
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
set_value(struct json_value *value, const struct json *json, size_t start,
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
next_token(const struct json *json, const char *name,
    struct json_cursor *cursor, struct json_value *value)
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
next_scanned(const struct json *json, const char *name,
    struct json_cursor *cursor, struct json_value *value)
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

bool
json_value_next(const struct json *json, const char *name,
    struct json_cursor *cursor, struct json_value *value)
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

bool
json_value_is_nearest(
    unsigned depth, bool same, unsigned *nearest, size_t *count)
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
are_same(const struct json_value *a, const struct json_value *b)
{
	return a->type == b->type && a->type != JSON_ABSENT &&
	       a->size == b->size && memcmp(a->bytes, b->bytes, a->size) == 0;
}

struct json_value
json_value_find(const struct json *json, const char *name)
{
	struct json_value found = {JSON_ABSENT, NULL, 0, 0}, value;
	struct json_cursor cursor = {0};
	unsigned nearest = 0;
	size_t count = 0;

	while (json_value_next(json, name, &cursor, &value))
		if (json_value_is_nearest(value.depth, are_same(&found, &value),
			&nearest, &count))
			found = value;
	if (count != 1)
		found.type = JSON_ABSENT;
	return found;
}
