/*
 * job_refresh.c - one request for a new token, without a person
 */
#include "net/job/job_refresh.h"

#include "base/limits.h"
#include "login/tokens.h"
#include "net/job/exchange.h"
#include "net/job/job_recipe.h"
#include "net/job/left_reply.h"
#include "net/job/server_client.h"
#include "net/job/server_prepare.h"
#include "net/job/unattended.h"
#include "net/oauth/parameters.h"
#include "os/clock.h"
#include "session/refresh.h"
#include "store/store.h"

static enum lanyard_error
send(struct exchange *x, const struct server *server, const struct buf *grant)
{
	struct error *error = &x->session->error;
	enum lanyard_error r;
	struct buf body;

	buf_init(&body, LIMIT_RECORD);
	if (x->kind == EXCHANGE_UNATTENDED)
		r = buf_add(&body, grant->data, grant->size);
	else
		r = parameters_add_refresh(
		    &body, server->login, entry_stored_refresh(x->entry));
	if (r != LANYARD_OK)
		error_memory(error);
	else
		r = token_endpoint_request(&x->token, server->http,
		    &server->client, server->metadata.token_endpoint, &body,
		    error);
	if (r == LANYARD_OK && x->kind == EXCHANGE_UNATTENDED &&
	    (r = unattended_check(server->login, x->token.issued_token_type,
		 error)) != LANYARD_OK)
		secret_clear(&x->token.access_token);
	buf_clear(&body);
	return r;
}

/* The endpoint, which was discovered once, is not there: nothing was spent. */
static bool
is_gone(const struct exchange *x)
{
	static const int gone[] = {301, 307, 308, 404, 410};
	const struct entry *entry = x->entry;
	size_t i;

	/* What the configuration says is not to be looked up. */
	if ((entry->login != &entry->stored &&
		entry->login->token_endpoint != NULL) ||
	    x->token.error != NULL || secret_is_set(&x->token.refresh_token))
		return false;
	for (i = 0; i < sizeof(gone) / sizeof(*gone); i++)
		if (x->token.status == gone[i])
			return true;
	return false;
}

static enum lanyard_error
ask(struct exchange *x, struct server *server, const struct buf *grant)
{
	enum lanyard_error r;

	if ((r = exchange_begin(x)) != LANYARD_OK)
		return r;
	r = send(x, server, grant);
	if (r != LANYARD_OK && is_gone(x) && server_has_moved(server)) {
		x->token_endpoint = server->metadata.token_endpoint;
		x->revocation_endpoint = server->metadata.revocation_endpoint;
		error_clear(&x->session->error);
		r = send(x, server, grant);
	}
	/* There is no grant to be dead; a login would be the same request. */
	if (r == LANYARD_ERR_GRANT && x->kind == EXCHANGE_UNATTENDED)
		r = x->session->error.code = LANYARD_ERR_REFUSED;
	return exchange_end(x, r);
}

static enum lanyard_error
prepare(struct exchange *x, struct server *server, struct buf *grant,
    int64_t timeout_ms)
{
	int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
	enum lanyard_error r;

	/* The record of another server or client has no endpoint for us. */
	r = server_prepare(
	    server, x->entry->agrees ? &x->entry->record : NULL, timeout_ms);
	if (r != LANYARD_OK)
		return r;
	x->token_endpoint = server->metadata.token_endpoint;
	x->revocation_endpoint = server->metadata.revocation_endpoint;
	x->auth_method = server->client.token_endpoint_auth_method;
	x->signing_alg = server_signing_alg(server);
	if (x->token_endpoint == NULL)
		return error_set(&x->session->error, LANYARD_ERR_CONFIG,
		    "login %s has neither token_endpoint nor issuer",
		    server->login->name);
	return x->kind == EXCHANGE_UNATTENDED
		   ? unattended_add(grant, server, deadline_ms)
		   : LANYARD_OK;
}

/*
 * Nothing was sent, but those who wait would fare as we did, one after another:
 * a command that fails may take its time, and ask a person for a key.
 */
static void
note_failure(struct exchange *x)
{
	exchange_name_login(x);
	refresh_note_failure(x->entry, x->session, -1);
}

/*
 * A reply that could not be saved when it came has the tokens: no request is
 * needed. *DONE is false where there is none, or one with a refresh token only.
 */
static enum lanyard_error
take_left(struct entry *entry, struct lanyard_session *s, bool *done)
{
	struct left_reply left;
	struct exchange x;
	enum lanyard_error r;

	*done = false;
	left_reply_init(&left);
	r = left_reply_load(&left, entry, s);
	if (r != LANYARD_OK || !left.found)
		goto out;
	exchange_init(
	    &x, left.about.grant ? EXCHANGE_GRANT : EXCHANGE_REFRESH, s, entry);
	x.token_endpoint = left.about.token_endpoint;
	x.revocation_endpoint = left.about.revocation_endpoint;
	x.auth_method = left.about.auth_method;
	x.token = left.token;
	token_init(&left.token);
	if ((r = exchange_save(&x)) == LANYARD_OK) {
		*done = secret_is_set(&x.token.access_token);
		r = store_drop_reply(s->store, STORE_LOGIN, entry->login->name,
		    false, &s->error);
	}
	exchange_clear(&x);
out:
	left_reply_clear(&left);
	return r;
}

enum lanyard_error
job_refresh(struct entry *entry, struct lanyard_session *session,
    const struct lanyard_job *job)
{
	const struct recipe *recipe;
	struct exchange exchange;
	struct server server;
	enum lanyard_error r;
	struct buf grant;
	bool done;

	if (job->generation != 0 &&
	    tokens_generation(&entry->record) != job->generation)
		return LANYARD_OK;
	if ((r = take_left(entry, session, &done)) != LANYARD_OK || done)
		return r;
	/* One that is dead was asked for by hand (refresh.h). */
	if (entry_stored_refresh(entry) == NULL && !entry_is_unattended(entry))
		return error_set(&session->error, LANYARD_ERR_LOGIN_NEEDED,
		    "login %s has no refresh token", job->login);
	server_init(&server, session, entry->login);
	exchange_init(&exchange,
	    entry_is_unattended(entry) ? EXCHANGE_UNATTENDED : EXCHANGE_REFRESH,
	    session, entry);
	buf_init(&grant, LIMIT_RECORD);
	if ((recipe = recipe_of(entry->login)) != NULL)
		r = job_recipe(&exchange, &server, recipe, job->timeout_ms);
	else if ((r = prepare(&exchange, &server, &grant, job->timeout_ms)) ==
		 LANYARD_OK)
		r = ask(&exchange, &server, &grant);
	else
		note_failure(&exchange);
	buf_clear(&grant);
	exchange_clear(&exchange);
	server_clear(&server);
	return r;
}
