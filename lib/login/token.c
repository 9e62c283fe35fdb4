/*
 * token.c - what a server gave, or said instead
 */
#include "login/token.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"

#define LIFE_UNREAD_S 3600

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
	secret_clear(&token->id_token);
	free(token->token_type);
	free(token->issued_token_type);
	free(token->scope);
	free(token->error);
	buf_clear(&token->raw);
	token_init(token);
}

/*
 * Too soon costs a refresh an hour. No end at all would have a dead token
 * answered until somebody says that it was rejected, which of all that ask only
 * git does. Where nothing can be renewed too soon would cost a login: then
 * there is no end.
 */
int64_t
token_life_s(const struct token *token, bool renewable)
{
	if (token->expires_in_s >= 0)
		return token->expires_in_s;
	return renewable ? LIFE_UNREAD_S : 0;
}
