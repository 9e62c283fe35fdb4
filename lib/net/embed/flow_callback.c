/*
 * flow_callback.c - the authorization code grant step by step: the answer
 */
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "net/embed/flow.h"
#include "net/oauth/authorization_callback.h"
#include "net/oauth/paste.h"

/* The bytes of a form-encoded name or value, up to END, into BUF. */
static bool
decode(struct buf *buf, const char *text, size_t size)
{
	struct buf plus;
	bool good;

	buf_init(&plus, LIMIT_URL);
	buf_reset(buf);
	good = buf_add(&plus, text, size) == LANYARD_OK;
	for (size_t i = 0; good && i < size; i++)
		if (plus.data[i] == '+')
			plus.data[i] = ' ';
	good = good && percent_add_decoded(buf, buf_text(&plus)) == LANYARD_OK;
	buf_clear(&plus);
	return good;
}

/* The program's own look at each parameter that is not ours. */
static enum lanyard_error
check_others(struct lanyard_flow *f, const char *query)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf name, value;

	buf_init(&name, LIMIT_URL);
	buf_init(&value, LIMIT_URL);
	while (r == LANYARD_OK && *query != '\0') {
		size_t size = strcspn(query, "&"), equals;

		equals = strcspn(query, "=&");
		if (!decode(&name, query, equals) ||
		    !decode(&value, query + equals + (equals < size),
			size - equals - (equals < size)))
			r = error_set(&f->error, LANYARD_ERR_PROTOCOL,
			    "the redirect has a malformed parameter");
		else if (size != 0 && strcmp(buf_text(&name), "code") != 0 &&
			 strcmp(buf_text(&name), "state") != 0 &&
			 (r = f->check(f->context, buf_text(&name),
			      buf_text(&value))) != LANYARD_OK)
			error_set(&f->error, r,
			    "the program refuses the redirect: %s",
			    lanyard_strerror(r));
		query += size + (query[size] == '&');
	}
	buf_clear(&name);
	buf_clear(&value);
	return r;
}

/*
 * A code or the server's refusal ends the flow; a callback that is not its own
 * does not.
 */
static enum lanyard_error
settle(struct lanyard_flow *f, enum lanyard_error r, struct secret *code)
{
	f->answered = r == LANYARD_OK || r == LANYARD_ERR_CANCELLED ||
		      r == LANYARD_ERR_REFUSED || r == LANYARD_ERR_SERVER;
	if (r == LANYARD_OK)
		secret_move(&f->code, code);
	secret_clear(code);
	return r;
}

static enum lanyard_error
begin_answer(struct lanyard_flow *f)
{
	enum lanyard_error r;

	if ((r = flow_check_made(f)) != LANYARD_OK)
		return r;
	if (f->answered)
		return error_set(&f->error, LANYARD_ERR_PROTOCOL,
		    "a redirect was taken before: begin anew");
	/* Whether iss must be there is in the metadata (RFC 9207 3). */
	return f->login.issuer == NULL ? LANYARD_OK : flow_find_endpoints(f);
}

enum lanyard_error
lanyard_flow_callback(struct lanyard_flow *flow, const char *query)
{
	struct secret code = {NULL, 0};
	enum lanyard_error r;

	if (flow == NULL)
		return LANYARD_ERR_ARGUMENT;
	if (query == NULL)
		return error_set(
		    &flow->error, LANYARD_ERR_ARGUMENT, "there is no query");
	if ((r = begin_answer(flow)) != LANYARD_OK)
		return r;
	r = authorization_callback(&flow->authorization, query,
	    flow->login.issuer,
	    flow->iss_required || flow->metadata.iss_parameter, &code,
	    &flow->error);
	if (r == LANYARD_OK && flow->check != NULL &&
	    (r = check_others(flow, query)) != LANYARD_OK) {
		secret_clear(&code);
		return r;
	}
	return settle(flow, r, &code);
}

static enum lanyard_error
take_paste(struct lanyard_flow *f, const char *text, struct secret *code)
{
	const struct paste_known known = {
	    .state = &f->authorization.state, .url = f->authorization.url};
	struct secret got = {NULL, 0};
	enum paste_kind kind;
	enum lanyard_error r = paste_read(&known, text, &kind, &got);

	if (r == LANYARD_OK)
		r = paste_take(&f->authorization, kind, &got, f->login.issuer,
		    f->iss_required || f->metadata.iss_parameter, code,
		    &f->error);
	else if (r == LANYARD_ERR_MEMORY)
		error_memory(&f->error);
	else
		error_set(&f->error, r, "what was pasted is too long");
	secret_clear(&got);
	return r;
}

enum lanyard_error
lanyard_flow_paste(struct lanyard_flow *flow, const char *text)
{
	struct secret code = {NULL, 0};
	enum lanyard_error r;

	if (flow == NULL)
		return LANYARD_ERR_ARGUMENT;
	if (text == NULL)
		return error_set(
		    &flow->error, LANYARD_ERR_ARGUMENT, "nothing was pasted");
	if ((r = begin_answer(flow)) != LANYARD_OK)
		return r;
	r = take_paste(flow, text, &code);
	return settle(flow, r, &code);
}
