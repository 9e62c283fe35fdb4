/*
 * match.c - which login answers a request
 */
#include "login/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/place.h"
#include "base/text.h"
#include "base/url.h"
#include "login/pattern.h"
#include "login/words.h"

/* A request, taken apart once. */
struct wanted {
	struct url
	    url; /* scheme, host, port; path, as pattern_path() makes it */
	const char *username; /* NULL: none */
	bool any_case;	      /* of the path */
	bool dots;	      /* the path has "." or ".." segments */
	bool failed;	      /* memory ran out */
};

/* What speaks for one login, in the order in which it counts. */
struct claim {
	long index; /* -1: none */
	size_t path;
	bool exact;
	bool username;
};

/* What "*" stands for: whole labels, which no IDNA makes something else. */
static bool
is_label(const char *host, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if ((unsigned char)host[i] > 0x7f)
			return false;
	return size > 0 && host[0] != '.';
}

static bool
host_matches(const char *pattern, const char *host, bool *exact)
{
	size_t rest, size;

	*exact = strcmp(pattern, host) == 0;
	if (*exact || strncmp(pattern, "*.", 2) != 0)
		return *exact;
	/* The dot is part of what must be equal: whole labels only. */
	rest = strlen(pattern + 1);
	size = strlen(host);
	return size > rest && is_label(host, size - rest) &&
	       strcmp(host + size - rest, pattern + 1) == 0;
}

/* Is PREFIX, SIZE bytes, PATH or whole segments at its beginning? */
static bool
is_prefix(const char *prefix, size_t size, const char *path, bool any_case)
{
	int order = any_case ? text_compare_n(path, prefix, size)
			     : strncmp(path, prefix, size);

	/* A query or fragment that git has left in the path ends it, too. */
	return order == 0 &&
	       (path[size] == '\0' || strchr("/?#", path[size]) != NULL);
}

static bool
path_matches(const char *pattern, const struct wanted *wanted)
{
	size_t size = strlen(pattern);

	if (size == 0 || *wanted->url.path == '\0')
		return true;
	if (wanted->dots)
		return false;
	return is_prefix(pattern, size, wanted->url.path, wanted->any_case);
}

/* How well one pattern fits. False: not at all. */
static bool
pattern_fits(const struct login *login, const char *text, struct wanted *wanted,
    struct claim *claim)
{
	struct url url;
	enum lanyard_error r;
	bool fits;

	if ((r = pattern_parse(&url, text)) != LANYARD_OK) {
		wanted->failed |= r == LANYARD_ERR_MEMORY;
		return false;
	}
	/* A record that was copied here may have http, as no configuration. */
	fits = strcmp(url.scheme, wanted->url.scheme) == 0 &&
	       url_is_allowed(&url, login->allow_http) &&
	       url_port(&url) == url_port(&wanted->url) &&
	       host_matches(url.host, wanted->url.host, &claim->exact) &&
	       path_matches(url.path, wanted);
	/* Without a path asked for, having none is what counts. */
	claim->path = strlen(url.path);
	if (*wanted->url.path == '\0')
		claim->path = claim->path == 0;
	url_clear(&url);
	return fits;
}

static bool
is_better(const struct claim *a, const struct claim *b)
{
	if (b->index < 0)
		return true;
	if (a->path != b->path)
		return a->path > b->path;
	if (a->exact != b->exact)
		return a->exact;
	return a->username && !b->username;
}

/* The user name of our own answers says nothing about the account. */
static bool
is_account(const struct login *login, const char *username)
{
	return username != NULL && strcmp(username, WORDS_USER) != 0 &&
	       (login->basic_username == NULL ||
		   strcmp(username, login->basic_username) != 0);
}

/* The best of LOGIN's patterns into BEST. False: none fits. */
static bool
login_fits(const struct login *login, struct wanted *wanted, struct claim *best)
{
	struct claim claim = {0};
	size_t i;

	best->index = -1;
	if (login->username != NULL && wanted->username != NULL) {
		claim.username = strcmp(login->username, wanted->username) == 0;
		if (!claim.username && is_account(login, wanted->username))
			return false;
	}
	for (i = 0; login->url != NULL && login->url[i] != NULL; i++)
		if (pattern_fits(login, login->url[i], wanted, &claim) &&
		    is_better(&claim, best)) {
			*best = claim;
			best->index = 0;
		}
	return best->index == 0;
}

static bool
wanted_init(struct wanted *wanted, const struct match_request *request)
{
	const char *path = request->path == NULL ? "" : request->path;
	struct url *url = &wanted->url;
	enum lanyard_error r;

	memset(wanted, 0, sizeof(*wanted));
	if (request->protocol == NULL || request->host == NULL ||
	    strchr(request->host, '*') != NULL)
		return false;
	/* What is no host may end like one: "evil.org#x.example.com". */
	r = place_host(request->host, &url->host, &url->port);
	wanted->failed = r == LANYARD_ERR_MEMORY;
	if (r != LANYARD_OK)
		return false;
	url->scheme =
	    text_lower_copy(request->protocol, strlen(request->protocol));
	wanted->failed =
	    url->scheme == NULL || (url->path = pattern_path(path)) == NULL;
	if (wanted->failed)
		return false;
	wanted->dots = pattern_has_dots(url->path);
	wanted->any_case = request->any_case;
	if (request->username != NULL && *request->username != '\0')
		wanted->username = request->username;
	return true;
}

long
match_login(const struct login *const *logins, size_t count,
    const struct match_request *request)
{
	struct claim best = {.index = -1}, claim;
	struct wanted wanted;
	size_t i, named = 0;

	if (!wanted_init(&wanted, request))
		goto out;
	for (i = 0; i < count; i++) {
		if (!login_fits(logins[i], &wanted, &claim))
			continue;
		claim.index = (long)i;
		named++;
		if (is_better(&claim, &best))
			best = claim;
	}
	/* Several name the host, and none of them without a path. */
	if (*wanted.url.path == '\0' && named > 1 && best.path == 0)
		best.index = -1;
out:
	url_clear(&wanted.url);
	return wanted.failed ? MATCH_FAILED : best.index;
}
