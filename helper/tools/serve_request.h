/*
 * serve_request.h - the one request of a connection, within bounds
 */
#ifndef SERVE_REQUEST_H
#define SERVE_REQUEST_H

#include "lanyard.h"

#define SERVE_REQUEST_S	   30	 /* until it is here */
#define SERVE_REQUEST_MAX  16384 /* bytes, with its token where it has one */
#define SERVE_REQUEST_VERB 16	 /* bytes of the first line */

/*
 * Read from FD the line with VERB, "get", "store" or "erase", and git's request
 * (git-credential(1)) up to its empty line or the end; what comes behind is not
 * looked at. *REQUEST is for lanyard_credential_free(). Returns NULL, or,
 * constant, why it is no request; then VERB is "?" if it is none, and *REQUEST
 * NULL.
 */
const char *serve_request_read(
    int fd, char verb[SERVE_REQUEST_VERB], struct lanyard_credential **request);

#endif
