/*
 * job_parameters.h - what a job of no login is given, and what it gives
 */
#ifndef JOB_PARAMETERS_H
#define JOB_PARAMETERS_H

#include "net/http/http.h"
#include "session/session.h"

/* The value of parameter NAME, lent, or NULL. */
const char *job_parameter(const struct lanyard_job *job, const char *name);

/* The same for one that must be there: LANYARD_ERR_ARGUMENT names it. */
enum lanyard_error job_needs(struct lanyard_session *session,
    const struct lanyard_job *job, const char *name, const char **value);

/* A result; VALUE NULL, or nobody who wants it: none. */
enum lanyard_error job_result(
    const struct lanyard_job *job, const char *name, const char *value);

/*
 * HTTP as the parameters ca_file, proxy and allow_http ("true") say, which are
 * those of lanyard.conf(5), else as the session's options do, else as git's own
 * configuration does for URL; all of it ends by the job's timeout_ms.
 */
enum lanyard_error job_new_http(struct http **http,
    struct lanyard_session *session, const struct lanyard_job *job,
    const char *url);

#endif
