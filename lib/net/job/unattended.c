/*
 * unattended.c - what the request of a grant without a person says
 */
#include "net/job/unattended.h"

#include <stdlib.h>
#include <string.h>

#include "base/percent.h"
#include "login/grant.h"
#include "net/job/fetch.h"
#include "net/oauth/assertion.h"
#include "net/oauth/parameters.h"

#define TYPE_JWT     "urn:ietf:params:oauth:token-type:jwt" /* RFC 8693 3 */
#define TYPE_REFRESH "urn:ietf:params:oauth:token-type:refresh_token"

static enum lanyard_error
add_text(struct buf *body, const char *name, const char *text)
{
	return text == NULL
		   ? LANYARD_OK
		   : percent_add_parameter(body, name, text, strlen(text));
}

/* Whom a token is for, where its source's own key does not say. */
static const char *
whom(const struct server *server)
{
	return server->login->issuer != NULL ? server->login->issuer
					     : server->metadata.token_endpoint;
}

/* The token KEY from its source, as the parameter of that name. */
static enum lanyard_error
add_token(struct buf *body, struct server *server, const char *key,
    const struct login_source *from, bool jwt, int64_t deadline_ms)
{
	const struct source source = {.from = from,
	    .key = key,
	    .login = server->login->name,
	    .audience = whom(server),
	    .jwt = jwt};
	struct secret token = {NULL, 0};
	enum lanyard_error r;

	r = fetch_source(
	    server->session, server->login, &source, deadline_ms, &token);
	if (r == LANYARD_OK && percent_add_parameter(body, key, token.bytes,
				   token.size) != LANYARD_OK)
		r = error_memory(&server->session->error);
	secret_clear(&token);
	return r;
}

/* RFC 7523 2.1 and 3. */
static enum lanyard_error
add_assertion(struct buf *body, struct server *server, int64_t deadline_ms)
{
	const struct login *login = server->login;
	const char *email = server->key.account.client_email;
	struct assertion_claims claims = {
	    .issuer = login->client_id != NULL ? login->client_id : email,
	    .subject = login->subject,
	    .audience = login->assertion.audience != NULL
			    ? login->assertion.audience
			    : server->metadata.token_endpoint,
	};
	enum lanyard_error r;
	char *scope;

	if (!grant_signs(login))
		return add_token(body, server, "assertion", &login->assertion,
		    true, deadline_ms);
	if (claims.issuer == NULL)
		return login_check_client(login, &server->session->error);
	if (login_scope_text(login, &scope) != LANYARD_OK)
		return error_memory(&server->session->error);
	claims.scope = scope;
	r = assertion_add_grant(body, server->key.key, &server->client.header,
	    &claims, &server->session->error);
	free(scope);
	return r;
}

/* A token's type is that of a JWT unless the configuration says else. */
static enum lanyard_error
add_typed(struct buf *body, struct server *server, const char *key,
    const char *type_key, const struct login_source *from, const char *type,
    int64_t deadline_ms)
{
	bool jwt = type == NULL || strcmp(type, TYPE_JWT) == 0;
	enum lanyard_error r;

	r = add_token(body, server, key, from, jwt, deadline_ms);
	if (r == LANYARD_OK &&
	    add_text(body, type_key, type != NULL ? type : TYPE_JWT) !=
		LANYARD_OK)
		r = error_memory(&server->session->error);
	return r;
}

/* RFC 8693 2.1; resource, audience and scope are every grant's. */
static enum lanyard_error
add_exchange(struct buf *body, struct server *server, int64_t deadline_ms)
{
	const struct login *login = server->login;
	enum lanyard_error r;

	r = add_typed(body, server, "subject_token", "subject_token_type",
	    &login->subject_token, login->subject_token_type, deadline_ms);
	if (r == LANYARD_OK && sources_kind(&login->actor_token) != SOURCE_NONE)
		r = add_typed(body, server, "actor_token", "actor_token_type",
		    &login->actor_token, login->actor_token_type, deadline_ms);
	if (r == LANYARD_OK && add_text(body, "requested_token_type",
				   login->requested_token_type) != LANYARD_OK)
		r = error_memory(&server->session->error);
	return r;
}

enum lanyard_error
unattended_add(struct buf *body, struct server *server, int64_t deadline_ms)
{
	const struct login *login = server->login;
	enum lanyard_error r = LANYARD_OK;

	if (grant_is(login, GRANT_JWT_BEARER))
		r = add_assertion(body, server, deadline_ms);
	else if (grant_is(login, GRANT_TOKEN_EXCHANGE))
		r = add_exchange(body, server, deadline_ms);
	if (r == LANYARD_OK && parameters_add_grant(body, login) != LANYARD_OK)
		r = error_memory(&server->session->error);
	return r;
}

enum lanyard_error
unattended_check(const struct login *login, const char *issued_token_type,
    struct error *error)
{
	const char *wanted = login->requested_token_type;

	if (issued_token_type == NULL || !grant_is(login, GRANT_TOKEN_EXCHANGE))
		return LANYARD_OK;
	if (wanted == NULL ? strcmp(issued_token_type, TYPE_REFRESH) != 0
			   : strcmp(issued_token_type, wanted) == 0)
		return LANYARD_OK;
	return error_set(error, LANYARD_ERR_SERVER,
	    "login \"%s\": a token of type %s was issued, and %s was wanted",
	    login->name, issued_token_type,
	    wanted != NULL ? wanted : "an access token");
}
