/*
 * job_login.c - a login by a person, in this process, and its save
 */
#include <stdlib.h>

#include "base/limits.h"
#include "login/tokens.h"
#include "net/job/interaction.h"
#include "net/job/server.h"
#include "os/clock.h"
#include "os/signals.h"

/* Before each request that may bring tokens (interaction.h). */
static enum lanyard_error
login_prepare(void *context, struct error *error)
{
	struct here *h = context;
	struct lanyard_session *s = h->session;
	enum lanyard_error r;

	r = session_lock(s, h->entry.login->name, STORE_LOCK_RECORD,
	    clock_monotonic_ms() + TIMEOUT_OPERATION_MS, &h->lock_fd);
	/* What could not be set aside must be told before the code is sent. */
	if (r == LANYARD_OK && !h->entry.agrees && store_path(s->store) == NULL)
		r = store_set_aside(s->store, STORE_LOGIN, h->entry.login->name,
		    NULL, &s->error);
	if (r == LANYARD_OK)
		r = here_reserve(h);
	if (r != LANYARD_OK) {
		store_unlock(h->session->store, &h->lock_fd);
		*error = s->error;
	}
	return r;
}

static void
login_release(void *context)
{
	struct here *h = context;

	store_unreserve(h->session->store, STORE_LOGIN, h->entry.login->name);
	store_unlock(h->session->store, &h->lock_fd);
	if (h->held)
		signals_release(&h->signals);
	h->held = false;
}

static enum lanyard_error
login_save(struct here *h)
{
	struct lanyard_session *s = h->session;
	char path[ERROR_TEXT];
	enum lanyard_error r;

	/* A refresh may have saved since the login began. */
	if ((r = entry_load(&h->entry, s)) != LANYARD_OK)
		return r;
	if (!h->entry.agrees) {
		r = store_set_aside(s->store, STORE_LOGIN, h->entry.login->name,
		    path, &s->error);
		if (r != LANYARD_OK ||
		    (r = entry_load(&h->entry, s)) != LANYARD_OK)
			return r;
	}
	r = tokens_begin(&h->entry.record, h->entry.login);
	return r == LANYARD_OK ? here_save(h) : error_memory(&s->error);
}

/* After the reply, before the browser's page says that all is well. */
static enum lanyard_error
login_settle(void *context, const struct token *token, struct error *error)
{
	struct here *h = context;
	enum lanyard_error r;

	(void)token; /* it is h->token */
	if ((r = login_save(h)) != LANYARD_OK)
		*error = h->session->error;
	return r;
}

enum lanyard_error
here_login(struct here *h, const struct lanyard_job *job)
{
	struct lanyard_session *s = h->session;
	struct interaction interaction = {
	    .ui = s->ui,
	    .login = h->entry.login,
	    .client = &h->client,
	    .metadata = &h->metadata,
	    .timeout_ms = job->timeout_ms,
	    .prepare = login_prepare,
	    .save = login_settle,
	    .release = login_release,
	    .context = h,
	};
	enum lanyard_error r;

	if (s->ui == NULL)
		return error_set(&s->error, LANYARD_ERR_LOGIN_NEEDED,
		    "login %s needs a person", job->login);
	if ((r = login_check(h->entry.login, &s->error)) != LANYARD_OK ||
	    (r = here_open_http(h, job->timeout_ms)) != LANYARD_OK ||
	    (r = here_find_endpoints(h, true)) != LANYARD_OK ||
	    (r = here_make_client(h)) != LANYARD_OK)
		return r;
	interaction.http = h->http;
	return interaction_run(&interaction, &h->token, &s->error);
}
