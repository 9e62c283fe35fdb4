/*
 * job_register.c - a client registered for a login that is to be
 */
#include "net/job/job_register.h"

#include <string.h>
#include <unistd.h>

#include "base/limits.h"
#include "net/job/job_parameters.h"
#include "net/oauth/registration.h"
#include "os/fresh.h"
#include "session/added.h"

static enum lanyard_error
give(const struct lanyard_job *job, const struct registration *registration)
{
	enum lanyard_error r;

	if ((r = job_result(job, "client_id", registration->client_id)) !=
		LANYARD_OK ||
	    (r = job_result(job, "token_endpoint_auth_method",
		 registration->token_endpoint_auth_method)) != LANYARD_OK)
		return r;
	return job_result(job, "scope", registration->scope);
}

/* The secret is in its file before anybody hears of the client. */
static enum lanyard_error
keep(struct lanyard_session *session, const struct lanyard_job *job,
    const char *name, const struct registration *registration)
{
	enum lanyard_error r;
	struct buf path;

	if (!secret_is_set(&registration->client_secret))
		return give(job, registration);
	buf_init(&path, LIMIT_PATH);
	if ((r = added_secret_file(session, name, &path)) == LANYARD_OK &&
	    (r = fresh_write_secret(buf_text(&path),
		 &registration->client_secret, &session->error)) ==
		LANYARD_OK &&
	    ((r = give(job, registration)) != LANYARD_OK ||
		(r = job_result(job, "client_secret_file", buf_text(&path))) !=
		    LANYARD_OK))
		(void)unlink(buf_text(&path));
	buf_clear(&path);
	return r;
}

enum lanyard_error
job_register(struct lanyard_session *session, const struct lanyard_job *job)
{
	const char *device = job_parameter(job, "device");
	struct registration_wish wish = {
	    .scope = job_parameter(job, "scope"),
	    .device = device != NULL && strcmp(device, "true") == 0,
	};
	struct registration registration;
	const char *endpoint, *name;
	struct http *http = NULL;
	enum lanyard_error r;

	if ((r = job_needs(session, job, "registration_endpoint", &endpoint)) !=
		LANYARD_OK ||
	    (r = job_needs(session, job, "name", &name)) != LANYARD_OK ||
	    (r = job_needs(session, job, "client_name", &wish.client_name)) !=
		LANYARD_OK ||
	    (r = job_needs(session, job, "redirect_uri", &wish.redirect_uri)) !=
		LANYARD_OK ||
	    (r = job_new_http(&http, session, job, endpoint)) != LANYARD_OK)
		return r;
	r = registration_request(
	    &registration, http, endpoint, &wish, &session->error);
	if (r == LANYARD_OK)
		r = keep(session, job, name, &registration);
	registration_clear(&registration);
	http_free(&http);
	return r;
}
