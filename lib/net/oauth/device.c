/*
 * device.c - the device authorization grant (RFC 8628)
 */
#include "net/oauth/device.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/text.h"
#include "login/tokens.h"
#include "net/oauth/device_codes.h"
#include "net/oauth/parameters.h"
#include "net/oauth/refusal.h"
#include "net/oauth/refusal_request.h"
#include "os/clock.h"

#define INTERVAL_S     INT64_C(5) /* 3.2: unless the server says other */
#define INTERVAL_MAX_S INT64_C(300)
#define BACKOFF_MAX_MS 60000
#define GRANT_TYPE     "urn:ietf:params:oauth:grant-type:device_code"

void
device_clear(struct device *device)
{
	secret_clear(&device->device_code);
	free(device->user_code);
	free(device->verification_uri);
	free(device->verification_uri_complete);
	memset(device, 0, sizeof *device);
}

/* Did the request, or its answer, get lost on the way? */
static bool
is_of_the_network(enum lanyard_error r)
{
	return r == LANYARD_ERR_NETWORK || r == LANYARD_ERR_TIMEOUT ||
	       r == LANYARD_ERR_SERVER;
}

static enum lanyard_error
cannot_add(enum lanyard_error r, struct error *error)
{
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	return error_set(
	    error, LANYARD_ERR_CONFIG, "the login's parameters are too long");
}

/* 3.1 and 3.4 want it where the client has no secret, some servers always. */
static enum lanyard_error
add_client(struct buf *body, const struct client *client)
{
	if (client->client_id == NULL)
		return LANYARD_OK;
	return percent_add_parameter(
	    body, "client_id", client->client_id, strlen(client->client_id));
}

static enum lanyard_error
add_request(
    struct buf *body, const struct client *client, const struct login *login)
{
	char *scope = NULL;
	enum lanyard_error r = login_scope_text(login, &scope);

	if (r == LANYARD_OK && scope != NULL)
		r = percent_add_parameter(body, "scope", scope, strlen(scope));
	free(scope);
	/* It is this grant's authorization request (3.1). */
	if (r == LANYARD_OK)
		r = parameters_add_extras(
		    body, 0, login, login->authorization_parameters);
	return r == LANYARD_OK ? add_client(body, client) : r;
}

static enum lanyard_error
take_reply(struct device *device, const struct http_reply *from,
    const char *host, const struct client *client, const struct buf *body,
    bool *passing, struct error *error)
{
	struct reply reply;
	struct error shape = {0};
	char *word;
	enum lanyard_error r;

	if (reply_open(&reply, &from->body, true, &shape) == LANYARD_ERR_MEMORY)
		return error_memory(error);
	word = reply_is_page(&reply) ? NULL : reply_text(&reply, "error");
	if (from->status / 100 != 2 || word != NULL) {
		r = refusal_of_request(
		    from->status, &reply, host, client, body, error);
		/* It is no OAuth error, or one of the moment. */
		*passing = r == LANYARD_ERR_SERVER;
	} else {
		r = device_codes_take(
		    device, &reply, from->status, host, error);
		/* A page of something between us and the server. */
		*passing = shape.code != LANYARD_OK;
		if (r == LANYARD_ERR_SERVER && *passing)
			error_set(error, r, "%s answered %d: %s", host,
			    from->status, shape.message);
	}
	free(word);
	reply_close(&reply);
	return r;
}

enum lanyard_error
device_begin(struct device *device, struct http *http,
    const struct client *client, const struct login *login,
    const char *device_authorization_endpoint, int64_t *again_s,
    struct error *error)
{
	struct http_reply reply;
	char host[HTTP_HOST_TEXT];
	bool passing = false;
	struct buf body;
	enum lanyard_error r;

	memset(device, 0, sizeof *device);
	buf_init(&body, LIMIT_REQUEST);
	http_reply_init(&reply);
	http_host(device_authorization_endpoint, host, sizeof host);
	if ((r = add_request(&body, client, login)) != LANYARD_OK) {
		r = cannot_add(r, error);
	} else {
		r = client_post(client, http, device_authorization_endpoint,
		    &body, &reply, error);
		passing = is_of_the_network(r);
	}
	if (r == LANYARD_OK)
		r = take_reply(
		    device, &reply, host, client, &body, &passing, error);
	if (r != LANYARD_OK)
		device_clear(device);
	*again_s = !passing		     ? -1
		   : reply.retry_after_s > 0 ? reply.retry_after_s
					     : 0;
	http_reply_clear(&reply);
	buf_clear(&body);
	return r;
}

static enum lanyard_error
add_poll(struct buf *body, const struct device *device,
    const struct client *client, const struct login *login)
{
	enum lanyard_error r;

	if ((r = percent_add_parameter(body, "grant_type", GRANT_TYPE,
		 strlen(GRANT_TYPE))) != LANYARD_OK ||
	    (r = percent_add_parameter(body, "device_code",
		 device->device_code.bytes, device->device_code.size)) !=
		LANYARD_OK ||
	    (r = parameters_add(body, login)) != LANYARD_OK)
		return r;
	return add_client(body, client);
}

/*
 * Did the poll fail in a way that leaves the device code good? Not when it
 * brought a refresh token: then the server has spent the code. Else only the
 * server's own error says that it is over; what other replies there are may
 * come from something on the way to it.
 */
static bool
is_passing(enum lanyard_error r, const struct token *token)
{
	return !secret_is_set(&token->refresh_token) && is_of_the_network(r);
}

static bool
is_any(const char *word, const char *const words[2])
{
	return text_compare(word, words[0]) == 0 ||
	       text_compare(word, words[1]) == 0;
}

/* What a failed poll means (3.5); the second of two words is Microsoft's. */
static enum lanyard_error
judge(struct device *device, enum lanyard_error r, const struct token *token,
    bool *pending, struct error *error)
{
	static const char *const waiting[] = {
	    "authorization_pending", "slow_down"};
	static const char *const denied[] = {
	    "access_denied", "authorization_declined"};
	static const char *const over[] = {"expired_token", "code_expired"};
	const char *code = token->error != NULL ? token->error : "";

	if (is_any(code, denied))
		return error_set(error, LANYARD_ERR_CANCELLED,
		    "the login was refused in the browser");
	if (is_any(code, over))
		return error_set(
		    error, LANYARD_ERR_TIMEOUT, "the device code has expired");
	*pending = is_any(code, waiting) || is_passing(r, token);
	if (is_any(code, waiting)) {
		device->failures = 0;
		if (text_compare(code, waiting[1]) == 0)
			device->interval_ms += 1000 * INTERVAL_S;
		if (device->interval_ms > 1000 * INTERVAL_MAX_S)
			device->interval_ms = 1000 * INTERVAL_MAX_S;
		error_clear(error);
	} else if (*pending) {
		device->failures++;
	}
	return *pending ? LANYARD_OK : r;
}

/*
 * When to poll next. What would come after the code's end, as a server or the
 * failures wish, comes once more before it.
 */
static void
set_next_poll(struct device *device, int64_t retry_after_s)
{
	int64_t now_ms = clock_monotonic_ms(), wait_ms = device->interval_ms;
	int64_t last_ms = device->expires_at_ms - device->interval_ms;

	for (unsigned n = 0;
	     n < device->failures && 2 * wait_ms <= BACKOFF_MAX_MS; n++)
		wait_ms *= 2;
	if (retry_after_s > RETRY_AFTER_MAX_S)
		retry_after_s = RETRY_AFTER_MAX_S;
	if (1000 * retry_after_s > wait_ms)
		wait_ms = 1000 * retry_after_s;
	device->next_poll_ms = now_ms + wait_ms;
	if (device->next_poll_ms > last_ms &&
	    last_ms >= now_ms + device->interval_ms)
		device->next_poll_ms = last_ms;
}

enum lanyard_error
device_poll(struct device *device, struct http *http,
    const struct client *client, const struct login *login,
    const char *token_endpoint, struct token *token, bool *pending,
    struct error *error)
{
	struct buf body;
	enum lanyard_error r;

	*pending = false;
	if (clock_monotonic_ms() >= device->expires_at_ms)
		return error_set(
		    error, LANYARD_ERR_TIMEOUT, "the device code has expired");
	buf_init(&body, LIMIT_REQUEST);
	if ((r = add_poll(&body, device, client, login)) != LANYARD_OK)
		r = cannot_add(r, error);
	else
		r = token_endpoint_request(
		    token, http, client, token_endpoint, &body, error);
	buf_clear(&body);
	if (r != LANYARD_OK && r != LANYARD_ERR_MEMORY)
		r = judge(device, r, token, pending, error);
	set_next_poll(device, token->retry_after_s);
	return r;
}
