/*
 * by_device.c - a login by device code (RFC 8628)
 */
#include "net/job/by_device.h"

#include "os/clock.h"

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

enum lanyard_error
by_device_start(struct attempt *a)
{
	const struct server *server = a->server;
	const char *url = by_device_endpoint(a);
	enum lanyard_error r;

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
	attempt_set_deadline(a);
	r = device_begin(
	    &a->device, server->http, &server->client, a->login, url, a->error);
	if (r != LANYARD_OK)
		return give_up(a, r);
	a->device_waits = true;
	if (!a->browser)
		show_host(a);
	show_code(a);
	return LANYARD_OK;
}

/* A poll that failed and will be repeated: silence would look like waiting. */
static void
tell_failed_poll(const struct attempt *a)
{
	if (a->error->code == LANYARD_OK)
		return;
	error_set(a->error, a->error->code, "%s: asked again in %lld s",
	    a->error->message, (long long)(a->device.interval_ms / 1000));
	attempt_notice(a, a->error->message);
	error_clear(a->error);
}

enum lanyard_error
by_device_poll(struct attempt *a)
{
	const struct server *server = a->server;
	enum lanyard_error r;
	bool pending = false;

	if (!a->device_waits || clock_monotonic_ms() < a->device.next_poll_ms)
		return LANYARD_OK;
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
		return attempt_end(a, r);
	exchange_drop(a->exchange);
	if (r != LANYARD_OK)
		return give_up(a, r);
	tell_failed_poll(a);
	return LANYARD_OK;
}
