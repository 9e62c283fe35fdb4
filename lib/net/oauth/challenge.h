/*
 * challenge.h - what a resource's 401 says of the way to a token
 */
#ifndef CHALLENGE_H
#define CHALLENGE_H

#include <stdbool.h>

#include "base/error.h"
#include "net/http/http.h"

/* Strings that are NULL are not there. */
struct challenge {
	int status; /* of the last reply */
	bool basic, bearer;
	char *realm;		 /* of HTTP Basic (RFC 7617), else of another */
	char *resource_metadata; /* RFC 9728 5.1 */
	char *scope;		 /* RFC 6750 3 */
};

void challenge_clear(struct challenge *challenge);

/*
 * Take what is in VALUE, that of one WWW-Authenticate field (RFC 9110 11.6.1),
 * as far as it can be read; the first of several counts. LANYARD_ERR_MEMORY.
 */
enum lanyard_error challenge_take(
    struct challenge *challenge, const char *value);

/*
 * Ask for URL without a credential, and where that is not a 401 for what git
 * asks for before a push below it (git's http-protocol.txt, "Smart Clients"),
 * which no host answers without one. Any status is LANYARD_OK, one that is no
 * 401 leaves all else unset. Errors are http_get()'s.
 */
enum lanyard_error challenge_ask(struct challenge *challenge, struct http *http,
    const char *url, struct error *error);

#endif
