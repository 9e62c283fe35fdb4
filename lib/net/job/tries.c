/*
 * tries.c - how often one authorization code is sent
 */
#include "net/job/tries.h"

#include "base/limits.h"
#include "os/clock.h"

#define PAUSE_MS     1000 /* after the first try; doubles */
#define PAUSE_MAX_MS 8000

void
tries_begin(struct tries *tries, int64_t life_ms)
{
	*tries = (struct tries){
	    .until_ms = clock_monotonic_ms() + life_ms,
	    .pause_ms = PAUSE_MS,
	};
}

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

bool
tries_again(struct tries *tries, enum lanyard_error r,
    const struct token *token, int64_t *pause_ms)
{
	*pause_ms = 0;
	if (!is_good_still(tries, r, token))
		return false;
	tries->lost = tries->lost || is_lost(r, token);
	*pause_ms = next_pause_ms(tries, token);
	return true;
}

void
tries_explain(
    const struct tries *tries, enum lanyard_error r, struct error *error)
{
	if (r == LANYARD_ERR_GRANT && tries->lost)
		error_set(error, error->code,
		    "%s (sent again, as no answer had come)", error->message);
}
