/*
 * redeem.c - a code given for tokens (RFC 6749 4.1.3), with a second try
 */
#include "net/job/redeem.h"

#include "base/limits.h"
#include "net/job/pause.h"
#include "net/job/tries.h"

static enum lanyard_error
send_once(struct attempt *a, const struct secret *code)
{
	const struct server *server = a->server;
	enum lanyard_error r;
	struct buf body;

	buf_init(&body, LIMIT_REQUEST);
	r = authorization_add_code(&a->authorization, &body, a->login, code);
	if (r != LANYARD_OK)
		error_set(a->error, r, "login %s: the code cannot be sent",
		    a->login->name);
	else
		r = token_endpoint_request(&a->exchange->token, server->http,
		    &server->client, server->metadata.token_endpoint, &body,
		    a->error);
	buf_clear(&body);
	return r;
}

/* The person may give up meanwhile: the field is open. */
static enum lanyard_error
wait_and_tell(struct attempt *a, int64_t pause_ms)
{
	error_set(a->error, a->error->code,
	    "%s; the code is sent again in %lld s", a->error->message,
	    (long long)(pause_ms + 999) / 1000);
	attempt_notice(a, a->error->message);
	error_clear(a->error);
	return pause_wait(a, pause_ms);
}

enum lanyard_error
redeem_code(struct attempt *a, const struct secret *code, int64_t life_ms)
{
	const struct token *token = &a->exchange->token;
	enum lanyard_error r;
	struct tries tries;
	int64_t pause_ms;

	tries_begin(&tries, life_ms);
	for (;;) {
		if ((r = attempt_begin(a)) != LANYARD_OK)
			return r;
		r = send_once(a, code);
		if (!tries_again(&tries, r, token, &pause_ms))
			break;
		/* Nothing came, and nobody is to be kept by it. */
		exchange_drop(a->exchange);
		if ((r = wait_and_tell(a, pause_ms)) != LANYARD_OK)
			return r;
	}
	tries_explain(&tries, r, a->error);
	return attempt_end(
	    a, authorization_nonce(&a->authorization, a->login), r);
}
