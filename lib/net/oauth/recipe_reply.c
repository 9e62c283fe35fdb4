/*
 * recipe_reply.c - where the reply of a recipe has its token
 */
#include "net/oauth/recipe_reply.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "net/http/unpack.h"
#include "net/http/wire.h"
#include "net/oauth/aws_reply.h"
#include "net/oauth/reply.h"
#include "net/oauth/reply_life.h"
#include "json/member_path.h"
#include "json/payload.h"

/* The word at PATH into SECRET, *COUNT of them; a lifetime as the reply has it.
 */
static enum lanyard_error
take_word(const struct buf *body, bool whole, const char *path,
    struct secret *secret, size_t *count)
{
	struct error ignored = {0};
	struct reply reply;
	enum lanyard_error r;
	const char *name;
	struct buf inner;

	*count = 0;
	buf_init(&inner, LIMIT_RECORD);
	r = member_path_enter(&inner, body, path, &name);
	if (r == LANYARD_OK && inner.size > 0) {
		r = reply_open(&reply, &inner, whole, &ignored);
		if (r != LANYARD_ERR_MEMORY)
			r = reply_word(&reply, name, NULL, secret, count);
		reply_close(&reply);
	}
	buf_clear(&inner);
	return r;
}

/* Does NAME, which says of no time to come, have a moment that has been? */
static bool
is_over(const struct reply *reply, const char *name)
{
	int64_t number;
	char *text = reply_text(reply, name);
	bool said = text != NULL && text[0] != '\0';

	free(text);
	return said || (reply_integer(reply, name, &number) && number > 0);
}

/* PATH NULL: as token endpoints call it. *OVER: it has been. */
static enum lanyard_error
take_lifetime(struct token *token, const struct buf *body, bool whole,
    const char *path, bool *over)
{
	struct error ignored = {0};
	int64_t now = token->asked_at;
	struct reply reply;
	enum lanyard_error r;
	const char *name;
	struct buf inner;

	buf_init(&inner, LIMIT_RECORD);
	r = member_path_enter(
	    &inner, body, path != NULL ? path : "expires_at", &name);
	if (r == LANYARD_OK && inner.size > 0) {
		r = reply_open(&reply, &inner, whole, &ignored);
		if (r != LANYARD_ERR_MEMORY) {
			r = LANYARD_OK;
			token->expires_in_s =
			    path == NULL ? reply_life_s(&reply, now)
					 : reply_life_by(&reply, name, now);
			*over =
			    token->expires_in_s <= 0 && is_over(&reply, name);
			if (*over)
				token->expires_in_s = 0;
		}
		reply_close(&reply);
	}
	buf_clear(&inner);
	return r;
}

/* Where the reply does not say, the token may, if it is a JWT. */
static enum lanyard_error
take_exp(struct token *token, bool *over)
{
	int64_t expires_at;
	enum lanyard_error r =
	    payload_expires_at(&token->access_token, &expires_at);

	if (r != LANYARD_OK || expires_at == 0)
		return r;
	*over = expires_at <= token->asked_at;
	if (!*over)
		token->expires_in_s = expires_at - token->asked_at;
	return r;
}

/* How long the token is good, by the reply or by itself. */
static enum lanyard_error
take_life(struct token *token, const struct recipe *recipe,
    const struct buf *body, bool whole, bool *over)
{
	enum lanyard_error r = LANYARD_OK;

	if (recipe->expires == NULL || strcmp(recipe->expires, RECIPE_JWT) != 0)
		r = take_lifetime(token, body, whole, recipe->expires, over);
	if (r == LANYARD_OK && token->expires_in_s <= 0 && !*over)
		r = take_exp(token, over);
	return r;
}

/* ---- what is no token ---- */

/* The host's word for it; nothing of more than a line, and no secret. */
static void
add_words(const struct buf *body, const char *sent, struct error *error)
{
	static const char *const names[] = {
	    "message", "error_description", "error", NULL};
	struct error ignored = {0};
	struct reply reply;
	char *text = NULL;

	if (reply_open(&reply, body, true, &ignored) == LANYARD_OK)
		for (size_t i = 0; names[i] != NULL && text == NULL; i++)
			text = reply_prose(&reply, names[i]);
	reply_close(&reply);
	if (text != NULL && (sent == NULL || strstr(text, sent) == NULL))
		error_end(error, "%.200s", text);
	free(text);
}

static bool
is_of_the_moment(int status)
{
	return status / 100 == 5 || status / 100 == 3 || status == 408 ||
	       status == 425 || status == 429;
}

static enum lanyard_error
refuse(const struct token *token, const struct recipe *recipe,
    const struct buf *body, const char *sent, const char *host,
    struct error *error)
{
	enum lanyard_error r = LANYARD_ERR_REFUSED;

	if (token->status / 100 == 2 || token->status == 0)
		return error_set(error, LANYARD_ERR_SERVER,
		    "%s answered %d without a usable %s", host, token->status,
		    recipe->token);
	if (is_of_the_moment(token->status))
		r = LANYARD_ERR_SERVER;
	else if (recipe->rotates && token->status == 401)
		r = LANYARD_ERR_GRANT;
	error_set(error, r, "%s answered %d", host, token->status);
	add_words(body, sent, error);
	return r;
}

/* As recipe_reply_take(), of a BODY in JSON. */
static enum lanyard_error
take_json(struct token *token, const struct recipe *recipe,
    const struct buf *body, enum lanyard_error r, const char *sent,
    const char *host, struct error *error)
{
	bool good = token->status / 100 == 2 || token->status == 0;
	bool whole = r == LANYARD_OK, over = false;
	enum lanyard_error taken;
	size_t count = 0;

	if (!good)
		return whole ? refuse(token, recipe, body, sent, host, error)
			     : r;
	taken =
	    take_word(body, whole, recipe->token, &token->access_token, &count);
	if (taken == LANYARD_OK && count == 1)
		taken = take_life(token, recipe, body, whole, &over);
	if (taken == LANYARD_OK && count == 1 && recipe->rotates)
		taken =
		    secret_copy(&token->refresh_token, &token->access_token);
	if (taken != LANYARD_OK)
		return error_memory(error);
	if (count == 1 && over) {
		secret_clear(&token->access_token);
		return error_set(error, LANYARD_ERR_SERVER,
		    "%s answered %d with a token that is over already", host,
		    token->status);
	}
	if (count == 1) {
		error_clear(error);
		return LANYARD_OK;
	}
	secret_clear(&token->access_token);
	return whole ? refuse(token, recipe, body, sent, host, error) : r;
}

static enum lanyard_error
take_aws(struct token *token, const struct recipe *recipe,
    const struct buf *body, enum lanyard_error r, const char *sent,
    const char *host, struct error *error)
{
	enum lanyard_error read;
	struct buf json;
	bool passing;

	buf_init(&json, LIMIT_RECORD);
	read = aws_reply_read(&json, body, &passing, error);
	if (read == LANYARD_OK)
		read = take_json(token, recipe, &json, r, sent, host, error);
	if (read == LANYARD_ERR_REFUSED && passing)
		read = error->code = LANYARD_ERR_SERVER;
	buf_clear(&json);
	return read;
}

enum lanyard_error
recipe_reply_take(struct token *token, const struct recipe *recipe,
    const struct buf *body, enum lanyard_error r, const char *sent,
    const char *host, struct error *error)
{
	return recipe->aws
		   ? take_aws(token, recipe, body, r, sent, host, error)
		   : take_json(token, recipe, body, r, sent, host, error);
}

enum lanyard_error
recipe_read(struct token *token, const struct recipe *recipe,
    const struct buf *raw, const struct secret *sent, struct error *error)
{
	struct wire_reply wire;
	enum lanyard_error r = LANYARD_OK;
	struct buf body;

	buf_init(&body, LIMIT_RECORD);
	wire_read(&wire, raw, true);
	token->status = wire.status;
	if (wire_take_body(&wire, raw, &body) != LANYARD_OK) {
		r = error_memory(error);
	} else {
		(void)unpack_body(&body);
		r = recipe_reply_take(token, recipe, &body, LANYARD_OK, NULL,
		    "the server", error);
	}
	/* The one that was sent is no new one. */
	if (sent != NULL && secret_equal(&token->refresh_token, sent))
		secret_clear(&token->refresh_token);
	buf_clear(&body);
	return r;
}
