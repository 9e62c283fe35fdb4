/*
 * json.h - members of JSON from servers (RFC 8259), whole or damaged
 *
 * A text is checked whole first: jsmn only tokenizes; json_parse() also checks
 * what stands between tokens, string escapes, UTF-8, numbers, literals, and
 * depth (LIMIT_JSON_DEPTH). What fails that can be asked all the same, by
 * scan.h: what is wrong with what nobody asks for decides nothing.
 *
 * A member that is asked for must be whole, and single: of one that occurs
 * twice another reader of the same text may see the other (RFC 8259 4 leaves
 * open which counts), so it is none here. Twice the same is once.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/secret.h"
#include "json/json_value.h"

enum json_type json_type(const struct json *json, const char *name);

/*
 * The string member NAME, unescaped, into SECRET. False if it is absent, no
 * string, has a NUL or a lone surrogate in it, or memory ran out.
 */
bool json_secret(
    const struct json *json, const char *name, struct secret *secret);

/* The same for what is no secret: allocated, or NULL. */
char *json_text(const struct json *json, const char *name);

/*
 * The string member NAME that is a word: secret_is_visible(), and not EXCEPT
 * (NULL: any). Others of that name do not count. *COUNT is 0: there is none,
 * 1: it is in SECRET, more: which is meant cannot be told. LANYARD_ERR_MEMORY.
 */
enum lanyard_error json_word(const struct json *json, const char *name,
    const struct secret *except, struct secret *secret, size_t *count);

/*
 * The object or array NAME, as it stands in the text, appended to BUF.
 * LANYARD_ERR_ARGUMENT: there is none, or not one. Else as buf_add().
 */
enum lanyard_error json_inner(
    const struct json *json, const char *name, struct buf *buf);

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
 * The strings of array NAME that are visible ASCII, joined by spaces:
 * allocated, or NULL where there are none.
 */
char *json_array_words(const struct json *json, const char *name);

#endif
