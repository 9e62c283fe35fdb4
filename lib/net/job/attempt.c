/*
 * attempt.c - one login that is under way, and what all ways to it share
 */
#include "net/job/attempt.h"

#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "base/limits.h"
#include "net/job/identify.h"
#include "net/job/working.h"
#include "net/oauth/refusal_class.h"
#include "os/clock.h"

#define AGAIN_MS 30000 /* for another code, after a failure */

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
	secret_clear(&attempt->piece);
	secret_clear(&attempt->tried);
	authorization_clear(&attempt->authorization);
}

void
attempt_set_deadline(const struct attempt *attempt)
{
	working_for(attempt->ui, attempt->login->timeout_ms);
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
attempt_end(struct attempt *attempt, const char *nonce, enum lanyard_error r)
{
	if (r == LANYARD_OK) {
		r = identify_account(attempt->exchange, attempt->server, nonce);
		attempt->other = r != LANYARD_OK;
	}
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
attempt_has_device(const struct attempt *attempt)
{
	return attempt->device_waits || attempt->device_again_ms != 0;
}

int64_t
attempt_deadline_ms(const struct attempt *attempt)
{
	return attempt->device_waits &&
		       attempt->device.expires_at_ms > attempt->deadline_ms
		   ? attempt->device.expires_at_ms
		   : attempt->deadline_ms;
}

int
attempt_input_fd(const struct attempt *attempt)
{
	const struct lanyard_ui *ui = attempt->ui;

	if (attempt->field_ended || ui->input_fd == NULL ||
	    ui->read_line == NULL)
		return -1;
	return ui->input_fd(ui->context);
}

/* LIMIT_URL is too much for the stack that a program may have given us. */
enum lanyard_error
attempt_read_line(struct attempt *attempt, char **line)
{
	const struct lanyard_ui *ui = attempt->ui;

	if ((*line = calloc(1, LIMIT_URL)) == NULL)
		return error_memory(attempt->error);
	if (!ui->read_line(ui->context, *line, LIMIT_URL)) {
		attempt->field_ended = true;
		attempt_free_line(line);
	}
	return LANYARD_OK;
}

void
attempt_free_line(char **line)
{
	if (*line != NULL)
		sodium_memzero(*line, LIMIT_URL);
	free(*line);
	*line = NULL;
}

enum lanyard_error
attempt_cancelled(const struct attempt *attempt)
{
	return error_set(attempt->error, LANYARD_ERR_CANCELLED,
	    "login %s was cancelled", attempt->login->name);
}

/*
 * Where nobody can type and nothing else is waited for, only a browser could
 * bring another code; but whoever started us should hear of a server that is
 * out of order before they lose their patience.
 */
static void
wait_no_longer(struct attempt *attempt)
{
	int64_t until = clock_monotonic_ms() + AGAIN_MS;

	if (attempt_input_fd(attempt) == -1 && !attempt_has_device(attempt) &&
	    until < attempt->deadline_ms)
		attempt->deadline_ms = until;
}

/*
 * Nothing left, and not because nobody was there: the certificate is refused,
 * or there is no TLS. Another code would not be sent either. What goes out by
 * http does not say so.
 */
static bool
is_shut(const struct attempt *attempt)
{
	const struct token *token = &attempt->exchange->token;
	const char *endpoint = attempt->server->metadata.token_endpoint;

	return endpoint != NULL && strncmp(endpoint, "https:", 6) == 0 &&
	       !token->sent && !token->unsent;
}

bool
attempt_failed(struct attempt *attempt, enum lanyard_error r)
{
	const struct token *token = &attempt->exchange->token;

	if (attempt->other)
		return false;
	switch (r) {
	case LANYARD_ERR_REFUSED:
		if (token->error != NULL && refusal_is_of_client(token->error))
			return false;
		break;
	case LANYARD_ERR_NETWORK:
		if (is_shut(attempt))
			return false;
		break;
	case LANYARD_ERR_SERVER:
	case LANYARD_ERR_TIMEOUT:
	case LANYARD_ERR_PROTOCOL:
		break;
	default:
		return false;
	}
	/* What came with an error is saved, and the grant is used up. */
	if (secret_is_set(&token->refresh_token))
		return false;
	attempt->failure = *attempt->error;
	if (r != LANYARD_ERR_REFUSED)
		wait_no_longer(attempt);
	return true;
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
