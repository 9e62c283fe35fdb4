/*
 * seed_text.c - a refresh token as people have it: alone, as JSON, or as lines
 */
#include "answer/seed_text.h"

#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "json/json.h"

#define BOM    "\xef\xbb\xbf"
#define BLANKS " \t\r\n"
#define QUOTES "\"'"
#define TOKEN  "refresh_token"
#define ALONE  "there is an access token alone"

/* A part of the text, lent. */
struct part {
	const char *bytes;
	size_t size;
};

static struct part
trim(struct part part)
{
	while (part.size > 0 && strchr(BLANKS, part.bytes[0]) != NULL &&
	       part.bytes[0] != '\0') {
		part.bytes++;
		part.size--;
	}
	while (part.size > 0 && part.bytes[part.size - 1] != '\0' &&
	       strchr(BLANKS, part.bytes[part.size - 1]) != NULL)
		part.size--;
	return part;
}

/* PART without blanks and then one pair of quotes around it. */
static struct part
unquote(struct part part)
{
	part = trim(part);
	if (part.size >= 2 && memchr(QUOTES, part.bytes[0], 2) != NULL &&
	    part.bytes[0] == part.bytes[part.size - 1]) {
		part.bytes++;
		part.size -= 2;
	}
	return trim(part);
}

/* Cut the first line, trimmed, off REST. */
static struct part
next_line(struct part *rest)
{
	const char *end = memchr(rest->bytes, '\n', rest->size);
	size_t size = end == NULL ? rest->size : (size_t)(end - rest->bytes);
	struct part line = {rest->bytes, size};

	rest->bytes += size + (end != NULL);
	rest->size -= size + (end != NULL);
	return trim(line);
}

/* ---- lines ---- */

/* LINE as key=value: false if there is no "=", or nothing before it. */
static bool
split(struct part line, struct part *name, struct part *value)
{
	const char *equals = memchr(line.bytes, '=', line.size);
	struct part before = {line.bytes, 0}, behind;

	if (equals == NULL)
		return false;
	before.size = (size_t)(equals - line.bytes);
	behind.bytes = equals + 1;
	behind.size = line.size - before.size - 1;
	*name = trim(before);
	*value = unquote(behind);
	return name->size > 0;
}

/*
 * The same where NAME can be a key, by its letters: else "=" is one of a token,
 * which few have, and hardly one that has no digit before it.
 */
static bool
split_pair(struct part line, struct part *name, struct part *value)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ_-[]";

	if (!split(line, name, value))
		return false;
	for (size_t i = 0; i < name->size; i++)
		if (memchr(letters, name->bytes[i], sizeof(letters) - 1) ==
		    NULL)
			return false;
	return true;
}

static enum lanyard_error
parse_lines(struct seed_given *given, struct part rest, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;
	const struct seed_key *key;
	struct part line, name, value;

	while (r == LANYARD_OK && rest.size > 0) {
		line = next_line(&rest);
		if (line.size == 0)
			continue;
		if (!split(line, &name, &value))
			r = seed_given_fail(
			    error, "not each line is key=value");
		else if ((key = seed_key_find(name.bytes, name.size)) != NULL)
			r = seed_given_set(
			    given, key, value.bytes, value.size, error);
	}
	return r;
}

/* ---- a form ---- */

/* Is it one line of key=value joined by "&"? */
static bool
is_form(struct part text)
{
	const char *end = text.bytes + text.size, *at = text.bytes, *next;
	struct part name, value;
	size_t pairs = 0;

	if (memchr(text.bytes, '\n', text.size) != NULL)
		return false;
	for (; at <= end; at = next + 1, pairs++) {
		next = memchr(at, '&', (size_t)(end - at));
		if (next == NULL)
			next = end;
		if (!split_pair(
			(struct part){at, (size_t)(next - at)}, &name, &value))
			return false;
	}
	return pairs > 1;
}

/*
 * What stands behind the last "?" or "#", if that is a form: of a URL as a
 * browser shows it.
 */
static struct part
behind_mark(struct part text)
{
	size_t at = text.size;
	struct part rest;

	while (at > 0 && text.bytes[at - 1] != '?' && text.bytes[at - 1] != '#')
		at--;
	rest.bytes = text.bytes + at;
	rest.size = text.size - at;
	return at > 0 && is_form(rest) ? rest : text;
}

static enum lanyard_error
parse_form(struct seed_given *given, struct part text, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;
	const struct seed_key *key;
	struct buf query, value;
	size_t count;

	buf_init(&query, LIMIT_REPLY);
	buf_init(&value, LIMIT_REPLY);
	if (buf_add(&query, text.bytes, text.size) != LANYARD_OK)
		r = error_memory(error);
	for (size_t i = 0; r == LANYARD_OK && (key = seed_key(i)) != NULL;
	     i++) {
		buf_reset(&value);
		count = 0;
		if (percent_query_parameter(
			buf_text(&query), key->name, &value, &count))
			r = seed_given_set(
			    given, key, buf_text(&value), value.size, error);
		if (r == LANYARD_OK && count > 1)
			r = seed_given_fail(error, "a parameter occurs twice");
	}
	buf_clear(&query);
	buf_clear(&value);
	return r;
}

/* ---- JSON ---- */

/* expires_in counts from created_at, where that is told (as GitLab does). */
static enum lanyard_error
take_times(
    struct seed_given *given, const struct json *json, struct error *error)
{
	static const char *const names[] = {
	    "expires_at", "expires_on", "expires"};
	enum json_type type = json_type(json, "expires_in");

	json_integer(json, "created_at", &given->token.asked_at);
	if (json_integer(json, "expires_in", &given->token.expires_in_s))
		return LANYARD_OK;
	if (type != JSON_ABSENT && type != JSON_NULL)
		return error_set(error, LANYARD_ERR_PROTOCOL,
		    "expires_in is no number: no refresh token is kept");
	/* Here some have a date: then the first use asks for another token. */
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (json_integer(json, names[i], &given->expires_at))
			break;
	return LANYARD_OK;
}

/* What is no string, or none that can be read, is left out. */
static enum lanyard_error
take_texts(
    struct seed_given *given, const struct json *json, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;
	const struct seed_key *key;
	struct secret text = {0};
	struct part value;

	for (size_t i = 0; r == LANYARD_OK && (key = seed_key(i)) != NULL;
	     i++) {
		if (!key->in_json || seed_key_is_number(key) ||
		    strcmp(key->name, TOKEN) == 0 ||
		    !json_secret(json, key->name, &text))
			continue;
		value =
		    unquote((struct part){(const char *)text.bytes, text.size});
		r = seed_given_set(given, key, value.bytes, value.size, error);
	}
	secret_clear(&text);
	return r;
}

/* The one refresh token of JSON, if there is one; *JSON is for the caller. */
static enum lanyard_error
find_token(struct seed_given *given, struct part text, enum json_reach reach,
    struct json **json, struct error *error)
{
	struct secret token = {0};
	enum lanyard_error r;
	size_t count = 0;

	json_free(json);
	r = json_parse(json, text.bytes, text.size, reach, NULL);
	if (r != LANYARD_ERR_MEMORY)
		r = json_word(*json, TOKEN, NULL, &token, &count);
	if (r != LANYARD_OK)
		r = error_memory(error);
	else if (count > 1)
		r = seed_given_fail(error, "there are two of them");
	else if (count == 1)
		r = seed_given_set_refresh(
		    given, token.bytes, token.size, error);
	secret_clear(&token);
	return r;
}

/*
 * A reply of a token endpoint; else the one refresh token that stands anywhere
 * in it, alone: whoever wraps a reply may have more than one login.
 */
static enum lanyard_error
parse_json(struct seed_given *given, struct part text, struct error *error)
{
	const struct secret *token = &given->token.refresh_token;
	struct json *json = NULL;
	enum lanyard_error r;

	r = find_token(given, text, JSON_OUTERMOST, &json, error);
	if (r == LANYARD_OK && secret_is_set(token)) {
		if ((r = take_texts(given, json, error)) == LANYARD_OK)
			r = take_times(given, json, error);
	} else if (r == LANYARD_OK)
		r = find_token(given, text, JSON_ANYWHERE, &json, error);
	if (r == LANYARD_OK && !secret_is_set(token) &&
	    json_type(json, "access_token") == JSON_STRING)
		r = seed_given_fail(error, ALONE);
	json_free(&json);
	return r;
}

/* ---- all of them ---- */

/* A text of letters, two or four bytes each: PowerShell's > makes such files.
 */
static bool
is_utf16(struct part text)
{
	const char *b = text.bytes;

	return text.size >= 4 && (memcmp(b, "\xff\xfe", 2) == 0 ||
				     memcmp(b, "\xfe\xff", 2) == 0 ||
				     (b[0] != '\0' && b[1] == '\0' &&
					 b[2] != '\0' && b[3] == '\0') ||
				     (b[0] == '\0' && b[1] != '\0' &&
					 b[2] == '\0' && b[3] != '\0'));
}

static enum lanyard_error
fail_nul(struct part text, struct error *error)
{
	return seed_given_fail(
	    error, is_utf16(text) ? "it is UTF-16 (iconv -f UTF-16 -t UTF-8)"
				  : "a NUL byte was handed in");
}

static enum lanyard_error
parse(struct seed_given *given, struct part text, struct error *error)
{
	struct part rest, line, name, value;

	text = behind_mark(text);
	rest = text;
	line = next_line(&rest);
	if (text.size == 0)
		return seed_given_fail(error, "nothing was handed in");
	if (memchr(text.bytes, '\0', text.size) != NULL)
		return fail_nul(text, error);
	if (text.bytes[0] == '{' || text.bytes[0] == '[')
		return parse_json(given, text, error);
	if (is_form(text))
		return parse_form(given, text, error);
	if (rest.size != 0)
		return parse_lines(given, text, error);
	if (split_pair(line, &name, &value))
		return seed_key_find(name.bytes, name.size) != NULL
			   ? parse_lines(given, text, error)
			   : seed_given_fail(
				 error, "the key before \"=\" is not known");
	value = unquote(text);
	/* "Bearer TOKEN", or a sentence. */
	if (memchr(value.bytes, ' ', value.size) != NULL)
		return seed_given_fail(error, "there are blanks in it");
	return seed_given_set_refresh(given, value.bytes, value.size, error);
}

enum lanyard_error
seed_text_parse(struct seed_given *given, const void *text, size_t size,
    int64_t now, struct error *error)
{
	struct part part = {text, size};
	struct token *token = &given->token;
	struct error ignored = {0};
	enum lanyard_error r;

	if (error == NULL)
		error = &ignored;
	if (size >= strlen(BOM) && memcmp(text, BOM, strlen(BOM)) == 0) {
		part.bytes += strlen(BOM);
		part.size -= strlen(BOM);
	}
	r = parse(given, trim(part), error);
	if (r == LANYARD_OK && !secret_is_set(&token->refresh_token))
		r = seed_given_fail(error, secret_is_set(&token->access_token)
					       ? ALONE
					       : "there is none in it");
	if (token->asked_at <= 0 || token->asked_at > now)
		token->asked_at = now;
	if (r == LANYARD_OK && given->expires_at == 0 &&
	    token->expires_in_s > 0 && token->expires_in_s < INT64_MAX - now)
		given->expires_at = token->asked_at + token->expires_in_s;
	return r;
}
