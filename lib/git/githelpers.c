/*
 * githelpers.c - which helpers git asks for the credentials of a URL
 */
#include "git/githelpers.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/allocate.h"
#include "base/limits.h"
#include "base/place.h"
#include "base/strings.h"
#include "base/url.h"
#include "git/gitconfig.h"
#include "os/executable.h"

#define PREFIX "git-credential-"

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

static enum lanyard_error
take(char ***helpers, const char *value)
{
	if (*value != '\0')
		return strings_add(helpers, value);
	strings_free(helpers);
	return LANYARD_OK;
}

enum lanyard_error
githelpers_find(const char *url, char ***helpers)
{
	const char *at, *end, *value;
	struct buf output;
	enum lanyard_error r;

	*helpers = NULL;
	buf_init(&output, LIMIT_CONFIG);
	r = gitconfig_list("^credential\\.(.*\\.)?helper$", &output);
	at = buf_text(&output);
	end = at + output.size;
	for (; r == LANYARD_OK && at < end; at += strlen(at) + 1) {
		value = strchr(at, '\n');
		if (value != NULL && key_is_for(at, (size_t)(value - at), url))
			r = take(helpers, value + 1);
	}
	buf_clear(&output);
	if (r != LANYARD_OK)
		strings_free(helpers);
	return r;
}

/* ---- one of them ---- */

char *
githelpers_name(const char *helper)
{
	size_t size = strcspn(helper, " \t");
	const char *slash;

	if (*helper == '!')
		return allocate_text("!");
	for (slash = helper + size; slash > helper && slash[-1] != '/'; slash--)
		;
	size -= (size_t)(slash - helper);
	if (size > strlen(PREFIX) &&
	    strncmp(slash, PREFIX, strlen(PREFIX)) == 0) {
		slash += strlen(PREFIX);
		size -= strlen(PREFIX);
	}
	return strndup(slash, size);
}

bool
githelpers_is_lanyard(const char *helper)
{
	char *name = githelpers_name(helper);
	bool is = name != NULL &&
		  (strcmp(name, "lanyard") == 0 ||
		      (*name == '!' && strstr(helper, "lanyard") != NULL));

	free(name);
	return is;
}

/* In FOLDER, or where PROGRAM says; "" is no folder. */
static bool
can_run(const char *folder, const char *program)
{
	struct buf path;
	bool can;

	buf_init(&path, LIMIT_PATH);
	can = (*program == '/' ||
		  buf_printf(&path, "%s/", folder) == LANYARD_OK) &&
	      buf_add_text(&path, program) == LANYARD_OK &&
	      *buf_text(&path) == '/' && access(buf_text(&path), X_OK) == 0;
	buf_clear(&path);
	return can;
}

bool
githelpers_is_there(const char *helper, const char *exec_path)
{
	struct buf program;
	char *found = NULL;
	bool is = *helper == '!';

	buf_init(&program, LIMIT_PATH);
	if (!is && buf_printf(&program, "%s%.*s", *helper == '/' ? "" : PREFIX,
		       (int)strcspn(helper, " \t"), helper) == LANYARD_OK)
		is = can_run(exec_path, buf_text(&program)) ||
		     (*helper != '/' && executable_find(&found,
					    buf_text(&program)) == LANYARD_OK);
	free(found);
	buf_clear(&program);
	return is;
}
