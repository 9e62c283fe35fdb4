/*
 * payload.c - what a JSON Web Token says, whoever has signed it
 */
#include "json/payload.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "json/json.h"

#define PARTS 3

static bool
has_form(const struct secret *token)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
	const char *text = (const char *)token->bytes;
	size_t parts = 1, size;

	if (token->size == 0)
		return false;
	size = strspn(text, letters);
	while (size > 0 && text[size] == '.' && parts < PARTS) {
		text += size + 1;
		size = strspn(text, letters);
		parts++;
	}
	return parts == PARTS && text[size] == '\0';
}

static bool
is_object(const struct secret *token, enum payload_part part)
{
	struct json *json = NULL;
	struct buf text;
	bool is;

	buf_init(&text, LIMIT_LINE);
	is = payload_part(&text, token, part) == LANYARD_OK &&
	     json_parse(&json, text.data, text.size, JSON_OUTERMOST, NULL) ==
		 LANYARD_OK;
	json_free(&json);
	buf_clear(&text);
	return is;
}

bool
payload_is_jwt(const struct secret *token)
{
	return has_form(token) && is_object(token, PAYLOAD_HEADER) &&
	       is_object(token, PAYLOAD_CLAIMS);
}

enum lanyard_error
payload_decode_letters(struct buf *to, const char *text, size_t size)
{
	unsigned char *bytes = malloc(size + 1);
	enum lanyard_error r = LANYARD_ERR_PROTOCOL;
	size_t length;

	if (bytes == NULL)
		return LANYARD_ERR_MEMORY;
	if (sodium_base642bin(bytes, size + 1, text, size, "=", &length, NULL,
		sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0)
		r = buf_add(to, bytes, length);
	sodium_memzero(bytes, size + 1);
	free(bytes);
	return r;
}

enum lanyard_error
payload_part(struct buf *to, const struct secret *token, enum payload_part part)
{
	const char *text = (const char *)token->bytes, *first, *second = NULL;
	const char *end = text + token->size;

	if (token->size == 0 || token->size > LIMIT_LINE)
		return LANYARD_ERR_ARGUMENT;
	if ((first = memchr(text, '.', token->size)) != NULL)
		second = memchr(first + 1, '.', (size_t)(end - first - 1));
	if (second == NULL ||
	    memchr(second + 1, '.', (size_t)(end - second - 1)) != NULL)
		return LANYARD_ERR_ARGUMENT;
	if (part == PAYLOAD_HEADER)
		return payload_decode_letters(to, text, (size_t)(first - text));
	if (part == PAYLOAD_SIGNATURE)
		return payload_decode_letters(
		    to, second + 1, (size_t)(end - second - 1));
	return payload_decode_letters(
	    to, first + 1, (size_t)(second - first - 1));
}

enum lanyard_error
payload_decode(struct buf *to, const struct secret *token)
{
	return payload_part(to, token, PAYLOAD_CLAIMS);
}

enum lanyard_error
payload_expires_at(const struct secret *token, int64_t *expires_at)
{
	struct json *json = NULL;
	enum lanyard_error r;
	struct buf payload;

	*expires_at = 0;
	buf_init(&payload, LIMIT_LINE);
	r = payload_decode(&payload, token);
	if (r == LANYARD_OK)
		r = json_parse(
		    &json, payload.data, payload.size, JSON_OUTERMOST, NULL);
	if (r == LANYARD_OK && !json_integer(json, "exp", expires_at))
		*expires_at = 0;
	if (*expires_at < 0)
		*expires_at = 0;
	json_free(&json);
	buf_clear(&payload);
	return r == LANYARD_ERR_MEMORY ? r : LANYARD_OK;
}
