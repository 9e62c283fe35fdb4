/*
 * revocation.c - a token that the server is to forget (RFC 7009)
 */
#include "net/oauth/revocation.h"

#include <string.h>

#include "base/limits.h"
#include "login/tokens.h"
#include "net/oauth/refusal.h"
#include "net/oauth/reply.h"

static enum lanyard_error
take_refusal(const struct http_reply *from, const char *host,
    const struct client *client, const struct buf *body, struct error *error)
{
	struct error unused = {0};
	struct reply reply;
	struct token token;
	enum lanyard_error r;

	if (reply_open(&reply, &from->body, true, &unused) ==
	    LANYARD_ERR_MEMORY)
		return error_memory(error);
	token_init(&token);
	token.status = from->status;
	r = refusal_take(&token, &reply, host, client, body, error);
	/* 2.2.1: it ends by itself, and nobody can do more. */
	if (token.error != NULL &&
	    strcmp(token.error, "unsupported_token_type") == 0) {
		error_clear(error);
		r = LANYARD_OK;
	}
	token_clear(&token);
	reply_close(&reply);
	return r;
}

enum lanyard_error
revocation_request(struct http *http, const struct client *client,
    const char *endpoint, enum revocation_type type, const struct secret *token,
    struct error *error)
{
	const char *hint =
	    type == REVOCATION_REFRESH ? "refresh_token" : "access_token";
	char host[HTTP_HOST_TEXT];
	struct http_reply reply;
	enum lanyard_error r;
	struct buf body;

	buf_init(&body, LIMIT_REQUEST);
	http_reply_init(&reply);
	http_host(endpoint, host, sizeof host);
	r = client_post_token(
	    client, http, endpoint, token, hint, &body, &reply, error);
	if (r == LANYARD_OK && reply.status / 100 != 2)
		r = take_refusal(&reply, host, client, &body, error);
	http_reply_clear(&reply);
	buf_clear(&body);
	return r;
}
