/*
 * redirect.h - where the browser is sent back to (RFC 6749 3.1.2)
 */
#ifndef REDIRECT_H
#define REDIRECT_H

#include "base/error.h"
#include "net/http/listener.h"
#include "login/login.h"

struct redirect {
	char *uri;		   /* redirect_uri, as the server gets it */
	struct listener *listener; /* NULL: the answer can only be pasted */
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
enum lanyard_error redirect_open(struct redirect *redirect,
    const struct login *login, struct error *error);
void redirect_clear(struct redirect *redirect);

#endif
