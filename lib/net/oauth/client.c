/*
 * client.c - how the client proves itself to the token endpoint
 */
#include "net/oauth/client.h"

#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/text.h"
#include "login/words.h"
#include "net/jose/shared_key.h"
#include "net/oauth/assertion.h"

/* Adding to a request failed: memory, or it has grown beyond all measure. */
static enum lanyard_error
cannot_add(enum lanyard_error r, struct error *error)
{
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	return error_set(error, LANYARD_ERR_CONFIG,
	    "client_id or client_secret is too long");
}

/* RFC 6749 3.2: no parameter twice. */
static enum lanyard_error
add_id(const struct client *client, struct buf *body)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf id;
	size_t count = 0;

	buf_init(&id, LIMIT_REQUEST);
	(void)percent_query_parameter(buf_text(body), "client_id", &id, &count);
	buf_clear(&id);
	if (count == 0 && client->client_id != NULL)
		r = percent_add_parameter(body, "client_id", client->client_id,
		    strlen(client->client_id));
	return r;
}

static enum lanyard_error
post_in_body(const struct client *client, const struct secret *secret,
    struct http *http, const char *url, struct buf *body,
    struct http_reply *reply, struct error *error)
{
	enum lanyard_error r;

	r = add_id(client, body);
	if (r == LANYARD_OK && secret != NULL)
		r = percent_add_parameter(
		    body, "client_secret", secret->bytes, secret->size);
	if (r != LANYARD_OK)
		return cannot_add(r, error);
	return http_post_as(
	    http, client->certificate, url, NULL, NULL, body, reply, error);
}

/*
 * RFC 6749 2.3.1 has both parts encoded before HTTP Basic joins them, so that a
 * colon in client_id does no harm.
 */
static enum lanyard_error
post_basic(const struct client *client, struct http *http, const char *url,
    const struct buf *body, struct http_reply *reply, struct error *error)
{
	const struct secret *secret = client->client_secret;
	struct secret password = {NULL, 0};
	struct buf user, encoded;
	enum lanyard_error r;

	buf_init(&user, LIMIT_REQUEST);
	buf_init(&encoded, LIMIT_REQUEST);
	/* check() saw that the secret is there. */
	/* NOLINTBEGIN(clang-analyzer-core.NullDereference) */
	if ((r = percent_add_basic(&user, client->client_id,
		 strlen(client->client_id), true)) != LANYARD_OK ||
	    (r = percent_add_basic(
		 &encoded, secret->bytes, secret->size, false)) != LANYARD_OK) {
		r = cannot_add(r, error);
		goto out;
	}
	/* NOLINTEND(clang-analyzer-core.NullDereference) */
	/* Lent, not owned: ENCODED is what gets wiped. */
	password.bytes = encoded.data;
	password.size = encoded.size;
	r = http_post_as(http, client->certificate, url, buf_text(&user),
	    &password, body, reply, error);
out:
	buf_clear(&encoded);
	buf_clear(&user);
	return r;
}

static enum lanyard_error
post_signed(const struct client *client, const struct signature_key *key,
    struct http *http, const char *url, struct buf *body,
    struct http_reply *reply, struct error *error)
{
	enum lanyard_error r;

	r = assertion_add_client(body, key, &client->header, client->client_id,
	    client->audience != NULL ? client->audience : url, error);
	if (r != LANYARD_OK)
		return r;
	return post_in_body(client, false, http, url, body, reply, error);
}

/* A JWT in the place of a secret; the key itself goes nowhere. */
static enum lanyard_error
post_assertion(const struct client *client, struct http *http, const char *url,
    struct buf *body, struct http_reply *reply, struct error *error)
{
	enum lanyard_error r;

	if (client->assertion != NULL && secret_is_set(client->assertion)) {
		r = assertion_add_given(body, client->assertion, error);
		return r != LANYARD_OK ? r
				       : post_in_body(client, false, http, url,
					     body, reply, error);
	}
	if (client->key == NULL)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "private_key_jwt needs a private_key_file");
	return post_signed(client, client->key, http, url, body, reply, error);
}

/* The same by a secret that both have, and that is not sent. */
static enum lanyard_error
post_secret_jwt(const struct client *client, struct http *http, const char *url,
    struct buf *body, struct http_reply *reply, struct error *error)
{
	struct signature_key *key;
	enum lanyard_error r;

	r = shared_key_new(&key, client->client_secret, error);
	if (r == LANYARD_OK)
		r = post_signed(client, key, http, url, body, reply, error);
	signature_key_free(&key);
	return r;
}

/* Can METHOD be, with what CLIENT has, at URL? */
static enum lanyard_error
check(const struct client *client, enum auth_method method, bool has_secret,
    const char *url, struct error *error)
{
	const char *name = words_auth_method(method);
	bool tls = words_is_tls(name);
	bool has_certificate =
	    client->certificate != NULL && client->certificate->file != NULL;

	if (client->client_id == NULL &&
	    (!client->nameless || method != AUTH_METHOD_NONE))
		return error_set(
		    error, LANYARD_ERR_CONFIG, "client_id is missing");
	if (tls && !has_certificate)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "%s needs a tls_client_cert_file", name);
	if (has_certificate && text_compare_n(url, "https:", 6) != 0)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "the certificate of %s cannot be shown to %s, which is "
		    "not https",
		    client->certificate->source, url);
	if (!has_secret &&
	    (method == AUTH_METHOD_BASIC || method == AUTH_METHOD_POST ||
		method == AUTH_METHOD_SECRET_JWT))
		return error_set(error, LANYARD_ERR_CONFIG,
		    "%s needs a client_secret", name);
	return LANYARD_OK;
}

enum lanyard_error
client_post(const struct client *client, struct http *http, const char *url,
    struct buf *body, struct http_reply *reply, struct error *error)
{
	const char *name = client->token_endpoint_auth_method;
	bool has_secret = client->client_secret != NULL &&
			  secret_is_set(client->client_secret);
	/* RFC 7591 2: client_secret_basic is the default. */
	enum auth_method method =
	    has_secret ? AUTH_METHOD_BASIC : AUTH_METHOD_NONE;
	enum lanyard_error r;

	if (name != NULL && !words_find_auth_method(name, &method))
		return error_set(error, LANYARD_ERR_CONFIG,
		    "token_endpoint_auth_method \"%s\" is not known", name);
	if ((r = check(client, method, has_secret, url, error)) != LANYARD_OK)
		return r;
	if (method == AUTH_METHOD_PRIVATE_KEY_JWT)
		return post_assertion(client, http, url, body, reply, error);
	if (method == AUTH_METHOD_SECRET_JWT)
		return post_secret_jwt(client, http, url, body, reply, error);
	if (method == AUTH_METHOD_BASIC)
		return post_basic(client, http, url, body, reply, error);
	return post_in_body(client,
	    method == AUTH_METHOD_POST ? client->client_secret : NULL, http,
	    url, body, reply, error);
}

enum lanyard_error
client_post_token(const struct client *client, struct http *http,
    const char *url, const struct secret *token, const char *hint,
    struct buf *body, struct http_reply *reply, struct error *error)
{
	if (percent_add_parameter(body, "token", token->bytes, token->size) !=
		LANYARD_OK ||
	    percent_add_parameter(
		body, "token_type_hint", hint, strlen(hint)) != LANYARD_OK)
		return error_memory(error);
	return client_post(client, http, url, body, reply, error);
}
