/*
 * redirect_uri.c - can an answer of a login come back by a redirect_uri?
 */
#include "config/redirect_uri.h"

#include <string.h>

#include "base/text.h"
#include "base/url.h"

#define MOST "most clients are registered with http://127.0.0.1/callback"
#define OOB  "urn:ietf:wg:oauth:2.0:oob"

/* The size of its scheme (RFC 3986 3.1); 0: there is none. */
static size_t
scheme_size(const char *uri)
{
	size_t size = strspn(uri, URL_LETTERS URL_DIGITS "+.-");

	if (size == 0 || strchr(URL_LETTERS, uri[0]) == NULL ||
	    uri[size] != ':' || uri[size + 1] == '\0')
		return 0;
	return size;
}

static bool
is_scheme(const char *uri, const char *scheme)
{
	size_t size = strlen(scheme);

	return text_compare_n(uri, scheme, size) == 0 && uri[size] == ':';
}

/* Before its path: HOST, or USER@HOST, and a port. */
static bool
has_user(const char *uri)
{
	const char *at = strstr(uri, "://");

	if (at == NULL)
		return false;
	at += 3;
	return memchr(at, '@', strcspn(at, "/?#")) != NULL;
}

/* HOST:PORT, of which the host looks like a scheme. */
static bool
is_host(const char *uri, size_t scheme)
{
	size_t digits = strspn(uri + scheme + 1, URL_DIGITS);

	return digits > 0 && strchr("/?", uri[scheme + 1 + digits]) != NULL;
}

/*
 * A scheme of a program's own. RFC 8252 7.1 wants a period in it, and many have
 * none (msal..., vscode): those are followed by "//", and are neither a known
 * scheme of something else nor http misspelt.
 */
static bool
is_private(const char *uri, size_t scheme)
{
	static const char *const others[] = {"about", "blob", "data", "file",
	    "ftp", "ftps", "git", "javascript", "ldap", "ldaps", "mailto",
	    "sftp", "ssh", "svn", "urn", "ws", "wss"};

	if (memchr(uri, '.', scheme) != NULL)
		return true;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (is_scheme(uri, others[i]))
			return false;
	return strncmp(uri + scheme, "://", 3) == 0 &&
	       text_compare_n(uri, "ht", 2) != 0;
}

static bool
is_oob(const char *uri)
{
	return text_compare(uri, OOB) == 0 ||
	       text_compare(uri, OOB ":auto") == 0;
}

static enum lanyard_error
http_fault(
    const char *uri, bool allow_http, const char **fault, const char **hint)
{
	struct url url = {0};
	enum lanyard_error r = url_parse(&url, uri);

	if (r == LANYARD_ERR_ARGUMENT) {
		*fault = "has no usable host or port";
		*hint = "leave the port out for one of the system's choice, "
			"or write 1 to 65535";
		r = LANYARD_OK;
	} else if (r == LANYARD_OK && !url_is_allowed(&url, allow_http)) {
		*fault = "sends the answer of a login in clear to another "
			 "machine";
		*hint = "write https, or http://127.0.0.1/callback for this "
			"machine; allow_http = true; allows it all the same";
	}
	url_clear(&url);
	return r;
}

enum lanyard_error
redirect_uri_fault(
    const char *uri, bool allow_http, const char **fault, const char **hint)
{
	size_t scheme = scheme_size(uri);

	*fault = *hint = NULL;
	if (strchr(uri, '#') != NULL)
		*fault = "has a fragment, which no browser sends back";
	else if (scheme == 0 || !text_is_visible(uri) ||
		 strpbrk(uri, " \"<>\\^`{|}") != NULL || is_host(uri, scheme))
		*fault = "is not an absolute URL";
	else if (has_user(uri))
		*fault = "has a user name in it";
	else if (is_scheme(uri, "http"))
		return http_fault(uri, allow_http, fault, hint);
	else if (!is_scheme(uri, "https") && !is_oob(uri) &&
		 !is_private(uri, scheme))
		*fault = "is no address by which a browser brings an answer";
	if (*fault != NULL)
		*hint = MOST;
	return LANYARD_OK;
}
