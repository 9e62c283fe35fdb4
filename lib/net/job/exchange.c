/*
 * exchange.c - one request that may bring tokens, and their save
 */
#include "net/job/exchange.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "login/account.h"
#include "login/failure.h"
#include "login/lines.h"
#include "login/tokens.h"
#include "net/job/left_reply.h"
#include "net/oauth/id_token.h"
#include "os/clock.h"
#include "os/signals.h"
#include "session/refresh.h"
#include "store/elsewhere.h"
#include "store/records.h"

#define TRIES	 3
#define PAUSE_MS 20

void
exchange_init(struct exchange *exchange, enum exchange_kind kind,
    struct lanyard_session *session, struct entry *entry)
{
	memset(exchange, 0, sizeof(*exchange));
	exchange->session = session;
	exchange->entry = entry;
	exchange->kind = kind;
	exchange->lock_fd = -1;
	token_init(&exchange->token);
	buf_init(&exchange->head, LIMIT_RECORD);
}

void
exchange_clear(struct exchange *exchange)
{
	exchange_drop(exchange);
	token_clear(&exchange->token);
	free(exchange->account);
	exchange->account = NULL;
	secret_clear(&exchange->before);
	buf_clear(&exchange->head);
}

/* What is of another server or client makes way; the record is then new. */
static enum lanyard_error
set_aside(struct exchange *x)
{
	struct lanyard_session *s = x->session;
	char path[ERROR_TEXT];
	enum lanyard_error r;

	if (!x->aside) {
		r = store_set_aside(s->store, STORE_LOGIN,
		    x->entry->login->name, path, &s->error);
		if (r != LANYARD_OK)
			return r;
		x->aside = true;
	}
	return entry_load(x->entry, s);
}

/* The tokens are here already: what fails is tried again. */
static enum lanyard_error
set_aside_at_last(struct exchange *x)
{
	enum lanyard_error r;

	for (unsigned n = 1; (r = set_aside(x)) != LANYARD_OK && n < TRIES; n++)
		clock_sleep_ms(PAUSE_MS);
	return r;
}

/* Lock the record and read it: a refresh may have saved since the login began.
 */
static enum lanyard_error
take_record(struct exchange *x)
{
	struct lanyard_session *s = x->session;
	enum lanyard_error r;

	r = session_lock(s, x->entry->login->name, STORE_LOCK_RECORD,
	    clock_monotonic_ms() + TIMEOUT_OPERATION_MS, &x->lock_fd);
	if (r == LANYARD_OK)
		r = entry_load(x->entry, s);
	/* A program's storage sets nothing aside: told before the request. */
	if (r == LANYARD_OK && !x->entry->agrees &&
	    store_path(s->store) == NULL)
		r = set_aside(x);
	return r;
}

/* What a reply is of, should it have to be kept as it came. */
static enum lanyard_error
describe_reply(struct exchange *x)
{
	const struct left_reply_about about = {
	    .grant = x->kind != EXCHANGE_REFRESH,
	    .token_endpoint = x->token_endpoint,
	    .revocation_endpoint = x->revocation_endpoint,
	    .auth_method = x->auth_method,
	};

	return left_reply_describe(&x->head, x->entry, &about, x->session);
}

/* For whoever finds the record in another place after the request. */
static enum lanyard_error
remember(struct exchange *x)
{
	const struct secret *sent = tokens_stored_refresh(&x->entry->record);
	enum lanyard_error r = LANYARD_OK;

	secret_clear(&x->before);
	if (sent != NULL && (r = secret_copy(&x->before, sent)) != LANYARD_OK)
		error_memory(&x->session->error);
	return r;
}

enum lanyard_error
exchange_begin(struct exchange *x)
{
	struct lanyard_session *s = x->session;
	enum lanyard_error r = LANYARD_OK;

	token_clear(&x->token);
	token_init(&x->token);
	x->aside = false;
	if (x->kind == EXCHANGE_GRANT)
		r = take_record(x);
	if (r == LANYARD_OK)
		r = remember(x);
	if (r == LANYARD_OK)
		r = records_reserve(&x->entry->record, s->store, &s->error);
	if (r == LANYARD_OK && (r = describe_reply(x)) != LANYARD_OK)
		store_unreserve(s->store, STORE_LOGIN, x->entry->login->name);
	if (r != LANYARD_OK) {
		store_unlock(s->store, &x->lock_fd);
		return r;
	}
	signals_hold(&x->signals);
	x->held = true;
	return LANYARD_OK;
}

/* The record as it will stand, tokens included. */
static enum lanyard_error
fill_record(struct exchange *x)
{
	const struct login *login = x->entry->login;
	struct record *record = &x->entry->record;
	struct attributes *a = &record->attributes;
	enum lanyard_error r = LANYARD_OK;

	if (x->kind != EXCHANGE_REFRESH)
		r = tokens_begin(record, login);
	/* What is there is the old grant's, and not renewed by the new one. */
	if (x->kind != EXCHANGE_REFRESH &&
	    !secret_is_set(&x->token.access_token))
		tokens_drop_access(record);
	if (r == LANYARD_OK && x->kind != EXCHANGE_REFRESH)
		r = account_keep(record, x->account);
	if (r == LANYARD_OK && (login != &x->entry->stored || !record->found))
		r = lines_from_login(a, login, &login->client_secret);
	if (r != LANYARD_OK ||
	    (r = attributes_set_given(
		 a, "token_endpoint", x->token_endpoint)) != LANYARD_OK ||
	    (r = attributes_set_given(a, "revocation_endpoint",
		 x->revocation_endpoint)) != LANYARD_OK ||
	    (r = attributes_set_given(a, "token_endpoint_auth_method",
		 x->auth_method)) != LANYARD_OK ||
	    (r = attributes_set_given(a, "token_endpoint_auth_signing_alg",
		 x->signing_alg)) != LANYARD_OK ||
	    (r = tokens_keep(record, &x->token)) != LANYARD_OK)
		return r;
	/* A refresh token alone leaves the access token that git may reject. */
	return secret_is_set(&x->token.access_token)
		   ? tokens_next_generation(record)
		   : LANYARD_OK;
}

/* Between the last byte read and the write there is nothing but this. */
static enum lanyard_error
save(struct exchange *x)
{
	struct record *record = &x->entry->record;
	struct lanyard_session *s = x->session;
	const char *name = x->entry->login->name;
	enum lanyard_error r;

	/* The reply came in the system's time; the program may have another. */
	if (s->clock != NULL)
		x->token.asked_at = session_now(s);
	if (!x->entry->agrees && (r = set_aside_at_last(x)) != LANYARD_OK)
		return r;
	if ((r = fill_record(x)) != LANYARD_OK)
		return error_set(
		    &s->error, r, "cannot make the record of login %s", name);
	r = records_save(record, s->store, &s->error);
	r = elsewhere_save(record, s->store,
	    secret_is_set(&x->before) ? &x->before : NULL, r, &s->error);
	session_log(s, "login %s: %s generation %llu", name,
	    r == LANYARD_OK ? "saved" : "could not save",
	    (unsigned long long)tokens_generation(record));
	return r;
}

/* Where it is now, and how the tokens come from there. */
static void
hint_kept(struct exchange *x, enum store_keeping keeping)
{
	const char *name = x->entry->login->name;
	struct error *error = &x->session->error;

	switch (keeping) {
	case STORE_KEEPS_NOTHING:
		break;
	case STORE_KEEPS_FILE:
		error_hint(error,
		    "what the server sent is kept in %s/logins/%s.new; the "
		    "next call takes the tokens from there, or: lanyard "
		    "refresh %s",
		    store_path(x->session->store), name, name);
		break;
	case STORE_KEEPS_STORAGE:
		error_hint(error,
		    "the program's storage has kept what the server sent; the "
		    "next call takes the tokens from there");
		break;
	case STORE_KEEPS_MEMORY:
		error_hint(error,
		    "what the server sent is kept until the session is closed; "
		    "the next call saves the tokens from there");
		break;
	}
}

/*
 * What came can not be made a record, or that cannot be written: the reply is
 * kept as it came, for the next call (left_reply.h). S has why, and R.
 */
static enum lanyard_error
keep_reply(struct exchange *x, enum lanyard_error r)
{
	struct lanyard_session *s = x->session;
	const char *name = x->entry->login->name;
	const struct token *token = &x->token;

	if (token->raw.size == 0 || token->error != NULL ||
	    (token->status / 100 != 2 && token->status != 0))
		return r;
	hint_kept(x, store_keep_reply(
			 s->store, STORE_LOGIN, name, &x->head, &token->raw));
	return r;
}

/* The server will not take this refresh token again, or so it says now. */
static enum lanyard_error
mark_dead(struct exchange *x)
{
	struct record *record = &x->entry->record;
	uint64_t generation = tokens_generation(record);
	struct lanyard_session *s = x->session;
	struct error why = s->error;
	enum lanyard_error r;

	if ((r = entry_load(x->entry, s)) != LANYARD_OK)
		return r;
	if (tokens_generation(record) != generation)
		return LANYARD_OK;
	s->error = why;
	if (failure_note_dead(record, why.message, session_now(s)) ==
	    LANYARD_OK)
		records_save(record, s->store, &s->error);
	s->error = why;
	return why.code;
}

void
exchange_name_login(struct exchange *x)
{
	const char *name = x->entry->login->name;
	struct error *error = &x->session->error;
	const char *text = error->message;
	size_t size = strlen(name);

	/* login NAME ..., login NAME: ..., login "NAME" ... */
	if (strncmp(text, "login ", 6) == 0) {
		text += 6 + (text[6] == '"');
		if (strncmp(text, name, size) == 0 &&
		    strchr(" :\"", text[size]) != NULL)
			return;
	}
	error_prefix(error, "login %s", name);
}

/* A refresh has failed with R: keep what is to be known of that. */
static enum lanyard_error
settle_refresh(struct exchange *x, enum lanyard_error r)
{
	struct lanyard_session *s = x->session;
	struct error why;

	exchange_name_login(x);
	why = s->error;
	if (secret_is_set(&x->token.refresh_token)) {
		/* The server has forgotten the old one: keep the new. */
		secret_clear(&x->token.access_token);
		if (save(x) != LANYARD_OK)
			return keep_reply(x, s->error.code);
		s->error = why;
	}
	if (r == LANYARD_ERR_GRANT && x->kind == EXCHANGE_REFRESH &&
	    !x->token.in_doubt)
		return mark_dead(x);
	refresh_note_failure(x->entry, s, x->token.retry_after_s);
	return r;
}

/* A new grant without a usable access token: the next refresh has one. */
static enum lanyard_error
settle_grant(struct exchange *x, enum lanyard_error r)
{
	struct lanyard_session *s = x->session;
	struct error why = s->error;

	if (!secret_is_set(&x->token.refresh_token))
		return r;
	secret_clear(&x->token.access_token);
	if (save(x) != LANYARD_OK)
		return keep_reply(x, s->error.code);
	s->error = why;
	error_hint(&s->error,
	    "a refresh token came, and is saved; lanyard "
	    "refresh %s",
	    x->entry->login->name);
	return r;
}

/* Of a login that answers with its ID token. */
static enum lanyard_error
take_id_token(struct exchange *x)
{
	char host[HTTP_HOST_TEXT];

	if (!x->entry->login->use_id_token || x->token_endpoint == NULL)
		return LANYARD_OK;
	http_host(x->token_endpoint, host, sizeof(host));
	return id_token_take(&x->token, host, &x->session->error);
}

enum lanyard_error
exchange_end(struct exchange *x, enum lanyard_error r)
{
	if (r == LANYARD_OK)
		r = take_id_token(x);
	if (r == LANYARD_OK) {
		if ((r = save(x)) != LANYARD_OK)
			r = keep_reply(x, r);
	} else if (r == LANYARD_ERR_MEMORY && x->token.raw.size > 0) {
		exchange_name_login(x);
		r = keep_reply(x, r);
	} else if (x->kind == EXCHANGE_GRANT)
		r = settle_grant(x, r);
	else
		r = settle_refresh(x, r);
	exchange_drop(x);
	return r;
}

enum lanyard_error
exchange_save(struct exchange *x)
{
	/* The refresh token counts: the next refresh brings the other. */
	if (take_id_token(x) != LANYARD_OK)
		secret_clear(&x->token.access_token);
	return save(x);
}

void
exchange_drop(struct exchange *x)
{
	if (!x->held)
		return;
	store_unreserve(x->session->store, STORE_LOGIN, x->entry->login->name);
	store_unlock(x->session->store, &x->lock_fd);
	signals_release(&x->signals);
	x->held = false;
}
