/*
 * tokens.c - the tokens of a login in its record
 */
#include "login/tokens.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "login/failure.h"

#define LIFETIME_MAX_S                                                         \
	(365 * 24 * 3600) /* of an access token from elsewhere                 \
			   */

void
token_init(struct token *token)
{
	memset(token, 0, sizeof *token);
	token->retry_after_s = -1;
	buf_init(&token->raw, LIMIT_RECORD);
}

void
token_clear(struct token *token)
{
	secret_clear(&token->access_token);
	secret_clear(&token->refresh_token);
	free(token->token_type);
	free(token->scope);
	free(token->error);
	buf_clear(&token->raw);
	token_init(token);
}

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
	failure_forget_dead(record);
	return attributes_set(&record->attributes, "refresh_token", token);
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

/* A clock that was set back makes every stored expiry meaningless. */
static bool
is_good(const struct record *record, int64_t now, int64_t margin_s)
{
	int64_t expires_at = tokens_expires_at(record);

	if (tokens_access(record) == NULL || tokens_obtained_at(record) > now)
		return false;
	return expires_at == 0 || expires_at - margin_s > now;
}

bool
tokens_are_fresh(const struct record *record, int64_t now, int64_t margin_s)
{
	int64_t lifetime =
	    tokens_expires_at(record) - tokens_obtained_at(record);

	if (margin_s > lifetime / 10)
		margin_s = lifetime / 10;
	return is_good(record, now, margin_s < 0 ? 0 : margin_s);
}

bool
tokens_are_alive(const struct record *record, int64_t now)
{
	return is_good(record, now, 0);
}

bool
tokens_are_young(const struct record *record, int64_t now)
{
	int64_t age = now - tokens_obtained_at(record);

	return age >= 0 && age < REJECTED_AGAIN_S;
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
	failure_forget_dead(record);
	attributes_remove(a, "scope");
	if (r == LANYARD_OK)
		r = login_scope_text(login, &scope);
	if (r == LANYARD_OK)
		r = attributes_set_given(a, "scope", scope);
	free(scope);
	return r;
}

static enum lanyard_error
set_number(struct attributes *a, const char *key, int64_t number)
{
	if (number != 0)
		return attributes_set_number(a, key, number);
	attributes_remove(a, key);
	return LANYARD_OK;
}

enum lanyard_error
tokens_keep(struct record *record, const struct token *token)
{
	struct attributes *a = &record->attributes;
	int64_t expires_at = token->expires_in_s == 0
				 ? 0
				 : token->asked_at + token->expires_in_s;
	enum lanyard_error r = LANYARD_OK;

	if (secret_is_set(&token->refresh_token))
		r = set_refresh(record, &token->refresh_token);
	if (r != LANYARD_OK || !secret_is_set(&token->access_token))
		return r;
	if ((r = attributes_set(a, "access_token", &token->access_token)) !=
		LANYARD_OK ||
	    (r = attributes_set_given(a, "token_type", token->token_type)) !=
		LANYARD_OK ||
	    (r = attributes_set_given(a, "scope", token->scope)) !=
		LANYARD_OK ||
	    (r = set_number(a, "expires_at", expires_at)) != LANYARD_OK)
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
tokens_next_generation(struct record *record)
{
	uint64_t generation = tokens_generation(record);

	/* Only a record that was tampered with comes to the end. */
	if (generation >= INT64_MAX)
		generation = 0;
	return attributes_set_number(
	    &record->attributes, "generation", (int64_t)generation + 1);
}
