/*
 * job_login.h - a login by a person
 */
#ifndef JOB_LOGIN_H
#define JOB_LOGIN_H

#include "session/entry.h"

/*
 * Have a person log in for ENTRY, whose record was read, and save what it
 * brings. The session's ui is the person; the prompt's lock is held.
 * LANYARD_ERR_LOGIN_NEEDED: there is no ui. Else as interaction_run().
 */
enum lanyard_error job_login(struct entry *entry,
    struct lanyard_session *session, const struct lanyard_job *job);

#endif
