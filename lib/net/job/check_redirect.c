/*
 * check_redirect.c - does a login's redirect URI lead back here
 */
#include "net/job/check_redirect.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/url.h"
#include "net/oauth/redirect.h"

#define LOOPBACK "redirect_uri = \"http://127.0.0.1/callback\""

/* Can a listener of ours be there? */
static void
try_port(const struct login *login, struct error *fault)
{
	struct redirect redirect = {0};

	if (redirect_open(&redirect, login, fault) == LANYARD_OK ||
	    fault->hint[0] != '\0')
		goto out;
	if (redirect.taken)
		error_hint(fault,
		    "see who has that port: ss -ltnp; or take another "
		    "redirect_uri");
	else if (fault->errnum == EACCES)
		error_hint(fault,
		    "have a port above 1023 registered, or none: " LOOPBACK);
out:
	redirect_clear(&redirect);
}

/* A browser speaks TLS there, and the listener does not. */
static void
fail_tls(const char *uri, struct error *fault)
{
	error_set(fault, LANYARD_ERR_CONFIG,
	    "%s is this machine, where nothing listens with TLS: the browser "
	    "finds nobody",
	    uri);
	error_hint(fault, "have http registered, and write it: " LOOPBACK);
}

static void
fail_clear(const char *uri, const char *host, struct error *fault)
{
	error_set(fault, LANYARD_ERR_CONFIG,
	    "%s: the code goes to %s in clear, where anybody on the way reads "
	    "it",
	    uri, host);
	error_hint(fault,
	    "have one of this machine registered, or one of https: " LOOPBACK);
}

static void
judge(const struct login *login, const struct url *url, char *said, bool *aloud,
    struct error *fault)
{
	const char *uri = login->redirect_uri;
	bool http = strcmp(url->scheme, "http") == 0;
	bool here = url_is_loopback(url);

	if (!http && here)
		fail_tls(uri, fault);
	else if (http && !here && !login->allow_http)
		fail_clear(uri, url->host, fault);
	else if (strcmp(url->host, "localhost") == 0)
		(void)snprintf(said, ERROR_TEXT,
		    "%s: a browser may take 127.0.0.1 or ::1 for that, so both "
		    "are listened at",
		    uri);
	else if (!here) {
		*aloud = true;
		(void)snprintf(said, ERROR_TEXT,
		    "%s is not this machine: the URL that the browser ends at "
		    "is to be pasted",
		    uri);
	}
}

void
check_redirect(
    const struct login *login, char *said, bool *aloud, struct error *fault)
{
	const char *uri = login->redirect_uri;
	struct url url = {0};

	*aloud = false;
	(void)snprintf(said, ERROR_TEXT, "%s",
	    uri != NULL ? uri : "http://127.0.0.1, at any port");
	if (uri != NULL && url_parse(&url, uri) == LANYARD_OK)
		judge(login, &url, said, aloud, fault);
	else if (uri != NULL) {
		*aloud = true;
		(void)snprintf(said, ERROR_TEXT,
		    "%s is no page: what the browser shows at the end is to be "
		    "pasted",
		    uri);
	}
	url_clear(&url);
	if (fault->code == LANYARD_OK)
		try_port(login, fault);
}
