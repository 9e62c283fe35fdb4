/*
 * setup_url.c - the host that a person names: taken, or refused
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/report.h"
#include "setup.h"
#include "written.h"

/* The bytes of a URL that need no encoding: RFC 3986 2.3, and a path's. */
#define PLAIN                                                                  \
	"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~"
#define COMMON PLAIN "!$&()*+,;=:@/%?"

#define SHOWN 201

/* TEXT for a message: no password, no control characters, not all of it. */
static void
print_shown(char shown[SHOWN], const char *text, const struct written *w)
{
	const char *user = w->password ? w->user : w->host;

	(void)snprintf(
	    shown, SHOWN, "%.*s%s", (int)(user - text), text, w->host);
}

static int
refuse(const char *url, const struct written *w, const char *fault)
{
	char hint[WRITTEN_HINT], shown[SHOWN];

	print_shown(shown, url, w);
	written_suggest(hint, url, true);
	return setup_fail(EXIT_USAGE, hint, "%s %s", shown, fault);
}

static int
refuse_ssh(const char *url)
{
	char hint[WRITTEN_HINT];

	written_suggest(hint, url, false);
	return setup_fail(EXIT_USAGE, hint,
	    "ssh has keys, not tokens: name the host by its https URL");
}

/* What stands for a user beside a token, and is none. */
static bool
is_placeholder(const char *user)
{
	static const char *const words[] = {
	    "oauth2", "x-access-token", "x-token-auth"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(user, words[i]) == 0)
			return true;
	return false;
}

/* The account in the URL, unless the option names one; never a password. */
static void
take_user(struct setup *setup, const struct written *w)
{
	char byte[3] = "";
	size_t used = 0;

	if (w->password)
		setup_say("the password in the URL is not used: a login has "
			  "tokens of its own");
	if (setup->username != NULL || w->user_size == 0 ||
	    w->user_size >= sizeof(setup->user))
		return;
	for (const char *at = w->user; at < w->user + w->user_size; at++) {
		if (*at == '%') {
			memcpy(byte, at + 1, 2);
			setup->user[used++] = (char)strtol(byte, NULL, 16);
			at += 2;
		} else {
			setup->user[used++] = *at;
		}
	}
	setup->user[used] = '\0';
	if (!w->password || !is_placeholder(setup->user))
		setup->username = setup->user;
}

/* Scheme, host and port, each host in one spelling. */
static bool
take_origin(struct setup *setup, const struct written *w)
{
	size_t scheme = w->scheme_size + 3, size = scheme + w->host_size;
	bool port = w->port != NULL;

	if (size + 7 > sizeof(setup->origin))
		return false;
	(void)snprintf(setup->origin, sizeof(setup->origin), "%.*s://%.*s",
	    (int)w->scheme_size, w->scheme, (int)w->host_size, w->host);
	for (char *at = setup->origin; *at != '\0'; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	if (port && ((strtol(w->port, NULL, 10) == 443 &&
			 strncmp(setup->origin, "https:", 6) == 0) ||
			(strtol(w->port, NULL, 10) == 80 &&
			    strncmp(setup->origin, "http:", 5) == 0)))
		port = false;
	if (port)
		(void)snprintf(setup->origin + size,
		    sizeof(setup->origin) - size, ":%ld",
		    strtol(w->port, NULL, 10));
	setup->host = setup->origin + scheme;
	return true;
}

/* TEXT, of SIZE bytes, behind what is in TO; what is no byte of URLs encoded.
 */
static bool
encode(char *to, size_t room, const char *text, size_t size, const char *kept)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t used = strlen(to);

	for (; size > 0; text++, size--) {
		unsigned char c = (unsigned char)*text;

		if (used + 4 > room)
			return false;
		if (strchr(kept, *text) != NULL) {
			to[used++] = *text;
			continue;
		}
		to[used++] = '%';
		to[used++] = digits[c >> 4];
		to[used++] = digits[c & 15];
	}
	to[used] = '\0';
	return true;
}

static bool
take_path(struct setup *setup, const struct written *w)
{
	size_t size = strcspn(w->rest, "#"), path = strcspn(w->rest, "?#");

	memcpy(setup->place, setup->origin, strlen(setup->origin) + 1);
	memcpy(setup->resource, setup->origin, strlen(setup->origin) + 1);
	if (!encode(setup->resource, sizeof(setup->resource), w->rest, size,
		COMMON))
		return false;
	while (path > 0 && w->rest[path - 1] == '/')
		path--;
	return encode(
	    setup->place, sizeof(setup->place), w->rest, path, COMMON);
}

int
setup_take_url(struct setup *setup)
{
	struct written w;
	const char *fault;

	written_take_apart(&w, setup->url);
	if (written_is_ssh(setup->url, &w))
		return refuse_ssh(setup->url);
	if ((fault = written_fault(setup->url, &w)) != NULL)
		return refuse(setup->url, &w, fault);
	if (!take_origin(setup, &w) || !take_path(setup, &w))
		return refuse(setup->url, &w, "is too long");
	take_user(setup, &w);
	return EXIT_DONE;
}

void
setup_print_place(const struct setup *setup, char place[2 * SETUP_URL])
{
	const char *user = setup->username;
	const char *whole = setup->path ? setup->place : setup->origin;
	size_t scheme = (size_t)(setup->host - setup->origin);
	char encoded[SETUP_URL / 2] = "";

	if (user != NULL)
		(void)encode(
		    encoded, sizeof(encoded), user, strlen(user), PLAIN);
	(void)snprintf(place, (size_t)2 * SETUP_URL, "%.*s%s%s%s", (int)scheme,
	    whole, encoded, user != NULL ? "@" : "", whole + scheme);
}
