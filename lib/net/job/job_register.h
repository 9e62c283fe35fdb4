/*
 * job_register.h - a client registered for a login that is to be
 */
#ifndef JOB_REGISTER_H
#define JOB_REGISTER_H

#include "session/session.h"

/*
 * JOB's parameters: registration_endpoint; name, the login's; client_name,
 * redirect_uri, scope, device ("true": device codes, too); and those of
 * job_new_http().
 *
 * Results: client_id, token_endpoint_auth_method, scope, and where the client
 * has a secret client_secret_file: it is there, mode 600 (added.h).
 *
 * registration_file, where the server gave a way to delete the client again:
 * for job_unregister(), mode 600, with a secret. After LANYARD_ERR_REFUSED
 * left_client_id, of one that is there and cannot be deleted.
 *
 * Errors as registration_request(); LANYARD_ERR_CONFIG: there is such a file.
 */
enum lanyard_error job_register(
    struct lanyard_session *session, const struct lanyard_job *job);

#endif
