/*
 * device.c - the device authorization grant (RFC 8628)
 */
#include "net/oauth/device.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/text.h"
#include "base/url.h"
#include "login/tokens.h"
#include "net/oauth/parameters.h"
#include "net/oauth/refusal.h"
#include "os/clock.h"

#define INTERVAL_S	 INT64_C(5) /* 3.2: unless the server says other */
#define INTERVAL_MAX_S	 INT64_C(300)
#define EXPIRES_IN_S	 900 /* required in 3.2, but not all send it */
#define EXPIRES_IN_MAX_S 86400
#define GRANT_TYPE	 "urn:ietf:params:oauth:grant-type:device_code"

void
device_clear(struct device *device)
{
	secret_clear(&device->device_code);
	free(device->user_code);
	free(device->verification_uri);
	free(device->verification_uri_complete);
	memset(device, 0, sizeof *device);
}

static enum lanyard_error
cannot_add(enum lanyard_error r, struct error *error)
{
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	return error_set(
	    error, LANYARD_ERR_CONFIG, "the login's parameters are too long");
}

static enum lanyard_error
add_request(struct buf *body, const struct login *login)
{
	char *scope = NULL;
	enum lanyard_error r = login_scope_text(login, &scope);

	if (r == LANYARD_OK && scope != NULL)
		r = percent_add_parameter(body, "scope", scope, strlen(scope));
	free(scope);
	if (r != LANYARD_OK)
		return r;
	/* It is this grant's authorization request (3.1). */
	return parameters_add_extras(
	    body, 0, login, login->authorization_parameters);
}

/*
 * A URL that a person can be shown and a browser given. A page made by a script
 * often has its name in the fragment, which url_parse() refuses: it sees a
 * query of the same characters.
 */
static bool
is_showable(char *text)
{
	char *fragment = strchr(text, '#');
	enum lanyard_error r;
	struct url url;
	bool good;

	if (fragment != NULL)
		*fragment = '?';
	r = url_parse(&url, text);
	if (fragment != NULL)
		*fragment = '#';
	if (r != LANYARD_OK)
		return false;
	/* "https://bank.example@evil.example" would deceive whoever reads it.
	 */
	good = url_is_web(&url) && url.user == NULL;
	url_clear(&url);
	return good;
}

static char *
take_uri(const struct reply *reply, const char *name)
{
	char *text = reply_prose(reply, name);

	if (text != NULL && is_showable(text))
		return text;
	free(text);
	return NULL;
}

static int64_t
take_seconds(
    const struct reply *reply, const char *name, int64_t fallback, int64_t most)
{
	int64_t value;

	if (!reply_integer(reply, name, &value) || value <= 0)
		return fallback;
	return value < most ? value : most;
}

static enum lanyard_error
take_codes(struct device *device, const struct reply *reply, const char *host,
    struct error *error)
{
	int64_t now_ms = clock_monotonic_ms();
	size_t count;

	device->user_code = reply_text(reply, "user_code");
	device->verification_uri = take_uri(reply, "verification_uri");
	/* Google's name for it, from a draft. */
	if (device->verification_uri == NULL)
		device->verification_uri = take_uri(reply, "verification_url");
	device->verification_uri_complete =
	    take_uri(reply, "verification_uri_complete");
	device->interval_ms =
	    1000 * take_seconds(reply, "interval", INTERVAL_S, INTERVAL_MAX_S);
	device->next_poll_ms = now_ms + device->interval_ms;
	device->expires_at_ms =
	    now_ms + 1000 * take_seconds(reply, "expires_in", EXPIRES_IN_S,
				EXPIRES_IN_MAX_S);
	if (reply_word(reply, "device_code", NULL, &device->device_code,
		&count) != LANYARD_OK ||
	    !secret_is_set(&device->device_code) || device->user_code == NULL ||
	    device->verification_uri == NULL)
		return error_set(error, LANYARD_ERR_SERVER,
		    "%s sent no usable device code", host);
	return LANYARD_OK;
}

/* An error reply (3.2), classified like the token endpoint's. */
static enum lanyard_error
refusal(int status, const struct reply *reply, const char *host,
    const struct client *client, const struct buf *body, struct error *error)
{
	struct token token;
	enum lanyard_error r;

	token_init(&token);
	token.status = status;
	r = refusal_take(&token, reply, host, client, body, error);
	token_clear(&token);
	if (r != LANYARD_ERR_GRANT)
		return r;
	/* No grant was sent, so none can have died. */
	if (error != NULL)
		error->code = LANYARD_ERR_REFUSED;
	return LANYARD_ERR_REFUSED;
}

static enum lanyard_error
take_reply(struct device *device, const struct http_reply *from,
    const char *host, const struct client *client, const struct buf *body,
    struct error *error)
{
	struct reply reply;
	struct error shape = {0};
	char *word;
	enum lanyard_error r;

	if (reply_open(&reply, &from->body, true, &shape) == LANYARD_ERR_MEMORY)
		return error_memory(error);
	word = reply_text(&reply, "error");
	if (from->status / 100 != 2 || word != NULL)
		r = refusal(from->status, &reply, host, client, body, error);
	else if ((r = take_codes(device, &reply, host, error)) != LANYARD_OK &&
		 shape.code != LANYARD_OK)
		error_set(error, r, "%s answered %d: %s", host, from->status,
		    shape.message);
	free(word);
	reply_close(&reply);
	return r;
}

enum lanyard_error
device_begin(struct device *device, struct http *http,
    const struct client *client, const struct login *login,
    const char *device_authorization_endpoint, struct error *error)
{
	struct http_reply reply;
	char host[HTTP_HOST_TEXT];
	struct buf body;
	enum lanyard_error r;

	memset(device, 0, sizeof *device);
	buf_init(&body, LIMIT_REQUEST);
	http_reply_init(&reply);
	http_host(device_authorization_endpoint, host, sizeof host);
	if ((r = add_request(&body, login)) != LANYARD_OK)
		r = cannot_add(r, error);
	else
		r = client_post(client, http, device_authorization_endpoint,
		    &body, &reply, error);
	if (r == LANYARD_OK)
		r = take_reply(device, &reply, host, client, &body, error);
	if (r != LANYARD_OK)
		device_clear(device);
	http_reply_clear(&reply);
	buf_clear(&body);
	return r;
}

static enum lanyard_error
add_poll(
    struct buf *body, const struct device *device, const struct login *login)
{
	enum lanyard_error r;

	if ((r = percent_add_parameter(body, "grant_type", GRANT_TYPE,
		 strlen(GRANT_TYPE))) != LANYARD_OK ||
	    (r = percent_add_parameter(body, "device_code",
		 device->device_code.bytes, device->device_code.size)) !=
		LANYARD_OK)
		return r;
	return parameters_add(body, login);
}

static void
slow_down(int64_t *interval_ms, int64_t more_ms)
{
	*interval_ms += more_ms;
	if (*interval_ms > INTERVAL_MAX_S * 1000)
		*interval_ms = INTERVAL_MAX_S * 1000;
}

/*
 * Did the poll fail in a way that leaves the device code good? Not when it
 * brought a refresh token: then the server has spent the code.
 */
static bool
is_passing(enum lanyard_error r, const struct token *token)
{
	if (secret_is_set(&token->refresh_token))
		return false;
	return r == LANYARD_ERR_NETWORK || r == LANYARD_ERR_TIMEOUT ||
	       (r == LANYARD_ERR_SERVER &&
		   (token->status == 429 || token->status / 100 == 5));
}

/* What a failed poll means (3.5). */
static enum lanyard_error
judge(struct device *device, enum lanyard_error r, const struct token *token,
    bool *pending, struct error *error)
{
	const char *code = token->error != NULL ? token->error : "";

	*pending = true;
	if (strcmp(code, "slow_down") == 0)
		slow_down(&device->interval_ms, INTERVAL_S * 1000);
	if (strcmp(code, "slow_down") == 0 ||
	    strcmp(code, "authorization_pending") == 0) {
		error_clear(error);
		return LANYARD_OK;
	}
	if (is_passing(r, token)) {
		slow_down(&device->interval_ms, device->interval_ms);
		return LANYARD_OK;
	}
	*pending = false;
	if (strcmp(code, "access_denied") == 0)
		return error_set(error, LANYARD_ERR_CANCELLED,
		    "the login was refused in the browser");
	if (strcmp(code, "expired_token") == 0)
		return error_set(
		    error, LANYARD_ERR_TIMEOUT, "the device code has expired");
	return r;
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
	if ((r = add_poll(&body, device, login)) != LANYARD_OK)
		r = cannot_add(r, error);
	else
		r = token_endpoint_request(
		    token, http, client, token_endpoint, &body, error);
	buf_clear(&body);
	if (r != LANYARD_OK && r != LANYARD_ERR_MEMORY)
		r = judge(device, r, token, pending, error);
	device->next_poll_ms = clock_monotonic_ms() + device->interval_ms;
	return r;
}
