/*
 * proxy.h - through whom a request goes, as whom, and what is said to that
 *
 * The text of a proxy is what curl(1) takes: [SCHEME://][USER[:PASSWORD]@]HOST
 * [:PORT], http where there is no scheme. Whether NO_PROXY excepts a host is
 * libcurl's to know.
 */
#ifndef PROXY_H
#define PROXY_H

#include <stdbool.h>

#include "base/error.h"
#include "base/secret.h"

/* How a proxy may be told the password: git's five words, as bits. */
enum proxy_method {
	PROXY_BASIC = 1,
	PROXY_DIGEST = 2,
	PROXY_NEGOTIATE = 4,
	PROXY_NTLM = 8,
	/* libcurl asks first, and takes the best that the proxy offers. */
	PROXY_ANY = 15,
};

struct proxy {
	char *scheme; /* "http", "socks5h", ...; lower case; NULL: no proxy */
	char *host;   /* "host:port" or "host", as it stands */
	char *url;    /* the two, for libcurl */
	char *user;   /* decoded; NULL: none is named */
	struct secret password; /* decoded; unset: none is named */
	bool kept;		/* it is not of the text, but was looked up */
	const char *source;	/* who names the proxy, for messages */
};

/*
 * Take TEXT apart, which SOURCE (static) says. PROXY is zeroed, or was cleared.
 * LANYARD_ERR_CONFIG: no host in it, or a user or password with NUL, CR or LF;
 * nothing is quoted, as there may be a password in it.
 */
enum lanyard_error proxy_parse(struct proxy *proxy, const char *text,
    const char *source, struct error *error);
void proxy_clear(struct proxy *proxy);

/*
 * The environment's proxy for a URL of SCHEME, lent, and in *SOURCE the name of
 * its variable; NULL: none. As libcurl does: SCHEME_proxy, in capitals (not of
 * http, as a CGI's client could set that), all_proxy, ALL_PROXY; an empty one
 * is none.
 */
const char *proxy_environment(const char *scheme, const char **source);

/* git's word for a method; what is none of the five counts as any. */
enum proxy_method proxy_method(const char *word);

/*
 * PROXY has answered STATUS, and not let us through to HOST. The error names
 * both, and is LANYARD_ERR_REFUSED; LANYARD_ERR_NETWORK for 5xx.
 */
enum lanyard_error proxy_refused(const struct proxy *proxy, int status,
    const char *host, struct error *error);

/*
 * The same of a proxy that speaks SOCKS, of which libcurl says DETAIL;
 * REFUSES: us, not only the way.
 */
enum lanyard_error proxy_socks_refused(const struct proxy *proxy, bool refuses,
    const char *detail, const char *host, struct error *error);

#endif
