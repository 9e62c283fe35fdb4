/*
 * reply.c - the members of an endpoint's reply, whatever they are wrapped in
 */
#include "net/oauth/reply.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/allocate.h"
#include "base/limits.h"
#include "base/percent.h"
#include "base/text.h"
#include "json/number.h"

enum lanyard_error
reply_open(struct reply *reply, const struct buf *text, bool ended,
    struct error *error)
{
	enum lanyard_error r;

	r = json_parse(
	    &reply->json, text->data, text->size, JSON_ANYWHERE, error);
	reply->ended = ended;
	reply->text = r == LANYARD_OK ? NULL : text;
	return r;
}

void
reply_close(struct reply *reply)
{
	json_free(&reply->json);
	reply->text = NULL;
}

/* Does a field that is of any use here begin at AT, whatever is before it? */
static bool
begins_known(const struct buf *text, size_t at)
{
	static const char *const names[] = {"access_token=", "refresh_token=",
	    "token_type=", "expires_in=", "scope=", "error=", NULL};

	for (const char *const *name = names; *name != NULL; name++)
		if (text->size - at >= strlen(*name) &&
		    memcmp(text->data + at, *name, strlen(*name)) == 0)
			return true;
	return false;
}

/* HTML 4 B.2.2 has fields parted by ";", and a page has "&amp;". */
static bool
ends_field(const struct buf *text, size_t at)
{
	unsigned char c = text->data[at];

	return c == '&' || c <= ' ' || (c == ';' && begins_known(text, at + 1));
}

/* Behind what is put before a form by who takes it for part of a URL. */
static size_t
skip_mark(const struct buf *text)
{
	size_t at = 0;

	if (text->size >= 3 && memcmp(text->data, "\xef\xbb\xbf", 3) == 0)
		at = 3;
	if (at < text->size && (text->data[at] == '?' || text->data[at] == '#'))
		at++;
	return at;
}

/* Is FIELD, of SIZE bytes, perhaps NAME=...? */
static bool
may_be(const unsigned char *field, size_t size, const char *name)
{
	const unsigned char *equals = memchr(field, '=', size);
	size_t length = strlen(name);

	if (equals == NULL)
		return false;
	return memchr(field, '%', (size_t)(equals - field)) != NULL ||
	       ((size_t)(equals - field) == length &&
		   memcmp(field, name, length) == 0);
}

/*
 * The next field NAME at or behind *AT, decoded into VALUE. The last one of a
 * reply that was cut is perhaps not whole, and one that is malformed is none.
 */
static bool
next_field(
    const struct reply *reply, const char *name, size_t *at, struct buf *value)
{
	const unsigned char *text = reply->text->data;
	size_t size = reply->text->size, start;
	struct buf field;
	bool found;

	while (*at < size) {
		start = *at;
		while (*at < size && !ends_field(reply->text, *at))
			++*at;
		if (*at == size && !reply->ended)
			return false;
		if (may_be(text + start, *at - start, name)) {
			buf_init(&field, LIMIT_REPLY);
			buf_reset(value);
			found = buf_add(&field, text + start, *at - start) ==
				    LANYARD_OK &&
				percent_query_parameter(
				    buf_text(&field), name, value, NULL);
			buf_clear(&field);
			++*at;
			if (found)
				return true;
			continue;
		}
		++*at;
	}
	return false;
}

static enum lanyard_error
find_field(const struct reply *reply, const char *name,
    const struct secret *except, struct secret *secret, size_t *count)
{
	struct secret word = {NULL, 0};
	enum lanyard_error r = LANYARD_OK;
	struct buf value;
	size_t at = skip_mark(reply->text);

	buf_init(&value, LIMIT_REPLY);
	while (r == LANYARD_OK && next_field(reply, name, &at, &value)) {
		r = secret_set(&word, value.data, value.size);
		secret_trim(&word);
		if (secret_is_visible(&word) &&
		    (except == NULL || !secret_equal(&word, except)) &&
		    (*count == 0 || !secret_equal(&word, secret)) &&
		    ++*count == 1)
			secret_move(secret, &word);
		secret_clear(&word);
	}
	buf_clear(&value);
	if (r != LANYARD_OK || *count != 1)
		secret_clear(secret);
	return r;
}

enum lanyard_error
reply_word(const struct reply *reply, const char *name,
    const struct secret *except, struct secret *secret, size_t *count)
{
	enum lanyard_error r;

	r = json_word(reply->json, name, except, secret, count);
	if (r == LANYARD_OK && *count == 0 && reply->text != NULL &&
	    !reply_is_page(reply))
		r = find_field(reply, name, except, secret, count);
	return r;
}

/* A number, which is none if it is 0, or an array of one word. */
static enum lanyard_error
take_odd(const struct json *json, const char *name, struct secret *word)
{
	struct json_value value = json_value_find(json, name);
	enum lanyard_error r = LANYARD_OK;
	char *words;

	if (value.type == JSON_NUMBER && value.bytes[0] != '0') {
		for (size_t i = 0; i < value.size; i++)
			if (value.bytes[i] < '0' || value.bytes[i] > '9')
				return LANYARD_OK;
		return secret_set(word, value.bytes, value.size);
	}
	if ((words = json_array_words(json, name)) != NULL &&
	    strchr(words, ' ') == NULL)
		r = secret_set_text(word, words);
	if (words != NULL)
		sodium_memzero(words, strlen(words));
	free(words);
	return r;
}

enum lanyard_error
reply_token(const struct reply *reply, const char *name,
    const struct secret *except, struct secret *secret, size_t *count)
{
	struct secret word = {NULL, 0};
	enum lanyard_error r;

	r = reply_word(reply, name, except, secret, count);
	if (r != LANYARD_OK || *count != 0 || reply_is_page(reply))
		return r;
	r = take_odd(reply->json, name, &word);
	if (r == LANYARD_OK && secret_is_visible(&word) &&
	    (except == NULL || !secret_equal(&word, except))) {
		secret_move(secret, &word);
		*count = 1;
	}
	secret_clear(&word);
	return r;
}

char *
reply_text(const struct reply *reply, const char *name)
{
	struct secret word = {NULL, 0};
	char *text = NULL;
	size_t count;

	if (reply_word(reply, name, NULL, &word, &count) == LANYARD_OK &&
	    count == 1)
		text = allocate_text((const char *)word.bytes);
	secret_clear(&word);
	return text;
}

char *
reply_words(const struct reply *reply, const char *name)
{
	char *text = reply_text(reply, name);

	return text != NULL ? text : json_array_words(reply->json, name);
}

char *
reply_prose(const struct reply *reply, const char *name)
{
	char *text = json_text(reply->json, name);

	return text != NULL ? text : reply_text(reply, name);
}

bool
reply_integer(const struct reply *reply, const char *name, int64_t *value)
{
	char *text;
	bool good;

	if (json_integer(reply->json, name, value))
		return true;
	if (reply->text == NULL || (text = reply_text(reply, name)) == NULL)
		return false;
	good = number_length((const unsigned char *)text, strlen(text)) ==
	       strlen(text);
	if (good)
		*value =
		    number_whole((const unsigned char *)text, strlen(text));
	free(text);
	return good;
}

bool
reply_is_page(const struct reply *reply)
{
	const unsigned char *text;
	size_t i = 0;

	if (reply->text == NULL)
		return false;
	text = reply->text->data;
	while (i < reply->text->size && text[i] <= ' ')
		i++;
	/* A tag, a declaration or XML's: more than a byte gone wrong. */
	return i + 1 < reply->text->size && text[i] == '<' &&
	       (text[i + 1] == '!' || text[i + 1] == '?' ||
		   (text_lower((char)text[i + 1]) >= 'a' &&
		       text_lower((char)text[i + 1]) <= 'z'));
}
