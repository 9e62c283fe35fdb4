/*
 * id_token.c - a login that answers with its ID token
 */
#include "net/oauth/id_token.h"

#include "json/payload.h"

static enum lanyard_error
fail(const char *host, const char *text, const char *hint, struct error *error)
{
	error_set(error, LANYARD_ERR_SERVER, "%s answered %s", host, text);
	error_hint(error, "%s", hint);
	return LANYARD_ERR_SERVER;
}

enum lanyard_error
id_token_take(struct token *token, const char *host, struct error *error)
{
	int64_t expires_at;

	if (!payload_is_jwt(&token->id_token))
		return fail(host,
		    "without the ID token that use_id_token asks for",
		    "is \"openid\" in the login's scope? without use_id_token "
		    "the access token is answered",
		    error);
	if (payload_expires_at(&token->id_token, &expires_at) != LANYARD_OK)
		return error_memory(error);
	if (expires_at <= token->asked_at)
		return fail(host,
		    expires_at == 0 ? "with an ID token that has no exp"
				    : "with an ID token that is over already",
		    "is the clock of this machine right? if it is, ask who "
		    "runs the server",
		    error);
	token->expires_in_s = expires_at - token->asked_at;
	secret_move(&token->access_token, &token->id_token);
	return LANYARD_OK;
}
