/*
 * json.c - the outermost members of a JSON object, over jsmn
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

#include "base/buf.h"
#include "base/limits.h"
#include "json/escape.h"
#include "json/number.h"
#include "json/syntax.h"

struct json {
	struct secret text; /* strings are unescaped in place */
	jsmntok_t *tokens;
	size_t count;
};

struct name {
	int object; /* the token it is a member of */
	size_t size;
	const unsigned char *bytes;
};

static const unsigned char *
token_bytes(const struct json *json, size_t i)
{
	return json->text.bytes + json->tokens[i].start;
}

static size_t
token_size(const struct json *json, size_t i)
{
	return (size_t)(json->tokens[i].end - json->tokens[i].start);
}

static void
unescape_all(struct json *json)
{
	size_t i;

	for (i = 0; i < json->count; i++) {
		jsmntok_t *token = &json->tokens[i];

		if (token->type == JSMN_STRING)
			token->end =
			    token->start +
			    (int)escape_undo(json->text.bytes + token->start,
				token_size(json, i));
	}
}

static bool
is_name(const struct json *json, size_t i)
{
	int parent = json->tokens[i].parent;

	return parent >= 0 && json->tokens[parent].type == JSMN_OBJECT;
}

static int
compare_names(const void *a, const void *b)
{
	const struct name *x = a, *y = b;

	if (x->object != y->object)
		return x->object < y->object ? -1 : 1;
	if (x->size != y->size)
		return x->size < y->size ? -1 : 1;
	return memcmp(x->bytes, y->bytes, x->size);
}

/*
 * RFC 8259 4 leaves open which of two members of one name counts, so that
 * another reader of the same reply could see another token.
 */
static enum lanyard_error
check_names(const struct json *json, struct error *error)
{
	struct name *names = calloc(json->count, sizeof *names);
	enum lanyard_error r = LANYARD_OK;
	size_t count = 0, i;

	if (names == NULL)
		return error_memory(error);
	for (i = 0; i < json->count; i++) {
		if (!is_name(json, i))
			continue;
		names[count].object = json->tokens[i].parent;
		names[count].size = token_size(json, i);
		names[count++].bytes = token_bytes(json, i);
	}
	qsort(names, count, sizeof *names, compare_names);
	for (i = 1; i < count && r == LANYARD_OK; i++) {
		if (compare_names(&names[i - 1], &names[i]) == 0)
			r = error_set(error, LANYARD_ERR_SERVER,
			    "not usable JSON: a member occurs twice");
	}
	free(names);
	return r;
}

static enum lanyard_error
tokenize(struct json *json, size_t expected, struct error *error)
{
	jsmn_parser parser;
	int count;

	json->tokens = calloc(expected, sizeof *json->tokens);
	if (json->tokens == NULL)
		return error_memory(error);
	jsmn_init(&parser);
	count = jsmn_parse(&parser, (const char *)json->text.bytes,
	    json->text.size, json->tokens, (unsigned)expected);
	if (count < 0 || (size_t)count != expected)
		return error_set(error, LANYARD_ERR_SERVER, "not JSON");
	json->count = expected;
	return LANYARD_OK;
}

static enum lanyard_error
check_text(const unsigned char *text, size_t size, struct syntax *syntax,
    struct error *error)
{
	if (size > LIMIT_REPLY)
		return error_set(error, LANYARD_ERR_SERVER,
		    "not usable JSON: longer than %u bytes", LIMIT_REPLY);
	if (!syntax_check(syntax, text, size))
		return error_set(error, LANYARD_ERR_SERVER,
		    "not usable JSON: %s at byte %zu", syntax->problem,
		    syntax->offset);
	return LANYARD_OK;
}

enum lanyard_error
json_parse(
    struct json **json, const void *text, size_t size, struct error *error)
{
	const unsigned char *bytes = text;
	struct syntax syntax = {0};
	struct json *new = NULL;
	enum lanyard_error r;

	*json = NULL;
	/* RFC 8259 8.1: a byte-order mark may be ignored. */
	if (size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		size -= 3;
	}
	if ((r = check_text(bytes, size, &syntax, error)) != LANYARD_OK)
		return r;
	if ((new = calloc(1, sizeof *new)) == NULL ||
	    secret_set(&new->text, bytes, size) != LANYARD_OK) {
		r = error_memory(error);
		goto out;
	}
	if ((r = tokenize(new, syntax.tokens, error)) != LANYARD_OK)
		goto out;
	unescape_all(new);
	if ((r = check_names(new, error)) != LANYARD_OK)
		goto out;
	*json = new;
	new = NULL;
out:
	json_free(&new);
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

static bool
token_is(const struct json *json, size_t i, const char *text)
{
	size_t size = strlen(text);

	return token_size(json, i) == size &&
	       memcmp(token_bytes(json, i), text, size) == 0;
}

/* The token of outermost member NAME's value; 0, the object itself: absent. */
static size_t
find(const struct json *json, const char *name)
{
	size_t i;

	for (i = 1; i < json->count; i++) {
		if (json->tokens[i].parent == 0 && token_is(json, i, name))
			return i + 1;
	}
	return 0;
}

enum json_type
json_type(const struct json *json, const char *name)
{
	size_t i = find(json, name);

	if (i == 0)
		return JSON_ABSENT;
	if (json->tokens[i].type == JSMN_STRING)
		return JSON_STRING;
	if (json->tokens[i].type == JSMN_ARRAY)
		return JSON_ARRAY;
	if (json->tokens[i].type == JSMN_OBJECT)
		return JSON_OBJECT;
	switch (token_bytes(json, i)[0]) {
	case 'n':
		return JSON_NULL;
	case 't':
	case 'f':
		return JSON_BOOLEAN;
	default:
		return JSON_NUMBER;
	}
}

bool
json_is_text(const struct json *json, const char *name)
{
	size_t i = find(json, name);

	return i != 0 && json->tokens[i].type == JSMN_STRING &&
	       escape_is_text(token_bytes(json, i), token_size(json, i));
}

bool
json_secret(const struct json *json, const char *name, struct secret *secret)
{
	size_t i = find(json, name);

	if (!json_is_text(json, name))
		return false;
	return secret_set(secret, token_bytes(json, i), token_size(json, i)) ==
	       LANYARD_OK;
}

char *
json_text(const struct json *json, const char *name)
{
	size_t i = find(json, name);

	if (!json_is_text(json, name))
		return NULL;
	return strndup((const char *)token_bytes(json, i), token_size(json, i));
}

bool
json_integer(const struct json *json, const char *name, int64_t *value)
{
	enum json_type type = json_type(json, name);
	size_t i = find(json, name);

	if (type != JSON_NUMBER && type != JSON_STRING)
		return false;
	if (token_size(json, i) == 0 ||
	    number_length(token_bytes(json, i), token_size(json, i)) !=
		token_size(json, i))
		return false;
	*value = number_whole(token_bytes(json, i), token_size(json, i));
	return true;
}

bool
json_boolean(const struct json *json, const char *name, bool fallback)
{
	if (json_type(json, name) != JSON_BOOLEAN)
		return fallback;
	return token_bytes(json, find(json, name))[0] == 't';
}

bool
json_array_has(const struct json *json, const char *name, const char *value)
{
	size_t array = find(json, name), i;

	if (array == 0 || json->tokens[array].type != JSMN_ARRAY)
		return false;
	for (i = array + 1; i < json->count; i++) {
		if (json->tokens[i].parent == (int)array &&
		    json->tokens[i].type == JSMN_STRING &&
		    token_is(json, i, value))
			return true;
	}
	return false;
}

/* The end of the next NAME in quotes at or behind AT; 0: there is none. */
static size_t
find_quoted(const unsigned char *text, size_t size, size_t at, const char *name)
{
	size_t length = strlen(name);

	for (; at + length + 2 <= size; at++) {
		if (text[at] == '"' && text[at + length + 1] == '"' &&
		    memcmp(text + at + 1, name, length) == 0)
			return at + length + 2;
	}
	return 0;
}

static size_t
skip_space(const unsigned char *text, size_t size, size_t at)
{
	while (at < size && memchr(" \t\r\n", text[at], 4) != NULL)
		at++;
	return at;
}

bool
json_mentions(const void *text, size_t size, const char *name)
{
	return find_quoted(text, size, 0, name) != 0;
}

/* The end of the string that a colon at AT leads to; 0: there is none. */
static size_t
find_value_end(const unsigned char *text, size_t size, size_t at)
{
	at = skip_space(text, size, at);
	if (at >= size || text[at] != ':')
		return 0;
	at = skip_space(text, size, at + 1);
	if (at >= size || text[at] != '"')
		return 0;
	for (at++; at < size && text[at] != '"'; at++) {
		if (text[at] == '\\')
			at++;
	}
	return at < size ? at + 1 : 0;
}

/* The member alone is an object that can be parsed, escapes and all. */
static bool
take_member(const unsigned char *member, size_t size, const char *name,
    struct secret *secret)
{
	struct json *json = NULL;
	struct buf object;
	bool found;

	buf_init(&object, LIMIT_REPLY);
	found =
	    buf_add_text(&object, "{") == LANYARD_OK &&
	    buf_add(&object, member, size) == LANYARD_OK &&
	    buf_add_text(&object, "}") == LANYARD_OK &&
	    json_parse(&json, object.data, object.size, NULL) == LANYARD_OK &&
	    json_secret(json, name, secret);
	if (found && !secret_is_visible(secret)) {
		secret_clear(secret);
		found = false;
	}
	json_free(&json);
	buf_clear(&object);
	return found;
}

bool
json_salvage(
    const void *text, size_t size, const char *name, struct secret *secret)
{
	const unsigned char *bytes = text;
	size_t at = find_quoted(bytes, size, 0, name), end, start;

	if (at == 0 || find_quoted(bytes, size, at, name) != 0)
		return false;
	start = at - strlen(name) - 2;
	end = find_value_end(bytes, size, at);
	return end != 0 &&
	       take_member(bytes + start, end - start, name, secret);
}
