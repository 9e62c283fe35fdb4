/*
 * app.h - a GitHub App: the JWT it signs, and where it is installed
 *
 * docs.github.com, "Generating a JSON Web Token (JWT) for a GitHub App" and
 * "REST API endpoints for GitHub Apps".
 */
#ifndef APP_H
#define APP_H

#include "base/buf.h"
#include "login/login.h"
#include "net/http/http.h"
#include "net/jose/signature.h"

/*
 * Append to BUF the JWT of the App CLIENT_ID, signed by KEY: good from a minute
 * ago, for a clock that is behind, to nine minutes from now; ten is the most.
 * LANYARD_ERR_CONFIG: KEY is none of RSA, or signs otherwise than with RS256;
 * LANYARD_ERR_MEMORY, _SYSTEM; those of a signer.
 */
enum lanyard_error app_add_jwt(struct buf *buf, const struct signature_key *key,
    const char *client_id, struct error *error);

/*
 * *ID, allocated, is where it is installed for REPO of OWNER, or for OWNER (an
 * organization or a user) where REPO is NULL: asked at API with JWT.
 * LANYARD_ERR_REFUSED: nowhere, or the App is not known; the message says
 * which. Else as http_send().
 */
enum lanyard_error app_find_installation(char **id, struct http *http,
    const char *api, const char *owner, const char *repo, const char *jwt,
    struct error *error);

/*
 * Append NAMES (NULL at their end; NULL: none) to JSON as an array, and LIST as
 * an object; nothing where there are none. LANYARD_ERR_MEMORY, _PROTOCOL: its
 * limit.
 */
enum lanyard_error app_add_names(struct buf *json, char *const *names);
enum lanyard_error app_add_permissions(
    struct buf *json, const struct login_parameter *list);

#endif
