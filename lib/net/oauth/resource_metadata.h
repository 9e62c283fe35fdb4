/*
 * resource_metadata.h - what a resource says of itself (RFC 9728)
 */
#ifndef RESOURCE_METADATA_H
#define RESOURCE_METADATA_H

#include <stdbool.h>

#include "base/error.h"
#include "net/http/http.h"

/* Strings that are NULL are not there. */
struct resource_metadata {
	char *resource;		/* its identifier, a URL */
	char *issuer;		/* the first of authorization_servers */
	char *scopes_supported; /* words joined by spaces */
};

void resource_metadata_clear(struct resource_metadata *metadata);

/*
 * Ask LOCATION, which a challenge names, for the metadata of the resource URL;
 * where it is NULL, URL's well-known places (3.1): with its path and without.
 * *FOUND: there are some, good or bad.
 *
 * LANYARD_ERR_SERVER: they are of another resource (3.3: one that neither is
 * URL nor has it below its path), or name no authorization server. Else as
 * http_get().
 */
enum lanyard_error resource_metadata_fetch(struct resource_metadata *metadata,
    struct http *http, const char *location, const char *url, bool *found,
    struct error *error);

#endif
