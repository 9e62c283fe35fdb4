/*
 * recipe_request.c - the one request of a recipe, and its reply
 */
#include "net/oauth/recipe_request.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/percent.h"
#include "base/text.h"
#include "net/oauth/recipe_reply.h"
#include "os/clock.h"
#include "json/json_write.h"

/* ---- the request ---- */

static const struct recipe_value *
find_value(const struct recipe_value *values, const char *name)
{
	for (; values->name != NULL; values++)
		if (strcmp(values->name, name) == 0)
			return values;
	return NULL;
}

/* The value of {NAME}; TEXT NULL: there is none. */
static struct recipe_value
value_of(const struct recipe_value *values, const struct login *login,
    const char *name)
{
	const struct recipe_value *value = find_value(values, name);
	struct recipe_value other = {name, NULL, false};

	if (value != NULL && value->text != NULL)
		return *value;
	other.text = recipe_parameter(login, name);
	return other;
}

static enum lanyard_error
fail_missing(const struct login *login, const char *name, struct error *error)
{
	error_set(error, LANYARD_ERR_CONFIG,
	    "login %s: grant_type \"%s\" needs %s", login->name,
	    login->grant_type, name);
	error_hint(error,
	    "add recipe_parameters = { %s = \"...\"; }; see "
	    "lanyard.conf(5)",
	    name);
	return LANYARD_ERR_CONFIG;
}

static enum lanyard_error
add_value(struct buf *buf, const char *name, bool url,
    const struct recipe_value *values, const struct login *login,
    struct error *error)
{
	struct recipe_value value = value_of(values, login, name);

	if (value.text == NULL || *value.text == '\0')
		return fail_missing(login, name, error);
	if (text_has_control(value.text))
		return error_set(error, LANYARD_ERR_CONFIG,
		    "login %s: %s has a line break or another control "
		    "character",
		    login->name, name);
	if (url && !value.raw)
		return percent_add_escaped(buf, value.text, strlen(value.text));
	return buf_add_text(buf, value.text);
}

enum lanyard_error
recipe_expand(struct buf *buf, const char *text, bool url,
    const struct recipe_value *values, const struct login *login,
    struct error *error)
{
	size_t before = buf->size, length;
	enum lanyard_error r = LANYARD_OK;
	const char *end;
	char name[64];

	while (r == LANYARD_OK && *text != '\0') {
		if (*text != '{' || (end = strchr(text, '}')) == NULL ||
		    (size_t)(end - text) > sizeof(name)) {
			r = buf_add(buf, text++, 1);
			continue;
		}
		length = (size_t)(end - text) - 1;
		memcpy(name, text + 1, length);
		name[length] = '\0';
		r = add_value(buf, name, url, values, login, error);
		text = end + 1;
	}
	if (r != LANYARD_OK)
		buf_cut(buf, before);
	if (r == LANYARD_ERR_PROTOCOL)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "login %s: a value is too long", login->name);
	return r == LANYARD_ERR_MEMORY ? error_memory(error) : r;
}

/* One {NAME} and no more, whose value is JSON: "" else. */
static const char *
raw_json(const char *text, const struct recipe_value *values)
{
	size_t length = strlen(text);
	const struct recipe_value *value = NULL;
	char name[64];

	if (length > 2 && length < sizeof(name) && text[0] == '{' &&
	    strchr(text, '}') == text + length - 1) {
		memcpy(name, text + 1, length - 2);
		name[length - 2] = '\0';
		value = find_value(values, name);
	}
	return value != NULL && value->raw && value->text != NULL ? value->text
								  : NULL;
}

static enum lanyard_error
add_json(struct buf *body, const char *name, const char *text, const char *raw)
{
	enum lanyard_error r;

	if (raw == NULL)
		return json_write_text(body, name, text);
	r = buf_add_text(body, body->data[body->size - 1] == '{' ? "" : ",");
	if (r == LANYARD_OK)
		r = json_write_string(body, name);
	return r == LANYARD_OK ? buf_printf(body, ":%s", raw) : r;
}

/* MEMBERS to BODY, those without a value left out. */
static enum lanyard_error
add_members(struct buf *body, const struct recipe_member *members, bool json,
    const struct recipe_value *values, const struct login *login,
    struct error *error)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf text;
	const char *raw;

	buf_init(&text, LIMIT_RECORD);
	for (; r == LANYARD_OK && members->name != NULL; members++) {
		buf_reset(&text);
		raw = json ? raw_json(members->text, values) : NULL;
		if (raw == NULL)
			r = recipe_expand(
			    &text, members->text, false, values, login, error);
		if (r == LANYARD_ERR_CONFIG) {
			r = LANYARD_OK;
			error_clear(error);
			continue;
		}
		if (r == LANYARD_OK)
			r = json ? add_json(body, members->name,
				       buf_text(&text), raw)
				 : percent_add_parameter(body, members->name,
				       text.data, text.size);
	}
	buf_clear(&text);
	return r;
}

#define FIELDS (RECIPE_MEMBERS + 2)

/* What is sent; fields are strings of their own. */
struct prepared {
	struct buf url, body;
	char *fields[FIELDS];
};

static void
prepared_clear(struct prepared *prepared)
{
	for (size_t i = 0; i < FIELDS; i++) {
		if (prepared->fields[i] != NULL)
			sodium_memzero(
			    prepared->fields[i], strlen(prepared->fields[i]));
		free(prepared->fields[i]);
	}
	buf_clear(&prepared->url);
	buf_clear(&prepared->body);
}

static enum lanyard_error
prepare_fields(struct prepared *prepared, const struct recipe *recipe,
    const struct recipe_value *values, const struct login *login,
    struct error *error)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf text;
	size_t i;

	buf_init(&text, LIMIT_RECORD);
	for (i = 0; r == LANYARD_OK && recipe->fields[i] != NULL; i++) {
		buf_reset(&text);
		r = recipe_expand(
		    &text, recipe->fields[i], false, values, login, error);
		if (r == LANYARD_OK &&
		    (prepared->fields[i] = strdup(buf_text(&text))) == NULL)
			r = error_memory(error);
	}
	buf_clear(&text);
	if (r == LANYARD_OK && recipe->body == RECIPE_BODY_JSON &&
	    (prepared->fields[i] = strdup("Content-Type: application/json")) ==
		NULL)
		r = error_memory(error);
	return r;
}

static enum lanyard_error
prepare(struct prepared *prepared, const struct recipe *recipe,
    const struct recipe_value *values, const struct login *login,
    struct error *error)
{
	bool json = recipe->body == RECIPE_BODY_JSON;
	enum lanyard_error r;
	struct buf query;

	buf_init(&query, LIMIT_URL);
	r = recipe_expand(
	    &prepared->url, recipe->url, true, values, login, error);
	if (r == LANYARD_OK)
		r = add_members(
		    &query, recipe->query, false, values, login, error);
	if (r == LANYARD_OK && query.size > 0)
		r = buf_printf(&prepared->url, "?%s", buf_text(&query));
	buf_clear(&query);
	if (r == LANYARD_OK)
		r = prepare_fields(prepared, recipe, values, login, error);
	if (r == LANYARD_OK && json)
		r = buf_add_text(&prepared->body, "{");
	if (r == LANYARD_OK && recipe->body != RECIPE_BODY_NONE)
		r = add_members(&prepared->body, recipe->content, json, values,
		    login, error);
	if (r == LANYARD_OK && json)
		r = buf_add_text(&prepared->body, "}");
	if (r == LANYARD_ERR_PROTOCOL)
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "login %s: a value is too long", login->name);
	return r == LANYARD_ERR_MEMORY ? error_memory(error) : r;
}

/* ---- both ---- */

static enum lanyard_error
send(struct token *token, struct http *http, const struct recipe *recipe,
    const struct prepared *prepared, const char *sent, struct error *error)
{
	const struct http_exchange exchange = {
	    .method = recipe->method,
	    .url = buf_text(&prepared->url),
	    .fields = (const char *const *)prepared->fields,
	    .body = recipe->body != RECIPE_BODY_NONE ? &prepared->body : NULL,
	};
	struct http_reply reply;
	char host[HTTP_HOST_TEXT];
	enum lanyard_error r;

	http_reply_init(&reply);
	http_host(exchange.url, host, sizeof(host));
	token->asked_at = clock_now();
	r = http_fetch(http, &exchange, &reply, error);
	token->status = reply.status;
	token->retry_after_s = reply.retry_after_s;
	token->sent = reply.sent;
	token->unsent = reply.unsent;
	if (r == LANYARD_OK || reply.body.size > 0)
		r = recipe_reply_take(
		    token, recipe, &reply.body, r, sent, host, error);
	/* Moved, since nothing may fail any more. */
	token->raw = reply.raw.size > 0 ? reply.raw : reply.body;
	buf_init(reply.raw.size > 0 ? &reply.raw : &reply.body, LIMIT_REPLY);
	http_reply_clear(&reply);
	return r;
}

/* Which of the values no message may repeat. */
static const char *
secret_name(const struct recipe *recipe)
{
	if (recipe->signs)
		return "jwt";
	return recipe_uses(recipe, "subject_token") ? "subject_token" : "token";
}

enum lanyard_error
recipe_request(struct token *token, struct http *http,
    const struct recipe *recipe, const struct recipe_value *values,
    const struct login *login, struct error *error)
{
	struct prepared prepared = {.fields = {NULL}};
	enum lanyard_error r;

	token_clear(token);
	buf_init(&prepared.url, LIMIT_URL);
	buf_init(&prepared.body, LIMIT_REQUEST);
	r = prepare(&prepared, recipe, values, login, error);
	if (r == LANYARD_OK)
		r = send(token, http, recipe, &prepared,
		    value_of(values, login, secret_name(recipe)).text, error);
	prepared_clear(&prepared);
	return r;
}

static enum lanyard_error
take_revocation(int status, const char *host, struct error *error)
{
	/* What the server does not know is over. */
	if (status / 100 == 2 || status == 401)
		return LANYARD_OK;
	return error_set(error,
	    status / 100 == 4 && status != 429 ? LANYARD_ERR_REFUSED
					       : LANYARD_ERR_SERVER,
	    "%s, asked to revoke the token, answered %d", host, status);
}

enum lanyard_error
recipe_revoke(struct http *http, const struct recipe *recipe,
    const struct recipe_value *values, const struct login *login,
    struct error *error)
{
	struct recipe revocation = {.name = recipe->name,
	    .method = "DELETE",
	    .url = recipe->revoke_url};
	struct prepared prepared = {.fields = {NULL}};
	char host[HTTP_HOST_TEXT];
	struct http_reply reply;
	enum lanyard_error r;

	memcpy(revocation.fields, recipe->fields, sizeof(revocation.fields));
	buf_init(&prepared.url, LIMIT_URL);
	buf_init(&prepared.body, LIMIT_REQUEST);
	http_reply_init(&reply);
	r = prepare(&prepared, &revocation, values, login, error);
	if (r == LANYARD_OK) {
		const struct http_exchange exchange = {
		    .method = revocation.method,
		    .url = buf_text(&prepared.url),
		    .fields = (const char *const *)prepared.fields};

		http_host(exchange.url, host, sizeof(host));
		r = http_fetch(http, &exchange, &reply, error);
		if (r == LANYARD_OK)
			r = take_revocation(reply.status, host, error);
	}
	http_reply_clear(&reply);
	prepared_clear(&prepared);
	return r;
}
