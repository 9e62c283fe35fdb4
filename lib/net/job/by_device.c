/*
 * by_device.c - a login by device code (RFC 8628)
 */
#include "net/job/by_device.h"

#include "base/limits.h"
#include "os/clock.h"

#define TRIES	 3    /* to be given a device code */
#define PAUSE_MS 2000 /* after the first; doubles */

static void
show_code(const struct attempt *a)
{
	if (a->ui->show_device_code != NULL)
		a->ui->show_device_code(a->ui->context, a->login->name,
		    a->device.verification_uri,
		    a->device.verification_uri_complete, a->device.user_code);
}

const char *
by_device_endpoint(const struct attempt *a)
{
	return attempt_only_by(a, "authorization_code")
		   ? NULL
		   : a->server->metadata.device_authorization_endpoint;
}

/* Tell who gets the token request, as no URL was shown that said so. */
static void
show_host(const struct attempt *a)
{
	const char *url = a->server->metadata.token_endpoint;
	char host[HTTP_HOST_TEXT];

	http_host(url, host, sizeof(host));
	error_set(a->error, LANYARD_OK, "the tokens of login %s come from %s",
	    a->login->name, host);
	attempt_notice(a, a->error->message);
	error_clear(a->error);
}

/* The device code has failed with R: the browser may still bring an answer. */
static enum lanyard_error
give_up(struct attempt *a, enum lanyard_error r)
{
	r = attempt_refused(a, r);
	if (r == LANYARD_ERR_TIMEOUT && a->device_waits)
		error_hint(
		    a->error, "for another: lanyard login %s", a->login->name);
	if (a->device_waits)
		device_clear(&a->device);
	a->device_waits = false;
	if (!a->browser || r == LANYARD_ERR_CANCELLED ||
	    r == LANYARD_ERR_MEMORY)
		return r;
	attempt_notice(a, a->error->message);
	error_clear(a->error);
	return LANYARD_OK;
}

/* What failed is done again, in so many ms: silence would look like waiting. */
static void
tell_again(struct attempt *a, int64_t ms)
{
	error_set(a->error, a->error->code, "%s; asked again in %lld s",
	    a->error->message, (long long)(ms + 999) / 1000);
	attempt_notice(a, a->error->message);
	error_clear(a->error);
}

/* No device code was given: R. AGAIN_S as device_begin() has it. */
static enum lanyard_error
ask_later(struct attempt *a, enum lanyard_error r, int64_t again_s)
{
	int64_t now_ms = clock_monotonic_ms();
	int64_t pause_ms = (int64_t)PAUSE_MS << a->device_failures;

	a->device_again_ms = 0;
	if (again_s == -1 || ++a->device_failures >= TRIES)
		return give_up(a, r);
	if (again_s > RETRY_AFTER_MAX_S)
		again_s = RETRY_AFTER_MAX_S;
	if (1000 * again_s > pause_ms)
		pause_ms = 1000 * again_s;
	/* The login is over before that. */
	if (a->deadline_ms != 0 && now_ms + pause_ms >= a->deadline_ms)
		return give_up(a, r);
	a->device_again_ms = now_ms + pause_ms;
	tell_again(a, pause_ms);
	return LANYARD_OK;
}

static enum lanyard_error
ask(struct attempt *a, const char *url)
{
	const struct server *server = a->server;
	enum lanyard_error r;
	int64_t again_s;

	attempt_set_deadline(a);
	r = device_begin(&a->device, server->http, &server->client, a->login,
	    url, &again_s, a->error);
	if (r != LANYARD_OK)
		return ask_later(a, r, again_s);
	a->device_again_ms = 0;
	a->device_failures = 0;
	a->device_waits = true;
	if (!a->browser)
		show_host(a);
	show_code(a);
	return LANYARD_OK;
}

enum lanyard_error
by_device_start(struct attempt *a)
{
	const char *url = by_device_endpoint(a);

	if (a->device_waits) {
		show_code(a);
		return LANYARD_OK;
	}
	if (url == NULL) {
		attempt_notice(a, attempt_only_by(a, "authorization_code")
				      ? "this login is by browser only"
				      : "this server gives no device codes");
		return LANYARD_OK;
	}
	a->device_failures = 0;
	return ask(a, url);
}

int64_t
by_device_next_ms(const struct attempt *a)
{
	if (a->device_waits)
		return a->device.next_poll_ms < a->device.expires_at_ms
			   ? a->device.next_poll_ms
			   : a->device.expires_at_ms;
	return a->device_again_ms != 0 ? a->device_again_ms : INT64_MAX;
}

enum lanyard_error
by_device_poll(struct attempt *a)
{
	const struct server *server = a->server;
	enum lanyard_error r;
	bool pending = false;

	if (clock_monotonic_ms() < by_device_next_ms(a))
		return LANYARD_OK;
	if (!a->device_waits)
		return ask(a, by_device_endpoint(a));
	if (clock_monotonic_ms() >= a->device.expires_at_ms)
		return give_up(a, error_set(a->error, LANYARD_ERR_TIMEOUT,
				      "login %s: the device code has expired",
				      a->login->name));
	if ((r = attempt_begin(a)) != LANYARD_OK)
		return r;
	r = device_poll(&a->device, server->http, &server->client, a->login,
	    server->metadata.token_endpoint, &a->exchange->token, &pending,
	    a->error);
	/* A refresh token that came with an error is kept, too. */
	if ((r == LANYARD_OK && !pending) ||
	    secret_is_set(&a->exchange->token.refresh_token))
		return attempt_end(a, NULL, r);
	exchange_drop(a->exchange);
	if (r != LANYARD_OK)
		return give_up(a, r);
	if (a->error->code != LANYARD_OK)
		tell_again(a, a->device.next_poll_ms - clock_monotonic_ms());
	return LANYARD_OK;
}
