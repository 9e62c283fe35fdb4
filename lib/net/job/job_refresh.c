/*
 * job_refresh.c - one refresh request, and what becomes of its reply
 */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "login/failure.h"
#include "login/tokens.h"
#include "net/job/server.h"
#include "net/oauth/parameters.h"
#include "os/clock.h"
#include "session/refresh.h"
#include "store/records.h"

/* The server will not take this refresh token again, or so it says now. */
static enum lanyard_error
mark_dead(struct here *h)
{
	struct lanyard_session *s = h->session;
	struct error why = s->error;
	uint64_t generation = tokens_generation(&h->entry.record);
	enum lanyard_error r;

	if ((r = entry_load(&h->entry, s)) != LANYARD_OK)
		return r;
	if (tokens_generation(&h->entry.record) != generation)
		return LANYARD_OK;
	s->error = why;
	if (failure_note_dead(&h->entry.record, why.message) == LANYARD_OK)
		records_save(&h->entry.record, s->store, &s->error);
	s->error = why;
	return why.code;
}

/* Between the last byte read and the write there is nothing but this. */
static enum lanyard_error
settle_refresh(struct here *h, enum lanyard_error r)
{
	struct lanyard_session *s = h->session;
	struct error why;

	if (r == LANYARD_OK)
		return here_save(h);
	error_prefix(&s->error, "login %s", h->entry.login->name);
	why = s->error;
	if (secret_is_set(&h->token.refresh_token)) {
		/* The server has forgotten the old one: keep the new. */
		secret_clear(&h->token.access_token);
		here_save(h);
		s->error = why;
	}
	if (r == LANYARD_ERR_GRANT)
		r = mark_dead(h);
	else
		refresh_note_failure(
		    &h->entry.record, s, h->token.retry_after_s);
	store_unreserve(s->store, STORE_LOGIN, h->entry.login->name);
	return r;
}

static enum lanyard_error
send_refresh(struct here *h, const char *endpoint)
{
	const struct secret *refresh_token = entry_refresh_token(&h->entry);
	struct error *error = &h->session->error;
	enum lanyard_error r;
	struct buf body;

	buf_init(&body, LIMIT_RECORD);
	r = parameters_add_refresh(&body, h->entry.login, refresh_token);
	if (r != LANYARD_OK)
		error_memory(error);
	else if ((r = here_reserve(h)) == LANYARD_OK)
		r = settle_refresh(h, token_endpoint_request(&h->token, h->http,
					  &h->client, endpoint, &body, error));
	buf_clear(&body);
	return r;
}

/* Tried but not sent: the failure is noted all the same, for those waiting. */
static enum lanyard_error
prepare_refresh(struct here *h, int64_t timeout_ms, const char **endpoint)
{
	const char *known = h->entry.login->token_endpoint;
	struct error *error = &h->session->error;
	enum lanyard_error r;

	if (known == NULL)
		known = attributes_text(
		    &h->entry.record.attributes, "token_endpoint");
	if ((r = login_check(h->entry.login, error)) != LANYARD_OK ||
	    (r = here_open_http(h, timeout_ms)) != LANYARD_OK ||
	    (r = here_find_endpoints(h, known == NULL)) != LANYARD_OK ||
	    (r = here_make_client(h)) != LANYARD_OK)
		return r;
	*endpoint = known != NULL ? known : h->metadata.token_endpoint;
	if (*endpoint == NULL)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "login %s has neither token_endpoint nor issuer",
		    h->entry.login->name);
	return LANYARD_OK;
}

enum lanyard_error
here_refresh(struct here *h, const struct lanyard_job *job)
{
	struct lanyard_session *s = h->session;
	char *endpoint_copy = NULL;
	const char *endpoint;
	enum lanyard_error r;

	if (job->generation != 0 &&
	    tokens_generation(&h->entry.record) != job->generation)
		return LANYARD_OK;
	if (entry_refresh_token(&h->entry) == NULL)
		return error_set(&s->error, LANYARD_ERR_LOGIN_NEEDED,
		    "login %s has no refresh token", job->login);
	r = prepare_refresh(h, job->timeout_ms, &endpoint);
	if (r != LANYARD_OK) {
		error_prefix(&s->error, "login %s", job->login);
		if (r == LANYARD_ERR_NETWORK || r == LANYARD_ERR_TIMEOUT ||
		    r == LANYARD_ERR_SERVER)
			refresh_note_failure(&h->entry.record, s, -1);
		return r;
	}
	/* The record it may come from changes before the reply is settled. */
	if ((endpoint_copy = strdup(endpoint)) == NULL)
		return error_memory(&s->error);
	r = send_refresh(h, endpoint_copy);
	free(endpoint_copy);
	return r;
}
