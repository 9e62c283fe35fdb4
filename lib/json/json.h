/*
 * json.h - JSON from servers, checked whole (RFC 8259) over jsmn
 *
 * jsmn only tokenizes; json_parse() also checks what stands between tokens,
 * string escapes, UTF-8, numbers, literals, depth (LIMIT_JSON_DEPTH), and that
 * no object has a member twice. Only the members of the outermost object can
 * be asked for, which is all OAuth needs.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/secret.h"

struct json;

enum json_type {
	JSON_ABSENT,
	JSON_NULL,
	JSON_BOOLEAN,
	JSON_NUMBER,
	JSON_STRING,
	JSON_ARRAY,
	JSON_OBJECT,
};

/*
 * Parse SIZE bytes, which must be one JSON object and white space; a leading
 * UTF-8 byte-order mark is passed over. *JSON keeps its own copy.
 * LANYARD_ERR_SERVER: not so; the message says what and at which byte, and
 * repeats nothing of the text. LANYARD_ERR_MEMORY.
 */
enum lanyard_error json_parse(struct json **json, const void *text,
    size_t size, struct error *error);
void json_free(struct json **json);

enum json_type json_type(const struct json *json, const char *name);

/*
 * The string member NAME, unescaped, into SECRET. False if it is absent, no
 * string, has a NUL or a lone surrogate in it, or memory ran out.
 */
bool json_secret(
    const struct json *json, const char *name, struct secret *secret);

/* The same for what is no secret: allocated, or NULL. */
char *json_text(const struct json *json, const char *name);

/* Is there such a string? Then lack of memory alone makes those two fail. */
bool json_is_text(const struct json *json, const char *name);

/*
 * The number member NAME, or a string of one, as a whole number cut towards
 * zero and held within +-10^15. False if it is neither.
 */
bool json_integer(const struct json *json, const char *name, int64_t *value);

bool json_boolean(const struct json *json, const char *name, bool fallback);

/* True if array NAME holds the string VALUE. */
bool json_array_has(
    const struct json *json, const char *name, const char *value);

/*
 * For a text json_parse() refuses: the value of string member NAME if the text
 * holds the quoted NAME exactly once, followed by a colon and a complete
 * string which, unescaped, is what a token may be. Used for nothing but saving
 * a rotated refresh token from an otherwise garbled reply.
 */
bool json_salvage(
    const void *text, size_t size, const char *name, struct secret *secret);

/* True if the text holds the quoted NAME anywhere. */
bool json_mentions(const void *text, size_t size, const char *name);

#endif
