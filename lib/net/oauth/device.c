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
	good = url_is_web(&url);
	url_clear(&url);
	return good;
}

static char *
take_uri(const struct json *json, const char *name)
{
	char *text = json_text(json, name);

	if (text != NULL && is_showable(text))
		return text;
	free(text);
	return NULL;
}

static int64_t
take_seconds(
    const struct json *json, const char *name, int64_t fallback, int64_t most)
{
	int64_t value;

	if (!json_integer(json, name, &value) || value <= 0)
		return fallback;
	return value < most ? value : most;
}

static enum lanyard_error
take_codes(struct device *device, const struct json *json, const char *host,
    struct error *error)
{
	int64_t now_ms = clock_monotonic_ms();

	device->user_code = json_text(json, "user_code");
	device->verification_uri = take_uri(json, "verification_uri");
	/* Google's name for it, from a draft. */
	if (device->verification_uri == NULL)
		device->verification_uri = take_uri(json, "verification_url");
	device->verification_uri_complete =
	    take_uri(json, "verification_uri_complete");
	device->interval_ms =
	    1000 * take_seconds(json, "interval", INTERVAL_S, INTERVAL_MAX_S);
	device->next_poll_ms = now_ms + device->interval_ms;
	device->expires_at_ms =
	    now_ms + 1000 * take_seconds(json, "expires_in", EXPIRES_IN_S,
				EXPIRES_IN_MAX_S);
	if (!json_secret(json, "device_code", &device->device_code) ||
	    !secret_is_visible(&device->device_code) ||
	    device->user_code == NULL || !text_is_visible(device->user_code) ||
	    device->verification_uri == NULL)
		return error_set(error, LANYARD_ERR_SERVER,
		    "%s sent no usable device code", host);
	return LANYARD_OK;
}

/* An error reply (3.2), classified like the token endpoint's. */
static enum lanyard_error
refusal(const struct http_reply *reply, const struct json *json,
    const char *host, const struct client *client, const struct buf *body,
    struct error *error)
{
	struct token token;
	enum lanyard_error r;

	token_init(&token);
	token.status = reply->status;
	r = token_endpoint_refusal(&token, json, host, client, body, error);
	token_clear(&token);
	if (r != LANYARD_ERR_GRANT)
		return r;
	/* No grant was sent, so none can have died. */
	if (error != NULL)
		error->code = LANYARD_ERR_REFUSED;
	return LANYARD_ERR_REFUSED;
}

static enum lanyard_error
take_reply(struct device *device, const struct http_reply *reply,
    const char *host, const struct client *client, const struct buf *body,
    struct error *error)
{
	struct json *json = NULL;
	enum lanyard_error r;

	r = json_parse(&json, reply->body.data, reply->body.size, error);
	if (r == LANYARD_ERR_MEMORY)
		return r;
	if (reply->status / 100 != 2 ||
	    (json != NULL && json_type(json, "error") == JSON_STRING))
		r = refusal(reply, json, host, client, body, error);
	else if (json == NULL)
		error_prefix(error, "%s answered %d", host, reply->status);
	else
		r = take_codes(device, json, host, error);
	json_free(&json);
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
