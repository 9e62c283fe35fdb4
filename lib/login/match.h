/*
 * match.h - which login answers a request
 *
 * A pattern (pattern.h) matches where scheme, host and port are equal (hosts as
 * place_host() spells them, "*." standing for one or more whole labels of
 * ASCII, ports explicit or the scheme's default) and its path, decoded, is a
 * whole-segment prefix. Longest path wins, then the exact host, then the login
 * whose username was asked for, then order.
 *
 * A request without a path (git sends none unless credential.useHttpPath is
 * set) matches by host alone if one login names that host, or the one without
 * a path if several do, else nothing.
 *
 * A request's username must equal the login's, where both have one; the user
 * name of our own answers (basic_username, "oauth2") is no account name.
 */
#ifndef MATCH_H
#define MATCH_H

#include <stdbool.h>

#include "base/error.h"
#include "login/login.h"

struct match_request {
	const char *protocol; /* any case */
	const char *host;     /* "host" or "host:port" */
	const char *path;     /* as git sends it; NULL or "": none */
	const char *username; /* NULL: none */
	bool any_case;	      /* of the path */
};

/*
 * The index of the login in LOGINS (COUNT of them) that answers REQUEST, or
 * -1. MATCH_FAILED: memory ran out, and any of them may be the one.
 */
#define MATCH_FAILED (-2)

long match_login(const struct login *const *logins, size_t count,
    const struct match_request *request);

#endif
