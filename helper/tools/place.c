/*
 * place.c - the URLs that a sandbox may ask for
 */
#include "place.h"

#include <string.h>
#include <strings.h>

/* URL taken apart; NULL: it is none that could be asked for. */
static struct lanyard_credential *
split(const char *url)
{
	struct lanyard_credential *parts = NULL;
	const char *protocol, *host;

	if (lanyard_credential_new(&parts) == LANYARD_OK &&
	    lanyard_credential_set(parts, "url", url) == LANYARD_OK) {
		protocol = lanyard_credential_get(parts, "protocol");
		host = lanyard_credential_get(parts, "host");
		if (protocol != NULL && host != NULL && *host != '\0' &&
		    (strcmp(protocol, "https") == 0 ||
			strcmp(protocol, "http") == 0))
			return parts;
	}
	lanyard_credential_free(&parts);
	return NULL;
}

bool
place_is(const char *url)
{
	struct lanyard_credential *parts = split(url);
	bool is = parts != NULL;

	lanyard_credential_free(&parts);
	return is;
}

static const char *
text_of(const struct lanyard_credential *credential, const char *key)
{
	const char *text = lanyard_credential_get(credential, key);

	return text != NULL ? text : "";
}

/*
 * Would a server read another path than the one that is written? git's is
 * decoded: an escape for a dot or a slash in it is somebody's second one.
 */
static bool
climbs(const char *path)
{
	static const char *const escapes[] = {"%2e", "%2f", "%5c"};
	size_t size;

	if (strchr(path, '\\') != NULL)
		return true;
	for (const char *at = path; (at = strchr(at, '%')) != NULL; at++)
		for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]);
		     i++)
			if (strncasecmp(at, escapes[i], 3) == 0)
				return true;

	for (;; path += size + 1) {
		size = strcspn(path, "/");
		if ((size == 1 && path[0] == '.') ||
		    (size == 2 && path[0] == '.' && path[1] == '.'))
			return true;
		if (path[size] == '\0')
			return false;
	}
}

/* Is PATH that of PLACE, or below it? */
static bool
is_below(const char *path, const char *place)
{
	size_t size = strlen(place);

	while (size > 0 && place[size - 1] == '/')
		size--;
	return size == 0 || (strncmp(path, place, size) == 0 &&
				(path[size] == '/' || path[size] == '\0'));
}

/* Bytes of HOST without the port that its scheme has anyway. */
static size_t
host_size(const struct lanyard_credential *parts)
{
	const char *host = text_of(parts, "host");
	const char *port =
	    strcmp(text_of(parts, "protocol"), "https") == 0 ? ":443" : ":80";
	size_t size = strlen(host), tail = strlen(port);

	return size > tail && strcmp(host + size - tail, port) == 0
		   ? size - tail
		   : size;
}

/* Is it one host, in any letters, its scheme's port written or not? */
static bool
is_same_host(const struct lanyard_credential *one,
    const struct lanyard_credential *other)
{
	size_t size = host_size(one);

	return size == host_size(other) &&
	       strncasecmp(
		   text_of(one, "host"), text_of(other, "host"), size) == 0;
}

static bool
has(const struct lanyard_credential *place,
    const struct lanyard_credential *request)
{
	const char *user = text_of(place, "username");

	return strcmp(text_of(place, "protocol"),
		   text_of(request, "protocol")) == 0 &&
	       is_same_host(place, request) &&
	       is_below(text_of(request, "path"), text_of(place, "path")) &&
	       (*user == '\0' ||
		   strcmp(user, text_of(request, "username")) == 0);
}

bool
place_has(char *const *urls, const struct lanyard_credential *request,
    const char **why)
{
	const char *path = text_of(request, "path");
	struct lanyard_credential *place;
	bool found = false;

	*why = *path == '\0'
		   ? "refused: not among the URLs; git sends a path with "
		     "credential.useHttpPath"
		   : "refused: not among the URLs";
	if (climbs(path))
		return false;
	for (; !found && *urls != NULL; urls++)
		if ((place = split(*urls)) != NULL) {
			found = has(place, request);
			lanyard_credential_free(&place);
		}
	return found;
}

static bool
host_matches(const struct lanyard_credential *place,
    const struct lanyard_credential *pattern)
{
	const char *host = text_of(place, "host");
	const char *wanted = text_of(pattern, "host");
	size_t size = host_size(place), tail = host_size(pattern);

	if (strncmp(wanted, "*.", 2) != 0)
		return size == tail && strncasecmp(host, wanted, size) == 0;
	return size > --tail &&
	       strncasecmp(host + size - tail, wanted + 1, tail) == 0;
}

bool
place_may_hold(const char *place, const char *pattern)
{
	struct lanyard_credential *there = split(place);
	struct lanyard_credential *of = split(pattern);
	bool may =
	    there != NULL && of != NULL &&
	    strcmp(text_of(there, "protocol"), text_of(of, "protocol")) == 0 &&
	    host_matches(there, of) &&
	    is_below(text_of(of, "path"), text_of(there, "path"));

	lanyard_credential_free(&there);
	lanyard_credential_free(&of);
	return may;
}
