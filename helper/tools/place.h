/*
 * place.h - the URLs that a sandbox may ask for
 */
#ifndef PLACE_H
#define PLACE_H

#include <stdbool.h>

#include "lanyard.h"

/* Is URL an http or https URL with a host? */
bool place_is(const char *url);

/*
 * Is what REQUEST asks for one of URLS (NULL at the end) or below it? Scheme,
 * host and port are equal, the path is that of the URL or goes on behind a
 * slash, without "." and ".."; a user name in the URL is the request's, too.
 * Else *WHY, lent, says what it is refused for.
 */
bool place_has(char *const *urls, const struct lanyard_credential *request,
    const char **why);

/*
 * May a request for PLACE or below it be one of PATTERN, a login's, however
 * that is spelled: in capitals, with the port of its scheme, with "*."?
 */
bool place_may_hold(const char *place, const char *pattern);

#endif
