/*
 * redirect_uri.h - can an answer of a login come back by a redirect_uri?
 *
 * By one of this machine (RFC 8252 7.3) a listener hears it; from any other
 * (https, a private-use scheme as RFC 8252 7.1 has it, the "oob" page) a person
 * pastes it, so that it has to be one at which a browser ends.
 */
#ifndef REDIRECT_URI_H
#define REDIRECT_URI_H

#include <stdbool.h>

#include "base/error.h"

/*
 * *FAULT: why none can, to be put behind a name in a message, and *HINT what to
 * write; both NULL: one can. http to another machine wants ALLOW_HTTP.
 * LANYARD_ERR_MEMORY.
 */
enum lanyard_error redirect_uri_fault(
    const char *uri, bool allow_http, const char **fault, const char **hint);

#endif
