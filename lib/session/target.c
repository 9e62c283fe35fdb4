/*
 * target.c - a URL that a person names, as a request of git's
 */
#include "session/target.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "base/place.h"

bool
target_has_host(const struct match_request *request)
{
	enum lanyard_error r;
	char *host;
	int port;

	r = place_host(request->host, &host, &port);
	free(host);
	return r != LANYARD_ERR_ARGUMENT;
}

enum lanyard_error
target_take_apart(struct lanyard_credential *request, const char *target)
{
	char *place = strndup(target, strcspn(target, "?#"));
	enum lanyard_error r;

	if (place == NULL)
		return LANYARD_ERR_MEMORY;
	r = lanyard_credential_set(request, "url", place);
	sodium_memzero(place, strlen(place)); /* it may have a password */
	free(place);
	return r;
}
