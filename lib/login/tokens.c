/*
 * tokens.c - what a grant and its token replies change in a record
 */
#include "login/tokens.h"

#include <stdlib.h>

enum lanyard_error
grant_begin(struct attributes *record, const struct login *login)
{
	char *scope = NULL;
	enum lanyard_error r;

	attributes_remove(record, "refresh_token");
	attributes_remove(record, "refresh_token_error");
	attributes_remove(record, "scope");
	r = login_scope_text(login, &scope);
	if (r == LANYARD_OK)
		r = grant_set(record, "scope", scope);
	free(scope);
	return r;
}

enum lanyard_error
grant_set(struct attributes *record, const char *key, const char *text)
{
	return text == NULL ? LANYARD_OK
			    : attributes_set_text(record, key, text);
}

static enum lanyard_error
set_number(struct attributes *record, const char *key, int64_t number)
{
	if (number != 0)
		return attributes_set_number(record, key, number);
	attributes_remove(record, key);
	return LANYARD_OK;
}

enum lanyard_error
grant_keep(struct attributes *record, const struct token *token)
{
	/* What failed before is over. */
	static const char *const over[] = {"last_error", "last_error_code",
	    "retry_at", "login_failures", "login_retry_at", "login_error",
	    "login_error_code"};
	int64_t expires_at = token->expires_in_s == 0
				 ? 0
				 : token->asked_at + token->expires_in_s;
	enum lanyard_error r = LANYARD_OK;

	if (secret_is_set(&token->refresh_token)) {
		r = attributes_set(
		    record, "refresh_token", &token->refresh_token);
		attributes_remove(record, "refresh_token_error");
	}
	if (r != LANYARD_OK || !secret_is_set(&token->access_token))
		return r;
	if ((r = attributes_set(
		 record, "access_token", &token->access_token)) != LANYARD_OK ||
	    (r = grant_set(record, "token_type", token->token_type)) !=
		LANYARD_OK ||
	    (r = grant_set(record, "scope", token->scope)) != LANYARD_OK ||
	    (r = set_number(record, "expires_at", expires_at)) != LANYARD_OK)
		return r;
	for (size_t i = 0; i < sizeof(over) / sizeof(over[0]); i++)
		attributes_remove(record, over[i]);
	return attributes_set_number(record, "obtained_at", token->asked_at);
}
