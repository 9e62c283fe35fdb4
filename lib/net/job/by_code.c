/*
 * by_code.c - a login by authorization code: called back, or pasted
 */
#include "net/job/by_code.h"

#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "net/job/by_code_page.h"
#include "net/job/redeem.h"
#include "net/job/tries.h"
#include "net/oauth/authorization_callback.h"

#define REFUSALS_MAX 20 /* who sends more fills the terminal */
#define WORD_MAX     40

void
by_code_refused(struct attempt *a, const char *reason)
{
	struct error line = {0};

	if (a->refusals == REFUSALS_MAX)
		return;
	if (++a->refusals == REFUSALS_MAX)
		error_set(&line, LANYARD_OK,
		    "more callbacks than %d were not used; the rest is not "
		    "told",
		    REFUSALS_MAX - 1);
	else
		error_set(&line, LANYARD_OK,
		    "a callback came and was not used: %s", reason);
	attempt_notice(a, line.message);
}

/*
 * The server may have said why it sends no code, though not to whom. Anybody
 * may have: only a word of OAuth's is repeated.
 */
static void
tell_unused(struct attempt *a, const char *query)
{
	struct buf value;

	buf_init(&value, LIMIT_URL);
	if (percent_query_parameter(query, "error", &value, NULL) &&
	    value.size <= WORD_MAX &&
	    strspn(buf_text(&value), "abcdefghijklmnopqrstuvwxyz_") ==
		value.size)
		error_set(a->error, LANYARD_ERR_PROTOCOL,
		    "%s; the server says %s", a->error->message,
		    buf_text(&value));
	buf_clear(&value);
	by_code_refused(a, a->error->message);
}

/* The code has been sent, which came to R. */
static enum lanyard_error
settle(struct attempt *a, enum lanyard_error r)
{
	if (r == LANYARD_OK || !attempt_failed(a, r))
		return r;
	error_prefix(a->error, "the code brought no tokens");
	attempt_notice(a, a->error->message);
	attempt_notice(a, "log in again with the same URL, or paste what the "
			  "browser ends at; q gives up, ? explains");
	error_clear(a->error);
	return LANYARD_OK;
}

enum lanyard_error
by_code_callback(struct attempt *a, const char *query)
{
	enum lanyard_error r;
	struct secret code = {0};

	r = authorization_callback(&a->authorization, query, a->login->issuer,
	    a->server->metadata.iss_parameter, &code, a->error);
	if (r == LANYARD_ERR_PROTOCOL) {
		/* Before the answer, with which QUERY goes. */
		tell_unused(a, query);
		by_code_page_not_ours(a, a->error->message);
		error_clear(a->error);
		return LANYARD_OK;
	}
	if (r != LANYARD_OK) {
		a->answered = *a->error;
		a->is_answered = true;
		by_code_page_answer(a, &a->answered, false);
		return r;
	}
	/*
	 * A second tab, or the page loaded again: the code is spent, or was
	 * sent as often as it may be.
	 */
	if (secret_equal(&code, &a->tried)) {
		by_code_page_answer(a, &a->answered, true);
		goto out;
	}
	r = redeem_code(a, &code, TRIES_MS);
	a->answered = *a->error;
	a->is_answered = true;
	by_code_page_answer(a, &a->answered, false);
	secret_move(&a->tried, &code);
	r = settle(a, r);
out:
	secret_clear(&code);
	return r;
}

void
by_code_late(struct attempt *a, const char *query)
{
	struct secret code = {0};
	struct error unused = {0};

	if (authorization_callback(&a->authorization, query, a->login->issuer,
		a->server->metadata.iss_parameter, &code,
		&unused) == LANYARD_ERR_PROTOCOL)
		by_code_page_not_ours(a, unused.message);
	else
		by_code_page_answer(a, &a->answered, a->is_answered);
	secret_clear(&code);
}

enum lanyard_error
by_code_paste(struct attempt *a, enum paste_kind kind, const struct secret *got)
{
	enum lanyard_error r;
	struct secret code = {0};

	r = paste_take(&a->authorization, kind, got, a->login->issuer,
	    a->server->metadata.iss_parameter, &code, a->error);
	if (r == LANYARD_ERR_MEMORY)
		return r;
	if (r == LANYARD_OK) {
		r = settle(a, redeem_code(a, &code, TRIES_MS));
	} else {
		/* The server's error, too, ends nothing when it is pasted. */
		error_set(a->error, r, "%s; q gives up, ? explains",
		    a->error->message);
		attempt_notice(a, a->error->message);
		error_clear(a->error);
		r = LANYARD_OK;
	}
	secret_clear(&code);
	return r;
}
