/*
 * match.c - which login answers a request
 */
#include "login/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "base/url.h"
#include "login/words.h"

/* A request, taken apart once. */
struct wanted {
	struct url url; /* scheme, host, port; path, without its first "/" */
	const char *username; /* NULL: none */
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

/* The length of a path without the slashes at its end. */
static size_t
path_length(const char *path)
{
	size_t size = strlen(path);

	while (size > 0 && path[size - 1] == '/')
		size--;
	return size;
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
match_has_dots(const char *path)
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
	return size > rest && host[0] != '.' &&
	       strcmp(host + size - rest, pattern + 1) == 0;
}

static bool
path_matches(const char *pattern, const struct wanted *wanted)
{
	size_t size = path_length(pattern);
	const char *path = wanted->url.path;

	if (size == 0 || *path == '\0')
		return true;
	return !wanted->dots && strncmp(path, pattern, size) == 0 &&
	       (path[size] == '\0' || path[size] == '/');
}

/* How well one pattern fits. False: not at all. */
static bool
pattern_fits(const struct login *login, const char *text, struct wanted *wanted,
    struct claim *claim)
{
	struct url url = {0};
	enum lanyard_error r;
	bool fits;

	if ((r = url_parse(&url, text)) != LANYARD_OK) {
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
	claim->path = path_length(url.path);
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
	enum lanyard_error r;

	memset(wanted, 0, sizeof(*wanted));
	if (request->protocol == NULL || request->host == NULL ||
	    strchr(request->host, '*') != NULL)
		return false;
	r = url_split_host(request->host, &wanted->url.host, &wanted->url.port);
	wanted->url.scheme =
	    text_lower_copy(request->protocol, strlen(request->protocol));
	wanted->url.path = strdup(path + strspn(path, "/"));
	wanted->failed = r == LANYARD_ERR_MEMORY ||
			 wanted->url.scheme == NULL || wanted->url.path == NULL;
	/* What is no host may end like one: "evil.org#x.example.com". */
	if (wanted->failed || r != LANYARD_OK || !url_is_host(wanted->url.host))
		return false;
	wanted->dots = match_has_dots(wanted->url.path);
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

static const char *
pattern_fault(const struct url *url, bool allow_http)
{
	if (url->user != NULL)
		return "has a user name";
	if (url->query != NULL)
		return "has a query";
	if (url->host[0] == '\0')
		return "has no host";
	if (strncmp(url->host, "*.", 2) == 0) {
		if (!wildcard_is_narrow(url->host))
			return "needs two labels after \"*.\"";
		if (strchr(url->host + 2, '*') != NULL)
			return "has more than one \"*\"";
	} else if (strchr(url->host, '*') != NULL) {
		return "has a \"*\" that is not a whole label at the start";
	}
	if (match_has_dots(url->path))
		return "has \".\" or \"..\" in its path";
	if (!url_is_allowed(url, allow_http))
		return "is not https";
	return NULL;
}

enum lanyard_error
match_check_pattern(const char *text, bool allow_http, struct error *error)
{
	struct url url = {0};
	const char *fault = NULL;
	enum lanyard_error r;

	r = url_parse(&url, text);
	if (r == LANYARD_ERR_MEMORY)
		return error_memory(error);
	fault = r != LANYARD_OK ? "is no URL of the form SCHEME://HOST/PATH"
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
