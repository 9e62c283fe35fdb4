/*
 * attempt.c - one login that is under way, and what all ways to it share
 */
#include "net/job/attempt.h"

#include <string.h>

#include "os/clock.h"

void
attempt_init(struct attempt *attempt, struct exchange *exchange,
    const struct server *server)
{
	memset(attempt, 0, sizeof(*attempt));
	attempt->exchange = exchange;
	attempt->server = server;
	attempt->ui = server->session->ui;
	attempt->login = server->login;
	attempt->error = &server->session->error;
}

void
attempt_clear(struct attempt *attempt)
{
	if (attempt->device_waits)
		device_clear(&attempt->device);
	attempt->device_waits = false;
	redirect_clear(&attempt->redirect);
	authorization_clear(&attempt->authorization);
}

void
attempt_set_deadline(const struct attempt *attempt)
{
	http_set_deadline(attempt->server->http,
	    clock_monotonic_ms() + attempt->login->timeout_ms);
}

enum lanyard_error
attempt_begin(struct attempt *attempt)
{
	enum lanyard_error r = exchange_begin(attempt->exchange);

	if (r == LANYARD_OK)
		attempt_set_deadline(attempt);
	return r;
}

enum lanyard_error
attempt_end(struct attempt *attempt, enum lanyard_error r)
{
	r = exchange_end(attempt->exchange, r);
	attempt->done = r == LANYARD_OK;
	return attempt_refused(attempt, r);
}

enum lanyard_error
attempt_refused(const struct attempt *attempt, enum lanyard_error r)
{
	return r == LANYARD_ERR_GRANT
		   ? (attempt->error->code = LANYARD_ERR_REFUSED)
		   : r;
}

bool
attempt_only_by(const struct attempt *attempt, const char *grant_type)
{
	const char *only = attempt->login->grant_type;

	return only != NULL && strcmp(only, grant_type) == 0;
}

void
attempt_notice(const struct attempt *attempt, const char *text)
{
	if (attempt->ui->notice != NULL)
		attempt->ui->notice(attempt->ui->context, text);
}
