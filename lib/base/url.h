/*
 * url.h - URLs as OAuth and git use them
 */
#ifndef URL_H
#define URL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/error.h"

/* Not isalnum(), which asks the locale: a host must not depend on it. */
#define URL_DIGITS  "0123456789"
#define URL_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* RFC 3986 3.2.1, without ":", which would begin a password. */
#define URL_USER_CHARACTERS URL_LETTERS URL_DIGITS "-._~!$&'()*+,;=%"
/* What DNS names are made of; no %XX, so that one host has one spelling. */
#define URL_HOST_CHARACTERS URL_LETTERS URL_DIGITS "-._"

/* scheme "://" [user "@"] host [":" port] ["/" path] ["?" query] (RFC 3986) */
struct url {
	char *scheme; /* lower case */
	char *user;   /* decoded; NULL if there is none */
	char *host;   /* lower case; an IPv6 address with its brackets */
	int port;     /* 0: none given */
	char *path;   /* without the first "/", as written; "" if none */
	char *query;  /* without "?", as written; NULL if none */
};

/*
 * LANYARD_ERR_ARGUMENT: not of that form, longer than LIMIT_URL, with control
 * characters, spaces, non-ASCII bytes, or a password ("user:x@"); fragments
 * are refused too. A host may begin with "*." (a pattern's).
 */
enum lanyard_error url_parse(struct url *url, const char *text);
void url_clear(struct url *url);

/* PORT, or the scheme's default: https 443, http 80; 0 for any other. */
int url_port(const struct url *url);

/* True for 127.0.0.0/8, [::1] and "localhost", without asking a resolver. */
bool url_is_loopback(const struct url *url);

/* True for schemes http and https. */
bool url_is_web(const struct url *url);

/*
 * The rule about http: what goes there can be read on the way, so that it is
 * false for http, but to this machine or with ALLOW_HTTP. True for any other
 * scheme: who takes web URLs only asks url_is_web(), too.
 */
bool url_is_allowed(const struct url *url, bool allow_http);

/*
 * Split git's "host[:port]" into HOST (lower case, allocated) and *PORT (0:
 * none). LANYARD_ERR_ARGUMENT: a port that is no number in 1..65535.
 */
enum lanyard_error url_split_host(const char *text, char **host, int *port);

/*
 * What a URL's host may be: a name of letters, digits, "-", "_" and ".", "*."
 * before it or not, or an IPv6 address in brackets. url_split_host() does not
 * ask.
 */
bool url_is_host(const char *host);

/* "host" or "host:port" as URL has it, appended to BUF. For messages. */
enum lanyard_error url_add_host(struct buf *buf, const struct url *url);

#endif
