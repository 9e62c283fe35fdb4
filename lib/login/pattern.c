/*
 * pattern.c - a URL pattern of a login
 */
#include "login/pattern.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/place.h"
#include "base/text.h"

char *
pattern_path(const char *path)
{
	struct buf buf;
	char *made = NULL;
	size_t size = 0;

	buf_init(&buf, LIMIT_REQUEST);
	if (place_add_path(&buf, path) == LANYARD_OK &&
	    (made = strdup(buf_text(&buf))) != NULL) {
		for (const char *from = made; *from != '\0'; from++)
			if (*from != '/' || (size > 0 && made[size - 1] != '/'))
				made[size++] = *from;
		if (size > 0 && made[size - 1] == '/')
			size--;
		made[size] = '\0';
	}
	buf_clear(&buf);
	return made;
}

/*
 * How much of PATH ends a segment for one server or another: "/" however it is
 * written, what Windows takes for it, ";" before a segment's parameters. "?"
 * and "#" end the path; git's is decoded, so that they may be in it.
 */
static size_t
separator_size(const char *path)
{
	static const char *const encoded[] = {"%2f", "%5c", "%3b"};

	if (*path != '\0' && strchr("/\\;?#", *path) != NULL)
		return 1;
	for (size_t i = 0; i < sizeof(encoded) / sizeof(*encoded); i++)
		if (text_compare_n(path, encoded[i], strlen(encoded[i])) == 0)
			return strlen(encoded[i]);
	return 0;
}

/*
 * A server may take "group/%2E%2e/other" for "other", so that dots are dots
 * however they are written.
 */
bool
pattern_has_dots(const char *path)
{
	size_t size;

	while (*path != '\0') {
		size_t dots = 0;

		for (;; dots++) {
			if (*path == '.')
				path++;
			else if (text_compare_n(path, "%2e", 3) == 0)
				path += 3;
			else
				break;
		}
		size = separator_size(path);
		if ((dots == 1 || dots == 2) && (size != 0 || *path == '\0'))
			return true;
		while (size == 0 && *path != '\0')
			size = separator_size(++path);
		path += size;
	}
	return false;
}

/* RFC 3986 3.1: letters first. git would take anything. */
static bool
is_scheme(const char *scheme)
{
	return strspn(scheme, URL_LETTERS) > 0 &&
	       scheme[strspn(scheme, URL_LETTERS URL_DIGITS "+-.")] == '\0';
}

enum lanyard_error
pattern_parse(struct url *url, const char *text)
{
	struct place place;
	enum lanyard_error r = place_parse(&place, text);

	memset(url, 0, sizeof(*url));
	if (r != LANYARD_OK)
		return r;
	r = place_host(place.host, &url->host, &url->port);
	if (r == LANYARD_OK &&
	    (place.password != NULL || !is_scheme(place.scheme) ||
		place.path[place.path_size] != '\0'))
		r = LANYARD_ERR_ARGUMENT;
	url->scheme = place.scheme;
	url->user = place.user;
	place.scheme = place.user = NULL;
	if (r == LANYARD_OK && (url->path = pattern_path(place.path)) == NULL)
		r = LANYARD_ERR_MEMORY;
	place_clear(&place);
	if (r != LANYARD_OK)
		url_clear(url);
	return r;
}

int
pattern_same(const char *a, const char *b)
{
	struct url one, other = {0};
	enum lanyard_error r;
	bool same = false;

	if ((r = pattern_parse(&one, a)) == LANYARD_OK &&
	    (r = pattern_parse(&other, b)) == LANYARD_OK)
		same = strcmp(one.scheme, other.scheme) == 0 &&
		       url_port(&one) == url_port(&other) &&
		       strcmp(one.host, other.host) == 0 &&
		       strcmp(one.path, other.path) == 0;
	url_clear(&one);
	url_clear(&other);
	return r == LANYARD_ERR_MEMORY ? PATTERN_FAILED : same;
}

/*
 * A wildcard covers what one owner has: not a whole top-level domain, not
 * addresses.
 */
static bool
wildcard_is_narrow(const char *host)
{
	const char *last = strrchr(host, '.') + 1;

	return last != host + 2 && last[0] != '\0' &&
	       last[strspn(last, "0123456789")] != '\0';
}

/* A pattern that could not be parsed: why, where there is a word for it. */
static const char *
not_a_pattern(const char *text)
{
	return strchr(text, '?') != NULL && strpbrk(text, "#@") == NULL
		   ? "has a query"
		   : "is no URL of the form SCHEME://HOST/PATH";
}

static const char *
pattern_fault(const struct url *url, bool allow_http)
{
	if (url->user != NULL)
		return "has a user name";
	if (strncmp(url->host, "*.", 2) == 0) {
		if (!wildcard_is_narrow(url->host))
			return "needs two labels after \"*.\"";
		if (strchr(url->host + 2, '*') != NULL)
			return "has more than one \"*\"";
	} else if (strchr(url->host, '*') != NULL) {
		return "has a \"*\" that is not a whole label at the start";
	}
	if (pattern_has_dots(url->path))
		return "has \".\" or \"..\" in its path";
	if (!url_is_allowed(url, allow_http))
		return "is not https";
	return NULL;
}

/*
 * What the path of pattern TEXT may not have, as it could then mean another
 * than what git sends; NULL: nothing.
 */
static const char *
path_fault(const char *text)
{
	const char *path = strstr(text, "://") + 3;

	path += strcspn(path, "/");
	for (const char *s = path; *s != '\0'; s++)
		if (text_is_control(*s))
			return "has a control character in its path";
	for (; (path = strchr(path, '%')) != NULL; path++) {
		if (text_compare_n(path, "%2f", 3) == 0)
			return "has \"%2F\" in its path";
		if (strncmp(path, "%00", 3) == 0)
			return "has \"%00\" in its path";
		if (text_compare_n(path, "%7f", 3) == 0 ||
		    ((path[1] == '0' || path[1] == '1') && path[2] != '\0' &&
			strchr("0123456789abcdefABCDEF", path[2]) != NULL))
			return "has a control character in its path";
	}
	return NULL;
}

enum lanyard_error
pattern_check(const char *text, bool allow_http, struct error *error)
{
	struct url url;
	const char *fault = NULL;
	enum lanyard_error r;

	r = pattern_parse(&url, text);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	if (strstr(text, "://") != NULL)
		fault = path_fault(text);
	if (fault == NULL)
		fault = r != LANYARD_OK ? not_a_pattern(text)
					: pattern_fault(&url, allow_http);
	url_clear(&url);
	if (fault == NULL)
		return LANYARD_OK;
	r = error_set(
	    error, LANYARD_ERR_CONFIG, "URL pattern \"%s\" %s", text, fault);
	if (strcmp(fault, "is not https") == 0)
		error_hint(error, "write https, or allow_http = true; in that "
				  "login to send tokens in clear");
	else
		error_hint(error, "write it as https://HOST or "
				  "https://HOST/PATH");
	return r;
}
