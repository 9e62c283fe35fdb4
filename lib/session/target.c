/*
 * target.c - a URL that a person names, as a request of git's
 */
#include "session/target.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/place.h"
#include "base/text.h"
#include "base/url.h"

bool
target_has_host(const struct match_request *request)
{
	enum lanyard_error r;
	char *host;
	int port;

	r = place_host(request->host, &host, &port);
	free(host);
	return r != LANYARD_ERR_ARGUMENT;
}

enum lanyard_error
target_take_apart(struct lanyard_credential *request, const char *target)
{
	char *place = strndup(target, strcspn(target, "?#"));
	enum lanyard_error r;

	if (place == NULL)
		return LANYARD_ERR_MEMORY;
	r = lanyard_credential_set(request, "url", place);
	sodium_memzero(place, strlen(place)); /* it may have a password */
	free(place);
	return r;
}

/* What may stand around a URL that was copied. */
#define BEFORE " \t\r\n\"'`<("
#define BEHIND BEFORE ">),;."

/* The parts of a text that is probably meant to be a URL. */
struct meant {
	const char *host, *path, *end;
	size_t host_size;
	bool web; /* its port is one of https or http */
};

/* Does the word of SIZE bytes at TEXT begin the URL of a remote of git's? */
static bool
is_scheme(const char *text, size_t size, bool *web)
{
	static const char *const schemes[] = {
	    "https", "http", "ssh", "git", "git+ssh"};

	for (size_t i = 0; i < sizeof(schemes) / sizeof(*schemes); i++)
		if (size == strlen(schemes[i]) &&
		    text_compare_n(text, schemes[i], size) == 0) {
			*web = schemes[i][0] == 'h';
			return true;
		}
	return false;
}

/*
 * Skip a scheme with its colon or some slashes; one that nobody knows has both,
 * as "host:path" is ssh's.
 */
static bool
skip_scheme(const char **text, bool *web)
{
	size_t size = strspn(*text, URL_LETTERS URL_DIGITS "+-.");
	bool colon = (*text)[size] == ':';
	const char *behind = *text + size + colon;
	size_t slashes = strspn(behind, "/\\");

	if (is_scheme(*text, size, web) ? !colon && slashes == 0
					: !colon || slashes < 2)
		return false;
	*text = behind + slashes;
	return true;
}

/* The user, and a password, end at the last "@" of the authority. */
static const char *
skip_user(const char *text, const char *end)
{
	const char *host = text;

	for (; text < end; text++)
		if (*text == '@')
			host = text + 1;
	return host;
}

/* ssh's "host:path" has another path, and its port is no port of https. */
static void
take_host(struct meant *meant, const char *text)
{
	const char *from = *text == '[' ? strchr(text, ']') : text;
	const char *colon = NULL;

	if (from != NULL && from < meant->path)
		colon = memchr(from, ':', (size_t)(meant->path - from));
	meant->host = text;
	if (colon != NULL && strspn(colon + 1, URL_DIGITS) !=
				 (size_t)(meant->path - colon - 1)) {
		meant->path = colon + 1;
		meant->web = false;
	}
	meant->host_size =
	    (size_t)((colon != NULL && !meant->web ? colon : meant->path) -
		     text);
}

static void
take_apart(struct meant *meant, const char *text)
{
	const char *host;
	bool scheme = false;

	text += strspn(text, BEFORE);
	meant->end = text + strcspn(text, "\"'`<> \t\r\n?#");
	while (meant->end > text && strchr(BEHIND, meant->end[-1]) != NULL)
		meant->end--;
	meant->web = true;
	while (skip_scheme(&text, &meant->web))
		scheme = true;
	if (!scheme)
		text += strspn(text, "/\\");
	if (meant->end < text)
		meant->end = text;
	meant->path = text + strcspn(text, "/\\");
	if (meant->path > meant->end)
		meant->path = meant->end;
	host = skip_user(text, meant->path);
	meant->web = meant->web && (scheme || host == text);
	take_host(meant, host);
}

enum lanyard_error
target_add_meant(struct buf *buf, const char *text)
{
	struct meant meant = {0};
	enum lanyard_error r;
	char *host, *name;
	int port;

	if (strlen(text) > LIMIT_URL)
		return LANYARD_OK;
	take_apart(&meant, text);
	if ((host = strndup(meant.host, meant.host_size)) == NULL)
		return LANYARD_ERR_MEMORY;
	r = place_host(host, &name, &port);
	free(name);
	if (r != LANYARD_OK) {
		free(host);
		return r == LANYARD_ERR_MEMORY ? r : LANYARD_OK;
	}
	while (meant.path < meant.end && strchr("/\\", *meant.path) != NULL)
		meant.path++;
	if ((r = buf_add_text(buf, "https://")) == LANYARD_OK &&
	    (r = buf_add_text(buf, host)) == LANYARD_OK &&
	    meant.path < meant.end && (r = buf_add(buf, "/", 1)) == LANYARD_OK)
		r = buf_add(buf, meant.path, (size_t)(meant.end - meant.path));
	free(host);
	return r;
}
