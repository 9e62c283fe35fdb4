/*
 * member.c - one member of the JSON that a program asks in, or is answered in
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "lanyard.h"
#include "json/json.h"
#include "json/json_write.h"
#include "json/member_path.h"

static char *
boolean(const struct json *json, const char *name)
{
	return strdup(json_boolean(json, name, false) ? "true" : "false");
}

/* As it stands there. *FAILED: there is one, which could not be copied. */
static char *
copy_number(const struct json *json, const char *name, bool *failed)
{
	struct json_value found = json_value_find(json, name);
	char *value = NULL;

	if (found.type == JSON_NUMBER)
		value = strndup((const char *)found.bytes, found.size);
	*failed = value == NULL && found.type == JSON_NUMBER;
	return value;
}

/* A string or a boolean, likewise. */
static char *
copy_text(const struct json *json, const char *name, bool *failed)
{
	enum json_type type = json_type(json, name);
	char *value = NULL;

	if (type == JSON_STRING)
		value = json_text(json, name);
	else if (type == JSON_BOOLEAN)
		value = boolean(json, name);
	*failed = value == NULL && type == JSON_BOOLEAN;
	return value;
}

/* Is TEXT an object, and nothing else? */
static enum lanyard_error
check(const struct buf *text)
{
	struct json *json;
	enum lanyard_error r =
	    json_parse(&json, text->data, text->size, JSON_OUTERMOST, NULL);

	json_free(&json);
	return r == LANYARD_OK || r == LANYARD_ERR_MEMORY
		   ? r
		   : LANYARD_ERR_PROTOCOL;
}

typedef char *copy_function(
    const struct json *json, const char *name, bool *failed);

/* The member at PATH of TEXT, which is an object. */
static enum lanyard_error
find(
    const struct buf *text, const char *path, copy_function *copy, char **value)
{
	struct json *json = NULL;
	enum lanyard_error r;
	struct buf inner;
	const char *name;
	bool failed = false;

	buf_init(&inner, LIMIT_RECORD);
	r = member_path_enter(&inner, text, path, &name);
	if (r == LANYARD_OK && inner.size > 0 && inner.data[0] != '[' &&
	    (r = json_parse(&json, inner.data, inner.size, JSON_OUTERMOST,
		 NULL)) == LANYARD_OK)
		*value = copy(json, name, &failed);
	json_free(&json);
	buf_clear(&inner);
	return failed ? LANYARD_ERR_MEMORY : r;
}

static enum lanyard_error
member(const char *text, size_t size, const char *name, copy_function *copy,
    char **value)
{
	enum lanyard_error r;
	struct buf whole;

	*value = NULL;
	buf_init(&whole, LIMIT_RECORD);
	if ((r = buf_add(&whole, text, size)) == LANYARD_OK &&
	    (r = check(&whole)) == LANYARD_OK)
		r = find(&whole, name, copy, value);
	buf_clear(&whole);
	return r;
}

enum lanyard_error
lanyard_json_member(
    const char *text, size_t size, const char *name, char **value)
{
	return member(text, size, name, copy_text, value);
}

enum lanyard_error
lanyard_json_number(
    const char *text, size_t size, const char *name, char **value)
{
	return member(text, size, name, copy_number, value);
}

enum lanyard_error
lanyard_json_string(const char *text, char **json)
{
	enum lanyard_error r;
	struct buf buf;

	buf_init(&buf, (size_t)8 * LIMIT_RECORD);
	r = json_write_string(&buf, text);
	*json = r == LANYARD_OK ? strdup(buf_text(&buf)) : NULL;
	if (r == LANYARD_OK && *json == NULL)
		r = LANYARD_ERR_MEMORY;
	buf_clear(&buf);
	return r == LANYARD_ERR_PROTOCOL ? LANYARD_ERR_TOO_LARGE : r;
}
