/*
 * form_json.c - a token in the JSON that programs want it in
 */
#include "answer/form_json.h"

#include <time.h>

#include "login/words.h"
#include "json/json_write.h"

static const char *
token(const struct form_parts *parts)
{
	return (const char *)parts->token->bytes;
}

static enum lanyard_error
add(struct buf *buf, const char *text, enum lanyard_error before)
{
	return before == LANYARD_OK ? buf_add_text(buf, text) : before;
}

/* SCHEME and token as a string, as an Authorization field has them. */
static enum lanyard_error
add_value(struct buf *buf, const struct form_parts *parts)
{
	enum lanyard_error r;
	struct buf value;

	buf_init(&value, buf->limit);
	r = buf_printf(&value, "%s %s", parts->scheme, token(parts));
	if (r == LANYARD_OK)
		r = json_write_string(buf, buf_text(&value));
	buf_clear(&value);
	return r;
}

enum lanyard_error
form_json_expiry(
    struct buf *buf, const char *name, const struct form_parts *parts)
{
	time_t at = (time_t)parts->expires_at;
	char text[32];
	struct tm tm;

	if (at == 0 || gmtime_r(&at, &tm) == NULL || tm.tm_year > 8099 ||
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		return LANYARD_OK;
	return json_write_text(buf, name, text);
}

enum lanyard_error
form_json_token(struct buf *buf, const struct form_parts *parts)
{
	enum lanyard_error r = buf_add_text(buf, "{");

	if (r == LANYARD_OK)
		r = json_write_text(buf, "access_token", token(parts));
	if (r == LANYARD_OK)
		r = json_write_text(buf, "token_type", parts->scheme);
	if (r == LANYARD_OK)
		r = json_write_text(buf, "username", parts->user);
	if (r == LANYARD_OK && parts->expires_at != 0)
		r = json_write_number(buf, "expires_at", parts->expires_at);
	return add(buf, "}", r);
}

enum lanyard_error
form_json_headers(struct buf *buf, const struct form_parts *parts)
{
	enum lanyard_error r = buf_add_text(buf, "{\"Authorization\":");

	if (r == LANYARD_OK)
		r = add_value(buf, parts);
	return add(buf, "}", r);
}

/* A field of HTTP may have several values, so that each is a list. */
enum lanyard_error
form_json_bazel(struct buf *buf, const struct form_parts *parts)
{
	enum lanyard_error r =
	    buf_add_text(buf, "{\"headers\":{\"Authorization\":[");

	if (r == LANYARD_OK)
		r = add_value(buf, parts);
	r = add(buf, "]}", r);
	if (r == LANYARD_OK)
		r = form_json_expiry(buf, "expires", parts);
	return add(buf, "}", r);
}

enum lanyard_error
form_json_cargo(struct buf *buf, const struct form_parts *parts)
{
	bool expires = parts->expires_at != 0;
	enum lanyard_error r =
	    buf_add_text(buf, "{\"Ok\":{\"kind\":\"get\",\"token\":");

	if (r == LANYARD_OK)
		r = add_value(buf, parts);
	if (r == LANYARD_OK)
		r = json_write_text(
		    buf, "cache", expires ? "expires" : "session");
	if (r == LANYARD_OK && expires)
		r = json_write_number(buf, "expiration", parts->expires_at);
	if (r == LANYARD_OK)
		r = json_write_boolean(buf, "operation_independent", true);
	return add(buf, "}}", r);
}

enum lanyard_error
form_json_docker(struct buf *buf, const struct form_parts *parts)
{
	enum lanyard_error r = buf_add_text(buf, "{");

	if (r == LANYARD_OK)
		r = json_write_text(buf, "ServerURL", parts->host);
	if (r == LANYARD_OK)
		r = json_write_text(buf, "Username",
		    parts->user != NULL ? parts->user : WORDS_USER);
	if (r == LANYARD_OK)
		r = json_write_text(buf, "Secret", token(parts));
	return add(buf, "}", r);
}

static enum lanyard_error
add_kubectl(
    struct buf *buf, const struct form_parts *parts, const char *version)
{
	enum lanyard_error r;

	r = buf_printf(buf,
	    "{\"apiVersion\":\"client.authentication.k8s.io/%s\","
	    "\"kind\":\"ExecCredential\",\"status\":{",
	    version);
	if (r == LANYARD_OK)
		r = json_write_text(buf, "token", token(parts));
	if (r == LANYARD_OK)
		r = form_json_expiry(buf, "expirationTimestamp", parts);
	return add(buf, "}}", r);
}

enum lanyard_error
form_json_kubectl(struct buf *buf, const struct form_parts *parts)
{
	return add_kubectl(buf, parts, "v1");
}

enum lanyard_error
form_json_kubectl_v1beta1(struct buf *buf, const struct form_parts *parts)
{
	return add_kubectl(buf, parts, "v1beta1");
}

enum lanyard_error
form_json_terraform(struct buf *buf, const struct form_parts *parts)
{
	enum lanyard_error r = buf_add_text(buf, "{");

	if (r == LANYARD_OK)
		r = json_write_text(buf, "token", token(parts));
	return add(buf, "}", r);
}
