/*
 * seed_given.c - a refresh token that was handed in, and what came with it
 */
#include "answer/seed_given.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "git/credential.h"

enum {
	MEANS_REFRESH_TOKEN,
	MEANS_ACCESS_TOKEN,
	MEANS_EXPIRES_AT,
	MEANS_EXPIRES_IN,
	MEANS_SCOPE,
	MEANS_TYPE,
	MEANS_ABOUT, /* whose it is */
};

static const struct seed_key keys[] = {
    {"refresh_token", MEANS_REFRESH_TOKEN, true},
    {"access_token", MEANS_ACCESS_TOKEN, true},
    {"expires_in", MEANS_EXPIRES_IN, true},
    {"expires_at", MEANS_EXPIRES_AT, true},
    {"scope", MEANS_SCOPE, true},
    {"token_type", MEANS_TYPE, true},
    {"issuer", MEANS_ABOUT, true},
    {"token_endpoint", MEANS_ABOUT, true},
    {"client_id", MEANS_ABOUT, true},
    /* git's names */
    {"oauth_refresh_token", MEANS_REFRESH_TOKEN, false},
    {"password", MEANS_ACCESS_TOKEN, false},
    {"password_expiry_utc", MEANS_EXPIRES_AT, false},
    {"url", MEANS_ABOUT, false},
    {"protocol", MEANS_ABOUT, false},
    {"host", MEANS_ABOUT, false},
    {"path", MEANS_ABOUT, false},
    {"username", MEANS_ABOUT, false},
};

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

void
seed_given_init(struct seed_given *given)
{
	memset(given, 0, sizeof(*given));
	token_init(&given->token);
}

void
seed_given_clear(struct seed_given *given)
{
	token_clear(&given->token);
	attributes_clear(&given->about);
	seed_given_init(given);
}

const struct seed_key *
seed_key(size_t i)
{
	return i < KEY_COUNT ? &keys[i] : NULL;
}

const struct seed_key *
seed_key_find(const char *name, size_t size)
{
	for (size_t i = 0; i < KEY_COUNT; i++)
		if (strlen(keys[i].name) == size &&
		    text_compare_n(keys[i].name, name, size) == 0)
			return &keys[i];
	return NULL;
}

bool
seed_key_is_number(const struct seed_key *key)
{
	return key->meaning == MEANS_EXPIRES_AT ||
	       key->meaning == MEANS_EXPIRES_IN;
}

enum lanyard_error
seed_given_fail(struct error *error, const char *what)
{
	return error_set(
	    error, LANYARD_ERR_PROTOCOL, "%s: no refresh token is kept", what);
}

/* RFC 6749 appendix A allows both, but what is meant ends before them. */
static bool
is_wrapping(unsigned char c)
{
	return c == ' ' || c == '"' || c == '\'' || c == '`';
}

bool
seed_given_is_token(const struct secret *secret)
{
	return secret_is_visible(secret) && !is_wrapping(secret->bytes[0]) &&
	       !is_wrapping(secret->bytes[secret->size - 1]);
}

/* Nor does a refresh token, of any server, have one of these within. */
static bool
is_refresh_token(const struct secret *secret)
{
	const char *text = (const char *)secret->bytes;

	return seed_given_is_token(secret) &&
	       strpbrk(text, " \"'`<>") == NULL &&
	       strchr(",;", text[strlen(text) - 1]) == NULL;
}

/* A token is somewhere in it, but all of it is none. */
static bool
is_around_token(const struct secret *secret)
{
	const char *text = (const char *)secret->bytes;

	return strstr(text, "_token=") != NULL || strstr(text, "://") != NULL;
}

enum lanyard_error
seed_given_set_refresh(struct seed_given *given, const void *value, size_t size,
    struct error *error)
{
	struct secret token = {0};
	enum lanyard_error r = LANYARD_OK;

	if (secret_set(&token, value, size) != LANYARD_OK)
		return error_memory(error);
	if (!is_refresh_token(&token))
		r = seed_given_fail(error, "it is empty, or has blanks, quotes "
					   "or other characters in it that no "
					   "token has");
	else if (is_around_token(&token))
		r = seed_given_fail(
		    error, "it is a URL or a form, not a token");
	else if (secret_is_set(&given->token.refresh_token) &&
		 !secret_equal(&given->token.refresh_token, &token))
		r = seed_given_fail(error, "there are two of them");
	else
		secret_move(&given->token.refresh_token, &token);
	secret_clear(&token);
	return r;
}

/* One that cannot be a token is left out: the first use asks for another. */
static enum lanyard_error
set_access(struct seed_given *given, const void *value, size_t size)
{
	struct secret *token = &given->token.access_token;
	enum lanyard_error r = secret_set(token, value, size);

	if (r == LANYARD_OK && !seed_given_is_token(token))
		secret_clear(token);
	return r;
}

/* Decimal, held at INT64_MAX. */
static bool
read_number(const char *text, int64_t *number)
{
	if (*text == '\0')
		return false;
	for (*number = 0; *text != '\0'; text++) {
		int digit = *text - '0';

		if (digit < 0 || digit > 9)
			return false;
		*number = *number > (INT64_MAX - digit) / 10
			      ? INT64_MAX
			      : *number * 10 + digit;
	}
	return true;
}

static enum lanyard_error
set_number(struct seed_given *given, const struct seed_key *key,
    const char *text, struct error *error)
{
	int64_t *to = key->meaning == MEANS_EXPIRES_AT
			  ? &given->expires_at
			  : &given->token.expires_in_s;

	if (!read_number(text, to))
		return error_set(error, LANYARD_ERR_PROTOCOL,
		    "%s is no number: no refresh token is kept", key->name);
	return LANYARD_OK;
}

/* What says nothing, or no line of a record can hold, is left out. */
static enum lanyard_error
set_line(char **to, const char *text)
{
	if (*text == '\0' || text_has_control(text))
		return LANYARD_OK;
	return text_set(to, text);
}

/* "url" says what its parts say; it may have a password, which is dropped. */
static enum lanyard_error
set_url(struct attributes *about, const char *url)
{
	struct lanyard_credential place = {0};
	enum lanyard_error r = lanyard_credential_set(&place, "url", url);

	for (size_t i = 0; i < KEY_COUNT && r == LANYARD_OK; i++)
		if (keys[i].meaning == MEANS_ABOUT)
			r = attributes_set_given(about, keys[i].name,
			    attributes_text(&place.attributes, keys[i].name));
	attributes_clear(&place.attributes);
	return r;
}

static enum lanyard_error
set_about(struct seed_given *given, const struct seed_key *key,
    const char *text, struct error *error)
{
	enum lanyard_error r;

	r = strcmp(key->name, "url") == 0
		? set_url(&given->about, text)
		: attributes_set_text(&given->about, key->name, text);
	return r == LANYARD_ERR_PROTOCOL
		   ? error_set(error, r,
			 "%s is malformed: no refresh token is kept", key->name)
		   : r;
}

/* What is no token, as a string. */
static enum lanyard_error
set_other(struct seed_given *given, const struct seed_key *key,
    const char *text, struct error *error)
{
	if (seed_key_is_number(key))
		return set_number(given, key, text, error);
	if (key->meaning == MEANS_SCOPE)
		return set_line(&given->token.scope, text);
	if (key->meaning == MEANS_TYPE)
		return set_line(&given->token.token_type, text);
	return set_about(given, key, text, error);
}

enum lanyard_error
seed_given_set(struct seed_given *given, const struct seed_key *key,
    const void *value, size_t size, struct error *error)
{
	enum lanyard_error r;
	struct buf text;

	if (key->meaning == MEANS_REFRESH_TOKEN)
		return seed_given_set_refresh(given, value, size, error);
	buf_init(&text, LIMIT_REPLY);
	if (key->meaning == MEANS_ACCESS_TOKEN)
		r = set_access(given, value, size);
	else if ((r = buf_add(&text, value, size)) == LANYARD_OK)
		r = set_other(given, key, buf_text(&text), error);
	buf_clear(&text);
	return r == LANYARD_ERR_MEMORY ? error_memory(error) : r;
}
