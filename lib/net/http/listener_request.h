/*
 * listener_request.h - the one HTTP request that brings a redirect
 */
#ifndef LISTENER_REQUEST_H
#define LISTENER_REQUEST_H

#include <stdbool.h>

#include "base/buf.h"

/* Are all header fields of REQUEST there, or is it beyond hope? */
bool listener_request_is_complete(const struct buf *request);

/*
 * Take a complete REQUEST apart, which is changed. 200: "GET PATH" for a host
 * that is loopback or ADDRESS, at PORT; *QUERY, lent from REQUEST, is its
 * query, "" without one. Else the status to refuse it with: 400, 404, 405.
 */
int listener_request_parse(struct buf *request, const char *path,
    const char *address, int port, const char **query);

#endif
