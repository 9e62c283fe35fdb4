/*
 * githelpers.c - which helpers git asks for the credentials of a URL
 */
#include "git/githelpers.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/place.h"
#include "base/strings.h"
#include "base/url.h"
#include "git/gitconfig.h"

/* ---- which URL a key is for ---- */

/* git's wildcard stands for one whole label of a host (gitcredentials(7)). */
static bool
host_matches(const char *pattern, const char *host)
{
	size_t a, b;

	for (;;) {
		a = strcspn(pattern, ".");
		b = strcspn(host, ".");
		if (!(a == 1 && *pattern == '*') &&
		    (a != b || memcmp(pattern, host, a) != 0))
			return false;
		if (pattern[a] == '\0' || host[b] == '\0')
			return pattern[a] == host[b];
		pattern += a + 1;
		host += b + 1;
	}
}

static int
default_port(const char *scheme, int port)
{
	const struct url url = {
	    .scheme = (char *)(uintptr_t)scheme, .port = port};

	return url_port(&url);
}

static bool
same_host(const struct place *pattern, const struct place *place)
{
	char *a = NULL, *b = NULL;
	int port = 0, other = 0;
	bool same = false;

	if (url_split_host(pattern->host, &a, &port) == LANYARD_OK &&
	    url_split_host(place->host, &b, &other) == LANYARD_OK)
		same = host_matches(a, b) &&
		       default_port(place->scheme, port) ==
			   default_port(place->scheme, other);
	free(a);
	free(b);
	return same;
}

/* Whole segments. */
static bool
path_matches(const char *pattern, const char *path)
{
	size_t size = strlen(pattern);

	return size == 0 || (strncmp(pattern, path, size) == 0 &&
				(path[size] == '/' || path[size] == '\0'));
}

static bool
place_matches(const struct place *pattern, const struct place *place)
{
	return strcmp(pattern->scheme, place->scheme) == 0 &&
	       (pattern->host[0] == '\0' || same_host(pattern, place)) &&
	       (pattern->user == NULL ||
		   (place->user != NULL &&
		       strcmp(pattern->user, place->user) == 0)) &&
	       path_matches(pattern->path, place->path);
}

/* Without a scheme it is a host, with a path or not, of any scheme. */
static bool
parse_pattern(struct place *place, const char *pattern, const char *scheme)
{
	struct buf whole;
	bool good;

	buf_init(&whole, LIMIT_LINE);
	good = (strstr(pattern, "://") != NULL ||
		   buf_printf(&whole, "%s://", scheme) == LANYARD_OK) &&
	       buf_add_text(&whole, pattern) == LANYARD_OK &&
	       place_parse(place, buf_text(&whole)) == LANYARD_OK;
	buf_clear(&whole);
	return good;
}

bool
githelpers_match(const char *pattern, const char *url)
{
	struct place place = {0}, one = {0};
	bool good = place_parse(&place, url) == LANYARD_OK &&
		    parse_pattern(&one, pattern, place.scheme) &&
		    place_matches(&one, &place);

	place_clear(&place);
	place_clear(&one);
	return good;
}

/* Is KEY, "credential.helper" or "credential.<pattern>.helper", for URL? */
static bool
key_is_for(const char *key, size_t size, const char *url)
{
	static const char before[] = "credential.", after[] = ".helper";
	size_t around = strlen(before) + strlen(after);
	char *pattern;
	bool good;

	if (size < around)
		return size == strlen("credential.helper");
	pattern = strndup(key + strlen(before), size - around);
	good = pattern != NULL && githelpers_match(pattern, url);
	free(pattern);
	return good;
}

/* ---- the list ---- */

/* An empty one forgets those before it. */
static enum lanyard_error
take(char ***helpers, char ***forgotten, const char *value)
{
	enum lanyard_error r = LANYARD_OK;

	if (*value != '\0')
		return strings_add(helpers, value);
	for (size_t i = 0;
	     r == LANYARD_OK && *helpers != NULL && (*helpers)[i] != NULL; i++)
		r = strings_add(forgotten, (*helpers)[i]);
	strings_free(helpers);
	return r;
}

enum lanyard_error
githelpers_find(const char *url, char ***helpers, char ***forgotten)
{
	const char *at, *end, *value;
	struct buf output;
	enum lanyard_error r;

	*helpers = *forgotten = NULL;
	buf_init(&output, LIMIT_CONFIG);
	r = gitconfig_list("^credential\\.(.*\\.)?helper$", &output);
	at = buf_text(&output);
	end = at + output.size;
	for (; r == LANYARD_OK && at < end; at += strlen(at) + 1) {
		value = strchr(at, '\n');
		if (value != NULL && key_is_for(at, (size_t)(value - at), url))
			r = take(helpers, forgotten, value + 1);
	}
	buf_clear(&output);
	if (r != LANYARD_OK) {
		strings_free(helpers);
		strings_free(forgotten);
	}
	return r;
}
