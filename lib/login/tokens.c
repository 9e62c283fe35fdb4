/*
 * tokens.c - the tokens of a login in its record
 */
#include "login/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "login/failure.h"
#include "login/grant.h"

#define MOVED_AT	   "moved_at"
#define ROTATES		   "refresh_token_rotates"
#define GIVEN_LIFE	   "expires_in"
#define REFRESH_EXPIRES_AT "refresh_token_expires_at"
#define LIFETIME_MAX_S	   (INT64_C(365) * 24 * 3600) /* from elsewhere */

/*
 * The record's keys for what a token is. Of a login that was moved away each
 * has "moved_" before it, so that whoever looks for a token finds none.
 */
static const struct {
	const char *key;
	const char *moved;
} keys[] = {
    {"access_token", "moved_access_token"},
    {"token_type", "moved_token_type"},
    {"expires_at", "moved_expires_at"},
    {"obtained_at", "moved_obtained_at"},
    {"refresh_token", "moved_refresh_token"},
};

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))

const struct secret *
tokens_access(const struct record *record)
{
	return attributes_secret(&record->attributes, "access_token");
}

const struct secret *
tokens_refresh(const struct record *record)
{
	return failure_of_refresh_token(record) != NULL
		   ? NULL
		   : tokens_stored_refresh(record);
}

const struct secret *
tokens_stored_refresh(const struct record *record)
{
	return attributes_secret(&record->attributes, "refresh_token");
}

bool
tokens_had_refresh(const struct record *record)
{
	return attributes_text(&record->attributes, "refresh_token_before") !=
	       NULL;
}

/* In the place of any that there was before. */
static enum lanyard_error
set_refresh(struct record *record, const struct secret *token)
{
	attributes_remove(&record->attributes, "refresh_token_before");
	attributes_remove(&record->attributes, REFRESH_EXPIRES_AT);
	failure_forget_dead(record);
	return attributes_set(&record->attributes, "refresh_token", token);
}

enum tokens_rotation
tokens_rotation(const struct record *record)
{
	const char *text = attributes_text(&record->attributes, ROTATES);

	if (text == NULL)
		return TOKENS_ROTATION_UNKNOWN;
	return strcmp(text, "true") == 0 ? TOKENS_ROTATION_YES
					 : TOKENS_ROTATION_NO;
}

int64_t
tokens_moved_at(const struct record *record)
{
	return attributes_number(&record->attributes, MOVED_AT, 0);
}

bool
tokens_has_key(const char *key)
{
	static const char *const others[] = {"refresh_token_before",
	    REFRESH_EXPIRES_AT, GIVEN_LIFE, ROTATES, "scope", "generation",
	    NULL};

	for (size_t i = 0; i < KEY_COUNT; i++)
		if (strcmp(key, keys[i].key) == 0)
			return true;
	return text_is_one_of(key, others);
}

bool
tokens_accept(const char *key, const char *text)
{
	static const char *const tokens[] = {
	    "access_token", "refresh_token", NULL};
	static const char *const numbers[] = {"expires_at", "obtained_at",
	    REFRESH_EXPIRES_AT, GIVEN_LIFE, "generation", NULL};
	static const char *const booleans[] = {
	    "refresh_token_before", ROTATES, NULL};
	static const char *const truths[] = {"true", "false", NULL};
	/* Lent, as a list of one, lest memory that lacks is taken for a fault.
	 */
	struct attribute item = {.key = (char *)(uintptr_t)key,
	    .value = {(unsigned char *)(uintptr_t)text, strlen(text)}};
	const struct attributes a = {.items = &item, .count = 1};

	if (text_is_one_of(key, tokens))
		return text_is_visible(text);
	if (text_is_one_of(key, booleans))
		return text_is_one_of(text, truths);
	return !text_is_one_of(key, numbers) ||
	       attributes_number(&a, key, -1) >= 0;
}

int64_t
tokens_expires_at(const struct record *record)
{
	return attributes_number(&record->attributes, "expires_at", 0);
}

int64_t
tokens_obtained_at(const struct record *record)
{
	return attributes_number(&record->attributes, "obtained_at", 0);
}

int64_t
tokens_given_life_s(const struct record *record)
{
	return attributes_number(&record->attributes, GIVEN_LIFE, 0);
}

int64_t
tokens_refresh_expires_at(const struct record *record)
{
	return attributes_number(&record->attributes, REFRESH_EXPIRES_AT, 0);
}

const char *
tokens_scope(const struct record *record)
{
	return attributes_text(&record->attributes, "scope");
}

uint64_t
tokens_generation(const struct record *record)
{
	return (uint64_t)attributes_number(
	    &record->attributes, "generation", 0);
}

enum lanyard_error
tokens_begin(struct record *record, const struct login *login)
{
	struct attributes *a = &record->attributes;
	char *scope = NULL;
	enum lanyard_error r = LANYARD_OK;

	if (tokens_stored_refresh(record) != NULL)
		r = attributes_set_text(a, "refresh_token_before", "true");
	attributes_remove(a, "refresh_token");
	tokens_forget_moved(record);
	attributes_remove(a, REFRESH_EXPIRES_AT);
	failure_forget_dead(record);
	attributes_remove(a, "scope");
	if (r == LANYARD_OK)
		r = login_scope_text(login, &scope);
	if (r == LANYARD_OK)
		r = attributes_set_given(a, "scope", scope);
	free(scope);
	return r;
}

/* NUMBER as KEY; 0: none. */
static enum lanyard_error
set_number(struct attributes *a, const char *key, int64_t number)
{
	if (number != 0)
		return attributes_set_number(a, key, number);
	attributes_remove(a, key);
	return LANYARD_OK;
}

/*
 * Does the server give another refresh token with each refresh? What it has
 * done once it may do again.
 */
static enum lanyard_error
note_rotation(struct record *record, const struct token *token)
{
	const struct secret *had = tokens_stored_refresh(record);
	bool other;

	if (had == NULL || (!secret_is_set(&token->refresh_token) &&
			       !secret_is_set(&token->access_token)))
		return LANYARD_OK;
	other = secret_is_set(&token->refresh_token) &&
		!secret_equal(&token->refresh_token, had);
	if (!other && tokens_rotation(record) != TOKENS_ROTATION_UNKNOWN)
		return LANYARD_OK;
	return attributes_set_text(
	    &record->attributes, ROTATES, other ? "true" : "false");
}

/* Told of the token that came, or of the one that a refresh has prolonged. */
static enum lanyard_error
set_refresh_expiry(struct record *record, const struct token *token)
{
	if (token->refresh_expires_in_s == 0 ||
	    tokens_stored_refresh(record) == NULL)
		return LANYARD_OK;
	return attributes_set_number(&record->attributes, REFRESH_EXPIRES_AT,
	    token->asked_at + token->refresh_expires_in_s);
}

/* Is there another when this one is over, without a person? */
static bool
can_renew(const struct record *record)
{
	return tokens_stored_refresh(record) != NULL ||
	       grant_is_unattended(
		   attributes_text(&record->attributes, "grant_type"));
}

enum lanyard_error
tokens_keep(struct record *record, const struct token *token)
{
	struct attributes *a = &record->attributes;
	int64_t expires_in_s;
	enum lanyard_error r = note_rotation(record, token);

	if (r == LANYARD_OK && secret_is_set(&token->refresh_token))
		r = set_refresh(record, &token->refresh_token);
	if (r == LANYARD_OK)
		r = set_refresh_expiry(record, token);
	if (r != LANYARD_OK || !secret_is_set(&token->access_token))
		return r;
	expires_in_s = token_life_s(token, can_renew(record));
	if ((r = attributes_set(a, "access_token", &token->access_token)) !=
		LANYARD_OK ||
	    (r = attributes_set_given(a, "token_type", token->token_type)) !=
		LANYARD_OK ||
	    (r = attributes_set_given(a, "scope", token->scope)) !=
		LANYARD_OK ||
	    (r = set_number(a, "expires_at",
		 expires_in_s == 0 ? 0 : token->asked_at + expires_in_s)) !=
		LANYARD_OK ||
	    (r = set_number(a, GIVEN_LIFE, expires_in_s)) != LANYARD_OK)
		return r;
	/* The server has taken the old one again, if it gave no other. */
	failure_forget_dead(record);
	failure_forget_refresh(record);
	failure_forget_login(record);
	return attributes_set_number(a, "obtained_at", token->asked_at);
}

/*
 * Moments in milliseconds, and lifetimes taken for moments, are far from now.
 * Tokens of another type than bearer are left to the token endpoint to judge.
 */
static bool
is_credible(const struct token *token, int64_t expires_at, int64_t now)
{
	return secret_is_set(&token->access_token) && expires_at > now &&
	       expires_at - now <= LIFETIME_MAX_S &&
	       (token->token_type == NULL ||
		   text_compare(token->token_type, "bearer") == 0);
}

enum lanyard_error
tokens_seed(struct record *record, const struct token *token,
    int64_t expires_at, int64_t now)
{
	int64_t obtained_at = token->asked_at;
	struct attributes *a = &record->attributes;
	enum lanyard_error r;

	/* Not known to be new: what rejects it may take another. */
	if (obtained_at <= 0 || obtained_at > now)
		obtained_at = now - REJECTED_AGAIN_S;
	tokens_drop_access(record);
	attributes_remove(a, GIVEN_LIFE);
	tokens_forget_moved(record);
	failure_forget_refresh(record);
	if ((r = set_refresh(record, &token->refresh_token)) != LANYARD_OK ||
	    (r = attributes_set_given(a, "scope", token->scope)) !=
		LANYARD_OK ||
	    !is_credible(token, expires_at, now))
		return r;
	if ((r = attributes_set(a, "access_token", &token->access_token)) !=
		LANYARD_OK ||
	    (r = attributes_set_given(a, "token_type", token->token_type)) !=
		LANYARD_OK ||
	    (r = attributes_set_number(a, "obtained_at", obtained_at)) !=
		LANYARD_OK)
		return r;
	return attributes_set_number(a, "expires_at", expires_at);
}

void
tokens_drop_access(struct record *record)
{
	attributes_remove(&record->attributes, "access_token");
	attributes_remove(&record->attributes, "token_type");
	attributes_remove(&record->attributes, "expires_at");
	attributes_remove(&record->attributes, "obtained_at");
}

enum lanyard_error
tokens_follow_generation(struct record *record, const struct record *before)
{
	uint64_t generation = tokens_generation(before);

	/* Only a record that was tampered with comes to the end. */
	if (generation >= INT64_MAX)
		generation = 0;
	return attributes_set_number(
	    &record->attributes, "generation", (int64_t)generation + 1);
}

enum lanyard_error
tokens_next_generation(struct record *record)
{
	return tokens_follow_generation(record, record);
}

/* KEY becomes TO, where it is. */
static enum lanyard_error
rename_key(struct attributes *a, const char *key, const char *to)
{
	const struct secret *value = attributes_secret(a, key);
	struct secret copy = {0};
	enum lanyard_error r;

	if (value == NULL)
		return LANYARD_OK;
	/* The list grows, and what is lent from it moves. */
	if ((r = secret_copy(&copy, value)) == LANYARD_OK)
		r = attributes_set(a, to, &copy);
	if (r == LANYARD_OK)
		attributes_remove(a, key);
	secret_clear(&copy);
	return r;
}

enum lanyard_error
tokens_move(struct record *record, int64_t now)
{
	enum lanyard_error r =
	    attributes_set_number(&record->attributes, MOVED_AT, now);

	for (size_t i = 0; r == LANYARD_OK && i < KEY_COUNT; i++)
		r = rename_key(&record->attributes, keys[i].key, keys[i].moved);
	return r;
}

enum lanyard_error
tokens_move_back(struct record *record)
{
	enum lanyard_error r = LANYARD_OK;

	for (size_t i = 0; r == LANYARD_OK && i < KEY_COUNT; i++)
		r = rename_key(&record->attributes, keys[i].moved, keys[i].key);
	if (r == LANYARD_OK)
		attributes_remove(&record->attributes, MOVED_AT);
	return r;
}

void
tokens_forget_moved(struct record *record)
{
	for (size_t i = 0; i < KEY_COUNT; i++)
		attributes_remove(&record->attributes, keys[i].moved);
	attributes_remove(&record->attributes, MOVED_AT);
}
