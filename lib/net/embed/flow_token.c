/*
 * flow_token.c - the authorization code grant step by step: from the code
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strings.h"
#include "git/credential.h"
#include "login/lines.h"
#include "login/match.h"
#include "login/tokens.h"
#include "login/words.h"
#include "net/embed/flow.h"
#include "net/oauth/token_endpoint.h"
#include "os/clock.h"
#include "os/signals.h"
#include "session/entry.h"
#include "store/records.h"

/* ---- the token ---- */

static const char *
auth_method(const struct lanyard_flow *f)
{
	if (f->login.token_endpoint_auth_method != NULL)
		return f->login.token_endpoint_auth_method;
	return metadata_auth_method(
	    &f->metadata, secret_is_set(&f->login.client_secret));
}

static enum lanyard_error
check_code(struct lanyard_flow *f)
{
	if (secret_is_set(&f->code))
		return LANYARD_OK;
	return error_set(&f->error, LANYARD_ERR_ARGUMENT,
	    f->answered ? "the code is spent, or the server refused"
			: "no redirect was taken yet");
}

/* From here on the code is spent, whatever comes of it (RFC 6749 4.1.2). */
static enum lanyard_error
exchange(struct lanyard_flow *f, struct token *token)
{
	const struct client client = {
	    .client_id = f->login.client_id,
	    .client_secret = &f->login.client_secret,
	    .token_endpoint_auth_method = auth_method(f),
	};
	enum lanyard_error r;
	struct buf body;

	buf_init(&body, LIMIT_RECORD);
	r = authorization_add_code(
	    &f->authorization, &body, &f->login, &f->code);
	secret_clear(&f->code);
	if (r == LANYARD_OK)
		r = token_endpoint_request(token, f->http, &client,
		    f->login.token_endpoint, &body, &f->error);
	else
		error_memory(&f->error);
	buf_clear(&body);
	return r;
}

/* The redirect_uri of the request is that of the URL (RFC 6749 4.1.3). */
static enum lanyard_error
prepare(struct lanyard_flow *f)
{
	const char *url;
	enum lanyard_error r;

	if ((r = check_code(f)) != LANYARD_OK ||
	    (r = flow_find_endpoints(f)) != LANYARD_OK)
		return r;
	return lanyard_flow_url(f, &url);
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
	    (token->expires_in_s != 0 &&
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
	if ((r = prepare(flow)) != LANYARD_OK)
		goto out;
	if (lanyard_credential_new(token) != LANYARD_OK) {
		r = error_memory(&flow->error);
		goto out;
	}
	if ((r = exchange(flow, &reply)) == LANYARD_OK &&
	    fill(&(*token)->attributes, flow, &reply) != LANYARD_OK)
		r = error_memory(&flow->error);
out:
	if (r != LANYARD_OK)
		lanyard_credential_free(token);
	token_clear(&reply);
	return r;
}

/* ---- a login of it ---- */

struct saving {
	struct lanyard_flow *flow;
	struct lanyard_session *session;
	struct login *login; /* the flow's, with NAME and patterns */
	struct entry entry;
	sigset_t signals;
	int lock_fd;
};

/* Patterns: a URL that a program has at hand may have a query. */
static enum lanyard_error
set_patterns(struct saving *v, const char *const *url)
{
	struct login *login = v->login;
	enum lanyard_error r = LANYARD_OK;

	strings_free(&login->url);
	for (; r == LANYARD_OK && url != NULL && *url != NULL; url++) {
		char *copy = strndup(*url, strcspn(*url, "?#"));

		if (copy == NULL)
			return error_memory(&v->flow->error);
		r = match_check_pattern(
		    copy, login->allow_http, &v->flow->error);
		if (r == LANYARD_OK &&
		    strings_add(&login->url, copy) != LANYARD_OK)
			r = error_memory(&v->flow->error);
		free(copy);
	}
	if (r == LANYARD_OK && login->url == NULL)
		r = error_set(&v->flow->error, LANYARD_ERR_ARGUMENT,
		    "the login has no URL that it answers");
	return r;
}

/* Is a pattern of LOGIN's another login's, too? */
static enum lanyard_error
check_rival(struct saving *v, const struct login *other)
{
	for (size_t i = 0; i < strings_count(v->login->url); i++)
		for (size_t n = 0; n < strings_count(other->url); n++)
			if (strcmp(v->login->url[i], other->url[n]) == 0)
				return error_set(&v->session->error,
				    LANYARD_ERR_CONFIG,
				    "login %s answers for %s already",
				    other->name, other->url[n]);
	return LANYARD_OK;
}

static enum lanyard_error
check_stored(void *context, const char *name)
{
	struct saving *v = context;
	struct entry other;
	enum lanyard_error r;
	bool found;

	if (strcmp(name, v->login->name) == 0)
		return LANYARD_OK;
	entry_init(&other);
	r = entry_scan_stored(&other, v->session, name, &found);
	if (r == LANYARD_OK && found)
		r = check_rival(v, other.login);
	/* What cannot be read answers for nothing. */
	if (r == LANYARD_ERR_STORE)
		r = LANYARD_OK;
	entry_clear(&other);
	return r;
}

static enum lanyard_error
check_others(struct saving *v)
{
	struct lanyard_session *s = v->session;
	enum lanyard_error r = session_config(s);

	for (size_t i = 0; r == LANYARD_OK && i < s->config->count; i++)
		if (strcmp(s->config->logins[i].name, v->login->name) != 0)
			r = check_rival(v, &s->config->logins[i]);
	if (r == LANYARD_OK)
		r = store_each(
		    s->store, STORE_LOGIN, check_stored, v, &s->error);
	return r;
}

/* A configured login of that name must be of the same server and client. */
static enum lanyard_error
check_configured(struct saving *v)
{
	struct lanyard_session *s = v->session;
	const struct login *configured =
	    config_login(s->config, v->login->name);
	struct record record;
	enum lanyard_error r = LANYARD_OK;

	if (configured == NULL)
		return LANYARD_OK;
	record_init(&record);
	if (lines_from_login(&record.attributes, v->login, NULL) != LANYARD_OK)
		r = error_memory(&s->error);
	else if (!record_agrees(&record, configured))
		r = error_set(&s->error, LANYARD_ERR_CONFIG,
		    "the configuration has login %s with another server or "
		    "client",
		    v->login->name);
	record_clear(&record);
	return r;
}

/* What is of another server or client makes way; the record is then new. */
static enum lanyard_error
set_aside(struct saving *v)
{
	struct lanyard_session *s = v->session;
	char path[ERROR_TEXT];
	enum lanyard_error r;

	r = store_set_aside(
	    s->store, STORE_LOGIN, v->login->name, path, &s->error);
	return r == LANYARD_OK ? entry_load(&v->entry, s) : r;
}

/* What cannot be set aside must be told before the code is sent. */
static enum lanyard_error
load(struct saving *v)
{
	struct lanyard_session *s = v->session;
	enum lanyard_error r;

	v->entry.login = v->login;
	r = session_lock(s, v->login->name, STORE_LOCK_RECORD,
	    clock_monotonic_ms() + TIMEOUT_OPERATION_MS, &v->lock_fd);
	if (r == LANYARD_OK)
		r = entry_load(&v->entry, s);
	if (r == LANYARD_OK && !v->entry.agrees && store_path(s->store) == NULL)
		r = set_aside(v);
	return r;
}

static enum lanyard_error
save(struct saving *v, struct token *token)
{
	struct attributes *a = &v->entry.record.attributes;
	struct lanyard_session *s = v->session;
	enum lanyard_error r;

	if (s->clock != NULL)
		token->asked_at = session_now(s);
	if (!v->entry.agrees && (r = set_aside(v)) != LANYARD_OK)
		return r;
	if ((r = lines_from_login(&v->entry.record.attributes, v->login,
		 &v->login->client_secret)) != LANYARD_OK ||
	    (r = tokens_begin(&v->entry.record, v->login)) != LANYARD_OK ||
	    (r = attributes_set_given(a, "token_endpoint_auth_method",
		 auth_method(v->flow))) != LANYARD_OK ||
	    (r = tokens_keep(&v->entry.record, token)) != LANYARD_OK ||
	    (r = tokens_next_generation(&v->entry.record)) != LANYARD_OK)
		return error_set(&s->error, r,
		    "cannot make the record of login %s", v->login->name);
	return records_save(&v->entry.record, s->store, &s->error);
}

/* Room first, and no signal from the request until the answer is saved. */
static enum lanyard_error
exchange_and_save(struct saving *v, struct token *token)
{
	struct lanyard_session *s = v->session;
	const char *name = v->login->name;
	enum lanyard_error r;

	r = records_reserve(&v->entry.record, s->store, &s->error);
	if (r != LANYARD_OK)
		return r;
	signals_hold(&v->signals);
	r = exchange(v->flow, token);
	if (r != LANYARD_OK)
		s->error = v->flow->error;
	else
		r = save(v, token);
	store_unreserve(s->store, STORE_LOGIN, name);
	signals_release(&v->signals);
	return r;
}

static enum lanyard_error
check_name(struct saving *v, const char *name)
{
	if (name == NULL || !login_name_is_valid(name))
		return error_set(&v->flow->error, LANYARD_ERR_ARGUMENT,
		    "that is no name for a login: a letter, then letters, "
		    "digits, - and _, 64 at most");
	free(v->login->name);
	v->login->name = strdup(name);
	return v->login->name == NULL ? error_memory(&v->flow->error)
				      : LANYARD_OK;
}

static enum lanyard_error
run(struct saving *v, struct token *token)
{
	enum lanyard_error r;

	error_clear(&v->session->error);
	if ((r = check_others(v)) == LANYARD_OK &&
	    (r = check_configured(v)) == LANYARD_OK &&
	    (r = load(v)) == LANYARD_OK)
		r = exchange_and_save(v, token);
	if (r != LANYARD_OK)
		v->flow->error = v->session->error;
	return r;
}

enum lanyard_error
lanyard_flow_save(struct lanyard_flow *flow, struct lanyard_session *session,
    const char *name, const char *const *url)
{
	struct saving v = {.flow = flow, .session = session, .lock_fd = -1};
	struct token token;
	enum lanyard_error r;

	if (flow == NULL)
		return LANYARD_ERR_ARGUMENT;
	if (session == NULL)
		return error_set(&flow->error, LANYARD_ERR_ARGUMENT,
		    "there is no session to save it in");
	v.login = &flow->login;
	entry_init(&v.entry);
	token_init(&token);
	if ((r = check_name(&v, name)) == LANYARD_OK &&
	    (r = set_patterns(&v, url)) == LANYARD_OK &&
	    (r = prepare(flow)) == LANYARD_OK)
		r = run(&v, &token);
	store_unlock(session->store, &v.lock_fd);
	token_clear(&token);
	entry_clear(&v.entry);
	return r;
}
