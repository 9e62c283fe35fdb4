/*
 * pushed_request.c - an authorization request that the server is told directly
 */
#include "net/oauth/pushed_request.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "net/oauth/refusal_request.h"
#include "net/oauth/reply.h"
#include "net/oauth/reply_life.h"
#include "os/clock.h"

/* 2.3, which has the token endpoint's errors; no grant was sent. */
static enum lanyard_error
take_refusal(int status, const struct reply *reply, const char *host,
    const struct client *client, const struct buf *body, struct error *error)
{
	enum lanyard_error r =
	    refusal_of_request(status, reply, host, client, body, error);

	error_prefix(error, "the authorization request was not taken");
	if (status == 404 || status == 405)
		error_hint(error, "is pushed_authorization_request_endpoint "
				  "right? see lanyard.conf(5)");
	return r;
}

/* 4: these two parameters, beside what the endpoint's own query has. */
static enum lanyard_error
set_url(struct authorization *authorization, const char *endpoint,
    const struct login *login, const char *request_uri, struct error *error)
{
	enum lanyard_error r =
	    authorization_refer(authorization, login, endpoint, request_uri);

	if (r == LANYARD_OK)
		return r;
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	return error_set(
	    error, LANYARD_ERR_SERVER, "the server's request_uri is too long");
}

/* 2.2: 201, with request_uri and expires_in. */
static enum lanyard_error
take_reply(struct authorization *authorization, const struct http_reply *from,
    const char *host, const struct client *client, const struct buf *body,
    const struct login *login, const char *endpoint, int64_t *life_s,
    struct error *error)
{
	struct error shape = {0};
	struct reply reply;
	char *request_uri = NULL;
	enum lanyard_error r;

	if (reply_open(&reply, &from->body, true, &shape) == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (from->status / 100 != 2) {
		r = take_refusal(
		    from->status, &reply, host, client, body, error);
	} else if (reply_is_page(&reply) ||
		   (request_uri = reply_text(&reply, "request_uri")) == NULL) {
		r = error_set(error, LANYARD_ERR_SERVER,
		    "%s answered %d without a usable request_uri", host,
		    from->status);
		error_hint(error, "is pushed_authorization_request_endpoint "
				  "right? see lanyard.conf(5)");
	} else {
		*life_s = reply_life_s(&reply, clock_now());
		r = set_url(authorization, endpoint, login, request_uri, error);
	}
	free(request_uri);
	reply_close(&reply);
	return r;
}

enum lanyard_error
pushed_request_send(struct authorization *authorization, struct http *http,
    const struct client *client, const struct login *login,
    const char *endpoint, const char *authorization_endpoint, int64_t *life_s,
    struct error *error)
{
	struct http_reply reply;
	char host[HTTP_HOST_TEXT];
	enum lanyard_error r;
	struct buf body;

	*life_s = 0;
	buf_init(&body, LIMIT_REQUEST);
	http_reply_init(&reply);
	http_host(endpoint, host, sizeof host);
	r = authorization_add_request(authorization, &body, 0, login);
	if (r == LANYARD_ERR_MEMORY)
		r = error_memory(error);
	else if (r != LANYARD_OK)
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "the authorization request is too long");
	else
		r = client_post(client, http, endpoint, &body, &reply, error);
	if (r == LANYARD_OK)
		r = take_reply(authorization, &reply, host, client, &body,
		    login, authorization_endpoint, life_s, error);
	http_reply_clear(&reply);
	buf_clear(&body);
	return r;
}
