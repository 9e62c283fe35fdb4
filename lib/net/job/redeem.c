/*
 * redeem.c - a code given for tokens (RFC 6749 4.1.3), with a second try
 */
#include "net/job/redeem.h"

#include "base/limits.h"
#include "os/clock.h"

#define PAUSE_MS     1000 /* after the first try; doubles */
#define PAUSE_MAX_MS 8000

/* The tries of one code. */
struct tries {
	int64_t until_ms; /* clock_monotonic_ms() */
	int64_t pause_ms; /* after the next failure */
	bool lost;	  /* an answer was, and the code is perhaps spent */
	bool last;
};

/* Is there no answer, though the request has left? */
static bool
is_lost(enum lanyard_error r, const struct token *token)
{
	return r == LANYARD_ERR_NETWORK && token->sent && token->status == 0;
}

/* May the code be sent once more, now that it has come to R? */
static bool
is_good_still(
    const struct tries *tries, enum lanyard_error r, const struct token *token)
{
	if (r == LANYARD_OK || tries->last ||
	    secret_is_set(&token->refresh_token))
		return false;
	if (token->unsent)
		return r == LANYARD_ERR_NETWORK || r == LANYARD_ERR_TIMEOUT;
	return token->status == 429 || token->status == 503 ||
	       (is_lost(r, token) && !tries->lost);
}

static int64_t
next_pause_ms(struct tries *tries, const struct token *token)
{
	int64_t left_ms = tries->until_ms - clock_monotonic_ms();
	int64_t pause_ms = tries->pause_ms;

	if (tries->pause_ms < PAUSE_MAX_MS)
		tries->pause_ms *= 2;
	if (token->retry_after_s > RETRY_AFTER_MAX_S)
		pause_ms = RETRY_AFTER_MAX_S * INT64_C(1000);
	else if (token->retry_after_s * 1000 > pause_ms)
		pause_ms = token->retry_after_s * 1000;
	/* The code is over then: one more try before it is. */
	tries->last = pause_ms >= left_ms;
	if (tries->last)
		pause_ms = left_ms > 0 ? left_ms : 0;
	return pause_ms;
}

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

static void
wait_and_tell(struct attempt *a, int64_t pause_ms)
{
	error_set(a->error, a->error->code,
	    "%s: the code is sent again in %lld s", a->error->message,
	    (long long)(pause_ms + 999) / 1000);
	attempt_notice(a, a->error->message);
	error_clear(a->error);
	clock_sleep_ms(pause_ms);
}

enum lanyard_error
redeem_code(struct attempt *a, const struct secret *code, int64_t life_ms)
{
	const struct token *token = &a->exchange->token;
	struct tries tries = {
	    .until_ms = clock_monotonic_ms() + life_ms,
	    .pause_ms = PAUSE_MS,
	};
	enum lanyard_error r;

	for (;;) {
		if ((r = attempt_begin(a)) != LANYARD_OK)
			return r;
		r = send_once(a, code);
		if (!is_good_still(&tries, r, token))
			break;
		tries.lost = tries.lost || is_lost(r, token);
		/* Nothing came, and nobody is to be kept by it. */
		exchange_drop(a->exchange);
		wait_and_tell(a, next_pause_ms(&tries, token));
	}
	if (r == LANYARD_ERR_GRANT && tries.lost)
		error_prefix(a->error, "sent again, as no answer had come");
	return attempt_end(a, r);
}
