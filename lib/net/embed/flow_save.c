/*
 * flow_save.c - the authorization code grant step by step: a login of the code
 */
#include <stdlib.h>
#include <string.h>

#include "base/strings.h"
#include "login/pattern.h"
#include "net/embed/flow_token.h"
#include "net/job/exchange.h"
#include "net/job/tries.h"
#include "os/clock.h"
#include "session/rivals.h"

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
		r = pattern_check(copy, login->allow_http, &v->flow->error);
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

/*
 * The sequence of exchange.h, as often as the code may be sent; between two
 * tries nothing is held. What fails is the session's error.
 */
static enum lanyard_error
ask(struct saving *v, struct exchange *exchange)
{
	enum lanyard_error r;
	struct tries tries;
	int64_t pause_ms;

	tries_begin(&tries, v->flow->code_ms);
	for (;;) {
		if ((r = exchange_begin(exchange)) != LANYARD_OK)
			return r;
		r = flow_token_ask(v->flow, &exchange->token);
		if (r != LANYARD_OK)
			v->session->error = v->flow->error;
		if (!tries_again(&tries, r, &exchange->token, &pause_ms))
			break;
		exchange_drop(exchange);
		clock_sleep_ms(pause_ms);
	}
	flow_token_spent(v->flow);
	tries_explain(&tries, r, &v->session->error);
	return exchange_end(exchange, r);
}

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
	exchange.auth_method = flow_auth_method(v->flow);
	/* Sets aside what does not parse, for which it takes the lock itself.
	 */
	if ((r = entry_load(&entry, s)) == LANYARD_OK)
		r = ask(v, &exchange);
	exchange_clear(&exchange);
	entry_clear(&entry);
	return r;
}

static enum lanyard_error
run(struct saving *v)
{
	enum lanyard_error r;

	error_clear(&v->session->error);
	if ((r = rivals_check(v->login, v->session)) == LANYARD_OK &&
	    (r = rivals_check_configured(v->login, v->session)) == LANYARD_OK)
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
