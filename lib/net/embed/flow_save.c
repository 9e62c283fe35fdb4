/*
 * flow_save.c - the authorization code grant step by step: a login of the code
 */
#include <stdlib.h>
#include <string.h>

#include "base/strings.h"
#include "login/lines.h"
#include "login/match.h"
#include "net/embed/flow_token.h"
#include "net/job/exchange.h"

struct saving {
	struct lanyard_flow *flow;
	struct lanyard_session *session;
	struct login *login; /* the flow's, with NAME and patterns */
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
	/* A record that cannot be read answers no request. */
	if (r == LANYARD_ERR_STORE)
		r = LANYARD_OK;
	entry_clear(&other);
	return r;
}

static enum lanyard_error
check_rivals(struct saving *v)
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
	const struct login *configured = config_find(s->config, v->login->name);
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

/* The sequence of exchange.h; what fails is the session's error. */
static enum lanyard_error
ask_and_save(struct saving *v)
{
	struct lanyard_session *s = v->session;
	struct exchange exchange;
	struct entry entry;
	enum lanyard_error r;

	entry_init(&entry);
	entry.login = v->login;
	exchange_init(&exchange, EXCHANGE_GRANT, s, &entry);
	exchange.auth_method = flow_token_auth_method(v->flow);
	/* Sets aside what does not parse, for which it takes the lock itself.
	 */
	if ((r = entry_load(&entry, s)) == LANYARD_OK &&
	    (r = exchange_begin(&exchange)) == LANYARD_OK) {
		r = flow_token_ask(v->flow, &exchange.token);
		if (r != LANYARD_OK)
			s->error = v->flow->error;
		r = exchange_end(&exchange, r);
	}
	exchange_clear(&exchange);
	entry_clear(&entry);
	return r;
}

static enum lanyard_error
run(struct saving *v)
{
	enum lanyard_error r;

	error_clear(&v->session->error);
	if ((r = check_rivals(v)) == LANYARD_OK &&
	    (r = check_configured(v)) == LANYARD_OK)
		r = ask_and_save(v);
	if (r != LANYARD_OK)
		v->flow->error = v->session->error;
	return r;
}

enum lanyard_error
lanyard_flow_save(struct lanyard_flow *flow, struct lanyard_session *session,
    const char *name, const char *const *url)
{
	struct saving v = {.flow = flow, .session = session};
	enum lanyard_error r;

	if (flow == NULL)
		return LANYARD_ERR_ARGUMENT;
	if (session == NULL)
		return error_set(&flow->error, LANYARD_ERR_ARGUMENT,
		    "there is no session to save it in");
	v.login = &flow->login;
	if ((r = check_name(&v, name)) == LANYARD_OK &&
	    (r = set_patterns(&v, url)) == LANYARD_OK &&
	    (r = flow_token_prepare(flow)) == LANYARD_OK)
		r = run(&v);
	return r;
}
