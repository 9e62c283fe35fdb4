/*
 * a_job.h - a job of no login, and the results that it gives
 */
#ifndef A_JOB_H
#define A_JOB_H

#include "scratch.h"

#include "base/buf.h"

/* NAME=VALUE lines. */
static struct buf a_job_results;

static inline enum lanyard_error
a_job_result(void *context, const char *name, const char *value)
{
	(void)context;
	assert_int_equal(
	    buf_printf(&a_job_results, "%s=%s\n", name, value), LANYARD_OK);
	return LANYARD_OK;
}

/*
 * Run it in this process, for TIMEOUT_MS; *RESULTS is lent until the next one.
 */
static inline enum lanyard_error
a_job_run_for(struct lanyard_session *session, enum lanyard_job_kind kind,
    int64_t timeout_ms, const char *const *parameters, const char **results)
{
	const struct lanyard_job job = {.kind = kind,
	    .lock_fd = -1,
	    .timeout_ms = timeout_ms,
	    .parameters = parameters,
	    .result = a_job_result};
	enum lanyard_error r;

	buf_clear(&a_job_results);
	buf_init(&a_job_results, 65536);
	error_clear(&session->error);
	r = lanyard_refresh_here(session, &job);
	*results = buf_text(&a_job_results);
	return r;
}

static inline enum lanyard_error
a_job_run(struct lanyard_session *session, enum lanyard_job_kind kind,
    const char *const *parameters, const char **results)
{
	return a_job_run_for(session, kind, 10000, parameters, results);
}

#endif
