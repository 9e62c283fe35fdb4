/*
 * endpoint.h - which URLs may be asked for anything
 */
#ifndef ENDPOINT_H
#define ENDPOINT_H

#include "base/error.h"
#include "base/url.h"

/*
 * Parse TEXT into URL: https, or http to a loopback host or with ALLOW_HTTP,
 * and no user name in it. LANYARD_ERR_CONFIG says why not, and shows no more
 * of the URL than scheme and host.
 */
enum lanyard_error endpoint_parse(
    struct url *url, const char *text, bool allow_http, struct error *error);

#endif
