/*
 * attempt.c - the ways an answer to a login comes: callback, paste, device
 *
 * Each leads to one request that may bring tokens, between prepare() and
 * save() or release().
 */
#include "net/job/attempt.h"

#include <string.h>

#include "base/limits.h"
#include "login/tokens.h"
#include "os/clock.h"

#define PAGE_DONE    "You are logged in. You can close this window."
#define PAGE_REFUSED "The login was refused. You can close this window."
#define PAGE_FAILED  "The login failed. You can close this window."
#define PAGE_NOT_OURS                                                          \
	"This is not the answer to the login that is under way. Nothing was "  \
	"changed."

void
answers_notice(const struct answers *a, const char *text)
{
	if (a->ui->notice != NULL)
		a->ui->notice(a->ui->context, text);
}

/* A request that has begun is not cut short by the five minutes' end. */
static void
set_request_deadline(const struct answers *a)
{
	http_set_deadline(
	    a->interaction->http, clock_monotonic_ms() + a->login->timeout_ms);
}

static void
let_go(const struct answers *a)
{
	if (a->interaction->release != NULL)
		a->interaction->release(a->interaction->context);
}

static enum lanyard_error
prepare(const struct answers *a)
{
	enum lanyard_error r = LANYARD_OK;

	if (a->interaction->prepare != NULL)
		r = a->interaction->prepare(a->interaction->context, a->error);
	if (r == LANYARD_OK)
		set_request_deadline(a);
	return r;
}

/* A request that prepare() allowed has ended with R: keep or let go. */
static enum lanyard_error
finish(struct answers *a, enum lanyard_error r, bool has_token)
{
	const struct interaction *interaction = a->interaction;

	if (r == LANYARD_OK && has_token && interaction->save != NULL)
		r = interaction->save(interaction->context, a->token, a->error);
	if (r == LANYARD_OK && has_token)
		a->done = true;
	else
		let_go(a);
	return r;
}

/* ---- the authorization code ---- */

static enum lanyard_error
exchange(struct answers *a, const struct secret *code)
{
	const struct interaction *interaction = a->interaction;
	enum lanyard_error r;
	struct buf body;

	buf_init(&body, LIMIT_REQUEST);
	r = authorization_add_code(&a->authorization, &body, a->login, code);
	if (r != LANYARD_OK) {
		error_set(a->error, r, "login %s: the code cannot be sent",
		    a->login->name);
		goto out;
	}
	if ((r = prepare(a)) != LANYARD_OK)
		goto out;
	r = token_endpoint_request(a->token, interaction->http,
	    interaction->client, interaction->metadata->token_endpoint, &body,
	    a->error);
	/* GRANT speaks of what is stored, and nothing is. */
	if (r == LANYARD_ERR_GRANT)
		r = a->error->code = LANYARD_ERR_REFUSED;
	r = finish(a, r, true);
out:
	buf_clear(&body);
	return r;
}

/* The page comes last, so that it says what became of the code. */
static void
answer(const struct answers *a, enum lanyard_error r)
{
	struct listener *listener = a->redirect.listener;
	struct buf text;

	if (r == LANYARD_OK) {
		listener_answer(listener, 200, PAGE_DONE);
		return;
	}
	if (r == LANYARD_ERR_CANCELLED) {
		listener_answer(listener, 200, PAGE_REFUSED);
		return;
	}
	buf_init(&text, LIMIT_REPLY);
	if (buf_printf(&text, PAGE_FAILED " (%s)", a->error->message) ==
	    LANYARD_OK)
		listener_answer(listener, 400, buf_text(&text));
	else
		listener_answer(listener, 400, PAGE_FAILED);
	buf_clear(&text);
}

enum lanyard_error
answers_callback(struct answers *a, const char *query)
{
	enum lanyard_error r;
	struct secret code = {0};

	r = authorization_callback(&a->authorization, query, a->login->issuer,
	    a->interaction->metadata->iss_parameter, &code, a->error);
	if (r == LANYARD_ERR_PROTOCOL) {
		listener_answer(a->redirect.listener, 400, PAGE_NOT_OURS);
		error_clear(a->error);
		return LANYARD_OK;
	}
	if (r == LANYARD_OK)
		r = exchange(a, &code);
	answer(a, r);
	secret_clear(&code);
	return r;
}

enum lanyard_error
answers_paste(struct answers *a, const char *line)
{
	enum lanyard_error r;
	struct secret code = {0};

	r = authorization_paste(&a->authorization, line, a->login->issuer,
	    a->interaction->metadata->iss_parameter, &code, a->error);
	if (r == LANYARD_ERR_PROTOCOL) {
		answers_notice(a, a->error->message);
		error_clear(a->error);
		return LANYARD_OK;
	}
	if (r == LANYARD_OK)
		r = exchange(a, &code);
	secret_clear(&code);
	return r;
}

/* ---- the device code ---- */

static void
show_device_code(const struct answers *a)
{
	if (a->ui->show_device_code != NULL)
		a->ui->show_device_code(a->ui->context, a->login->name,
		    a->device.verification_uri,
		    a->device.verification_uri_complete, a->device.user_code);
}

bool
answers_only_by(const struct answers *a, const char *grant_type)
{
	const char *only = a->login->grant_type;

	return only != NULL && strcmp(only, grant_type) == 0;
}

const char *
answers_device_endpoint(const struct answers *a)
{
	return answers_only_by(a, "authorization_code")
		   ? NULL
		   : a->interaction->metadata->device_authorization_endpoint;
}

/* Where no URL was shown, and with it that host. */
static void
show_host(const struct answers *a)
{
	const char *url = a->interaction->metadata->token_endpoint;
	char host[HTTP_HOST_TEXT];

	http_host(url, host, sizeof(host));
	error_set(a->error, LANYARD_OK, "the tokens of login %s come from %s",
	    a->login->name, host);
	answers_notice(a, a->error->message);
	error_clear(a->error);
}

/* The device code has failed with R: the browser may still bring an answer. */
static enum lanyard_error
give_up_device(struct answers *a, enum lanyard_error r)
{
	if (r == LANYARD_ERR_GRANT)
		r = a->error->code = LANYARD_ERR_REFUSED;
	if (a->device_waits)
		device_clear(&a->device);
	a->device_waits = false;
	if (!a->browser || r == LANYARD_ERR_CANCELLED ||
	    r == LANYARD_ERR_MEMORY)
		return r;
	answers_notice(a, a->error->message);
	error_clear(a->error);
	return LANYARD_OK;
}

enum lanyard_error
answers_start_device(struct answers *a)
{
	const struct interaction *interaction = a->interaction;
	const char *url = answers_device_endpoint(a);
	enum lanyard_error r;

	if (a->device_waits) {
		show_device_code(a);
		return LANYARD_OK;
	}
	if (url == NULL) {
		answers_notice(a, answers_only_by(a, "authorization_code")
				      ? "this login is by browser only"
				      : "this server gives no device codes");
		return LANYARD_OK;
	}
	set_request_deadline(a);
	r = device_begin(&a->device, interaction->http, interaction->client,
	    a->login, url, a->error);
	if (r != LANYARD_OK)
		return give_up_device(a, r);
	a->device_waits = true;
	if (!a->browser)
		show_host(a);
	show_device_code(a);
	return LANYARD_OK;
}

/* A poll that failed and will be repeated: silence would look like waiting. */
static void
tell_failed_poll(const struct answers *a)
{
	if (a->error->code == LANYARD_OK)
		return;
	error_set(a->error, a->error->code, "%s: asked again in %lld s",
	    a->error->message, (long long)(a->device.interval_ms / 1000));
	answers_notice(a, a->error->message);
	error_clear(a->error);
}

enum lanyard_error
answers_poll_device(struct answers *a)
{
	const struct interaction *interaction = a->interaction;
	enum lanyard_error r;
	bool pending = false;

	if (!a->device_waits || clock_monotonic_ms() < a->device.next_poll_ms)
		return LANYARD_OK;
	if (clock_monotonic_ms() >= a->device.expires_at_ms)
		return give_up_device(
		    a, error_set(a->error, LANYARD_ERR_TIMEOUT,
			   "login %s: the device code has expired",
			   a->login->name));
	/* What an earlier poll left behind is none of this one's. */
	token_clear(a->token);
	token_init(a->token);
	if ((r = prepare(a)) != LANYARD_OK)
		return r;
	r = device_poll(&a->device, interaction->http, interaction->client,
	    a->login, interaction->metadata->token_endpoint, a->token, &pending,
	    a->error);
	if (r != LANYARD_OK) {
		let_go(a);
		return give_up_device(a, r);
	}
	if (pending)
		tell_failed_poll(a);
	return finish(a, LANYARD_OK, !pending);
}
