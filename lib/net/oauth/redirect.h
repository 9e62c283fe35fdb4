/*
 * redirect.h - where the browser is sent back to (RFC 6749 3.1.2)
 */
#ifndef REDIRECT_H
#define REDIRECT_H

#include "base/error.h"
#include "login/login.h"
#include "net/http/listener.h"

struct redirect {
	char *uri;		   /* redirect_uri, as the server gets it */
	struct listener *listener; /* NULL: the answer can only be pasted */
	struct listener *start; /* where LISTENER is not: for the URL alone */
	bool taken; /* another program has the port: it would get the code */
};

/*
 * For LOGIN without redirect_uri: http://127.0.0.1:PORT/callback, with a
 * listener there or at listen_address (ADDRESS or ADDRESS:PORT). A loopback
 * http redirect_uri: the same string with the port put in (RFC 8252 7.3), and
 * a listener for it. Any other (https, urn:ietf:wg:oauth:2.0:oob): that string
 * and no listener.
 * LANYARD_ERR_CONFIG: listen_address. LANYARD_ERR_NETWORK: cannot listen; where
 * the port is a given one REDIRECT has the URI all the same, to be pasted from.
 */
enum lanyard_error redirect_open(
    struct redirect *redirect, const struct login *login, struct error *error);

/*
 * The one that can give a browser an address which leads to the server
 * (listener_start()): that of the callback, else one that takes no callback.
 * NULL: there is none, and no browser is to be opened.
 */
struct listener *redirect_listener(const struct redirect *redirect);
void redirect_clear(struct redirect *redirect);

#endif
