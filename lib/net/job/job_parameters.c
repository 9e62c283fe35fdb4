/*
 * job_parameters.c - what a job of no login is given, and what it gives
 */
#include "net/job/job_parameters.h"

#include <stdlib.h>
#include <string.h>

#include "net/job/network.h"
#include "os/clock.h"

const char *
job_parameter(const struct lanyard_job *job, const char *name)
{
	const char *const *p = job->parameters;

	for (; p != NULL && p[0] != NULL; p += 2)
		if (strcmp(p[0], name) == 0)
			return p[1];
	return NULL;
}

enum lanyard_error
job_needs(struct lanyard_session *session, const struct lanyard_job *job,
    const char *name, const char **value)
{
	if ((*value = job_parameter(job, name)) != NULL)
		return LANYARD_OK;
	return error_set(&session->error, LANYARD_ERR_ARGUMENT,
	    "this job needs the parameter %s", name);
}

enum lanyard_error
job_result(const struct lanyard_job *job, const char *name, const char *value)
{
	return value != NULL && job->result != NULL
		   ? job->result(job->context, name, value)
		   : LANYARD_OK;
}

static bool
copy(char **to, const char *given, const char *fallback)
{
	if (given == NULL)
		given = fallback;
	return given == NULL || (*to = strdup(given)) != NULL;
}

enum lanyard_error
job_new_http(struct http **http, struct lanyard_session *session,
    const struct lanyard_job *job, const char *url)
{
	const char *allow = job_parameter(job, "allow_http");
	struct login login;
	enum lanyard_error r;

	login_init(&login);
	login.timeout_ms = job->timeout_ms;
	login.allow_http =
	    allow != NULL ? strcmp(allow, "true") == 0 : session->allow_http;
	if (copy(&login.ca_file, job_parameter(job, "ca_file"),
		session->ca_file) &&
	    copy(&login.proxy, job_parameter(job, "proxy"), session->proxy))
		r = network_new_http(http, session, &login, url,
		    clock_monotonic_ms() + job->timeout_ms);
	else
		r = error_memory(&session->error);
	login_clear(&login);
	return r;
}
