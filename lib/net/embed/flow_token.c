/*
 * flow_token.c - the authorization code grant step by step: from the code
 */
#include "net/embed/flow_token.h"

#include <stdlib.h>

#include "base/limits.h"
#include "git/credential.h"
#include "login/words.h"
#include "net/job/tries.h"
#include "net/oauth/identity.h"
#include "net/oauth/token_endpoint.h"
#include "os/clock.h"

static enum lanyard_error
check_code(struct lanyard_flow *f)
{
	if (secret_is_set(&f->code))
		return LANYARD_OK;
	return error_set(&f->error, LANYARD_ERR_ARGUMENT,
	    f->answered ? "the code is spent, or the server refused"
			: "no redirect was taken yet");
}

/*
 * The ID token that came, if the scope has openid: of that request, client and
 * issuer, not over, and signed as the metadata, where they were asked for, say.
 * One that is not good is no answer; nor are the tokens beside it.
 */
static enum lanyard_error
check_id_token(struct lanyard_flow *f, struct token *token)
{
	const struct identity_expected expected = {
	    .issuer = f->login.issuer,
	    .client_id = f->login.client_id,
	    .nonce = authorization_nonce(&f->authorization, &f->login),
	    .now = clock_now(),
	};
	struct account account = {0};
	struct error why = {0};
	enum lanyard_error r;

	if (expected.nonce == NULL || !secret_is_set(&token->id_token))
		return LANYARD_OK;
	r = identity_read(&account, &token->id_token, &expected, &why);
	account_clear(&account);
	if (r == LANYARD_OK && f->metadata.jwks_uri != NULL)
		r = identity_verify(
		    &token->id_token, f->http, f->metadata.jwks_uri, &why);
	/* What cannot be verified is not taken for bad. */
	if (r != LANYARD_ERR_SERVER)
		return LANYARD_OK;
	token_clear(token);
	return error_set(&f->error, LANYARD_ERR_REFUSED, "%s", why.message);
}

enum lanyard_error
flow_token_ask(struct lanyard_flow *f, struct token *token)
{
	const struct client client = flow_client(f);
	enum lanyard_error r;
	struct buf body;

	buf_init(&body, LIMIT_RECORD);
	r = authorization_add_code(
	    &f->authorization, &body, &f->login, &f->code);
	if (r == LANYARD_OK)
		r = token_endpoint_request(token, f->http, &client,
		    f->login.token_endpoint, &body, &f->error);
	else
		error_memory(&f->error);
	buf_clear(&body);
	return r == LANYARD_OK ? check_id_token(f, token) : r;
}

void
flow_token_spent(struct lanyard_flow *f)
{
	secret_clear(&f->code);
}

/* As often as it may be sent. */
static enum lanyard_error
ask(struct lanyard_flow *f, struct token *token)
{
	enum lanyard_error r;
	struct tries tries;
	int64_t pause_ms;

	tries_begin(&tries, f->code_ms);
	for (;;) {
		r = flow_token_ask(f, token);
		if (!tries_again(&tries, r, token, &pause_ms))
			break;
		token_clear(token);
		token_init(token);
		clock_sleep_ms(pause_ms);
	}
	flow_token_spent(f);
	tries_explain(&tries, r, &f->error);
	return r;
}

/* The redirect_uri of the request is that of the URL (RFC 6749 4.1.3). */
enum lanyard_error
flow_token_prepare(struct lanyard_flow *f)
{
	enum lanyard_error r;

	if ((r = check_code(f)) != LANYARD_OK ||
	    (r = flow_find_endpoints(f)) != LANYARD_OK)
		return r;
	return flow_make(f);
}

static enum lanyard_error
fill(struct attributes *a, const struct lanyard_flow *f,
    const struct token *token)
{
	char *scope = NULL;
	enum lanyard_error r;

	if ((r = attributes_set(a, "password", &token->access_token)) !=
		LANYARD_OK ||
	    (r = attributes_set_text(a, "authtype", words_scheme(&f->login))) !=
		LANYARD_OK ||
	    (token->expires_in_s > 0 &&
		(r = attributes_set_number(a, "password_expiry_utc",
		     token->asked_at + token->expires_in_s)) != LANYARD_OK) ||
	    (secret_is_set(&token->refresh_token) &&
		(r = attributes_set(a, "oauth_refresh_token",
		     &token->refresh_token)) != LANYARD_OK) ||
	    (r = attributes_set_given(a, "token_type", token->token_type)) !=
		LANYARD_OK)
		return r;
	/* RFC 6749 5.1: without one, it is what was asked for. */
	r = login_scope_text(&f->login, &scope);
	if (r == LANYARD_OK)
		r = attributes_set_given(
		    a, "scope", token->scope != NULL ? token->scope : scope);
	free(scope);
	return r;
}

enum lanyard_error
lanyard_flow_token(struct lanyard_flow *flow, struct lanyard_credential **token)
{
	struct token reply;
	enum lanyard_error r;

	*token = NULL;
	if (flow == NULL)
		return LANYARD_ERR_ARGUMENT;
	token_init(&reply);
	if ((r = flow_token_prepare(flow)) != LANYARD_OK)
		goto out;
	if (lanyard_credential_new(token) != LANYARD_OK) {
		r = error_memory(&flow->error);
		goto out;
	}
	if ((r = ask(flow, &reply)) == LANYARD_OK &&
	    fill(&(*token)->attributes, flow, &reply) != LANYARD_OK)
		r = error_memory(&flow->error);
out:
	if (r != LANYARD_OK)
		lanyard_credential_free(token);
	token_clear(&reply);
	return r;
}
