/*
 * job_discover.h - what a host says of its way to a token
 */
#ifndef JOB_DISCOVER_H
#define JOB_DISCOVER_H

#include "session/session.h"

/*
 * JOB's parameters: url, a host's or one below it; issuer, which is then asked
 * in the place of the host; preset, whose row counts then; and those of
 * job_new_http().
 *
 * In this order, each told by a result "step", a line for a person: the 401 of
 * the host and what it names (RFC 9728, the realm of HTTP Basic), the
 * well-known places of RFC 9728, then the metadata of RFC 8414 or OpenID
 * Connect Discovery, then the presets (preset.h).
 *
 * Results, each where it is known:
 * realm                of the challenge
 * resource             its identifier (RFC 9728)
 * issuer, authorization_endpoint, token_endpoint,
 * device_authorization_endpoint, revocation_endpoint, registration_endpoint
 *                      of the metadata
 * client_id_metadata_document_supported  "true"
 * scopes_supported     of the metadata, words joined by spaces
 * preset, title        the row of the host or of its software
 * url                  that row's patterns; otherwise none
 * redirect_uri, client ("public", "browser", "confidential"), page, where,
 * built_in, built_in_name, built_in_redirect_uri, path_matters ("true")
 *                      of the row; "@" is replaced
 * scope                what a login should ask for: of the challenge, the
 *                      resource, or the row
 *
 * LANYARD_ERR_ARGUMENT: no URL, or one of a scheme that is not http, https or a
 * row's; LANYARD_ERR_CONFIG: nothing of all this leads to a token endpoint;
 * LANYARD_ERR_SERVER: what is there is wrong (another resource's, another
 * issuer's); else as http_get().
 */
enum lanyard_error job_discover(
    struct lanyard_session *session, const struct lanyard_job *job);

#endif
