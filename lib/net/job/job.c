/*
 * job.c - lanyard_refresh_here(): a login brought up to date in this process
 *
 * Who names it links the network half; nobody else does.
 */
#include "net/job/job_check.h"
#include "net/job/job_discover.h"
#include "net/job/job_install.h"
#include "net/job/job_login.h"
#include "net/job/job_logout.h"
#include "net/job/job_manifest.h"
#include "net/job/job_refresh.h"
#include "net/job/job_register.h"
#include "net/job/job_unregister.h"
#include "net/job/network.h"
#include "net/job/server.h"
#include "net/job/working.h"
#include "session/search.h"

static enum lanyard_error
run(struct entry *entry, struct lanyard_session *session,
    const struct lanyard_job *job)
{
	switch (job->kind) {
	case LANYARD_JOB_REFRESH:
		return job_refresh(entry, session, job);
	case LANYARD_JOB_LOGIN:
		return job_login(entry, session, job);
	case LANYARD_JOB_LOGOUT:
		return job_logout(entry, session, job);
	case LANYARD_JOB_CHECK:
	case LANYARD_JOB_DISCOVER:
	case LANYARD_JOB_REGISTER:
	case LANYARD_JOB_MANIFEST:
	case LANYARD_JOB_INSTALL:
	case LANYARD_JOB_UNREGISTER:
		break;
	}
	return error_set(
	    &session->error, LANYARD_ERR_ARGUMENT, "a login has no such job");
}

/* Of no login. */
static enum lanyard_error
run_alone(struct lanyard_session *session, const struct lanyard_job *job)
{
	switch (job->kind) {
	case LANYARD_JOB_CHECK:
		return job_check(session, job);
	case LANYARD_JOB_DISCOVER:
		return job_discover(session, job);
	case LANYARD_JOB_REGISTER:
		return job_register(session, job);
	case LANYARD_JOB_MANIFEST:
		return job_manifest(session, job);
	case LANYARD_JOB_INSTALL:
		return job_install(session, job);
	case LANYARD_JOB_UNREGISTER:
		return job_unregister(session, job);
	case LANYARD_JOB_REFRESH:
	case LANYARD_JOB_LOGIN:
	case LANYARD_JOB_LOGOUT:
		break;
	}
	return error_set(&session->error, LANYARD_ERR_ARGUMENT,
	    "there is no such job without a login");
}

static void
explain(struct lanyard_session *session, const struct entry *entry)
{
	const char *url = entry->login != NULL
			      ? server_first_url(entry->login, &entry->record)
			      : NULL;

	if (url != NULL)
		network_explain(session, url);
}

static enum lanyard_error
run_any(struct lanyard_session *session, const struct lanyard_job *job)
{
	struct entry entry;
	enum lanyard_error r;

	if (job->login == NULL)
		return run_alone(session, job);
	/* The lock came with the job. */
	if (job->kind != LANYARD_JOB_LOGIN && job->lock_fd != -1)
		store_note_held(session->store, job->login);
	entry_init(&entry);
	r = search_name(&entry, session, job->login);
	if (r == LANYARD_OK)
		r = run(&entry, session, job);
	if (r == LANYARD_ERR_NETWORK)
		explain(session, &entry);
	entry_clear(&entry);
	return r;
}

enum lanyard_error
lanyard_refresh_here(
    struct lanyard_session *session, const struct lanyard_job *job)
{
	enum lanyard_error r;

	working_for(session->ui, job->timeout_ms);
	r = run_any(session, job);
	working_for(session->ui, 0);
	return r;
}
