/*
 * job_install.c - a GitHub App installed by its owner
 */
#include "net/job/job_install.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/percent.h"
#include "net/job/job_parameters.h"
#include "net/job/visit.h"
#include "os/clock.h"

#define PATH "/callback" /* job_manifest()'s */

/* An organization's owner may have to agree first. */
static enum lanyard_error
take(void *context, const char *query, bool *done)
{
	const struct listener_page installed = {
	    .status = 200,
	    .good = true,
	    .heading = "The App is installed",
	    .text = "The login comes next, in a tab of its own. You can close "
		    "this one.",
	};
	const struct listener_page other = {
	    .status = 400,
	    .heading = "This says nothing of an installation",
	    .text = "Nothing was changed. Install the App in the tab where "
		    "GitHub offers that.",
	};
	struct visit *visit = context;
	struct buf action;

	buf_init(&action, LIMIT_URL);
	*done = percent_query_parameter(query, "setup_action", &action, NULL);
	if (!*done)
		visit_unused(visit, "it says nothing of an installation");
	else if (strcmp(buf_text(&action), "request") == 0)
		visit_notice(visit, "an owner of the organization has to "
				    "agree before the App is installed");
	listener_answer(visit->listener, *done ? &installed : &other);
	buf_clear(&action);
	return LANYARD_OK;
}

enum lanyard_error
job_install(struct lanyard_session *session, const struct lanyard_job *job)
{
	struct visit visit = {.session = session,
	    .take = take,
	    .deadline_ms = clock_monotonic_ms() + job->timeout_ms};
	const char *url, *port;
	enum lanyard_error r;

	visit.context = &visit;
	if ((r = job_needs(session, job, "install_url", &url)) != LANYARD_OK ||
	    (r = job_needs(session, job, "port", &port)) != LANYARD_OK)
		return r;
	if (session->ui == NULL)
		return error_set(&session->error, LANYARD_ERR_LOGIN_NEEDED,
		    "to install an App needs a person");
	r = listener_new(&visit.listener, NULL, (int)strtol(port, NULL, 10),
	    PATH, &session->error);
	if (r == LANYARD_OK) {
		visit_notice(
		    &visit, "install the App in the browser, at %s", url);
		r = visit_wait(&visit);
	}
	listener_free(&visit.listener);
	if (r == LANYARD_ERR_TIMEOUT) {
		error_set(&session->error, r,
		    "the App was not installed in the time given");
		error_hint(&session->error, "install it at %s", url);
	}
	return r;
}
