/*
 * target.h - a URL that a person names, as a request of git's
 */
#ifndef TARGET_H
#define TARGET_H

#include "git/credential.h"
#include "login/match.h"

/* Has REQUEST a host that a login could have? */
bool target_has_host(const struct match_request *request);

/*
 * Fill REQUEST, which is empty, with what git would send of the URL TARGET. Its
 * query and fragment are no part of the path; git, which knows neither, has
 * them there. Errors are lanyard_credential_set()'s; what it took until then
 * is in REQUEST, which the caller clears.
 */
enum lanyard_error target_take_apart(
    struct lanyard_credential *request, const char *target);

#endif
