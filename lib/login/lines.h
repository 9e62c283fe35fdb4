/*
 * lines.h - a login's description as lines of key=value
 *
 * As records and routes have it: name, url[], issuer, token_endpoint,
 * revocation_endpoint, client_id, token_endpoint_auth_method, client_secret,
 * username, basic_username, git_authtype, resource, audience,
 * authorization_scheme, token_parameter[] (NAME=VALUE). Never a command, a path
 * or a proxy, so that nothing but a configuration can name one.
 */
#ifndef LINES_H
#define LINES_H

#include "base/attributes.h"
#include "login/login.h"

/* Is KEY one of those above? */
bool lines_has_key(const char *key);

/*
 * Fill LOGIN (initialized) from LINES; other keys are passed over.
 * LANYARD_ERR_MEMORY: LOGIN has a part of it.
 */
enum lanyard_error lines_to_login(
    const struct attributes *lines, struct login *login);

/*
 * Put LOGIN into LINES, in place of what they say of a login; other keys stay.
 * CLIENT_SECRET may be NULL. LANYARD_ERR_MEMORY, or _PROTOCOL where a value
 * cannot be a line.
 */
enum lanyard_error lines_from_login(struct attributes *lines,
    const struct login *login, const struct secret *client_secret);

#endif
