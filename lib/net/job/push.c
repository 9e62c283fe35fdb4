/*
 * push.c - the authorization request of a login that is pushed (RFC 9126)
 */
#include "net/job/push.h"

#include "net/oauth/pushed_request.h"
#include "os/clock.h"

#define LIFE_MIN_S 10 /* whatever a server says: each one is a line told */

bool
push_is_due(const struct attempt *a)
{
	return a->login->pushed_authorization_request_endpoint != NULL ||
	       a->login->require_pushed_authorization_requests ||
	       a->server->metadata.require_pushed_authorization_requests;
}

static enum lanyard_error
fail_nowhere(const struct attempt *a)
{
	error_set(a->error, LANYARD_ERR_CONFIG,
	    "login %s: authorization requests are to be pushed, and no "
	    "pushed_authorization_request_endpoint is known that may be asked",
	    a->login->name);
	error_hint(a->error, "add pushed_authorization_request_endpoint = "
			     "\"https://HOST/PATH\"; see lanyard.conf(5)");
	return LANYARD_ERR_CONFIG;
}

enum lanyard_error
push_request(struct attempt *a)
{
	const struct metadata *metadata = &a->server->metadata;
	enum lanyard_error r;
	int64_t life_s;

	if (metadata->pushed_authorization_request_endpoint == NULL)
		return fail_nowhere(a);
	attempt_set_deadline(a);
	r = pushed_request_send(&a->authorization, a->server->http,
	    &a->server->client, a->login,
	    metadata->pushed_authorization_request_endpoint,
	    metadata->authorization_endpoint, &life_s, a->error);
	a->pushed_until_ms = 0;
	if (r == LANYARD_OK && life_s > 0)
		a->pushed_until_ms =
		    clock_monotonic_ms() +
		    1000 * (life_s > LIFE_MIN_S ? life_s : LIFE_MIN_S);
	if (r == LANYARD_ERR_REFUSED && a->error->hint[0] == '\0')
		error_hint(a->error,
		    "the server must know client_id %s with redirect_uri %s",
		    a->login->client_id, a->redirect.uri);
	return r;
}

int64_t
push_next_ms(const struct attempt *a)
{
	return a->pushed_until_ms != 0 ? a->pushed_until_ms : INT64_MAX;
}

void
push_again(struct attempt *a)
{
	struct listener *listener = redirect_listener(&a->redirect);
	const struct lanyard_ui *ui = a->ui;
	char host[HTTP_HOST_TEXT];

	if (clock_monotonic_ms() < push_next_ms(a))
		return;
	a->pushed_until_ms = 0;
	/* Whoever has been sent there is at the server's pages by now. */
	if (listener != NULL && listener_has_led(listener))
		return;
	if (push_request(a) != LANYARD_OK) {
		error_prefix(a->error, "the URL that was shown is over");
		attempt_notice(a, a->error->message);
		error_clear(a->error);
		return;
	}
	if (listener != NULL && listener_lead_to(listener, a->authorization.url,
				    a->error) != LANYARD_OK)
		error_clear(a->error);
	http_host(a->server->metadata.token_endpoint, host, sizeof(host));
	attempt_notice(a, "the URL that was shown is over: here is another");
	if (ui->show_url != NULL)
		ui->show_url(ui->context, a->login->name, host,
		    a->authorization.url, false);
}
