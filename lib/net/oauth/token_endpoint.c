/*
 * token_endpoint.c - the token endpoint's request and reply (RFC 6749 5)
 */
#include "net/oauth/token_endpoint.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/text.h"
#include "login/tokens.h"
#include "os/clock.h"

/* Unset with LANYARD_OK: there is none, or none that can be used. */
static enum lanyard_error
take_secret(const struct json *json, const char *name, struct secret *secret)
{
	if (!json_is_text(json, name))
		return LANYARD_OK;
	if (!json_secret(json, name, secret))
		return LANYARD_ERR_MEMORY;
	if (!secret_is_visible(secret))
		secret_clear(secret);
	return LANYARD_OK;
}

static char *
take_text(const struct json *json, const char *name)
{
	char *text = json_text(json, name);

	if (text != NULL && text_is_visible(text))
		return text;
	free(text);
	return NULL;
}

static bool
is_among(const char *text, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strcmp(text, *words) == 0)
			return true;
	}
	return false;
}

/* What the caller can do about ERROR with this status. */
static enum lanyard_error
classify(const char *error, int status)
{
	/* GitHub's and OpenID Connect's (Core 3.1.2.6) for a dead grant. */
	static const char *const dead[] = {"invalid_grant", "bad_refresh_token",
	    "invalid_refresh_token", "interaction_required", "consent_required",
	    "login_required", NULL};
	static const char *const passing[] = {
	    "temporarily_unavailable", "server_error", "slow_down", NULL};

	if (status == 429 || (status / 100 != 4 && status / 100 != 2))
		return LANYARD_ERR_SERVER;
	if (is_among(error, dead))
		return LANYARD_ERR_GRANT;
	if (is_among(error, passing))
		return LANYARD_ERR_SERVER;
	return LANYARD_ERR_REFUSED;
}

static bool
holds(const char *text, const unsigned char *secret, size_t size)
{
	size_t length = strlen(text), i;

	for (i = 0; size > 0 && i + size <= length; i++) {
		if (memcmp(text + i, secret, size) == 0)
			return true;
	}
	return false;
}

/* As it is, or as it stood in the request: some quote what they got. */
static bool
repeats(const char *text, const unsigned char *secret, size_t size)
{
	struct buf encoded;
	bool found;

	buf_init(&encoded, LIMIT_REQUEST);
	/* Where memory runs out, say less: as if the text did repeat it. */
	found =
	    holds(text, secret, size) ||
	    percent_add_form_encoded(&encoded, secret, size) != LANYARD_OK ||
	    holds(text, encoded.data, encoded.size);
	buf_clear(&encoded);
	return found;
}

/* Does the server's TEXT repeat a secret we sent? */
static bool
repeats_secret(
    const char *text, const struct client *client, const struct buf *body)
{
	static const char *const names[] = {
	    "refresh_token", "code", "device_code", "code_verifier"};
	struct buf value;
	bool found = false, sent;
	size_t count, i;

	if (client->client_secret != NULL &&
	    repeats(text, client->client_secret->bytes,
		client->client_secret->size))
		return true;
	for (i = 0; i < sizeof names / sizeof *names && !found; i++) {
		buf_init(&value, LIMIT_REQUEST);
		count = 0;
		sent = percent_query_parameter(
		    buf_text(body), names[i], &value, &count);
		/* It was sent, but memory ran out: say less again. */
		found =
		    sent ? repeats(text, value.data, value.size) : count > 0;
		buf_clear(&value);
	}
	return found;
}

enum lanyard_error
token_endpoint_refusal(struct token *token, const struct json *json,
    const char *host, const struct client *client, const struct buf *body,
    struct error *error)
{
	char *description = NULL;
	enum lanyard_error r = LANYARD_ERR_SERVER;

	if (json != NULL) {
		token->error = take_text(json, "error");
		description = json_text(json, "error_description");
	}
	if (token->error != NULL &&
	    repeats_secret(token->error, client, body)) {
		free(token->error);
		token->error = NULL;
	}
	if (token->error == NULL) {
		error_set(error, r, "%s answered %d without an OAuth error",
		    host, token->status);
		goto out;
	}
	r = classify(token->error, token->status);
	if (description == NULL || *description == '\0' ||
	    repeats_secret(description, client, body))
		error_set(error, r, "%s answered %d %s", host, token->status,
		    token->error);
	else
		error_set(error, r, "%s answered %d %s: %s", host,
		    token->status, token->error, description);
out:
	free(description);
	return r;
}

/* Tokens of type mac and DPoP need a proof with each use (RFC 9449 7.1). */
static bool
is_usable_type(const char *token_type)
{
	return token_type == NULL || (text_compare(token_type, "mac") != 0 &&
					 text_compare(token_type, "dpop") != 0);
}

/* A 2xx reply without "error". */
static enum lanyard_error
take_token(struct token *token, const struct json *json, const char *host,
    struct error *error)
{
	/* RFC 6749 5.1 has token_type required; not every server sends it. */
	token->token_type = take_text(json, "token_type");
	token->scope = take_text(json, "scope");
	if (!json_integer(json, "expires_in", &token->expires_in_s) ||
	    token->expires_in_s < 0)
		token->expires_in_s = 0;
	if (take_secret(json, "access_token", &token->access_token) !=
	    LANYARD_OK)
		return error_memory(error);
	if (!secret_is_set(&token->access_token))
		return error_set(error, LANYARD_ERR_SERVER,
		    "%s answered %d without a usable access_token", host,
		    token->status);
	if (is_usable_type(token->token_type))
		return LANYARD_OK;
	error_set(error, LANYARD_ERR_SERVER,
	    "%s sent a token of type %s, which cannot be used here", host,
	    token->token_type);
	secret_clear(&token->access_token);
	return LANYARD_ERR_SERVER;
}

/*
 * Take a refresh token out of a reply that cannot be parsed, but not where it
 * may be an error reply, which brings none.
 */
static void
salvage(struct token *token, const struct buf *text)
{
	if (!json_mentions(text->data, text->size, "error"))
		json_salvage(text->data, text->size, "refresh_token",
		    &token->refresh_token);
}

static enum lanyard_error
take_reply(struct token *token, const struct http_reply *reply,
    const char *host, const struct client *client, const struct buf *body,
    struct error *error)
{
	struct json *json = NULL;
	enum json_type type;
	enum lanyard_error r;

	r = json_parse(&json, reply->body.data, reply->body.size, error);
	if (r == LANYARD_ERR_MEMORY) {
		salvage(token, &reply->body);
		goto out;
	}
	type = json != NULL ? json_type(json, "error") : JSON_ABSENT;
	if (type != JSON_ABSENT && type != JSON_NULL) {
		r = token_endpoint_refusal(
		    token, json, host, client, body, error);
		goto out;
	}
	if (json == NULL)
		salvage(token, &reply->body);
	else if (take_secret(json, "refresh_token", &token->refresh_token) !=
		 LANYARD_OK) {
		r = error_memory(error);
		goto out;
	}
	if (token->status / 100 != 2)
		r = token_endpoint_refusal(
		    token, NULL, host, client, body, error);
	else if (r != LANYARD_OK)
		error_prefix(error, "%s answered %d", host, token->status);
	else
		r = take_token(token, json, host, error);
out:
	json_free(&json);
	return r;
}

enum lanyard_error
token_endpoint_request(struct token *token, struct http *http,
    const struct client *client, const char *token_endpoint, struct buf *body,
    struct error *error)
{
	struct http_reply reply;
	char host[HTTP_HOST_TEXT];
	enum lanyard_error r;

	http_reply_init(&reply);
	token_clear(token);
	token->asked_at = clock_now();
	http_host(token_endpoint, host, sizeof host);
	r = client_post(client, http, token_endpoint, body, &reply, error);
	token->status = reply.status;
	token->retry_after_s = reply.retry_after_s;
	if (r == LANYARD_OK)
		r = take_reply(token, &reply, host, client, body, error);
	else
		/* Cut off or too long, yet the old one may be gone. */
		salvage(token, &reply.body);
	http_reply_clear(&reply);
	return r;
}
