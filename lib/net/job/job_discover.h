/*
 * job_discover.h - what a host says of its way to a token
 */
#ifndef JOB_DISCOVER_H
#define JOB_DISCOVER_H

#include "session/session.h"

/*
 * JOB's parameters: url, a host's or one below it, and those of job_new_http().
 *
 * Results, each where it is known: issuer, authorization_endpoint,
 * token_endpoint, device_authorization_endpoint, revocation_endpoint,
 * registration_endpoint, scopes_supported (words joined by spaces),
 * client_id_metadata_document_supported ("true").
 *
 * The host's metadata are those of RFC 8414, or OpenID Connect Discovery's.
 * LANYARD_ERR_ARGUMENT: no URL of http or https; LANYARD_ERR_SERVER: there are
 * none; else as http_get().
 */
enum lanyard_error job_discover(
    struct lanyard_session *session, const struct lanyard_job *job);

#endif
