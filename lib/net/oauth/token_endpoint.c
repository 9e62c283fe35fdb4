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
#include "net/http/unpack.h"
#include "net/http/wire.h"
#include "net/oauth/lifetime.h"
#include "net/oauth/plain.h"
#include "net/oauth/refusal.h"
#include "net/oauth/reply_life.h"
#include "os/clock.h"
#include "json/member_path.h"

/* The refresh token that BODY sends, if it does. */
static enum lanyard_error
take_sent(struct secret *secret, const struct buf *body)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf sent;
	size_t count = 0;

	buf_init(&sent, LIMIT_REQUEST);
	if (percent_query_parameter(
		buf_text(body), "refresh_token", &sent, &count))
		r = secret_set(secret, sent.data, sent.size);
	buf_clear(&sent);
	return r;
}

/* Tokens of type mac and DPoP need a proof with each use (RFC 9449 7.1). */
static bool
is_usable_type(const char *token_type)
{
	return token_type == NULL || (text_compare(token_type, "mac") != 0 &&
					 text_compare(token_type, "dpop") != 0);
}

/* What a reply has, before it is judged. */
struct found {
	size_t access, refresh, error; /* how many words of that name */
	bool usable;		       /* the access token, and its type */
};

static enum lanyard_error
take_tokens(struct token *token, const struct reply *reply,
    const struct secret *sent, struct found *found)
{
	struct secret word = {NULL, 0};
	enum lanyard_error r;
	int64_t by_itself;
	size_t id;

	if ((r = reply_token(reply, "refresh_token", sent,
		 &token->refresh_token, &found->refresh)) != LANYARD_OK ||
	    (r = reply_token(reply, "access_token", NULL, &token->access_token,
		 &found->access)) != LANYARD_OK)
		return r;
	r = reply_word(reply, "error", NULL, &word, &found->error);
	secret_clear(&word);
	if (r == LANYARD_OK)
		r = reply_word(reply, "id_token", NULL, &token->id_token, &id);
	/* Of a reply that was searched once already. */
	free(token->token_type);
	free(token->issued_token_type);
	free(token->scope);
	/* RFC 6749 5.1 has token_type required; not every server sends it. */
	token->token_type = reply_text(reply, "token_type");
	token->issued_token_type = reply_text(reply, "issued_token_type");
	token->scope = reply_words(reply, "scope");
	token->expires_in_s = reply_life_s(reply, token->asked_at);
	if (token->expires_in_s <= 0 &&
	    (by_itself = lifetime_of_token(
		 &token->access_token, token->asked_at)) != 0)
		token->expires_in_s = by_itself;
	token->refresh_expires_in_s =
	    reply_life_of_refresh(reply, token->asked_at);
	/* Of two refresh tokens the wrong one may be kept: nothing is. */
	found->usable = found->access == 1 && found->refresh < 2 &&
			is_usable_type(token->token_type);
	return r;
}

/* The reply's status is 2xx, or there is none that can be read. */
static bool
is_good(const struct token *token)
{
	return token->status / 100 == 2 || token->status == 0;
}

/* Is it an error reply? GitHub's are with status 200. One with tokens is none.
 */
static bool
is_refusal(const struct token *token, const struct reply *reply,
    const struct found *found)
{
	return found->error > 0 && !(is_good(token) && found->usable) &&
	       !reply_is_page(reply);
}

/* No refusal, and no token: why. */
static enum lanyard_error
fail(const struct token *token, const struct found *found, const char *host,
    struct error *error)
{
	const char *twice = found->access > 1	 ? "access_token"
			    : found->refresh > 1 ? "refresh_token"
						 : NULL;

	if (twice != NULL)
		return error_set(error, LANYARD_ERR_SERVER,
		    "%s answered %d with %s twice", host, token->status, twice);
	if (found->access == 1)
		return error_set(error, LANYARD_ERR_SERVER,
		    "%s sent a token of type %s, which cannot be used here",
		    host, token->token_type);
	return error_set(error, LANYARD_ERR_SERVER,
	    "%s answered %d without a usable access_token", host,
	    token->status);
}

/*
 * REPLY came, and R says how: LANYARD_ERR_SERVER with ERROR set: not as JSON,
 * other errors: not whole.
 */
static enum lanyard_error
judge(struct token *token, const struct reply *reply, const struct found *found,
    enum lanyard_error r, const char *host, const struct client *client,
    const struct buf *body, struct error *error)
{
	if (is_refusal(token, reply, found)) {
		secret_clear(&token->refresh_token);
		secret_clear(&token->access_token);
		return refusal_take(token, reply, host, client, body, error);
	}
	if (is_good(token) && found->usable) {
		if (error != NULL)
			error_clear(error);
		return LANYARD_OK;
	}
	secret_clear(&token->access_token);
	if (r != LANYARD_OK && found->access == 0 && found->refresh < 2)
		return r;
	if (!is_good(token))
		return refusal_take(token, reply, host, client, body, error);
	return fail(token, found, host, error);
}

/* Does STATUS, with a page, speak of a wrong place, and not of the moment? */
static bool
is_misled(int status)
{
	return status / 100 < 5 && status != 407 && status != 408 &&
	       status != 425 && status != 429;
}

/* A login page, or a proxy's: what it says is for a browser. */
static enum lanyard_error
name_page(const struct token *token, const char *host, struct error *error)
{
	error_set(error, LANYARD_ERR_SERVER,
	    "%s answered %d with a web page, not JSON", host, token->status);
	error_hint(error, "is token_endpoint, or issuer, right? see "
			  "lanyard.conf(5)");
	return LANYARD_ERR_SERVER;
}

/*
 * What the members of PATH (NULL: none) lead to in FROM, into INNER, if a token
 * is there; else FROM. *R is LANYARD_ERR_MEMORY, or as it was.
 */
static const struct buf *
go_in(const struct buf *from, const char *path, struct buf *inner,
    enum lanyard_error *r)
{
	struct secret word = {NULL, 0};
	struct error shape = {0};
	struct reply reply;
	enum lanyard_error found;
	size_t count = 0;

	if (path == NULL)
		return from;
	found = member_path_enter(inner, from, path, NULL);
	if (found == LANYARD_OK && inner->size > 0) {
		found = reply_open(&reply, inner, true, &shape);
		if (found != LANYARD_ERR_MEMORY)
			found = reply_word(
			    &reply, "access_token", NULL, &word, &count);
		reply_close(&reply);
		secret_clear(&word);
	}
	if (found == LANYARD_ERR_MEMORY)
		*r = found;
	return count > 0 ? inner : from;
}

/* R: how it went so far; FROM came. *EMPTY: nothing in it that a reply has. */
static enum lanyard_error
take_reply(struct token *token, const struct buf *from, enum lanyard_error r,
    const char *host, const struct client *client, const struct buf *body,
    bool *empty, struct error *error)
{
	struct secret sent = {NULL, 0};
	struct found found = {0};
	struct error shape = {0};
	struct reply reply;
	enum lanyard_error taken = LANYARD_OK;
	struct buf inner;

	*empty = false;
	buf_init(&inner, LIMIT_REPLY);
	from = go_in(from, client->token_member, &inner, &taken);
	if (taken == LANYARD_OK)
		taken = reply_open(&reply, from, r == LANYARD_OK, &shape);
	if (taken == LANYARD_ERR_MEMORY) {
		buf_clear(&inner);
		return error_memory(error);
	}
	if (taken == LANYARD_ERR_SERVER && r == LANYARD_OK && is_good(token)) {
		r = error_set(error, taken, "%s answered %d: %s", host,
		    token->status, shape.message);
	}
	if ((taken = take_sent(&sent, body)) == LANYARD_OK)
		taken = take_tokens(token, &reply, &sent, &found);
	if (taken != LANYARD_OK)
		r = error_memory(error);
	else
		r = judge(token, &reply, &found, r, host, client, body, error);
	*empty = taken == LANYARD_OK && found.access == 0 &&
		 found.refresh == 0 && token->error == NULL;
	if (*empty && r == LANYARD_ERR_SERVER && reply_is_page(&reply) &&
	    is_misled(token->status))
		r = name_page(token, host, error);
	secret_clear(&sent);
	reply_close(&reply);
	buf_clear(&inner);
	return r;
}

/* As take_reply(), of what FROM was before it was encoded once more. */
static enum lanyard_error
take_plain(struct token *token, const struct buf *from, enum lanyard_error r,
    const char *host, const struct client *client, const struct buf *body,
    struct error *error)
{
	struct buf plain;
	bool empty;

	buf_init(&plain, LIMIT_REPLY);
	if (plain_take(from, &plain) == LANYARD_ERR_MEMORY)
		r = error_memory(error);
	else if (plain.size > 0)
		r = take_reply(
		    token, &plain, r, host, client, body, &empty, error);
	buf_clear(&plain);
	return r;
}

/*
 * What stands behind the header in RAW; lent. Fields of a header are not taken
 * for those of a reply: without an end of the header only all of a good reply
 * is.
 */
static struct buf
behind_header(const struct token *token, const struct buf *raw)
{
	struct buf rest = *raw;
	size_t at = is_good(token) ? 0 : raw->size;

	for (size_t i = 0; i + 1 < raw->size; i++) {
		if (raw->data[i] != '\n')
			continue;
		if (raw->data[i + 1] == '\r')
			i++;
		if (i + 1 < raw->size && raw->data[i + 1] == '\n') {
			at = i + 2;
			break;
		}
	}
	rest.data += at;
	rest.size -= at;
	return rest;
}

enum lanyard_error
token_endpoint_request(struct token *token, struct http *http,
    const struct client *client, const char *token_endpoint, struct buf *body,
    struct error *error)
{
	struct http_reply reply;
	char host[HTTP_HOST_TEXT];
	enum lanyard_error r;
	struct buf rest;
	bool empty = true;

	http_reply_init(&reply);
	token_clear(token);
	token->asked_at = clock_now();
	http_host(token_endpoint, host, sizeof host);
	r = client_post(client, http, token_endpoint, body, &reply, error);
	token->status = reply.status;
	token->retry_after_s = reply.retry_after_s;
	token->sent = reply.sent;
	token->unsent = reply.unsent;
	/* Cut off or too long, yet what matters may be there. */
	if (r == LANYARD_OK || reply.body.size > 0)
		r = take_reply(
		    token, &reply.body, r, host, client, body, &empty, error);
	/* What libcurl could not read, or took for no part of the reply. */
	if (r != LANYARD_OK && empty && reply.raw.size > 0) {
		rest = behind_header(token, &reply.raw);
		r = take_reply(
		    token, &rest, r, host, client, body, &empty, error);
	}
	if (r != LANYARD_OK && empty && reply.body.size > 0)
		r = take_plain(
		    token, &reply.body, r, host, client, body, error);
	if (r != LANYARD_OK)
		http_tell_redirect(&reply, error);
	/* Moved, since nothing may fail any more. */
	token->raw = reply.raw.size > 0 ? reply.raw : reply.body;
	buf_init(reply.raw.size > 0 ? &reply.raw : &reply.body, LIMIT_REPLY);
	http_reply_clear(&reply);
	return r;
}

static enum lanyard_error
read_tokens(struct token *token, const struct buf *text, bool whole,
    const char *path, const struct secret *sent, struct found *found)
{
	struct error shape = {0};
	enum lanyard_error r = LANYARD_OK;
	struct reply reply;
	struct buf inner;

	buf_init(&inner, LIMIT_RECORD);
	text = go_in(text, path, &inner, &r);
	if (r == LANYARD_OK && (r = reply_open(&reply, text, whole, &shape)) !=
				   LANYARD_ERR_MEMORY) {
		r = take_tokens(token, &reply, sent, found);
		reply_close(&reply);
	}
	buf_clear(&inner);
	return r;
}

enum lanyard_error
token_endpoint_read(struct token *token, const struct buf *raw,
    const char *token_member, const struct secret *sent, struct error *error)
{
	struct wire_reply wire;
	struct found found = {0};
	struct buf body, plain;
	enum lanyard_error r;

	buf_init(&body, LIMIT_RECORD);
	buf_init(&plain, LIMIT_RECORD);
	wire_read(&wire, raw, true);
	token->status = wire.status;
	if (wire_take_body(&wire, raw, &body) != LANYARD_OK)
		return error_memory(error);
	(void)unpack_body(&body);
	r = read_tokens(
	    token, &body, wire.state == WIRE_WHOLE, token_member, sent, &found);
	if (r == LANYARD_OK && found.access == 0 && found.refresh == 0 &&
	    (r = plain_take(&body, &plain)) == LANYARD_OK && plain.size > 0)
		r = read_tokens(
		    token, &plain, false, token_member, sent, &found);
	buf_clear(&plain);
	buf_clear(&body);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (found.usable)
		return LANYARD_OK;
	secret_clear(&token->access_token);
	return error_set(error, LANYARD_ERR_SERVER,
	    "the reply that was kept has no usable access_token");
}
