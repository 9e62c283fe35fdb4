/*
 * json_value.h - a text as JSON (RFC 8259), whole or damaged, and the values
 * that it has for a name, as they stand in it
 *
 * What they mean is json.h's, which is what others include.
 */
#ifndef JSON_VALUE_H
#define JSON_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "json/scan.h"

struct json;

enum json_type {
	JSON_ABSENT, /* also: not whole, or not single */
	JSON_NULL,
	JSON_BOOLEAN,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT,
};

/* Where a member may stand. */
enum json_reach {
	JSON_OUTERMOST, /* in the outermost object */
	JSON_ANYWHERE,	/* at any depth; the one nearest to the surface */
};

/*
 * Take SIZE bytes, which are to be one JSON object and white space; a leading
 * UTF-8 byte-order mark is passed over. *JSON keeps its own copy.
 * LANYARD_ERR_SERVER: not so; the message says what and at which byte, and
 * repeats nothing of the text. *JSON is set, too, and has the members that are
 * whole. LANYARD_ERR_MEMORY: *JSON is NULL.
 */
enum lanyard_error json_parse(struct json **json, const void *text,
    size_t size, enum json_reach reach, struct error *error);
void json_free(struct json **json);

/* Was it JSON, all of it? */
bool json_is_whole(const struct json *json);

/* As it stands in the text, which lends it; a string's without its quotes. */
struct json_value {
	enum json_type type;
	const unsigned char *bytes;
	size_t size;
	unsigned depth;
};

/* How far the members of one name have been seen; zeroed before the first. */
struct json_cursor {
	size_t token;
	struct scan scan;
};

/* The next value of NAME that is in reach. False: there is no other. */
bool json_value_next(const struct json *json, const char *name,
    struct json_cursor *cursor, struct json_value *value);

/*
 * One more, at DEPTH: does it take the place of those that were counted? SAME:
 * it is what the first of those is; whichever another reader sees, it is that.
 */
bool json_value_is_nearest(
    unsigned depth, bool same, unsigned *nearest, size_t *count);

/* The single value of NAME. Its type is JSON_ABSENT where there is none. */
struct json_value json_value_find(const struct json *json, const char *name);

#endif
