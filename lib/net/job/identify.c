/*
 * identify.c - is it the account that was asked for?
 */
#include "net/job/identify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "net/oauth/authorization.h"
#include "net/oauth/identity.h"
#include "net/oauth/revocation.h"
#include "session/sibling.h"

/* The account that the ID token, if there is one, tells. */
static enum lanyard_error
read_id_token(struct account *account, const struct exchange *x,
    const struct server *server, const char *nonce, struct error *why)
{
	const struct login *login = x->entry->login;
	const struct secret *id_token = &x->token.id_token;
	const char *jwks_uri = server->metadata.jwks_uri;
	const struct identity_expected expected = {
	    .issuer = login->issuer,
	    .client_id = login->client_id,
	    .nonce = nonce,
	    .now = session_now(x->session),
	};
	enum lanyard_error r;

	if (!secret_is_set(id_token))
		return LANYARD_OK;
	r = identity_read(account, id_token, &expected, why);
	if (r == LANYARD_OK && jwks_uri != NULL)
		r = identity_verify(id_token, server->http, jwks_uri, why);
	/* What is not verified is nobody's account. */
	if (r != LANYARD_OK) {
		account_clear(account);
		session_log(
		    x->session, "login %s: %s", login->name, why->message);
	}
	return r;
}

static enum account_is
compare(struct account *account, const struct exchange *x,
    const struct server *server)
{
	const struct login *login = x->entry->login;
	const char *endpoint = server->metadata.userinfo_endpoint;
	enum account_is is = account_compare(account, login->username);
	struct error why = {0};

	/* Whoever asks for openid has a token that it takes (Core 5.3). */
	if (is != ACCOUNT_UNKNOWN || endpoint == NULL ||
	    !authorization_asks_for_openid(login))
		return is;
	if (identity_ask(account, server->http, endpoint,
		&x->token.access_token, &why) == LANYARD_OK)
		return account_compare(account, login->username);
	session_log(x->session, "login %s: %s", login->name, why.message);
	return is;
}

static enum lanyard_error
ask_to_revoke(const struct exchange *x, const struct server *server)
{
	const char *endpoint = server->metadata.revocation_endpoint;
	const struct token *token = &x->token;
	struct error unused = {0};
	enum lanyard_error r = LANYARD_OK;

	if (secret_is_set(&token->refresh_token))
		r = revocation_request(server->http, &server->client, endpoint,
		    REVOCATION_REFRESH, &token->refresh_token, &unused);
	if (r == LANYARD_OK)
		r = revocation_request(server->http, &server->client, endpoint,
		    REVOCATION_ACCESS, &token->access_token, &unused);
	return r;
}

/*
 * What becomes of tokens that nobody has asked for. With them the server may
 * end what another login lives by.
 */
static void
revoke(const struct exchange *x, const struct server *server, char *text,
    size_t size)
{
	const char *outcome = "are revoked";
	char *sibling;

	if (sibling_find(x->entry->login, x->session, &sibling) != LANYARD_OK ||
	    sibling != NULL)
		outcome = NULL;
	else if (server->metadata.revocation_endpoint == NULL)
		outcome = "are forgotten; this server revokes none";
	else if (ask_to_revoke(x, server) != LANYARD_OK)
		outcome = "are forgotten; they could not be revoked";
	if (outcome != NULL)
		(void)snprintf(text, size, "%s", outcome);
	else
		(void)snprintf(text, size,
		    "are forgotten, and not revoked, as login %s may live by "
		    "the same grant",
		    sibling != NULL ? sibling : "of the same client");
	free(sibling);
}

struct turned_away {
	char host[HTTP_HOST_TEXT]; /* that answered */
	char revoked[256];	   /* what became of its tokens */
};

/* Nobody is to save them, nor the reply that they came in. */
static void
turn_away(
    struct turned_away *away, struct exchange *x, const struct server *server)
{
	revoke(x, server, away->revoked, sizeof(away->revoked));
	http_host(
	    server->metadata.token_endpoint, away->host, sizeof(away->host));
	token_clear(&x->token);
}

static enum lanyard_error
refuse_account(struct exchange *x, const struct server *server,
    const struct account *account)
{
	const struct login *login = x->entry->login;
	struct error *error = &x->session->error;
	struct turned_away away;

	turn_away(&away, x, server);
	error_set(error, LANYARD_ERR_REFUSED,
	    "login %s is of account %s, but %s says that %s has logged in: "
	    "nothing is saved, and its tokens %s",
	    login->name, login->username, away.host,
	    account_name(account, login->username), away.revoked);
	error_hint(error,
	    "log in as %s in the browser, or log out there; then: lanyard "
	    "login %s",
	    login->username, login->name);
	return LANYARD_ERR_REFUSED;
}

/* WHY the ID token is not good. */
static enum lanyard_error
refuse_token(struct exchange *x, const struct server *server, const char *why)
{
	struct error *error = &x->session->error;
	struct turned_away away;

	turn_away(&away, x, server);
	error_set(error, LANYARD_ERR_REFUSED,
	    "login %s: %s answered, but %s: nothing is saved, and its tokens "
	    "%s",
	    x->entry->login->name, away.host, why, away.revoked);
	error_hint(error,
	    "is the clock of this machine right? if it is, ask who runs %s; "
	    "without \"openid\" in scope no ID token is needed",
	    away.host);
	return LANYARD_ERR_REFUSED;
}

enum lanyard_error
identify_account(
    struct exchange *x, const struct server *server, const char *nonce)
{
	const char *username = x->entry->login->username, *name;
	struct account account = {0};
	struct error why = {0};
	enum lanyard_error r = LANYARD_OK;

	if (read_id_token(&account, x, server, nonce, &why) ==
		LANYARD_ERR_SERVER &&
	    authorization_asks_for_openid(x->entry->login))
		r = refuse_token(x, server, why.message);
	else if (username != NULL &&
		 compare(&account, x, server) == ACCOUNT_OTHER)
		r = refuse_account(x, server, &account);
	else if ((name = account_name(&account, username)) != NULL) {
		free(x->account);
		/* Without memory it is not known. */
		x->account = strdup(name);
	}
	account_clear(&account);
	return r;
}
