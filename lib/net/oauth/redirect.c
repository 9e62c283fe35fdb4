/*
 * redirect.c - where the browser is sent back to (RFC 6749 3.1.2)
 */
#include "net/oauth/redirect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/url.h"

#define DEFAULT_ADDRESS "127.0.0.1"
#define DEFAULT_PATH	"/callback"

/* An address to bind, without brackets, and a port or 0. */
struct place {
	char *address;
	int port;
};

/* "::1" alone has colons but no port. */
static bool
is_bare_ipv6(const char *text)
{
	const char *colon = strchr(text, ':');

	return text[0] != '[' && colon != NULL &&
	       strchr(colon + 1, ':') != NULL;
}

static void
drop_brackets(char *host)
{
	size_t size = strlen(host);

	if (host[0] == '[' && host[size - 1] == ']') {
		memmove(host, host + 1, size - 2);
		host[size - 2] = '\0';
	}
}

/* The resolver is not asked: a listener belongs on the loopback interface. */
static enum lanyard_error
set_address(struct place *place, const char *host, struct error *error)
{
	free(place->address);
	if ((place->address = strdup(host)) == NULL)
		return error_memory(error);
	drop_brackets(place->address);
	return LANYARD_OK;
}

static enum lanyard_error
from_listen_address(
    struct place *place, const struct login *login, struct error *error)
{
	enum lanyard_error r;
	const char *text = login->listen_address;
	char *host = NULL;

	if (text == NULL)
		return set_address(place, DEFAULT_ADDRESS, error);
	if (is_bare_ipv6(text))
		return set_address(place, text, error);
	if ((r = url_split_host(text, &host, &place->port)) != LANYARD_OK) {
		if (r == LANYARD_ERR_MEMORY)
			return error_memory(error);
		return error_set(error, LANYARD_ERR_CONFIG,
		    "login \"%s\": listen_address \"%s\" is not ADDRESS or "
		    "ADDRESS:PORT",
		    login->name, text);
	}
	/* Where no redirect_uri says so, it is one address. */
	r = set_address(place,
	    strcmp(host, "localhost") == 0 ? DEFAULT_ADDRESS : host, error);
	free(host);
	return r;
}

static bool
is_default(const struct place *place)
{
	return strcmp(place->address, DEFAULT_ADDRESS) == 0 ||
	       strcmp(place->address, "::1") == 0;
}

/* A redirect_uri's port is where the browser goes: listen there. */
static enum lanyard_error
from_url(struct place *place, const struct url *url, const struct login *login,
    struct error *error)
{
	enum lanyard_error r = LANYARD_OK;

	if (url->port != 0 && place->port != 0 && url->port != place->port)
		return error_set(error, LANYARD_ERR_CONFIG,
		    "login \"%s\": redirect_uri has port %d, listen_address "
		    "has port %d",
		    login->name, url->port, place->port);
	if (url->port != 0)
		place->port = url->port;
	/* A browser takes the one or the other address for it. */
	if (login->listen_address == NULL ||
	    (strcmp(url->host, "localhost") == 0 && is_default(place)))
		r = set_address(place, url->host, error);
	return r;
}

/* PLACE's port of 0 becomes the one that the kernel has chosen. */
static enum lanyard_error
listen_at(struct redirect *redirect, struct place *place, const char *path,
    struct error *error)
{
	struct buf full;
	enum lanyard_error r;

	buf_init(&full, LIMIT_URL);
	if (buf_printf(&full, "/%s", path) == LANYARD_OK)
		r = listener_new(&redirect->listener, place->address,
		    place->port, buf_text(&full), error);
	else
		r = error_memory(error);
	if (r == LANYARD_OK)
		place->port = listener_port(redirect->listener);
	buf_clear(&full);
	return r;
}

/* REDIRECT's URI of HOST, PORT, and TAIL, path and query as configured. */
static enum lanyard_error
make_uri(struct redirect *redirect, const char *host, int port,
    const char *tail, struct error *error)
{
	enum lanyard_error r = LANYARD_OK;
	bool ipv6 = host[0] != '[' && strchr(host, ':') != NULL;
	struct buf uri;

	buf_init(&uri, LIMIT_URL);
	if (buf_printf(&uri, ipv6 ? "http://[%s]:%d%s" : "http://%s:%d%s", host,
		port, tail) != LANYARD_OK ||
	    (redirect->uri = strdup(buf_text(&uri))) == NULL)
		r = error_memory(error);
	buf_clear(&uri);
	return r;
}

/*
 * Is there a redirect_uri to send? Also where it was not possible to listen at
 * a port that was given: the browser is sent there all the same, and the person
 * pastes the URL that it shows.
 */
static bool
has_uri(enum lanyard_error listened, const struct place *place)
{
	return listened == LANYARD_OK ||
	       (listened == LANYARD_ERR_NETWORK && place->port != 0);
}

static enum lanyard_error
open_configured(struct redirect *redirect, struct place *place,
    const struct url *url, const struct login *login, struct error *error)
{
	enum lanyard_error r, listened;
	const char *text = login->redirect_uri;
	const char *tail = strstr(text, "://") + 3;

	tail += strcspn(tail, "/?");
	if ((r = from_url(place, url, login, error)) != LANYARD_OK)
		return r;
	listened = listen_at(redirect, place, url->path, error);
	redirect->taken =
	    listened == LANYARD_ERR_NETWORK && error->errnum == EADDRINUSE;
	if (!has_uri(listened, place))
		return listened;
	/* The server compares strings (RFC 6749 3.1.2.3). */
	if (url->port == 0)
		r = make_uri(redirect, url->host, place->port, tail, error);
	else if ((redirect->uri = strdup(text)) == NULL)
		r = error_memory(error);
	return r == LANYARD_OK ? listened : r;
}

static enum lanyard_error
open_default(
    struct redirect *redirect, struct place *place, struct error *error)
{
	enum lanyard_error r, listened;

	listened = listen_at(redirect, place, &DEFAULT_PATH[1], error);
	redirect->taken =
	    listened == LANYARD_ERR_NETWORK && error->errnum == EADDRINUSE;
	if (!has_uri(listened, place))
		return listened;
	r = make_uri(
	    redirect, place->address, place->port, DEFAULT_PATH, error);
	return r == LANYARD_OK ? listened : r;
}

/* The login's own word for how the answer comes (OAuth 2.0 Multiple Response
 * Types 2.1): as a form. */
static bool
is_posted(const struct login *login)
{
	const struct login_parameter *p = login->authorization_parameters;

	if (login->response_mode != NULL)
		return strcmp(login->response_mode, "form_post") == 0;
	for (; p != NULL && p->name != NULL; p++) {
		if (strcmp(p->name, "response_mode") == 0)
			return strcmp(p->value, "form_post") == 0;
	}
	return false;
}

static bool
is_ours(const struct url *url)
{
	return strcmp(url->scheme, "http") == 0 && url_is_loopback(url) &&
	       url->user == NULL;
}

enum lanyard_error
redirect_open(
    struct redirect *redirect, const struct login *login, struct error *error)
{
	enum lanyard_error r;
	struct url url = {0};
	struct place place = {0};

	*redirect = (struct redirect){0};
	if ((r = from_listen_address(&place, login, error)) != LANYARD_OK)
		goto out;
	if (login->redirect_uri == NULL) {
		r = open_default(redirect, &place, error);
		goto out;
	}
	r = url_parse(&url, login->redirect_uri);
	if (r == LANYARD_ERR_MEMORY) {
		error_memory(error);
	} else if (r == LANYARD_OK && is_ours(&url)) {
		r = open_configured(redirect, &place, &url, login, error);
	} else {
		redirect->uri = strdup(login->redirect_uri);
		r = redirect->uri == NULL ? error_memory(error) : LANYARD_OK;
	}
out:
	/* No request has the path "". Without it no browser is opened. */
	if (redirect->uri != NULL && redirect->listener == NULL &&
	    !redirect->taken)
		(void)listener_new(
		    &redirect->start, DEFAULT_ADDRESS, 0, "", NULL);
	if (redirect->listener != NULL && is_posted(login))
		listener_take_forms(redirect->listener);
	url_clear(&url);
	free(place.address);
	if (r != LANYARD_OK && r != LANYARD_ERR_NETWORK)
		redirect_clear(redirect);
	return r;
}

struct listener *
redirect_listener(const struct redirect *redirect)
{
	return redirect->listener != NULL ? redirect->listener
					  : redirect->start;
}

void
redirect_clear(struct redirect *redirect)
{
	listener_free(&redirect->listener);
	listener_free(&redirect->start);
	free(redirect->uri);
	redirect->uri = NULL;
}
