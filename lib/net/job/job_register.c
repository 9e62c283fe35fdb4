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

#define KEEP ".registration" /* in the place of ".client_secret" */

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
keep_secret(struct lanyard_session *session, const struct lanyard_job *job,
    const char *path, const struct registration *registration)
{
	enum lanyard_error r;

	if (!secret_is_set(&registration->client_secret))
		return give(job, registration);
	if ((r = fresh_write_secret(path, &registration->client_secret,
		 &session->error)) == LANYARD_OK &&
	    ((r = give(job, registration)) != LANYARD_OK ||
		(r = job_result(job, "client_secret_file", path)) !=
		    LANYARD_OK))
		(void)unlink(path);
	return r;
}

/*
 * How it is deleted again, in a file beside that of its SECRET; one that is
 * there is of an earlier try.
 */
static enum lanyard_error
keep_way_back(struct lanyard_session *session, const struct lanyard_job *job,
    const char *secret, const struct registration *registration)
{
	struct secret text = {0};
	enum lanyard_error r;
	struct buf path;

	if (registration->keep.uri == NULL)
		return LANYARD_OK;
	buf_init(&path, LIMIT_PATH);
	if (buf_printf(&path, "%.*s" KEEP, (int)(strrchr(secret, '.') - secret),
		secret) != LANYARD_OK ||
	    registration_keep_write(&registration->keep, &text) != LANYARD_OK) {
		r = error_memory(&session->error);
	} else {
		(void)unlink(buf_text(&path));
		r = fresh_write_secret(buf_text(&path), &text, &session->error);
	}
	if (r == LANYARD_OK)
		r = job_result(job, "registration_file", buf_text(&path));
	secret_clear(&text);
	buf_clear(&path);
	return r;
}

/* What cannot be kept here is deleted there. */
static enum lanyard_error
keep(struct lanyard_session *session, const struct lanyard_job *job,
    const char *name, struct http *http,
    const struct registration *registration)
{
	struct error unused = {0};
	enum lanyard_error r;
	struct buf path;

	buf_init(&path, LIMIT_PATH);
	if ((r = added_secret_file(session, name, &path)) == LANYARD_OK &&
	    (r = keep_secret(session, job, buf_text(&path), registration)) ==
		LANYARD_OK &&
	    (r = keep_way_back(session, job, buf_text(&path), registration)) !=
		LANYARD_OK &&
	    secret_is_set(&registration->client_secret))
		(void)unlink(buf_text(&path));
	if (r != LANYARD_OK && registration->keep.uri != NULL)
		(void)registration_delete(&registration->keep, http, &unused);
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
		r = keep(session, job, name, http, &registration);
	else if (registration.client_id != NULL)
		(void)job_result(job, "left_client_id", registration.client_id);
	registration_clear(&registration);
	http_free(&http);
	return r;
}
