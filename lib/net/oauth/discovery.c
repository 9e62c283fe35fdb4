/*
 * discovery.c - the authorization server's metadata
 */
#include "net/oauth/discovery.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/url.h"
#include "login/login.h"
#include "json/json.h"

/*
 * ISSUER is "scheme://host" and perhaps a path, whose last "/" goes first
 * (RFC 8414 3.1, OpenID Connect Discovery 4.1).
 */
static enum lanyard_error
add_location(struct buf *buf, const char *issuer, bool openid)
{
	size_t size = strlen(issuer);
	size_t host = (size_t)(strstr(issuer, "://") + 3 - issuer);
	enum lanyard_error r;

	host += strcspn(issuer + host, "/");
	if (issuer[size - 1] == '/')
		size--;
	if (openid)
		host = size;
	if ((r = buf_add(buf, issuer, host)) != LANYARD_OK ||
	    (r = buf_add_text(
		 buf, openid ? "/.well-known/openid-configuration"
			     : "/.well-known/oauth-authorization-server")) !=
		LANYARD_OK)
		return r;
	return buf_add(buf, issuer + host, size - host);
}

/* What is at one of the two places. */
enum found {
	FOUND_NOTHING,
	FOUND_UNREADABLE, /* too large, or no HTTP */
	FOUND_REDIRECT,	  /* that says where it leads to */
	FOUND_DOCUMENT,	  /* good or bad */
};

/* One of the moment does not speak against the issuer. */
static enum lanyard_error
fail_status(const char *issuer, const char *location,
    const struct http_reply *reply, struct error *error)
{
	int status = reply->status;
	bool passing = status / 100 == 5 || status == 429 || status == 408;

	error_set(error, LANYARD_ERR_SERVER,
	    "issuer %s has no metadata%s: %s answered %d", issuer,
	    passing ? " now" : "", location, status);
	http_tell_redirect(reply, error);
	if (passing)
		error_hint(error,
		    "that server is out of order: try again in a moment");
	return LANYARD_ERR_SERVER;
}

static enum lanyard_error
fetch(struct metadata *metadata, struct http *http, const char *issuer,
    bool openid, enum found *found, struct error *error)
{
	struct http_reply reply;
	struct json *json = NULL;
	struct buf location;
	enum lanyard_error r;

	buf_init(&location, LIMIT_URL);
	http_reply_init(&reply);
	r = add_location(&location, issuer, openid);
	if (r != LANYARD_OK) {
		r = r == LANYARD_ERR_MEMORY
			? error_memory(error)
			: error_set(
			      error, LANYARD_ERR_CONFIG, "issuer is too long");
		goto out;
	}
	r = http_get(http, buf_text(&location), &reply, error);
	if (r == LANYARD_ERR_SERVER)
		*found = FOUND_UNREADABLE;
	if (r != LANYARD_OK)
		goto out;
	if (reply.status != 200) {
		r = fail_status(issuer, buf_text(&location), &reply, error);
		if (reply.status / 100 == 3 && reply.location[0] != '\0')
			*found = FOUND_REDIRECT;
		goto out;
	}
	r = json_parse(
	    &json, reply.body.data, reply.body.size, JSON_OUTERMOST, error);
	/* What is wrong with what nobody reads decides nothing. */
	if (r == LANYARD_ERR_SERVER && json_type(json, "issuer") == JSON_ABSENT)
		error_prefix(error, "the metadata of issuer %s", issuer);
	else if (r == LANYARD_ERR_SERVER)
		r = LANYARD_OK;
	if (r != LANYARD_OK)
		goto out;
	error_clear(error);
	*found = FOUND_DOCUMENT;
	r = metadata_take(metadata, json, http, issuer, error);
	if (r != LANYARD_OK)
		metadata_clear(metadata);
out:
	json_free(&json);
	http_reply_clear(&reply);
	buf_clear(&location);
	return r;
}

/* RFC 8414 2: no query and no fragment, or its locations make no sense. */
static enum lanyard_error
check_form(const char *issuer, struct error *error)
{
	struct url url;
	enum lanyard_error r = url_parse(&url, issuer);

	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r == LANYARD_OK) {
		if (url.query != NULL)
			r = LANYARD_ERR_ARGUMENT;
		url_clear(&url);
	}
	if (r != LANYARD_OK)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "issuer is no URL that an issuer can have");
	return LANYARD_OK;
}

/* May the other place have what this one, which failed with R, has not? */
static bool
is_of_the_place(enum lanyard_error r)
{
	return r == LANYARD_ERR_SERVER || r == LANYARD_ERR_NETWORK ||
	       r == LANYARD_ERR_TIMEOUT;
}

enum lanyard_error
discovery_fetch(struct metadata *metadata, struct http *http,
    const char *issuer, bool token_given, struct error *error)
{
	struct error unused = {0};
	enum found found = FOUND_NOTHING, other = FOUND_NOTHING;
	enum lanyard_error r, second;

	memset(metadata, 0, sizeof *metadata);
	metadata->token_given = token_given;
	if ((r = check_form(issuer, error)) != LANYARD_OK)
		return r;
	/* Silence at the first place leaves the second half the time. */
	http_share_time(http, 2);
	r = fetch(metadata, http, issuer, false, &found, error);
	http_share_time(http, 1);
	metadata->has_document = found == FOUND_DOCUMENT;
	if (!is_of_the_place(r))
		return r;
	metadata->token_given = token_given;
	/* A bad document, or none that came, says more than that one lacks. */
	if (found == FOUND_NOTHING && r == LANYARD_ERR_SERVER)
		second = fetch(metadata, http, issuer, true, &other, error);
	else
		second = fetch(metadata, http, issuer, true, &other, &unused);
	metadata->has_document =
	    found == FOUND_DOCUMENT || other == FOUND_DOCUMENT;
	if (second == LANYARD_OK) {
		error_clear(error);
		return LANYARD_OK;
	}
	return found == FOUND_NOTHING && r == LANYARD_ERR_SERVER ? second : r;
}
