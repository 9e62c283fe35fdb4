/*
 * identity.c - who has logged in, by the ID token or the userinfo endpoint
 */
#include "net/oauth/identity.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/text.h"
#include "net/jose/jwks.h"
#include "json/json.h"
#include "json/payload.h"

#define SKEW_S	       300  /* clocks differ */
#define NAME_MAX_BYTES 254  /* of an address of mail (RFC 5321 4.5.3.1.3) */
#define ASK_MS	       5000 /* somebody waits, with the login in hand */

static enum lanyard_error
fail(struct error *error, const char *what)
{
	return error_set(error, LANYARD_ERR_SERVER, "the ID token %s", what);
}

/* ---- claims ---- */

/* A text that can be somebody's name; NULL: it is none. */
static char *
take_name(const struct json *json, const char *claim)
{
	char *text = json_text(json, claim);

	if (text == NULL || (text[0] != '\0' && !text_has_control(text) &&
				strlen(text) <= NAME_MAX_BYTES))
		return text;
	free(text);
	return NULL;
}

static void
take_account(struct account *account, const struct json *json)
{
	account_clear(account);
	account->sub = take_name(json, "sub");
	account->preferred_username = take_name(json, "preferred_username");
	account->email = take_name(json, "email");
	account->nickname = take_name(json, "nickname");
}

/* Is the string NAME of JSON TEXT? */
static bool
is_text(const struct json *json, const char *name, const char *text)
{
	char *found = json_text(json, name);
	bool same = found != NULL && strcmp(found, text) == 0;

	free(found);
	return same;
}

static bool
is_for(const struct json *json, const char *client_id)
{
	if (json_type(json, "azp") != JSON_ABSENT &&
	    !is_text(json, "azp", client_id))
		return false;
	return json_type(json, "aud") == JSON_ARRAY
		   ? json_array_has(json, "aud", client_id)
		   : is_text(json, "aud", client_id);
}

/*
 * Is it ISSUER's? Google's tokens may name it without a scheme
 * (developers.google.com, "OpenID Connect", "Validating an ID token").
 */
static bool
is_from(const struct json *json, const char *issuer)
{
	static const char google[] = "https://accounts.google.com";

	return is_text(json, "iss", issuer) ||
	       (strcmp(issuer, google) == 0 &&
		   is_text(json, "iss", google + strlen("https://")));
}

static enum lanyard_error
check(const struct json *json, const struct identity_expected *expected,
    struct error *error)
{
	int64_t exp;

	if (expected->issuer != NULL && !is_from(json, expected->issuer))
		return fail(error, "is of another issuer");
	if (!is_for(json, expected->client_id))
		return fail(error, "is for another client");
	if (!json_integer(json, "exp", &exp))
		return fail(error, "does not say when it is over");
	if (exp + SKEW_S <= expected->now)
		return fail(error, "is over");
	if (expected->nonce != NULL && json_type(json, "nonce") == JSON_ABSENT)
		return fail(error, "has no nonce, though one was sent");
	if (expected->nonce != NULL && !is_text(json, "nonce", expected->nonce))
		return fail(error, "has the nonce of another request");
	if (json_type(json, "sub") != JSON_STRING)
		return fail(error, "has no sub");
	return LANYARD_OK;
}

/* ---- the ID token ---- */

/* The payload of TOKEN, JSON, into TO. */
static enum lanyard_error
decode(struct buf *to, const struct secret *token, struct error *error)
{
	enum lanyard_error r = payload_decode(to, token);

	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r == LANYARD_ERR_ARGUMENT)
		return fail(error, "is none");
	return r == LANYARD_OK ? r : fail(error, "cannot be decoded");
}

enum lanyard_error
identity_read(struct account *account, const struct secret *id_token,
    const struct identity_expected *expected, struct error *error)
{
	struct json *json = NULL;
	enum lanyard_error r;
	struct buf payload;

	buf_init(&payload, LIMIT_LINE);
	r = decode(&payload, id_token, error);
	if (r == LANYARD_OK) {
		r = json_parse(
		    &json, payload.data, payload.size, JSON_OUTERMOST, NULL);
		if (r == LANYARD_ERR_MEMORY)
			error_memory(error);
		else if (r != LANYARD_OK)
			fail(error, "is no JSON");
	}
	if (r == LANYARD_OK && (r = check(json, expected, error)) == LANYARD_OK)
		take_account(account, json);
	json_free(&json);
	buf_clear(&payload);
	return r;
}

/* ---- an endpoint ---- */

static enum lanyard_error
add_body(void *context, int status, const void *data, size_t size)
{
	(void)status;
	return buf_add(context, data, size);
}

/* What URL answers, with one field more in the request, or NULL. */
static enum lanyard_error
ask(struct buf *body, int *status, struct http *http, const char *url,
    const char *field, struct error *error)
{
	const char *const fields[] = {"Accept: application/json", field, NULL};
	const struct http_exchange exchange = {.url = url,
	    .fields = fields,
	    .write = add_body,
	    .context = body,
	    .timeout_ms = ASK_MS};

	buf_reset(body);
	return http_send(http, &exchange, status, error);
}

/* ---- the ID token's signature ---- */

static enum lanyard_error
fetch_keys(struct buf *keys, struct http *http, const char *jwks_uri,
    const char *field, struct error *error)
{
	char host[HTTP_HOST_TEXT];
	enum lanyard_error r;
	int status = 0;

	r = ask(keys, &status, http, jwks_uri, field, error);
	http_host(jwks_uri, host, sizeof(host));
	if (r == LANYARD_OK && status != 200)
		return error_set(error, LANYARD_ERR_NETWORK,
		    "%s does not give its keys: it answered %d", host, status);
	if (r == LANYARD_ERR_SERVER)
		r = error->code = LANYARD_ERR_NETWORK;
	return r;
}

static enum lanyard_error
verify(const struct jws *jws, const struct secret *id_token, struct http *http,
    const char *jwks_uri, struct error *error)
{
	enum lanyard_error r;
	bool no_key = false;
	struct buf keys;

	buf_init(&keys, LIMIT_REPLY);
	r = fetch_keys(&keys, http, jwks_uri, NULL, error);
	if (r == LANYARD_OK)
		r = jwks_verify(&keys, jws, id_token, &no_key, error);
	if (no_key && r == LANYARD_ERR_SERVER &&
	    (r = fetch_keys(&keys, http, jwks_uri, "Cache-Control: no-cache",
		 error)) == LANYARD_OK)
		r = jwks_verify(&keys, jws, id_token, &no_key, error);
	buf_clear(&keys);
	return r;
}

enum lanyard_error
identity_verify(const struct secret *id_token, struct http *http,
    const char *jwks_uri, struct error *error)
{
	struct error why = {0};
	enum lanyard_error r;
	struct jws jws;

	r = jws_read(&jws, id_token, &why);
	if (r == LANYARD_OK && !jws_is_usable(&jws))
		r = error_set(&why, LANYARD_ERR_CONFIG,
		    "is signed in a way that is not verified here");
	else if (r == LANYARD_OK &&
		 (r = verify(&jws, id_token, http, jwks_uri, &why)) !=
		     LANYARD_OK &&
		 r != LANYARD_ERR_SERVER)
		error_prefix(&why, "cannot be verified");
	jws_clear(&jws);
	return r == LANYARD_OK
		   ? r
		   : error_set(error, r, "the ID token %s", why.message);
}

/* ---- the userinfo endpoint ---- */

/* A reply that is no JSON, such as a signed one (5.3.2), tells nothing here. */
static enum lanyard_error
take_reply(struct account *account, const struct buf *body, int status,
    const char *host, struct error *error)
{
	struct json *json = NULL;
	enum lanyard_error r;

	if (status != 200)
		return error_set(error, LANYARD_ERR_SERVER,
		    "%s does not say who has logged in: it answered %d", host,
		    status);
	r = json_parse(&json, body->data, body->size, JSON_OUTERMOST, NULL);
	if (r == LANYARD_ERR_MEMORY)
		error_memory(error);
	else if (r != LANYARD_OK)
		error_set(error, r, "%s does not say in JSON who has logged in",
		    host);
	else if (account->sub != NULL && !is_text(json, "sub", account->sub))
		r = error_set(error, LANYARD_ERR_SERVER,
		    "%s speaks of another sub than the ID token", host);
	else
		take_account(account, json);
	json_free(&json);
	return r;
}

enum lanyard_error
identity_ask(struct account *account, struct http *http, const char *endpoint,
    const struct secret *access_token, struct error *error)
{
	struct buf field, body;
	char host[HTTP_HOST_TEXT];
	enum lanyard_error r;
	int status = 0;

	buf_init(&field, LIMIT_REPLY);
	buf_init(&body, LIMIT_REPLY);
	http_host(endpoint, host, sizeof(host));
	if (buf_add_text(&field, "Authorization: Bearer ") != LANYARD_OK ||
	    buf_add(&field, access_token->bytes, access_token->size) !=
		LANYARD_OK) {
		r = error_memory(error);
	} else {
		r = ask(
		    &body, &status, http, endpoint, buf_text(&field), error);
	}
	if (r == LANYARD_OK)
		r = take_reply(account, &body, status, host, error);
	buf_clear(&field);
	buf_clear(&body);
	return r;
}
