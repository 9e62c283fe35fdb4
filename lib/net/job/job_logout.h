/*
 * job_logout.h - a login that the server is to forget
 */
#ifndef JOB_LOGOUT_H
#define JOB_LOGOUT_H

#include "session/entry.h"

/*
 * Have the server of ENTRY, whose record was read under the lock that the
 * caller has, revoke the refresh token, and then the access token (RFC 7009).
 * Nothing is saved. LANYARD_ERR_CONFIG: there is no revocation_endpoint. Else
 * as server_prepare() and revocation_request().
 */
enum lanyard_error job_logout(struct entry *entry,
    struct lanyard_session *session, const struct lanyard_job *job);

#endif
