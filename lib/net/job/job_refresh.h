/*
 * job_refresh.h - one refresh request
 */
#ifndef JOB_REFRESH_H
#define JOB_REFRESH_H

#include "session/entry.h"

/*
 * Refresh ENTRY, whose record was read under the lock that the caller has, and
 * save what comes of it. Nothing is sent, and LANYARD_OK, where the stored
 * generation is not the JOB's.
 * LANYARD_ERR_LOGIN_NEEDED: there is no refresh token. Else as
 * server_prepare() and exchange_end().
 */
enum lanyard_error job_refresh(struct entry *entry,
    struct lanyard_session *session, const struct lanyard_job *job);

#endif
