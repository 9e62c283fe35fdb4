/*
 * F1 gitconfig.h - what git's own configuration says about a URL
 *
 * Read with "git config --get-urlmatch" under GIT_DIR=/dev/null, so that a
 * cloned repository's .git/config cannot choose where tokens go. Only on the
 * way to a login. A missing git, or nothing set, is no error.
 */
#ifndef GITCONFIG_H
#define GITCONFIG_H

#include "error.h"
#include "login.h"

/*
 * A login described as git-credential-oauth reads it: credential.<url>.
 * oauthClientId, oauthClientSecret, oauthScopes, oauthAuthURL, oauthTokenURL,
 * oauthDeviceAuthURL, oauthRedirectURL. Relative URLs are resolved against
 * PROTOCOL://HOST. https only. Named by HOST ("host" or "host:port").
 * *FOUND is false when there is no oauthClientId and token URL.
 */
enum lanyard_error gitconfig_login(struct login *login, const char *protocol,
    const char *host, const char *path, bool *found, struct error *error);

/*
 * http.<url>.proxy and sslCAInfo, in two halves, as git takes a while: ask for
 * URL, and fill what LOGIN has not of its own. What was asked must be
 * answered, which frees *ASKED.
 */
struct gitconfig;

enum lanyard_error gitconfig_ask(
    struct gitconfig **asked, const char *url, struct error *error);
enum lanyard_error gitconfig_network(
    struct gitconfig **asked, struct login *login, struct error *error);

#endif
