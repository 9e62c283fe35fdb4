/*
 * match.c - which login answers a request
 */
#include "login/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/place.h"
#include "base/text.h"
#include "base/url.h"
#include "login/words.h"

/* A request, taken apart once. */
struct wanted {
	struct url url; /* scheme, host, port; path, as comparable() makes it */
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

/*
 * PATH, as git sends it, as paths are compared: decoded, without slashes at its
 * ends and with single ones in it. Allocated; NULL: no memory.
 */
static char *
comparable(const char *path)
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

/* RFC 3986 3.1: letters first. git would take anything. */
static bool
is_scheme(const char *scheme)
{
	return strspn(scheme, URL_LETTERS) > 0 &&
	       scheme[strspn(scheme, URL_LETTERS URL_DIGITS "+-.")] == '\0';
}

/*
 * A pattern as a URL whose path is comparable. LANYARD_ERR_ARGUMENT: it is no
 * URL, or one with a password or a query.
 */
static enum lanyard_error
parse_pattern(struct url *url, const char *text)
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
	if (r == LANYARD_OK && (url->path = comparable(place.path)) == NULL)
		r = LANYARD_ERR_MEMORY;
	place_clear(&place);
	if (r != LANYARD_OK)
		url_clear(url);
	return r;
}

int
match_same_pattern(const char *a, const char *b)
{
	struct url one, other = {0};
	enum lanyard_error r;
	bool same = false;

	if ((r = parse_pattern(&one, a)) == LANYARD_OK &&
	    (r = parse_pattern(&other, b)) == LANYARD_OK)
		same = strcmp(one.scheme, other.scheme) == 0 &&
		       url_port(&one) == url_port(&other) &&
		       strcmp(one.host, other.host) == 0 &&
		       strcmp(one.path, other.path) == 0;
	url_clear(&one);
	url_clear(&other);
	return r == LANYARD_ERR_MEMORY ? MATCH_FAILED : same;
}

/* How well one pattern fits. False: not at all. */
static bool
pattern_fits(const struct login *login, const char *text, struct wanted *wanted,
    struct claim *claim)
{
	struct url url;
	enum lanyard_error r;
	bool fits;

	if ((r = parse_pattern(&url, text)) != LANYARD_OK) {
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
	    url->scheme == NULL || (url->path = comparable(path)) == NULL;
	if (wanted->failed)
		return false;
	wanted->dots = match_has_dots(url->path);
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
	if (match_has_dots(url->path))
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
match_check_pattern(const char *text, bool allow_http, struct error *error)
{
	struct url url;
	const char *fault = NULL;
	enum lanyard_error r;

	r = parse_pattern(&url, text);
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
