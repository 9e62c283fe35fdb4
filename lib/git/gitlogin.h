/*
 * gitlogin.h - a login that git's own configuration describes
 *
 * As git-credential-oauth reads it: credential.<url>.oauthClientId,
 * oauthClientSecret, oauthScopes, oauthAuthURL, oauthTokenURL,
 * oauthDeviceAuthURL, oauthRedirectURL (default: http://127.0.0.1, without a
 * path). https only. Only on the way to a login.
 */
#ifndef GITLOGIN_H
#define GITLOGIN_H

#include "base/error.h"
#include "login/login.h"

/*
 * The login for PROTOCOL://HOST/PATH; HOST may have a port, PATH (decoded, as
 * git sends it) may be NULL; one with dot segments counts as none. Relative URLs
 * are resolved against the host.
 *
 * It is named by the URL that its settings are for, which no login of the
 * configuration can be: the shortest beginning of the request's for which git
 * says the same. So credential.https://h/group makes "https://h/group" of every
 * path below; and asked for that, it is found again.
 *
 * *FOUND is false when there is no oauthClientId and token URL.
 */
enum lanyard_error gitlogin_find(struct login *login, const char *protocol,
    const char *host, const char *path, bool *found, struct error *error);

/* The same by its name, "https://HOST[:PORT][/PATH]"; others are not found. */
enum lanyard_error gitlogin_named(
    struct login *login, const char *name, bool *found, struct error *error);

#endif
