/*
 * server.c - a stale login brought up to date in this process
 *
 * With here_refresh.c and here_login.c the only files of this floor that need
 * curl: who names lanyard_refresh_here links them, and nobody else does.
 */
#include "net/job/server.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "git/gitconfig.h"
#include "login/lines.h"
#include "login/tokens.h"
#include "login/words.h"
#include "net/oauth/client_secret.h"
#include "os/clock.h"
#include "os/signals.h"
#include "store/records.h"

static void
here_init(struct here *h, struct lanyard_session *s)
{
	memset(h, 0, sizeof(*h));
	h->session = s;
	h->lock_fd = -1;
	entry_init(&h->entry);
	token_init(&h->token);
}

static void
here_clear(struct here *h)
{
	store_unlock(h->session->store, &h->lock_fd);
	token_clear(&h->token);
	http_free(&h->http);
	secret_clear(&h->client_secret);
	metadata_clear(&h->metadata);
	free(h->auth_method);
	entry_clear(&h->entry);
	if (h->held)
		signals_release(&h->signals);
}

/*
 * The proxy and CA of git's own configuration, where Lanyard's has none. git
 * looks for them while libcurl is loaded: each takes a while.
 */
enum lanyard_error
here_new_http(struct http **http, struct lanyard_session *s,
    const struct login *login, int64_t deadline_ms)
{
	const char *url = login->token_endpoint != NULL ? login->token_endpoint
							: login->issuer;
	struct error *error = &s->error;
	const struct http_options options = {
	    .ca_file = login->ca_file,
	    .proxy = login->proxy,
	    .allow_http = login->allow_http,
	    .deadline_ms = deadline_ms,
	    .timeout_ms = login->timeout_ms,
	    .log = s->log,
	    .context = s->context,
	};
	struct gitconfig *asked = NULL;
	struct login network; /* what git says of it */
	struct error why = {0};
	enum lanyard_error r, started;

	if (url != NULL && (login->ca_file == NULL || login->proxy == NULL) &&
	    (r = gitconfig_ask(&asked, "http", url, error)) != LANYARD_OK)
		return r;
	started = http_new(http, &options, error);
	if (asked == NULL)
		return started;
	login_init(&network);
	r = gitconfig_network(&asked, &network, &why);
	if (r != LANYARD_OK && started == LANYARD_OK)
		*error = why;
	if (r == LANYARD_OK && started == LANYARD_OK)
		r = http_set_network(*http, "git's http.sslCAInfo",
		    login->ca_file == NULL ? network.ca_file : NULL,
		    login->proxy == NULL ? network.proxy : NULL, error);
	if (r == LANYARD_ERR_CONFIG && started == LANYARD_OK)
		error_hint(error,
		    "git config --show-origin --get-regexp 'http.*sslCAInfo'");
	login_clear(&network);
	/* Without that proxy or CA it is not to be used. */
	if (r != LANYARD_OK)
		http_free(http);
	return started != LANYARD_OK ? started : r;
}

enum lanyard_error
here_open_http(struct here *h, int64_t timeout_ms)
{
	return here_new_http(&h->http, h->session, h->entry.login,
	    clock_monotonic_ms() + timeout_ms);
}

/* TEXT, if there is one, in the place of what *TO has. */
static enum lanyard_error
override(char **to, const char *text)
{
	char *copy;

	if (text == NULL)
		return LANYARD_OK;
	if ((copy = strdup(text)) == NULL)
		return LANYARD_ERR_MEMORY;
	free(*to);
	*to = copy;
	return LANYARD_OK;
}

/*
 * The record is made before anything is sent: a value that cannot be stored
 * (a line feed from git's configuration) must not cost the tokens.
 */
static enum lanyard_error
check_record(struct here *h)
{
	const struct login *login = h->entry.login;
	struct record record;
	enum lanyard_error r;

	record_init(&record);
	r = lines_from_login(&record.attributes, login, &login->client_secret);
	record_clear(&record);
	if (r == LANYARD_ERR_PROTOCOL)
		return error_set(&h->session->error, LANYARD_ERR_CONFIG,
		    "login %s: a value has a line break in it", login->name);
	return r == LANYARD_OK ? r : error_memory(&h->session->error);
}

/*
 * The record's comes last, and not where the client has won or lost its secret
 * since. NULL: client.c knows the default.
 */
static const char *
auth_method(const struct here *h)
{
	const char *given = h->entry.login->token_endpoint_auth_method;
	bool has_secret = secret_is_set(&h->client_secret);
	const char *offered = metadata_auth_method(&h->metadata, has_secret);

	if (given != NULL)
		return given;
	if (offered != NULL || h->auth_method == NULL)
		return offered;
	return words_is_public(h->auth_method) != has_secret ? h->auth_method
							     : NULL;
}

enum lanyard_error
here_make_client(struct here *h)
{
	const struct login *login = h->entry.login;
	enum lanyard_error r;

	if ((r = check_record(h)) != LANYARD_OK)
		return r;
	r = client_secret_get(login, &h->client_secret, &h->session->error);
	if (r != LANYARD_OK)
		return r;
	h->client.client_id = login->client_id;
	h->client.client_secret = &h->client_secret;
	h->client.token_endpoint_auth_method = auth_method(h);
	return LANYARD_OK;
}

enum lanyard_error
here_find_endpoints(struct here *h, bool discover)
{
	const struct login *login = h->entry.login;
	const struct attributes *a = &h->entry.record.attributes;
	struct metadata *m = &h->metadata;
	struct error *error = &h->session->error;
	enum lanyard_error r = LANYARD_OK;

	if (discover && login->issuer != NULL)
		r = discovery_fetch(m, h->http, login->issuer, error);
	if (r != LANYARD_OK)
		return r;
	/*
	 * What was discovered at the login stays in the record. Copied, as the
	 * record changes before it is saved.
	 */
	if (!discover &&
	    (override(&m->token_endpoint,
		 attributes_text(a, "token_endpoint")) != LANYARD_OK ||
		override(&m->revocation_endpoint,
		    attributes_text(a, "revocation_endpoint")) != LANYARD_OK ||
		override(&h->auth_method,
		    attributes_text(a, "token_endpoint_auth_method")) !=
		    LANYARD_OK))
		return error_memory(error);
	/* The configuration's endpoints win over those discovered. */
	if (override(&m->authorization_endpoint,
		login->authorization_endpoint) != LANYARD_OK ||
	    override(&m->token_endpoint, login->token_endpoint) != LANYARD_OK ||
	    override(&m->device_authorization_endpoint,
		login->device_authorization_endpoint) != LANYARD_OK ||
	    override(&m->revocation_endpoint, login->revocation_endpoint) !=
		LANYARD_OK)
		return error_memory(error);
	return LANYARD_OK;
}

/* The record of LOGIN as it will stand, tokens included. */
static enum lanyard_error
fill_record(struct here *h)
{
	struct record *record = &h->entry.record;
	struct attributes *a = &record->attributes;
	enum lanyard_error r = LANYARD_OK;

	if (h->entry.login != &h->entry.stored || !record->found)
		r = lines_from_login(&record->attributes, h->entry.login,
		    &h->entry.login->client_secret);
	if (r == LANYARD_OK)
		r = attributes_set_given(
		    a, "token_endpoint", h->metadata.token_endpoint);
	if (r == LANYARD_OK)
		r = attributes_set_given(
		    a, "revocation_endpoint", h->metadata.revocation_endpoint);
	if (r == LANYARD_OK)
		r = attributes_set_given(a, "token_endpoint_auth_method",
		    h->client.token_endpoint_auth_method);
	if (r == LANYARD_OK)
		r = tokens_keep(record, &h->token);
	/* A refresh token alone leaves the access token that git may reject. */
	if (r == LANYARD_OK && secret_is_set(&h->token.access_token))
		r = tokens_next_generation(record);
	return r;
}

enum lanyard_error
here_save(struct here *h)
{
	struct lanyard_session *s = h->session;
	enum lanyard_error r;

	/* The reply came in the system's time; the program may have another. */
	if (s->clock != NULL)
		h->token.asked_at = session_now(s);
	r = fill_record(h);
	if (r != LANYARD_OK)
		return error_set(&s->error, r,
		    "cannot make the record of login %s", h->entry.login->name);
	r = records_save(&h->entry.record, s->store, &s->error);
	session_log(s, "login %s: %s generation %llu", h->entry.login->name,
	    r == LANYARD_OK ? "saved" : "could not save",
	    (unsigned long long)tokens_generation(&h->entry.record));
	return r;
}

enum lanyard_error
here_reserve(struct here *h)
{
	struct lanyard_session *s = h->session;
	enum lanyard_error r;

	r = records_reserve(&h->entry.record, s->store, &s->error);
	if (r == LANYARD_OK && !h->held) {
		signals_hold(&h->signals);
		h->held = true;
	}
	return r;
}

enum lanyard_error
lanyard_refresh_here(
    struct lanyard_session *session, const struct lanyard_job *job)
{
	struct here h;
	enum lanyard_error r;

	here_init(&h, session);
	r = entry_name(&h.entry, session, job->login);
	if (r == LANYARD_OK && job->kind == LANYARD_JOB_LOGIN)
		r = here_login(&h, job);
	else if (r == LANYARD_OK)
		r = here_refresh(&h, job);
	here_clear(&h);
	return r;
}
