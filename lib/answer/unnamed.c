/*
 * unnamed.c - a job of no login
 */
#include "base/limits.h"
#include "session/session.h"

enum lanyard_error
lanyard_job_run(struct lanyard_session *session, const struct lanyard_job *job)
{
	struct lanyard_job own = *job;

	error_clear(&session->error);
	if (job->login != NULL)
		return error_set(&session->error, LANYARD_ERR_ARGUMENT,
		    "a job of a login is not run by itself");
	if (session->refresh == NULL)
		return error_set(&session->error, LANYARD_ERR_ARGUMENT,
		    "this session has nothing to run a job with");
	own.lock_fd = -1;
	if (own.timeout_ms == 0)
		own.timeout_ms = TIMEOUT_OPERATION_MS;
	return session->refresh(session, &own);
}
