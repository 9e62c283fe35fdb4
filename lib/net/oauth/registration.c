/*
 * registration.c - a client registered by itself (RFC 7591)
 */
#include "net/oauth/registration.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/strings.h"
#include "login/words.h"
#include "json/json.h"
#include "json/json_write.h"

#define DEVICE_CODE "urn:ietf:params:oauth:grant-type:device_code"

void
registration_clear(struct registration *registration)
{
	free(registration->client_id);
	secret_clear(&registration->client_secret);
	free(registration->token_endpoint_auth_method);
	free(registration->scope);
	registration_keep_clear(&registration->keep);
	memset(registration, 0, sizeof(*registration));
}

/* RFC 7591 2; application_type is OpenID Connect Registration's. */
static enum lanyard_error
write_wish(struct buf *body, const struct registration_wish *wish)
{
	const char *const redirects[] = {wish->redirect_uri, NULL};
	const char *const grants[] = {"authorization_code", "refresh_token",
	    wish->device ? DEVICE_CODE : NULL, NULL};
	static const char *const responses[] = {"code", NULL};
	enum lanyard_error r;

	if ((r = buf_add_text(body, "{")) != LANYARD_OK ||
	    (r = json_write_text(body, "client_name", wish->client_name)) !=
		LANYARD_OK ||
	    (r = json_write_array(body, "redirect_uris", redirects)) !=
		LANYARD_OK ||
	    (r = json_write_array(body, "grant_types", grants)) != LANYARD_OK ||
	    (r = json_write_array(body, "response_types", responses)) !=
		LANYARD_OK ||
	    (r = json_write_text(body, "application_type", "native")) !=
		LANYARD_OK ||
	    (r = json_write_text(body, "token_endpoint_auth_method",
		 words_auth_method(AUTH_METHOD_NONE))) != LANYARD_OK ||
	    (r = json_write_text(body, "scope", wish->scope)) != LANYARD_OK)
		return r;
	return buf_add_text(body, "}");
}

/* Where a reply goes, and the error that stops it. */
struct incoming {
	struct buf body;
	struct error *error;
};

static enum lanyard_error
take_bytes(void *context, int status, const void *data, size_t size)
{
	struct incoming *in = context;
	enum lanyard_error r = buf_add(&in->body, data, size);

	(void)status;
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(in->error);
	return r == LANYARD_OK
		   ? r
		   : error_set(in->error, LANYARD_ERR_SERVER,
			 "the reply to a registration is too large");
}

static enum lanyard_error
refuse(
    const char *host, int status, const struct json *json, struct error *error)
{
	char *word = json_text(json, "error");
	char *text = json_text(json, "error_description");
	bool closed = status == 401 || status == 403;

	error_set(error,
	    status / 100 == 4 ? LANYARD_ERR_REFUSED : LANYARD_ERR_SERVER,
	    "%s does not register a client: %d%s%s%s%s", host, status,
	    word != NULL ? ", " : "", word != NULL ? word : "",
	    text != NULL ? ": " : "", text != NULL ? text : "");
	if (closed)
		error_hint(error,
		    "it registers only whom it knows: register by hand there");
	free(word);
	free(text);
	return error != NULL ? error->code : LANYARD_ERR_REFUSED;
}

static enum lanyard_error
take_reply(struct registration *registration, const char *endpoint,
    const char *host, const struct json *json, struct error *error)
{
	char *method = json_text(json, "token_endpoint_auth_method");

	registration->token_endpoint_auth_method = method;
	registration->client_id = json_text(json, "client_id");
	registration->scope = json_text(json, "scope");
	if (registration->client_id == NULL ||
	    registration->client_id[0] == '\0')
		return error_set(error, LANYARD_ERR_SERVER,
		    "%s has registered a client without a client_id", host);
	/* Some give one to a client that is not to use it. */
	if ((method == NULL || !words_is_public(method)) &&
	    json_secret(json, "client_secret", &registration->client_secret) &&
	    registration->client_secret.size == 0)
		secret_clear(&registration->client_secret);
	if (!json_integer(json, "client_secret_expires_at",
		&registration->client_secret_expires_at))
		registration->client_secret_expires_at = 0;
	registration_keep_take(&registration->keep, json, endpoint);
	return LANYARD_OK;
}

/* Words of WANTED that GIVEN lacks, into LACKS, in quotes. */
static enum lanyard_error
find_lacks(const char *wanted, const char *given, struct buf *lacks)
{
	char **want = NULL, **have = NULL;
	enum lanyard_error r;

	if ((r = strings_add_words(&want, wanted)) == LANYARD_OK)
		r = strings_add_words(&have, given);
	for (size_t i = 0; r == LANYARD_OK && i < strings_count(want); i++) {
		size_t k = 0;

		while (k < strings_count(have) && strcmp(want[i], have[k]) != 0)
			k++;
		if (k == strings_count(have))
			r = buf_printf(
			    lacks, "%s%s", lacks->size > 0 ? " " : "", want[i]);
	}
	strings_free(&want);
	strings_free(&have);
	return r == LANYARD_ERR_PROTOCOL ? LANYARD_OK : r;
}

/* RFC 7591 3.2.1: the server may register for less. */
static enum lanyard_error
check_scope(const struct registration *registration, const char *host,
    const char *wanted, struct error *error)
{
	enum lanyard_error r;
	struct buf lacks;

	if (wanted == NULL || registration->scope == NULL)
		return LANYARD_OK;
	buf_init(&lacks, ERROR_TEXT);
	r = find_lacks(wanted, registration->scope, &lacks);
	if (r != LANYARD_OK)
		r = error_memory(error);
	else if (lacks.size != 0)
		r = error_set(error, LANYARD_ERR_REFUSED,
		    "%s registers clients for the scope \"%s\", which lacks "
		    "\"%s\": no push would work",
		    host, registration->scope, buf_text(&lacks));
	buf_clear(&lacks);
	return r;
}

/* RFC 7591 3.2.1: or for another address, at which nobody would wait. */
static enum lanyard_error
check_redirect(const struct json *json, const char *host, const char *wanted,
    struct error *error)
{
	if (json_type(json, "redirect_uris") != JSON_ARRAY ||
	    json_array_has(json, "redirect_uris", wanted))
		return LANYARD_OK;
	return error_set(error, LANYARD_ERR_REFUSED,
	    "%s registers clients for other redirect URIs than %s: no login "
	    "would come back",
	    host, wanted);
}

static enum lanyard_error
take(struct registration *registration, const char *endpoint, int status,
    const struct buf *body, const struct registration_wish *wish,
    struct error *error)
{
	char host[HTTP_HOST_TEXT];
	struct json *json = NULL;
	enum lanyard_error r;

	http_host(endpoint, host, sizeof(host));
	r = json_parse(&json, body->data, body->size, JSON_OUTERMOST, NULL);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (status != 200 && status != 201)
		r = refuse(host, status, json, error);
	else if (r != LANYARD_OK)
		r = error_set(error, LANYARD_ERR_SERVER,
		    "%s answered a registration with no JSON", host);
	else if ((r = take_reply(registration, endpoint, host, json, error)) ==
		     LANYARD_OK &&
		 (r = check_scope(registration, host, wish->scope, error)) ==
		     LANYARD_OK)
		r = check_redirect(json, host, wish->redirect_uri, error);
	json_free(&json);
	return r;
}

/* It is there, and of no use. */
static void
take_back(struct registration *registration, struct http *http)
{
	struct error unused = {0};

	if (registration->client_id == NULL || registration->keep.uri == NULL ||
	    registration_delete(&registration->keep, http, &unused) !=
		LANYARD_OK)
		return;
	registration_clear(registration);
}

enum lanyard_error
registration_request(struct registration *registration, struct http *http,
    const char *endpoint, const struct registration_wish *wish,
    struct error *error)
{
	static const char *const fields[] = {
	    "Content-Type: application/json", "Accept: application/json", NULL};
	struct incoming in = {.error = error};
	struct http_exchange exchange = {.url = endpoint,
	    .fields = fields,
	    .write = take_bytes,
	    .context = &in};
	enum lanyard_error r;
	struct buf body;
	int status;

	memset(registration, 0, sizeof(*registration));
	buf_init(&body, LIMIT_REQUEST);
	buf_init(&in.body, LIMIT_REPLY);
	exchange.body = &body;
	if (write_wish(&body, wish) != LANYARD_OK)
		r = error_memory(error);
	else if ((r = http_send(http, &exchange, &status, error)) == LANYARD_OK)
		r = take(registration, endpoint, status, &in.body, wish, error);
	if (r == LANYARD_ERR_REFUSED)
		take_back(registration, http);
	else if (r != LANYARD_OK)
		registration_clear(registration);
	buf_clear(&in.body);
	buf_clear(&body);
	return r;
}
