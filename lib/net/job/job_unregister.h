/*
 * job_unregister.h - a client that was registered, and is not wanted
 */
#ifndef JOB_UNREGISTER_H
#define JOB_UNREGISTER_H

#include "session/session.h"

/*
 * JOB's parameter: registration_file, which job_register() gave; and those of
 * job_new_http(). The server is told to forget the client (RFC 7592 2.3), and
 * the file goes, whatever comes of it. No results.
 *
 * LANYARD_ERR_ARGUMENT: it is no such file. Errors as registration_delete().
 */
enum lanyard_error job_unregister(
    struct lanyard_session *session, const struct lanyard_job *job);

#endif
