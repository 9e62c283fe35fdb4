/*
 * authorization_callback.h - what the browser brings back (RFC 6749 4.1.2)
 *
 * state always, iss checked (RFC 9207).
 */
#ifndef AUTHORIZATION_CALLBACK_H
#define AUTHORIZATION_CALLBACK_H

#include "net/oauth/authorization.h"

/*
 * Take a callback's QUERY. ISSUER not NULL: iss must equal it if present, and
 * be present if ISS_REQUIRED.
 * LANYARD_OK: CODE is set. LANYARD_ERR_PROTOCOL: it is not the answer to this
 * request (state wrong or absent, iss wrong) or malformed (a parameter
 * twice and not the same, no code): answer 400 and go on waiting.
 * LANYARD_ERR_CANCELLED: access_denied. LANYARD_ERR_SERVER: one of the moment.
 * LANYARD_ERR_REFUSED: another error. The message has error and
 * error_description.
 */
enum lanyard_error authorization_callback(
    const struct authorization *authorization, const char *query,
    const char *issuer, bool iss_required, struct secret *code,
    struct error *error);

#endif
