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

/*
 * Append the https URL that TEXT is probably meant to be, without a user or a
 * password: what ssh and git call a remote ("git@host:path", "ssh://..."), a
 * URL that lost a slash, its scheme or got a quote, or a host alone. Nothing
 * is appended where it has no host. LANYARD_ERR_MEMORY.
 */
enum lanyard_error target_add_meant(struct buf *buf, const char *text);

#endif
