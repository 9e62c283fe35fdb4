/*
 * resource_metadata.c - what a resource says of itself (RFC 9728)
 */
#include "net/oauth/resource_metadata.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/url.h"
#include "json/json.h"

#define WELL_KNOWN "/.well-known/oauth-protected-resource"

void
resource_metadata_clear(struct resource_metadata *metadata)
{
	free(metadata->resource);
	free(metadata->issuer);
	free(metadata->scopes_supported);
	memset(metadata, 0, sizeof(*metadata));
}

/* Its last "/" means nothing. */
static size_t
path_size(const struct url *url)
{
	size_t size = strlen(url->path);

	return size > 0 && url->path[size - 1] == '/' ? size - 1 : size;
}

/* Is URL the resource, or below it? */
static bool
covers(const char *resource, const char *url)
{
	struct url own, other;
	size_t size;
	bool yes;

	if (url_parse(&own, resource) != LANYARD_OK)
		return false;
	if (url_parse(&other, url) != LANYARD_OK) {
		url_clear(&own);
		return false;
	}
	size = path_size(&own);
	yes =
	    strcmp(own.scheme, other.scheme) == 0 &&
	    strcmp(own.host, other.host) == 0 &&
	    url_port(&own) == url_port(&other) &&
	    strncmp(own.path, other.path, size) == 0 &&
	    (size == 0 || other.path[size] == '\0' || other.path[size] == '/');
	url_clear(&own);
	url_clear(&other);
	return yes;
}

static enum lanyard_error
take(struct resource_metadata *metadata, const struct json *json,
    const char *url, struct error *error)
{
	char host[HTTP_HOST_TEXT];

	http_host(url, host, sizeof(host));
	metadata->resource = json_text(json, "resource");
	metadata->issuer = json_array_words(json, "authorization_servers");
	metadata->scopes_supported = json_array_words(json, "scopes_supported");
	if (metadata->resource == NULL || !covers(metadata->resource, url))
		return error_set(error, LANYARD_ERR_SERVER,
		    "the resource metadata of %s are of another resource, %s",
		    host,
		    metadata->resource != NULL ? metadata->resource
					       : "which they do not name");
	if (metadata->issuer == NULL)
		return error_set(error, LANYARD_ERR_SERVER,
		    "the resource metadata of %s name no authorization server",
		    host);
	metadata->issuer[strcspn(metadata->issuer, " ")] = '\0';
	return LANYARD_OK;
}

static enum lanyard_error
fetch(struct resource_metadata *metadata, struct http *http,
    const char *location, const char *url, bool *found, struct error *error)
{
	struct json *json = NULL;
	struct http_reply reply;
	enum lanyard_error r;

	http_reply_init(&reply);
	r = http_get(http, location, &reply, error);
	if (r == LANYARD_OK && reply.status == 200) {
		r = json_parse(&json, reply.body.data, reply.body.size,
		    JSON_OUTERMOST, NULL);
		/* A page for people is as good as nothing. */
		*found = r == LANYARD_OK;
		if (r == LANYARD_ERR_SERVER)
			r = LANYARD_OK;
	}
	if (*found)
		r = take(metadata, json, url, error);
	else if (r == LANYARD_ERR_MEMORY)
		r = error_memory(error);
	if (r != LANYARD_OK)
		resource_metadata_clear(metadata);
	json_free(&json);
	http_reply_clear(&reply);
	return r;
}

/* Between host and path, if WITH_PATH; no query. */
static enum lanyard_error
add_location(struct buf *buf, const struct url *url, bool with_path)
{
	enum lanyard_error r;

	if ((r = buf_printf(buf, "%s://", url->scheme)) != LANYARD_OK ||
	    (r = url_add_host(buf, url)) != LANYARD_OK ||
	    (r = buf_add_text(buf, WELL_KNOWN)) != LANYARD_OK || !with_path)
		return r;
	return buf_printf(buf, "/%.*s", (int)path_size(url), url->path);
}

enum lanyard_error
resource_metadata_fetch(struct resource_metadata *metadata, struct http *http,
    const char *location, const char *text, bool *found, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;
	struct buf place;
	struct url url;

	memset(metadata, 0, sizeof(*metadata));
	*found = false;
	if (location != NULL)
		return fetch(metadata, http, location, text, found, error);
	if (url_parse(&url, text) != LANYARD_OK)
		return error_set(
		    error, LANYARD_ERR_CONFIG, "%s is no URL", text);
	buf_init(&place, LIMIT_URL);
	for (int with_path = path_size(&url) > 0;
	     r == LANYARD_OK && !*found && with_path >= 0; with_path--) {
		buf_reset(&place);
		r = add_location(&place, &url, with_path == 1);
		if (r == LANYARD_OK)
			r = fetch(metadata, http, buf_text(&place), text, found,
			    error);
		else
			r = error_memory(error);
	}
	url_clear(&url);
	buf_clear(&place);
	return r;
}
