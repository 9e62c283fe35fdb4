/*
 * introspection.c - what the server says of a token (RFC 7662)
 */
#include "net/oauth/introspection.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "json/json.h"

/* The server's word, if it is one: nothing that could repeat the token. */
static enum lanyard_error
refuse(
    const struct json *json, int status, const char *host, struct error *error)
{
	char *word = json_type(json, "error") == JSON_STRING
			 ? json_text(json, "error")
			 : NULL;
	size_t size =
	    word != NULL ? strspn(word, "abcdefghijklmnopqrstuvwxyz_") : 0;
	enum lanyard_error r =
	    status / 100 == 4 ? LANYARD_ERR_REFUSED : LANYARD_ERR_SERVER;

	error_set(error, r,
	    "%s, asked about the access token, answered %d%s%.*s", host, status,
	    size > 0 ? " " : "", (int)(size < 64 ? size : 64),
	    size > 0 ? word : "");
	free(word);
	return r;
}

static enum lanyard_error
take_answer(const struct http_reply *reply, const char *host, bool *active,
    struct error *error)
{
	struct json *json = NULL;
	struct error unused = {0};
	enum lanyard_error r = json_parse(
	    &json, reply->body.data, reply->body.size, JSON_OUTERMOST, &unused);

	if (r == LANYARD_ERR_MEMORY)
		r = error_memory(error);
	else if (reply->status / 100 != 2)
		r = refuse(json, reply->status, host, error);
	else if (json_type(json, "active") != JSON_BOOLEAN)
		r = error_set(error, LANYARD_ERR_SERVER,
		    "%s, asked about the access token, does not say whether "
		    "it is active",
		    host);
	else {
		*active = json_boolean(json, "active", false);
		r = LANYARD_OK;
	}
	json_free(&json);
	return r;
}

enum lanyard_error
introspection_request(struct http *http, const struct client *client,
    const char *endpoint, const struct secret *token, bool *active,
    struct error *error)
{
	char host[HTTP_HOST_TEXT];
	struct http_reply reply;
	enum lanyard_error r;
	struct buf body;

	*active = false;
	buf_init(&body, LIMIT_REQUEST);
	http_reply_init(&reply);
	http_host(endpoint, host, sizeof host);
	r = client_post_token(client, http, endpoint, token, "access_token",
	    &body, &reply, error);
	if (r == LANYARD_OK)
		r = take_answer(&reply, host, active, error);
	http_reply_clear(&reply);
	buf_clear(&body);
	return r;
}
