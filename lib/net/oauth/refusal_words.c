/*
 * refusal_words.c - what a refusal says, wherever in it that stands
 */
#include "net/oauth/refusal_words.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* RFC 6749 5.2 and RFC 6750 3.1. */
static const char *const codes[] = {"invalid_request", "invalid_client",
    "invalid_grant", "unauthorized_client", "unsupported_grant_type",
    "invalid_scope", "invalid_token", "insufficient_scope",
    "temporarily_unavailable", "server_error", "slow_down", NULL};

char *
refusal_error(const struct reply *reply, int status)
{
	static const char *const members[] = {"error_code", "errorCode",
	    "error_type", "errorType", "code", "type", "reason", "status",
	    "name", "id", "key", "message", "msg", "error_message",
	    "errorMessage", "error_description", "detail", "title", NULL};
	char *text = reply_text(reply, "error");

	if (text != NULL || status / 100 != 4)
		return text;
	for (size_t i = 0; members[i] != NULL; i++) {
		if ((text = reply_text(reply, members[i])) != NULL &&
		    text_is_one_of(text, codes))
			return text;
		free(text);
	}
	return NULL;
}

char *
refusal_prose(const struct reply *reply)
{
	static const char *const members[] = {"error_description",
	    "error_message", "errorMessage", "message", "msg", "detail",
	    "title", "reason", "description", NULL};
	char *text;

	for (size_t i = 0; members[i] != NULL; i++) {
		text = reply_prose(reply, members[i]);
		if (text != NULL && *text != '\0')
			return text;
		free(text);
	}
	return NULL;
}

/* Is there something like refresh_token=... or "refresh_token":... in it? */
static bool
has_token(const char *text)
{
	static const char *const names[] = {"access_token", "refresh_token",
	    "id_token", "device_code", "client_secret", NULL};

	for (const char *const *name = names; *name != NULL; name++)
		for (const char *s = text; (s = strstr(s, *name)) != NULL;) {
			s += strlen(*name);
			if (*s != '\0' && strchr("\"'=:<>", *s) != NULL)
				return true;
		}
	return false;
}

char *
refusal_plain(const struct reply *reply)
{
	const struct buf *text = reply->text;
	char *copy;
	size_t size;

	if (text == NULL)
		return NULL;
	size = text->size;
	while (size > 0 && text->data[size - 1] <= ' ')
		size--;
	if (size == 0 || size >= REFUSAL_PROSE_SIZE ||
	    memchr(text->data, '\0', size) != NULL ||
	    (copy = malloc(size + 1)) == NULL)
		return NULL;
	memcpy(copy, text->data, size);
	copy[size] = '\0';
	if (has_token(copy)) {
		sodium_memzero(copy, size);
		free(copy);
		return NULL;
	}
	return copy;
}
