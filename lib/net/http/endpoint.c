/*
 * endpoint.c - which URLs may be asked for anything
 */
#include "net/http/endpoint.h"

enum lanyard_error
endpoint_parse(
    struct url *url, const char *text, bool allow_http, struct error *error)
{
	enum lanyard_error r = url_parse(url, text);

	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (r != LANYARD_OK)
		return error_set(
		    error, LANYARD_ERR_CONFIG, "an endpoint is no valid URL");
	/* url_parse() takes patterns too. */
	if (url->host[0] == '*')
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s://%s is a pattern, not a URL", url->scheme, url->host);
	else if (url->user != NULL)
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "a URL of %s has a user name in it", url->host);
	else if (!url_is_web(url) || !url_is_allowed(url, allow_http))
		r = error_set(error, LANYARD_ERR_CONFIG,
		    "%s://%s is no URL of https", url->scheme, url->host);
	if (r != LANYARD_OK)
		url_clear(url);
	return r;
}
